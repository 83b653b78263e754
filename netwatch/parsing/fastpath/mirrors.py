"""FASTPATH monitor sessions: three kinds of line with one number, ``mode`` switches on.

Forms of EdgeSwitch, Netgear, HPE and Dell N-series guides and public configurations. Remote
VLANs, reflector ports, filters and the ACL word ``mirror`` are from memory.
"""

import re

from netwatch.model.evidence import Confidence, Evidence
from netwatch.model.mirror import (
    Destination,
    DestinationKind,
    Direction,
    Filter,
    MirrorKind,
    Source,
    SourceKind,
)
from netwatch.model.platform import CONFIG, MIRRORS
from netwatch.model.state import ConfigLine
from netwatch.parsing.draft import Draft, Drafts
from netwatch.parsing.flatten import by_exit
from netwatch.parsing.found import Found
from netwatch.parsing.places import Places
from netwatch.parsing.switch.lists import Lists

_LINE = re.compile(r"(no )?monitor session (\d{1,3})\b ?(.{0,1000})$")
_SOURCE = re.compile(
    r"source (?:interface (\S.{0,400}?)|(remote )?vlan (\d[\d,-]{0,400}))(?: (rx|tx|both))?$"
)
_TO = re.compile(
    r"destination (?:interface (\S.{0,60}?)(?: remove-rspan-tag)?"
    r"|remote vlan (\d{1,4})(?: reflector-port (\S.{0,60}))?)$"
)
_FILTER = re.compile(r"filter (?:(ip|mac) )?access-group (\S{1,64})$")
_ACL = re.compile(
    r"(?:(?:ip|ipv6|mac) )?access-list (?:extended )?(\S{1,64})(?: (?:permit|deny)\b.{0,400}?"
    r" (mirror) (\S{1,40}))?"
)
_ENTRY = re.compile(r"(?:\d{1,10} )?(?:permit|deny)\b.{0,400}? mirror (\S{1,40})")
_GROUP = re.compile(
    r"(?:ip|ipv6|mac) (?:access-group|traffic-filter) (\S{1,64})(?:.{0,40}? (in|out)\b)?"
)
_INTERFACE = re.compile(r"interface (\S.{0,60})$")
_ROW = re.compile(r"\s*(\d{1,3})\s+(Enabled?|Disabled?)\b(.{0,300})$", re.IGNORECASE)
_MORE = re.compile(r"\s{10,}(\S+)\s+(Rx ?, ?Tx|Rx/Tx|Both|Rx|Tx)\s*$", re.IGNORECASE)
_PORT = re.compile(
    r"(?<!\S)(?:(?:[A-Za-z]{1,4})?\d{1,3}/\d{1,3}(?:/\d{1,3})?|lag ?\d+|ch\d+|cpu)(?!\S)"
)
_TYPE = re.compile(r"(?<!\S)(Rx ?, ?Tx|Rx/Tx|Both|Rx|Tx)(?!\S)", re.IGNORECASE)
_WAYS = {"rx": Direction.RX, "tx": Direction.TX, "both": Direction.BOTH, None: Direction.BOTH}
_LONGEST = 4000
_SEEN_PORTS, _SEEN_CELLS = 2, 8


def declared(text: str, prose: frozenset[int] = frozenset()) -> Found:
    """Return the sessions of a running configuration, whose sections end with ``exit``.

    ``prose`` are the lines of banners.
    """
    lines = tuple(each for each in by_exit(text) if each.number not in prose)
    drafts, ranges = Drafts(), Lists()
    odd: list[Evidence] = []
    places = _places(lines)
    for line in lines:
        statement = line.text[:_LONGEST]
        quote = Evidence(CONFIG, line.number, line.text)
        above = _ACL.match(line.parents[-1]) if line.parents else None
        if found := _LINE.match(statement):
            if not _line(drafts, ranges, found, quote):
                odd.append(quote)
        elif above and (entry := _ENTRY.match(statement)):
            _copy(drafts, above[1], entry[1], quote, places)
        elif (head := _ACL.match(statement)) and head[2]:
            _copy(drafts, head[1], head[3], quote, places)
    return Found.of(drafts, odd, (*ranges.warnings, *places.warnings))


def _line(drafts: Drafts, ranges: Lists, found: re.Match[str], quote: Evidence) -> bool:
    """Take one line of a session; return whether it was understood."""
    rest = found[3].strip()
    if found[1]:
        if rest != "mode":
            return False
        drafts.get(found[2], quote, enabled=False).enabled = False
        return True
    known = found[2] in drafts.found
    draft = drafts.get(found[2], quote, enabled=False)
    if rest == "mode":
        draft.enabled = True
    elif source := _SOURCE.match(rest):
        _source(draft, ranges, source)
    elif to := _TO.match(rest):
        _receive(draft, to)
    elif acl := _FILTER.match(rest):
        draft.filters.append(Filter("acl", acl[2]))
        draft.confidence = Confidence.LOW
    else:
        if not known:
            del drafts.found[found[2]]
        return False
    return True


def _source(draft: Draft, ranges: Lists, found: re.Match[str]) -> None:
    way = _WAYS[found[4]]
    if found[1] == "cpu":
        draft.sources.append(Source(SourceKind.CPU, "cpu", way))
    elif found[1]:
        names = ranges.interfaces(found[1])
        draft.sources += [Source(SourceKind.INTERFACE, each, way) for each in names]
    else:
        seen = Direction.RX if found[2] else way
        draft.sources += [Source(SourceKind.VLAN, each, seen) for each in ranges.vlans(found[3])]
    if found[2]:
        draft.kind, draft.confidence = MirrorKind.RSPAN_DESTINATION, Confidence.LOW


def _receive(draft: Draft, found: re.Match[str]) -> None:
    if found[1]:
        draft.destinations.append(Destination(DestinationKind.INTERFACE, found[1]))
        return
    draft.kind, draft.confidence = MirrorKind.RSPAN_SOURCE, Confidence.LOW
    draft.destinations.append(Destination(DestinationKind.VLAN, found[2]))
    if found[3]:
        draft.destinations.append(Destination(DestinationKind.INTERFACE, found[3]))


def _places(lines: tuple[ConfigLine, ...]) -> Places[tuple[str, str]]:
    """Return the interfaces each ACL stands on, each behind its direction."""
    found = Places[tuple[str, str]]()
    for line in lines:
        head = _INTERFACE.match(line.parents[-1]) if line.parents else None
        if head and (group := _GROUP.match(line.text)):
            found.add(group[1], (group[2] or "in", head[1]))
    return found


def _copy(
    drafts: Drafts, acl: str, port: str, quote: Evidence, places: Places[tuple[str, str]]
) -> None:
    """An ACL rule that copies is a session of its own, called ``acl/NAME``."""
    known = f"acl/{acl}" in drafts.found
    draft = drafts.get(f"acl/{acl}", quote, kind=MirrorKind.FLOW, confidence=Confidence.LOW)
    draft.destinations.append(Destination(DestinationKind.INTERFACE, port))
    if known:
        return
    where = places.of(acl)
    for way in dict.fromkeys(each for each, _ in where):
        direction = Direction.TX if way == "out" else Direction.RX
        on = tuple(place for each, place in where if each == way)
        draft.sources.append(Source(SourceKind.FILTER, acl, direction, on=on))
    if not draft.sources:
        draft.enabled = False
        draft.sources.append(Source(SourceKind.FILTER, acl, Direction.RX))


def operating(text: str) -> Found:
    """Return the sessions of ``show monitor session``.

    Columns ``Session ID, Admin Mode, Probe Port, Mirrored Port, Type`` were seen; further
    sources stand on lines of their own. Rows with other columns are read by their first two ports.
    """
    drafts, draft = Drafts(), None
    odd: list[Evidence] = []
    for number, line in enumerate(text.split("\n"), 1):
        quote = Evidence(MIRRORS, number, line.strip()[:400])
        if row := _ROW.match(line[:400]):
            on = row[2].lower().startswith("enable")
            if not on and not row[3].strip():
                draft = None  # a number that no session uses
                continue
            draft = drafts.get(row[1], quote, enabled=on)
            if not _row(draft, row[3]):
                odd.append(quote)
        elif draft and (more := _MORE.match(line[:400])):
            draft.sources.append(Source(SourceKind.INTERFACE, more[1], _way(more[2])))
            drafts.quote(draft, quote)
        elif re.match(r"\s*\d{1,3}\s", line[:40]):
            odd.append(quote)
    return Found.of(drafts, odd)


def _row(draft: Draft, rest: str) -> bool:
    """Take probe port, mirrored port and type; a session not set up shows none of them."""
    ports, kind = _PORT.findall(rest), _TYPE.search(rest)
    if len(ports) > _SEEN_PORTS or len(rest.split()) > _SEEN_CELLS:
        draft.confidence = Confidence.LOW
    if ports:
        draft.destinations.append(Destination(DestinationKind.INTERFACE, ports[0]))
    if len(ports) > 1:
        way = _way(kind[1]) if kind else None
        draft.sources.append(Source(SourceKind.INTERFACE, ports[1], way))
    return bool(ports) or not rest.strip()


def _way(text: str) -> Direction:
    word = text.lower()
    if word in ("rx", "tx"):
        return _WAYS[word]
    return Direction.BOTH
