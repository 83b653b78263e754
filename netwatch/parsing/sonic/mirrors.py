"""MIRROR_SESSION and the ACL rules that feed it -> mirrors.

Defaults from the schema sonic-mirror-session.yang: ``type`` ERSPAN, ``direction`` BOTH. Old
databases leave ``type`` out of SPAN sessions too: a ``dst_port`` then tells, with low confidence.
"""

import re
from collections.abc import Iterable

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
from netwatch.model.platform import CONFIG
from netwatch.parsing.mentions import lines_with
from netwatch.parsing.sessions import fold
from netwatch.parsing.sonic.database import Row

_SESSION = "MIRROR_SESSION"
EVERFLOW = "MIRROR_ACTION"
_ACTIONS = {
    "MIRROR_INGRESS_ACTION": Direction.RX,
    "MIRROR_EGRESS_ACTION": Direction.TX,
    EVERFLOW: None,
}
_WAYS = {"RX": Direction.RX, "TX": Direction.TX, "BOTH": Direction.BOTH}
_WORDS = ("mirror", "span", "tcpdump")
_MENTION = re.compile(r"MIRROR|(?<![A-Za-z])E?R?SPAN(?![A-Za-z])|TCPDUMP", re.IGNORECASE)
# Table types, capability lists, tables of other features and free text only use the word.
_LOOKALIKE = re.compile(
    r'"(?:policy_desc|description|alias|login|logout|motd)": ?"(?:[^"\\]|\\.)*"'
    r'|"type": ?"(?!(?:ER)?SPAN")[^"]*"'
    r'|"MIRROR_(?:(?:IN|E)GRESS_)?ACTION"(?=\s{0,80}(?:[,\]]|$))|^\s+description .*|^\s*[!#].*'
)
_MAX_QUOTED = 64
_Key = tuple[str, str]


def declared(found: tuple[Row, ...], text: str) -> tuple[tuple[Mirror, ...], frozenset[int]]:
    """Return the sessions that are not removed, and the lines that were read for them."""
    heads = [row for row in found if row.table == _SESSION and not row.key]
    sessions = {(row.asic, row.key): row for row in found if row.table == _SESSION and row.key}
    tables = {(row.asic, row.key): row for row in found if row.table == "ACL_TABLE"}
    feeds = _feeds(found, sessions)
    lines = text.split("\n")
    mirrors = tuple(
        _mirror(row, feeds.get(place, []), tables, lines)
        for place, row in sessions.items()
        if not row.deleted
    )
    read = [*heads, *sessions.values(), *(rule for each in feeds.values() for rule, _ in each)]
    return mirrors, frozenset(n for row in read for n in range(row.first, row.last + 1))


def unread(text: str, read: frozenset[int]) -> tuple[Evidence, ...]:
    """Return the lines that mention mirroring, were not read and are no look-alike."""
    return tuple(
        Evidence(CONFIG, number, line.strip()[:400])
        for number, line in lines_with(text, _WORDS)
        if number not in read and _speaks(line)
    )


def _speaks(line: str) -> bool:
    return _MENTION.search(_LOOKALIKE.sub("", line)) is not None


def _feeds(found: Iterable[Row], sessions: dict[_Key, Row]) -> dict[_Key, list[tuple[Row, str]]]:
    """Return the (rule, action) pairs of each session that exists."""
    feeds: dict[_Key, list[tuple[Row, str]]] = {}
    for row in found:
        if row.table != "ACL_RULE" or row.deleted:
            continue
        for action in _ACTIONS:
            place = (row.asic, row.get(action))
            if place in sessions:
                feeds.setdefault(place, []).append((row, action))
    return feeds


def _mirror(
    row: Row, feeds: list[tuple[Row, str]], tables: dict[_Key, Row], lines: list[str]
) -> Mirror:
    kind = row.get("type").upper()
    local = kind == "SPAN" or (not kind and bool(row.get("dst_port")))
    filters = tuple(_filter(rule, action, tables) for rule, action in feeds)
    sources = (*_ports(row), *filters)
    destinations = _span(row) if local else _erspan(row) or _span(row)
    attached = not filters or any(each.on for each in filters) or len(sources) > len(filters)
    return Mirror(
        id=f"{row.asic}/{row.key}" if row.asic else row.key,
        kind=_kind(local=local, sources=sources),
        enabled=attached,
        complete=bool(sources and destinations),
        confidence=Confidence.HIGH if kind or not local else Confidence.LOW,
        sources=sources,
        destinations=destinations,
        evidence=tuple(
            Evidence(CONFIG, number, lines[number - 1].strip()[:400])
            for each in (row, *(rule for rule, _ in feeds[:_MAX_QUOTED]))
            for number in range(each.first, min(each.last, each.first + 20) + 1)
        ),
    )


def _kind(*, local: bool, sources: tuple[Source, ...]) -> MirrorKind:
    """Return ``flow`` where rules are all that feeds the session, in either spelling.

    The switch takes ``MIRROR_ACTION`` for ``MIRROR_INGRESS_ACTION``, which came later
    (sonic-swss, ``AclRuleMirror::validateAddAction`` in orchagent/aclorch.cpp).
    """
    if sources and all(each.kind is SourceKind.FILTER for each in sources):
        return MirrorKind.FLOW
    return MirrorKind.LOCAL if local else MirrorKind.ERSPAN_SOURCE


def _filter(rule: Row, action: str, tables: dict[_Key, Row]) -> Source:
    table = tables.get((rule.asic, rule.key.partition("|")[0]))
    egress = table is not None and table.get("stage").lower() == "egress"
    way = _ACTIONS[action] or (Direction.TX if egress else Direction.RX)
    ports = table.list("ports") if table is not None else ()
    return Source(SourceKind.FILTER, rule.key, way, on=ports)


def _ports(row: Row) -> tuple[Source, ...]:
    way = _WAYS.get(row.get("direction").upper(), Direction.BOTH)
    return fold(tuple(Source(SourceKind.INTERFACE, each, way) for each in row.list("src_port")))


def _span(row: Row) -> tuple[Destination, ...]:
    return tuple(receiver(each) for each in row.list("dst_port"))


def receiver(port: str) -> Destination:
    """Return the analyser port, or the switch's own processor where the port is ``CPU``."""
    kind = DestinationKind.CPU if port.upper() == "CPU" else DestinationKind.INTERFACE
    return Destination(kind, port)


def _erspan(row: Row) -> tuple[Destination, ...]:
    address, gre = row.get("dst_ip"), row.get("gre_type")
    if not address:
        return ()
    return (
        Destination(
            DestinationKind.IP,
            address,
            origin=row.get("src_ip") or None,
            encapsulation=f"gre {gre}" if gre else None,
        ),
    )
