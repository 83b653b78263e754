"""The statements of a ``monitor session``, the same on one line and inside a typed stanza."""

import re

from netwatch.model.mirror import (
    Destination,
    DestinationKind,
    Direction,
    Filter,
    MirrorKind,
    Source,
    SourceKind,
)
from netwatch.parsing.ios.draft import Draft

_SOURCE = re.compile(
    r"so\w* (?P<what>int\w*|vlan|cpu|remote vlan)(?P<rest> .*)?$",
    re.IGNORECASE,
)
_DESTINATION = re.compile(
    r"dest\w* (?P<what>int\w*|remote vlan|analysis-module|intrusion-detection-module)"
    r" (?P<rest>.+)$",
    re.IGNORECASE,
)
_DIRECTION = re.compile(r"(?:^| )(rx|tx|both)$", re.IGNORECASE)
_OPTION = re.compile(r" (?:encapsulation|ingress|learning|reflector-port)\b", re.IGNORECASE)
_ENCAPSULATION = re.compile(r" encapsulation (\w+)", re.IGNORECASE)
_ACCESS_GROUP = re.compile(r"filter (?:(?:ip|ipv6|mac) )?access-group (\S+)", re.IGNORECASE)
_FILTER = re.compile(r"filter (vlan|sgt|packet-type|address-type) (.+)", re.IGNORECASE)
_ENDPOINT = re.compile(
    r"(?P<origin>origin )?(?:ip|ipv6) address (?P<address>\S+)(?: force)?$"
    r"|erspan-id (?P<id>\d{1,4})$|vrf (?P<vrf>\S+)$",
    re.IGNORECASE,
)
# Statements that shape the copies and name neither end.
_SHAPE = re.compile(
    r"(?:no |default )?(?:buffer-size|header-type|mtu|ip (?:ttl|dscp|prec|mtu|tos)"
    r"|ipv6 (?:ttl|dscp)|rate-limit|plim|truncate|exit|end)\b",
    re.IGNORECASE,
)


def understand(draft: Draft, text: str) -> bool:
    """Add one statement to ``draft``; False when it is not understood."""
    statement = " ".join(text.split())
    lowered = statement.lower()
    if _state(draft, statement, lowered):
        return True
    if lowered.startswith("so"):
        return _source(draft, statement)
    if lowered.startswith("dest"):
        return _destination(draft, statement)
    if lowered.startswith("filter "):
        return _filter(draft, statement)
    return _SHAPE.match(statement) is not None or _endpoint(draft, statement)


def _state(draft: Draft, statement: str, lowered: str) -> bool:
    """Take what names neither end: the state, a remark, the opening of a submode."""
    if lowered in ("shutdown", "no shutdown", "shut", "no shut"):
        draft.enabled = lowered.startswith("no ")
        return True
    if lowered.startswith("description "):
        draft.description = statement[len("description ") :]
        return True
    return lowered in ("destination", "source")


def _source(draft: Draft, statement: str) -> bool:
    match = _SOURCE.match(statement)
    if not match:
        return False
    what, rest = match["what"].lower(), (match["rest"] or "").strip()
    way = _DIRECTION.search(rest)
    direction = Direction(way[1].lower()) if way else Direction.BOTH
    names = rest[: way.start()].strip() if way else rest
    if what == "cpu":
        draft.sources.append(Source(SourceKind.CPU, names or "cpu", direction))
        return True
    if what == "remote vlan" and names:
        draft.sources.append(Source(SourceKind.VLAN, names, Direction.RX))
        draft.kind = draft.kind or MirrorKind.RSPAN_DESTINATION
        return True
    kind = SourceKind.VLAN if what == "vlan" else SourceKind.INTERFACE
    draft.sources += [Source(kind, each, direction) for each in draft.budget.names(names)]
    return bool(names)


def _destination(draft: Draft, statement: str) -> bool:
    match = _DESTINATION.match(statement)
    if not match:
        return False
    what, rest = match["what"].lower(), match["rest"]
    if "module" in what:
        draft.destinations.append(Destination(DestinationKind.UNKNOWN, f"{what} {rest}"))
        return True
    option = _OPTION.search(rest)
    names, options = (rest[: option.start()], rest[option.start() :]) if option else (rest, "")
    named = _ENCAPSULATION.search(options)
    encapsulation = named[1].lower() if named else None
    ingress = True if " ingress" in options.lower() else None
    kind = DestinationKind.VLAN if what == "remote vlan" else DestinationKind.INTERFACE
    draft.destinations += [
        Destination(kind, each, encapsulation=encapsulation, ingress=ingress)
        for each in draft.budget.names(names)
    ]
    return True


def _filter(draft: Draft, statement: str) -> bool:
    group = _ACCESS_GROUP.match(statement)
    if group:
        draft.filters.append(Filter("acl", group[1]))
        return True
    match = _FILTER.match(statement)
    if not match:
        return False
    kind, rest = match[1].lower(), match[2].strip()
    if kind == "vlan":
        way = _DIRECTION.search(rest)
        names = draft.budget.names(rest[: way.start()] if way else rest)
        draft.filters.extend(Filter("vlan", each) for each in names)
        return True
    draft.filters.append(Filter("sgt" if kind == "sgt" else "packet-type", rest))
    return True


def _endpoint(draft: Draft, statement: str) -> bool:
    match = _ENDPOINT.match(statement)
    if not match:
        return False
    end = draft.endpoint
    if match["vrf"]:
        end.vrf = match["vrf"]
    elif match["id"]:
        end.erspan_id = int(match["id"])
    elif match["origin"]:
        end.origin = match["address"]
    else:
        end.address = match["address"]
    return True
