"""Mirroring instances of SR Linux, from ``info`` in braces, flat ``set`` lines or JSON.

Sources: srl_nokia-mirroring.yang (v25.3), srl-labs/srl-mirroring-lab. An instance is on by
default; a source is copied in its egress direction by default.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from netwatch.model.evidence import Evidence
from netwatch.model.mirror import (
    Destination,
    DestinationKind,
    Direction,
    Mirror,
    MirrorKind,
    Source,
    SourceKind,
    Tunnel,
)
from netwatch.parsing.nokia import srl_json
from netwatch.parsing.paths import Statement, braces, speaking
from netwatch.parsing.sessions import fold

_WAYS = {
    "ingress-only": Direction.RX,
    "egress-only": Direction.TX,
    "ingress-egress": Direction.BOTH,
}
_MENTION = re.compile(r"mirror(?:ing)?(?:-\S{1,40})?")
_ACLS = frozenset(("acl-filter", "ipv4-filter", "ipv6-filter", "mac-filter"))
_KNOWN = frozenset((
    "mirror-source", "mirror-destination", "description", "oper-state", "oper-down-reason",
    "statistics", "slice-size", "service-label", "allowed-tunnel-types", "last-change",
))  # fmt: skip
_ROOTS = frozenset(("set", "/", "insert"))


@dataclass(slots=True)
class _Instance:
    name: str
    enabled: bool = True
    description: str | None = None
    picked: dict[tuple[SourceKind, str], Direction | None] = field(default_factory=dict)
    local: str | None = None
    remote: dict[str, str] = field(default_factory=dict)
    evidence: list[Evidence] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Found:
    """What a text declares; ``host_name`` is the box's own name."""

    mirrors: tuple[Mirror, ...]
    tunnels: tuple[Tunnel, ...]
    unread: tuple[Evidence, ...]
    host_name: str | None


def statements(text: str) -> Iterator[Statement]:
    """Return the statements of ``text`` in whichever form it is."""
    return srl_json.statements(text) if srl_json.is_json(text) else braces(text)


def path_of(each: Statement) -> tuple[str, ...]:
    """Return the path without ``set`` and slashes; module prefixes are part of no name."""
    path = each.path
    while path and path[0] in _ROOTS:
        path = path[1:]
    return (path[0].lstrip("/"), *path[1:]) if path else path


def read(text: str, source: str) -> Found:
    """Return the instances and what else concerns mirrors; ``source`` names the evidence."""
    instances: dict[str, _Instance] = {}
    attached: dict[str, dict[str, Direction]] = {}
    closed: set[str] = set()
    defined: set[str] = set()
    known: set[int] = set()
    host_name = None
    found = tuple(statements(text))
    for each in found:
        path = path_of(each)
        if path[:2] == ("system", "mirroring"):
            if _take(instances, path[2:], each.quote(source)):
                known.add(each.number)
        elif path[:3] == ("system", "name", "host-name") and len(path) == 4:  # noqa: PLR2004
            host_name = path[3]
        elif path[:1] == ("interface",):
            if _receiver(path, closed):
                known.add(each.number)
            _attach(attached, path, path[1:2], "subinterface")
        elif path[:1] == ("acl",) and len(path) > 2:  # noqa: PLR2004
            _attach(attached, path, path[2:3], "interface")
            if path[1] in _ACLS:
                defined.add(path[2])
    mirrors = tuple(_mirror(each, attached, defined, closed) for each in instances.values())
    unread = tuple(each.quote(source) for each in speaking(found, _MENTION, known))
    return Found(mirrors, (), unread, host_name)


def _take(instances: dict[str, _Instance], rest: tuple[str, ...], quote: Evidence) -> bool:
    if rest[:1] != ("mirroring-instance",):
        return not rest
    if len(rest) < 2:  # noqa: PLR2004  # the list without an entry
        return True
    one = instances.setdefault(rest[1], _Instance(rest[1]))
    one.evidence.append(quote)
    tail = rest[2:]
    if tail[:1] == ("admin-state",) and len(tail) > 1:
        one.enabled = tail[1] == "enable"
    elif tail[:1] == ("description",) and len(tail) > 1:
        one.description = tail[1]
    elif tail[:1] == ("mirror-source",):
        return _pick(one, tail[1:])
    elif tail[:1] == ("mirror-destination",):
        return _lead(one, tail[1:])
    else:
        return not tail or tail[0] in _KNOWN
    return True


def _pick(one: _Instance, tail: tuple[str, ...]) -> bool:
    if tail[:1] in (("interface",), ("subinterface",)) and len(tail) > 1:
        key = (SourceKind.INTERFACE, tail[1])
        if tail[2:3] == ("direction",) and len(tail) > 3:  # noqa: PLR2004
            one.picked[key] = _WAYS.get(tail[3])
            return tail[3] in _WAYS
        one.picked.setdefault(key, Direction.TX)
        return True
    if tail[:1] == ("acl",):
        return _pick_acl(one, tail[1:])
    return not tail or tail[0] == "statistics"


def _pick_acl(one: _Instance, tail: tuple[str, ...]) -> bool:
    """Take ``acl-filter F type ipv4 entry N`` or the older ``ipv4-filter F entry N``."""
    if not tail:
        return True
    if tail[0] not in _ACLS or len(tail) < 2:  # noqa: PLR2004  # kind and name
        return False
    if "entry" in tail[2:-1]:
        entry = tail[tail.index("entry", 2) + 1]
        one.picked.setdefault((SourceKind.FILTER, f"{tail[1]}/{entry}"), None)
    return True


def _lead(one: _Instance, tail: tuple[str, ...]) -> bool:
    if tail[:1] == ("local",) and len(tail) > 1:
        one.local = tail[1]
    elif tail[:1] == ("remote",):
        words = tail[2:] if tail[1:2] == ("tunnel-end-points",) else tail[1:]
        if len(words) > 1:
            one.remote[words[0]] = words[1]
    else:
        return not tail or tail[0] in _KNOWN
    return True


def _receiver(path: tuple[str, ...], closed: set[str]) -> bool:
    """Tell whether this is about a subinterface that receives copies; note when it is off."""
    if "subinterface" not in path[2:-1]:
        return False
    at = path.index("subinterface", 2)
    tail = path[at + 2 :]
    if tail[:1] == ("local-mirror-destination",):
        if tail[1:] == ("admin-state", "disable"):
            closed.add(f"{path[1]}.{path[at + 1]}")
        return True
    return tail == ("type", "local-mirror-dest")


def _attach(
    attached: dict[str, dict[str, Direction]],
    path: tuple[str, ...],
    place: tuple[str, ...],
    word: str,
) -> None:
    """Note where a filter acts: ``acl interface X input acl-filter F``, or under a subinterface."""
    way = Direction.RX if "input" in path else Direction.TX if "output" in path else None
    kind = next((each for each in path[2:-1] if each in _ACLS), None)
    if way is None or kind is None or word not in path:
        return
    name = place[0] if place else ""
    if word == "subinterface":
        name = f"{name}.{path[path.index(word) + 1]}"
    places = attached.setdefault(path[path.index(kind) + 1], {})
    places[name] = way if places.get(name, way) is way else Direction.BOTH


def _mirror(
    one: _Instance,
    attached: dict[str, dict[str, Direction]],
    defined: set[str],
    closed: set[str],
) -> Mirror:
    sources = fold(
        tuple(_source(kind, name, way, attached) for (kind, name), way in one.picked.items())
    )
    ends = _ends(one)
    filters = [each for each in sources if each.kind is SourceKind.FILTER]
    by_filter = bool(sources) and len(filters) == len(sources)
    inert = by_filter and not any(each.on for each in filters) and bool(defined)
    kind = MirrorKind.ERSPAN_SOURCE if one.remote else MirrorKind.LOCAL
    return Mirror(
        id=one.name,
        kind=MirrorKind.FLOW if by_filter else kind,
        enabled=one.enabled
        and not inert
        and one.local not in closed
        and one.remote.get("admin-state") != "disable",
        complete=bool(sources and ends),
        sources=sources,
        destinations=ends,
        description=one.description,
        evidence=tuple(one.evidence),
    )


def _source(
    kind: SourceKind,
    name: str,
    way: Direction | None,
    attached: dict[str, dict[str, Direction]],
) -> Source:
    if kind is not SourceKind.FILTER:
        return Source(kind, name, way)
    places = attached.get(name.partition("/")[0], {})
    ways = set(places.values())
    direction = next(iter(ways)) if len(ways) == 1 else Direction.BOTH if ways else None
    return Source(kind, name, direction, on=tuple(places))


def _ends(one: _Instance) -> tuple[Destination, ...]:
    ends = [Destination(DestinationKind.INTERFACE, one.local)] if one.local else []
    far = one.remote.get("destination-address")
    if far:
        ends.append(
            Destination(
                DestinationKind.IP,
                far,
                vrf=one.remote.get("network-instance"),
                origin=one.remote.get("source-address"),
                encapsulation=one.remote.get("encap"),
            )
        )
    return tuple(ends)
