"""Copying rules of ``iptables-save`` and its kin (iptables 1.8.9, seen in real output)."""

import re
from dataclasses import dataclass

from netwatch.model.evidence import Confidence
from netwatch.model.mirror import Destination, DestinationKind, MirrorKind
from netwatch.parsing.linux.rules import Rule

_COUNTED = re.compile(r"^\[\d+:\d+\] ")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|\S+')
_BUILT_IN = {
    "PREROUTING": "prerouting",
    "INPUT": "input",
    "FORWARD": "forward",
    "OUTPUT": "output",
    "POSTROUTING": "postrouting",
}
# Only this table may hold TEE; a fragment without its `*table` line is taken to be of it.
_TEE_TABLE = "mangle"


@dataclass(frozen=True, slots=True)
class _Words:
    """A rule's words: what it matches, where it jumps, and the options of that target."""

    inward: tuple[str, ...]
    outward: tuple[str, ...]
    match: str
    target: str
    options: tuple[str, ...]


def read_rules(text: str, space: str = "iptables") -> tuple[Rule, ...]:
    """Return every ``-A`` rule of a dump with its 1-based line.

    ``space`` starts the ids (``ip6tables``). Lines of anything else are passed over.
    """
    if "-A " not in text:
        return ()
    table = _TEE_TABLE
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.strip()
        if stripped.startswith("["):
            stripped = _COUNTED.sub("", stripped)
        if stripped.startswith("*"):
            table = stripped[1:].strip() or _TEE_TABLE
        elif stripped.startswith("-A "):
            found.append(_rule(stripped, number, f"{space}/{table}"))
    return tuple(found)


def _rule(line: str, number: int, space: str) -> Rule:
    tokens = _TOKEN.findall(line)
    chain = tokens[1] if len(tokens) > 1 else ""
    words = _words(tokens[2:])
    copy, kind, confidence = _copy(words)
    return Rule(
        space=space,
        chain=chain,
        hook=_BUILT_IN.get(chain),
        number=number,
        text=line,
        kind=kind,
        confidence=confidence,
        copy=copy,
        jump=words.target,
        inward=words.inward,
        outward=words.outward,
        match=words.match,
    )


def _words(tokens: list[str]) -> _Words:
    jump = next((at for at, word in enumerate(tokens) if word in ("-j", "-g")), len(tokens))
    inward: list[str] = []
    outward: list[str] = []
    match: list[str] = []
    at = 0
    while at < jump:
        word, value = tokens[at], tokens[at + 1] if at + 1 < jump else ""
        negated = bool(match) and match[-1] == "!"
        if word in ("-i", "-o") and value and not negated:
            (inward if word == "-i" else outward).append(value)
            at += 2
        elif word == "--comment" or (word == "-m" and value == "comment"):
            at += 2
        else:
            match.append(word)
            at += 1
    return _Words(
        tuple(inward), tuple(outward), " ".join(match),
        tokens[jump + 1] if jump + 1 < len(tokens) else "", tuple(tokens[jump + 2 :]),
    )  # fmt: skip


def _copy(words: _Words) -> tuple[Destination | None, MirrorKind, Confidence]:
    """Return the receiver, if the target copies.

    TEE sends the copy to another host; NFLOG and ULOG hand it to a program on the box, which may
    be no more than a log, so confidence is low.
    """
    if words.target == "TEE":
        gateway = _option(words.options, "--gateway")
        kind = DestinationKind.IP if gateway else DestinationKind.UNKNOWN
        end = Destination(kind, gateway or "unknown")
        return end, MirrorKind.TEE, Confidence.HIGH if gateway else Confidence.LOW
    if words.target in ("NFLOG", "ULOG"):
        group = _option(words.options, f"--{words.target.lower()}-group") or "0"
        end = Destination(DestinationKind.CPU, f"{words.target.lower()}-group {group}")
        return end, MirrorKind.CAPTURE, Confidence.LOW
    return None, MirrorKind.TEE, Confidence.HIGH


def _option(options: tuple[str, ...], name: str) -> str:
    return options[options.index(name) + 1] if name in options[:-1] else ""
