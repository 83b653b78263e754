"""Who may speak to a Linux host itself: its packet filter's input, and ports that lead elsewhere.

Forms seen in real output of iptables-save 1.8.9 and nft 1.0.6.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from netwatch.model.evidence import Evidence
from netwatch.model.posture import Posture
from netwatch.parsing.posture.traits import Traits, quoted

_COUNTED = re.compile(r"^\[\d+:\d+\] ?")
_DROPPED = re.compile(
    r"-m (?:comment|tcp|udp) |--comment (?:\"(?:[^\"\\]|\\.)*\"|\S+) ?|-m comment$"
)
_TARGET = re.compile(r"(?:^| )-[jg] (?P<target>\S+)(?P<options>.*)$")
_TO = re.compile(r"--to-(?:ports|destination) (\S+)")
_PORT = re.compile(r"--dports? (\S+)|\bdport (\{[^}]*\}|\S+)")
_PROTOCOL = re.compile(r"(?:^| )-p (\S+)|\b(tcp|udp) dport ")
_REMARK = re.compile(r" ?\bcomment \"[^\"]*\"|\bcounter(?: packets \d+ bytes \d+)? ?")
_NFT_TO = re.compile(r"\b(?P<what>redirect|dnat)(?: ip6?)?(?: to (?P<to>\S+))?")
_JUMP = re.compile(r"\b(?:jump|goto) ([^\s,}]+)")
_HOOK = re.compile(r"type \S+ hook (?P<hook>[a-z]+)[^;]*;(?: policy (?P<policy>[a-z]+);)?")
_CLOSED = frozenset(("DROP", "REJECT", "TARPIT"))
_VERDICTS = {"accept": "permit", "drop": "drop", "reject": "reject"}
_CHAINS = 500


class _Rule(NamedTuple):
    """One rule: what it matches, its verdict (or the chain it goes on in), and its line."""

    match: str
    verdict: str
    jump: str
    proof: Evidence


_Chains = dict[str, list[_Rule]]


def read_saved(text: str, source: str) -> Posture | None:
    """Return what a saved dump of a packet filter tells; None for any other text."""
    if not any(each in text for each in ("-A ", "hook input", "redirect", "dnat")):
        return None
    found = Traits("services", "protections", "permits")
    firewall(text, source, "ip6tables" if "by ip6tables-save" in text else "iptables", found)
    ruleset(text, source, found)
    return found.posture()


def firewall(text: str, source: str, space: str, found: Traits) -> None:
    """Add what one ``iptables-save`` says; ``space`` is ``iptables``, ``ip6tables`` and so on."""
    table = ""
    chains: _Chains = {}
    for number, raw in enumerate(text.split("\n"), 1):
        line = _COUNTED.sub("", raw.strip()) if raw[:1] == "[" else raw.strip()
        if line[:1] == "*":
            table = line[1:]
        elif line.startswith(":INPUT ") and table in {"filter", ""}:
            policy = line.split()[1]
            if policy == "DROP":
                proof = quoted(source, number, line)
                found.add("protections", f"{space} INPUT policy", "drop", proof)
        elif line.startswith("-A "):
            _append(line, quoted(source, number, line), table, chains, found)
    _settle(chains, "INPUT", space, found)


def _append(line: str, proof: Evidence, table: str, chains: _Chains, found: Traits) -> None:
    words = line.split(None, 2)
    target = _TARGET.search(line)
    if len(words) < 2 or target is None:  # noqa: PLR2004  # -A and the chain
        return
    chain, goal = words[1], target["target"]
    match = " ".join(_DROPPED.sub("", words[2][: -len(target[0])]).split()) if words[2:] else ""
    if table == "nat":
        if goal in {"REDIRECT", "DNAT"}:
            _redirect(match, goal, _TO.search(target["options"]), proof, found)
    elif table in {"filter", ""} and chain not in {"FORWARD", "OUTPUT"}:
        verdict = "permit" if goal == "ACCEPT" else goal.lower() if goal in _CLOSED else ""
        chains.setdefault(chain, []).append(_Rule(match, verdict, goal, proof))


def _redirect(
    match: str, goal: str, to: re.Match[str] | None, proof: Evidence, found: Traits
) -> None:
    port, protocol = _first(_PORT.search(match)), _first(_PROTOCOL.search(match))
    kind = "redirect" if goal == "REDIRECT" else "dst-nat"
    name = f"nat {kind} {protocol or 'ip'} {port or 'any'} to {to[1] if to else port or 'any'}"
    found.add("services", name, match, proof)


def _first(found: re.Match[str] | None) -> str:
    return next((each for each in found.groups() if each), "") if found else ""


def ruleset(text: str, source: str, found: Traits, known: frozenset[str] = frozenset()) -> None:
    """Add what ``nft list ruleset`` says, but for the tables in ``known`` (``ip filter``)."""
    table, chain = "", ""
    inputs: list[str] = []
    chains: _Chains = {}
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip()
        if line.startswith("table "):
            table, chain = line[6:].rstrip(" {"), ""
        elif line.startswith("chain ") and line.endswith("{"):
            chain = f"{table} {line[6:].rstrip(' {')}"
        elif line == "}":
            chain = ""
        elif not chain or table in known or line[:1] == "#":
            continue
        elif line.startswith("type "):
            hook = _HOOK.match(line)
            if hook and hook["hook"] == "input":
                inputs.append(chain)
                if hook["policy"] == "drop":
                    name = f"nft {chain} policy"
                    found.add("protections", name, "drop", quoted(source, number, line))
        else:
            _nft_rule(line, quoted(source, number, line), chain, chains, found)
    for each in inputs[:_CHAINS]:
        _settle(chains, each, "nft", found)


def _nft_rule(line: str, proof: Evidence, chain: str, chains: _Chains, found: Traits) -> None:
    line = " ".join(_REMARK.sub("", line).split())
    to = _NFT_TO.search(line)
    if to:
        port, protocol = _first(_PORT.search(line)), _first(_PROTOCOL.search(line))
        kind = "redirect" if to["what"] == "redirect" else "dst-nat"
        goal = (to["to"] or "").removeprefix(":") or port
        name = f"nat {kind} {protocol or 'ip'} {port or 'any'} to {goal or 'any'}"
        found.add("services", name, line[: to.start()].strip(), proof)
        return
    match, _, last = line.rpartition(" ")
    if last in _VERDICTS:
        chains.setdefault(chain, []).append(_Rule(match, _VERDICTS[last], "", proof))
    else:
        table = chain.rpartition(" ")[0]
        for jump in _jumps(line):
            chains.setdefault(chain, []).append(_Rule(line, "", f"{table} {jump}", proof))


def _jumps(line: str) -> Iterator[str]:
    return (each[1] for each in _JUMP.finditer(line))


def _settle(chains: _Chains, start: str, space: str, found: Traits) -> None:
    """Add the rules of the chain ``start`` and of every chain it leads to."""
    waiting, seen = [start], set[str]()
    while waiting and len(seen) < _CHAINS:
        chain = waiting.pop()
        if chain in seen:
            continue
        seen.add(chain)
        for rule in chains.get(chain, ()):
            if rule.verdict:
                field = "permits" if rule.verdict == "permit" else "protections"
                name = f"{space} {chain} {rule.verdict} {rule.match or 'any'}"
                found.add(field, name, "", rule.proof)
            elif rule.jump in chains:
                waiting.append(rule.jump)
