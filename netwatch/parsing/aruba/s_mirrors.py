"""AOS-S (ProVision) mirror sessions, as configured and as shown.

HPE's management guides for 16.04 to 16.10. Sessions are 1 to 4 and may have a name; there is no
switch: a session copies as soon as it has both ends. A remote session wraps each packet in HP's
own UDP format, not in GRE. The legacy ``mirror-port`` and a bare ``monitor`` mean session 1.
"""

import re
from collections.abc import Sequence
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
from netwatch.parsing.draft import Draft, Drafts
from netwatch.parsing.places import Places
from netwatch.parsing.stanzas import Block, Line, quote_of
from netwatch.parsing.switch.lists import Lists

HP_UDP = "hp-udp"
_FIRST = "1"

_NAME = r'"[^"]{0,64}"|[^\s"]{1,64}'
_PORT = re.compile(rf"mirror ([1-4])(?: name ({_NAME}))? port (\S{{1,32}})$")
_REMOTE = re.compile(
    rf"mirror ([1-4])(?: name ({_NAME}))? remote ip (\S{{1,45}}) (\d{{1,5}}) (\S{{1,45}})"
    r"(?: truncation)?$"
)
_ENDPOINT = re.compile(
    r"mirror endpoint ip (\S{1,45}) (\d{1,5}) (\S{1,45})(?: port)? (\S{1,32})(?: truncation)?$"
)
_LEGACY = re.compile(r"mirror-port (\S{1,32})$")
_PLACE = re.compile(r"(interface|vlan) (\S{1,200})$")
_INLINE = re.compile(r"(interface|vlan) (\S{1,200}) ((?:monitor|service-policy)\b.{0,200})$")
_ALL = re.compile(
    rf"monitor(?: all (in|out|both))?"
    rf"(?: mirror ((?:{_NAME})(?: (?!no-tag-added)(?:{_NAME})){{0,3}}))?(?: no-tag-added)?$"
)
_ACL = re.compile(rf"monitor ip access-group (\S{{1,64}}) in mirror ({_NAME})")
_MAC = re.compile(rf"monitor mac (\S{{1,20}}) (src|dest|dst|both) mirror ({_NAME})")
_POLICY = re.compile(rf"policy mirror ({_NAME})$")
_ACTION = re.compile(rf"(?:\d{{1,6}} )?class (?:ipv4|ipv6|mac) ({_NAME}) action mirror ({_NAME})")
_DEFAULT = re.compile(rf"default-class action mirror ({_NAME})")
_SERVICE = re.compile(rf"service-policy ({_NAME}) in$")
_NAMES = re.compile(_NAME)
_WAYS = {"in": Direction.RX, "out": Direction.TX, "both": Direction.BOTH}


@dataclass(slots=True)
class _Found:
    """The sessions, the numbers their names stand for, and where each policy is applied."""

    drafts: Drafts = field(default_factory=Drafts)
    numbers: dict[str, str] = field(default_factory=dict)
    applied: Places[str] = field(default_factory=Places)
    copied: set[tuple[str, str, str]] = field(default_factory=set)
    lists: Lists = field(default_factory=Lists)

    def session(self, name: str, quote: Evidence) -> Draft:
        bare = _bare(name)
        return self.drafts.get(self.numbers.get(bare, bare), quote)


@dataclass(frozen=True, slots=True)
class Declared:
    """Sessions, the lines they were read from, and what a bound left out."""

    mirrors: tuple[Mirror, ...]
    read: frozenset[int]
    warnings: tuple[str, ...]


def declared(blocks: Sequence[Block]) -> Declared:
    """Return the sessions, and as ``endpoint/SOURCE/PORT`` what this switch unwraps for others."""
    found = _Found()
    for block in blocks:
        _end(block, found)
    for block in blocks:
        for place, name, line in _placed(block):
            _watched(place, name, line, found)
        if mac := _MAC.match(block.text):
            _mac(mac, found.session(mac[3], quote_of(block)))
    for block in blocks:
        if policy := _POLICY.match(block.text):
            found.drafts.read.add(block.number)
            for line in block.children:
                _copied(_bare(policy[1]), line, found)
    for draft in found.drafts.found.values():
        draft.settle_flow()
    read = frozenset(found.drafts.read)
    warnings = (*found.lists.warnings, *found.applied.warnings)
    return Declared(found.drafts.mirrors(), read, warnings)


def _bare(name: str) -> str:
    return name.strip().strip('"')


def _end(block: Block, found: _Found) -> None:
    if line := _PORT.match(block.text):
        draft = _named(found, line, block)
        draft.destinations.append(Destination(DestinationKind.INTERFACE, line[3]))
    elif line := _REMOTE.match(block.text):
        draft = _named(found, line, block)
        draft.kind = MirrorKind.ERSPAN_SOURCE
        draft.destinations.append(
            Destination(
                DestinationKind.IP, line[5], origin=line[3], port=int(line[4]),
                encapsulation=HP_UDP,
            )
        )  # fmt: skip
    elif line := _ENDPOINT.match(block.text):
        draft = found.drafts.get(f"endpoint/{line[1]}/{line[2]}", quote_of(block))
        draft.kind = MirrorKind.ERSPAN_DESTINATION
        draft.sources.append(Source(SourceKind.IP, line[3], Direction.RX))
        draft.destinations.append(
            Destination(
                DestinationKind.INTERFACE, line[4], origin=line[1], port=int(line[2]),
                encapsulation=HP_UDP,
            )
        )  # fmt: skip
    elif line := _LEGACY.match(block.text):
        draft = found.drafts.get(_FIRST, quote_of(block))
        draft.destinations.append(Destination(DestinationKind.INTERFACE, line[1]))


def _named(found: _Found, line: re.Match[str], block: Block) -> Draft:
    if line[2]:
        found.numbers[_bare(line[2])] = line[1]
    draft = found.drafts.get(line[1], quote_of(block))
    draft.description = _bare(line[2]) if line[2] else draft.description
    return draft


def _placed(block: Block) -> list[tuple[str, str, Block | Line]]:
    """Return the kind and name of the place, and each line that stands there."""
    inline = _INLINE.match(block.text)
    place = _PLACE.match(block.text) or inline
    if not place:
        return []
    lines: list[Block | Line] = [*block.children]
    if inline:
        lines.insert(0, Block(block.number, inline[3]))
    return [(place[1], place[2], each) for each in lines]


def _watched(place: str, name: str, line: Block | Line, found: _Found) -> None:
    if every := _ALL.match(line.text):
        way = _WAYS[every[1] or "both"]
        kind = SourceKind.VLAN if place == "vlan" else SourceKind.INTERFACE
        for session in _NAMES.findall(every[2] or _FIRST):
            draft = found.session(session, quote_of(line))
            names = found.lists.interfaces(name)
            draft.sources += [Source(kind, each, way) for each in names]
    elif acl := _ACL.match(line.text):
        draft = found.session(acl[2], quote_of(line))
        source = Source(SourceKind.FILTER, acl[1], Direction.RX, on=(_on(place, name),))
        draft.sources.append(source)
    elif service := _SERVICE.match(line.text):
        found.applied.add(_bare(service[1]), _on(place, name))


def _on(place: str, name: str) -> str:
    return f"vlan {name}" if place == "vlan" else name


def _mac(found: re.Match[str], draft: Draft) -> None:
    """A MAC address is watched on the whole switch; both directions of it are copied."""
    draft.confidence = Confidence.LOW
    name = f"mac {found[1]} {found[2]}"
    draft.sources.append(Source(SourceKind.FILTER, name, Direction.BOTH, on=("switch",)))


def _copied(policy: str, line: Line, found: _Found) -> None:
    action, rest = _ACTION.match(line.text), _DEFAULT.match(line.text)
    if action:
        traffic, session = _bare(action[1]), action[2]
    elif rest:
        traffic, session = "default-class", rest[1]
    else:
        return
    draft = found.session(session, quote_of(line))
    draft.confidence = Confidence.LOW
    if (draft.id, policy, traffic) not in found.copied:
        found.copied.add((draft.id, policy, traffic))
        places = found.applied.of(policy)
        source = Source(SourceKind.FILTER, f"{policy}/{traffic}", Direction.RX, on=places)
        draft.sources.append(source)
