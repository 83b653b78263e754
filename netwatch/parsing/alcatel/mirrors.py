"""Port mirroring, port monitoring (a capture) and mirroring policies of OmniSwitch AOS 6, 7 and 8.

``port mirroring N ...`` (AOS 6: the reference's syntax in the Wireshark wiki) and
``port-mirroring N ...`` (AOS 7 and 8: command reference 8.10R04, and 7 without the word ``port``)
add up line by line. Monitoring writes packets to flash: ``/flash/pmonitor.enc`` by default.
"""

import re
from dataclasses import dataclass, field

from netwatch.model.evidence import Confidence, Evidence
from netwatch.model.mirror import (
    Destination,
    DestinationKind,
    Direction,
    Mirror,
    MirrorKind,
    Source,
    SourceKind,
)
from netwatch.parsing.draft import Drafts
from netwatch.parsing.paths import words_of
from netwatch.parsing.switch.lists import Lists

_LINE = re.compile(
    r"(?P<no>no )?port(?: |-)(?P<what>mirroring|monitoring) (?P<id>\d{1,5})(?: (?P<rest>.+))?$"
)
_POLICY = re.compile(r"policy action (?P<name>\"[^\"\n]{1,64}\"|\S{1,64}) (?P<rest>.*)")
_RULE = re.compile(r"policy rule (?P<name>\"[^\"\n]{1,64}\"|\S{1,64})(?P<rest> .*)")
_PORT = re.compile(r"\d{1,3}(?:/\d{1,3}){1,2}[A-Z]?(?:-\d{1,3})?")
_WAYS = {
    "bidirectional": Direction.BOTH,
    "inport": Direction.RX,
    "outport": Direction.TX,
    "ingress": Direction.RX,
    "egress": Direction.TX,
    "ingress-egress": Direction.BOTH,
    "both": Direction.BOTH,
}
# Words with a value that say nothing about who gets what.
_VALUED = frozenset(
    ("unblocked", "unblocked-vlan", "size", "overwrite", "timeout", "capture-type", "rpmir-vlan")
)
_OWN = frozenset(("file", "linkagg", "agg"))
_PLAIN = frozenset(("port", "loopback", "tag-remove", "slot", "pause", "resume"))
_PMONITOR = "/flash/pmonitor.enc"


@dataclass(slots=True)
class _Session:
    """``ports`` are the sources with their direction; ``off`` the sources that are disabled."""

    id: str
    is_capture: bool
    enabled: bool = True
    ports: dict[str, Direction] = field(default_factory=dict)
    off: dict[str, Direction] = field(default_factory=dict)
    ends: dict[Destination, None] = field(default_factory=dict)
    vlan: str | None = None
    file: str | None = _PMONITOR
    evidence: list[Evidence] = field(default_factory=list)

    def mirror(self) -> Mirror:
        """Return the session; with no source in force the disabled ones are told."""
        ports = self.ports or self.off
        ends = list(self.ends)
        if self.is_capture:
            ends = [
                Destination(DestinationKind.FILE, self.file)
                if self.file
                else Destination(DestinationKind.CPU, "cpu")
            ]
        if self.vlan:
            ends.append(Destination(DestinationKind.VLAN, self.vlan))
        kind = MirrorKind.RSPAN_SOURCE if self.vlan else MirrorKind.LOCAL
        return Mirror(
            id=self.id,
            kind=MirrorKind.CAPTURE if self.is_capture else kind,
            enabled=self.enabled and (bool(self.ports) or not self.off),
            complete=bool(ports and ends),
            sources=tuple(Source(SourceKind.INTERFACE, port, way) for port, way in ports.items()),
            destinations=tuple(ends),
            evidence=tuple(self.evidence),
        )


@dataclass(frozen=True, slots=True)
class Found:
    """What a configuration declares."""

    mirrors: tuple[Mirror, ...]
    read: frozenset[int]
    warnings: tuple[str, ...]


def declared(text: str, source: str) -> Found:
    """Return the sessions, captures and policies of ``show configuration snapshot``."""
    sessions: dict[str, _Session] = {}
    policies, spoken = Drafts(), list[tuple[str, Evidence]]()
    read: set[int] = set()
    lists = Lists()
    for number, raw in enumerate(text.split("\n"), 1):
        line = " ".join(raw.split())
        if not line.startswith(("port", "no port", "policy ")):
            continue
        quote = Evidence(source, number, line)
        found = _LINE.match(line)
        if found and _take(sessions, found, quote, lists):
            read.add(number)
        elif line.startswith("policy "):
            spoken.append((line, quote))
    for line, quote in sorted(spoken, key=lambda each: each[0].startswith("policy rule ")):
        _policy(policies, line, quote)  # an action before the rules that use it
    mirrors = (*(each.mirror() for each in sessions.values()), *policies.mirrors())
    return Found(mirrors, frozenset(read | policies.read), tuple(lists.warnings))


def _take(
    sessions: dict[str, _Session], found: re.Match[str], quote: Evidence, lists: Lists
) -> bool:
    is_capture = found["what"] == "monitoring"
    name = f"port-monitoring/{found['id']}" if is_capture else found["id"]
    if found["no"]:
        if not found["rest"]:
            sessions.pop(name, None)
        return not found["rest"]
    known = sessions.get(name) or _Session(name, is_capture)
    sessions[name] = known
    known.evidence.append(quote)
    return _words(known, words_of(found["rest"] or ""), lists)


@dataclass(slots=True)
class _Line:
    """What one line says, gathered word by word."""

    ports: list[str] = field(default_factory=list)
    way: Direction = Direction.BOTH
    state: str = ""
    where: str = ""
    has_end: bool = False
    is_removal: bool = False


def _words(session: _Session, words: tuple[str, ...], lists: Lists) -> bool:
    """Take the rest of one line; return whether every word was understood."""
    line, at, understood = _Line(), 0, True
    while at < len(words):
        word, value = words[at], words[at + 1] if at + 1 < len(words) else ""
        at += 1
        if word in _VALUED or word in _OWN or (word == "no" and value == "file"):
            at += 1
            line.has_end = _valued(session, word, value) or line.has_end
        elif line.where and _PORT.fullmatch(word):
            _port(session, line, word, lists)
        elif not _switch(line, word, value):
            understood = understood and word in _PLAIN
    _apply(session, line)
    return understood


def _switch(line: _Line, word: str, value: str) -> bool:
    """Take a word that is no value; return whether it was one of those known."""
    if word in ("source", "destination"):
        line.where = word
    elif word == "no":
        line.is_removal = value in ("source", "destination")
    elif word in _WAYS:
        line.way = _WAYS[word]
    elif word in ("enable", "disable"):
        line.state = word
    else:
        return False
    return True


def _port(session: _Session, line: _Line, word: str, lists: Lists) -> None:
    if line.where == "source":
        line.ports.extend(lists.interfaces(word))
    elif line.is_removal:
        session.ends.clear()
    else:
        line.has_end = True
        session.ends[Destination(DestinationKind.INTERFACE, word)] = None


def _valued(session: _Session, word: str, value: str) -> bool:
    """Take a word and its value; return whether that is a receiver."""
    if word == "no":
        session.file = None
    elif word == "file" and value:
        session.file = value
    elif word == "rpmir-vlan" and value:
        session.vlan = value
    elif word in ("linkagg", "agg") and value:
        session.ends[Destination(DestinationKind.INTERFACE, f"linkagg {value}")] = None
        return True
    return False


def _apply(session: _Session, line: _Line) -> None:
    """Put a line's ports in force; ``disable`` on a line of sources alone is about them."""
    about_sources = bool(line.ports) and not line.has_end
    for port in line.ports:
        session.ports.pop(port, None)
        session.off.pop(port, None)
        if not line.is_removal:
            into = session.off if about_sources and line.state == "disable" else session.ports
            into[port] = line.way
    if line.state and not about_sources:
        session.enabled = line.state == "enable"


def _policy(drafts: Drafts, line: str, quote: Evidence) -> None:
    """Take ``policy action A mirror [direction] P`` and the rules that use the action."""
    found = _POLICY.match(line)
    words = words_of(found["rest"]) if found else ()
    if found and "mirror" in words:
        name = found["name"].strip('"')
        draft = drafts.get(
            f"policy/{name}", quote, kind=MirrorKind.FLOW, confidence=Confidence.LOW, enabled=False
        )
        after = words[words.index("mirror") + 1 :]
        ends = [each for each in after if _PORT.fullmatch(each)]
        draft.destinations.extend(Destination(DestinationKind.INTERFACE, each) for each in ends)
        return
    rule = _RULE.match(line)
    words = words_of(rule["rest"]) if rule else ()
    if rule and "action" in words[:-1]:
        used = drafts.found.get(f"policy/{words[words.index('action') + 1]}")
        if used is not None:
            drafts.quote(used, quote)
            name = rule["name"].strip('"')
            # A rule is in force unless it says `disable`.
            used.enabled = "disable" not in words or used.enabled
            used.sources.append(Source(SourceKind.FILTER, name, Direction.RX))


_HEADING = re.compile(r"\b(?P<what>Destination|Source)\b")
_ROW = re.compile(
    r"^ *(?P<id>\d{1,5})\.? +(?P<port>\d{1,3}(?:/ ?\d{1,3}){1,2}) +(?P<rest>\S.{0,120}?) *$"
)


def operating(text: str, topic: str, space: str = "") -> tuple[Mirror, ...]:
    """Return the sessions of ``show port mirroring status`` or ``show port monitoring status``.

    The columns are from memory: a block of destinations and one of sources, each row with session,
    port, direction and state. ``space`` goes in front of the ids.
    """
    drafts, where = Drafts(), ""
    for number, line in enumerate(text.split("\n"), 1):
        row = _ROW.match(line)
        if not row:
            heading = _HEADING.search(line)
            where = heading["what"] if heading else where
            continue
        quote = Evidence(topic, number, line.strip())
        draft = drafts.get(f"{space}{row['id']}", quote, confidence=Confidence.LOW, enabled=None)
        words = row["rest"].lower().split()
        port = row["port"].replace(" ", "")
        if where == "Destination" and not space:
            draft.destinations.append(Destination(DestinationKind.INTERFACE, port))
            draft.enabled = _state(words)
            continue
        way = next((_WAYS[each] for each in words if each in _WAYS), Direction.BOTH)
        if "disable" not in words:
            draft.sources.append(Source(SourceKind.INTERFACE, port, way))
        if space:
            draft.kind, draft.enabled = MirrorKind.CAPTURE, _state(words)
            draft.destinations.append(Destination(DestinationKind.FILE, _file(words)))
    return drafts.mirrors()


def _state(words: list[str]) -> bool | None:
    if "off" in words or "disable" in words:
        return False
    return True if "on" in words or "enable" in words else None


def _file(words: list[str]) -> str:
    return next((each for each in words if "/" in each), _PMONITOR)
