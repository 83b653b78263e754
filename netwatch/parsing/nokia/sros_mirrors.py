"""Mirror sessions of SR OS: each mirror-dest joined to the sources that name it.

The join is by service id or name. Classic keeps its sources in ``debug``, which is never saved;
lawful interception keeps its own (``li/100``) in a region that only an LI user may read.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from netwatch.model.evidence import Confidence, Evidence
from netwatch.model.mirror import (
    Destination,
    DestinationKind,
    Direction,
    Dormant,
    Mirror,
    MirrorKind,
    Source,
    SourceKind,
    Tunnel,
)
from netwatch.parsing.nokia.sros_parts import Picking, Sending, take_sending
from netwatch.parsing.nokia.sros_text import Step
from netwatch.parsing.sessions import fold

_MENTION = re.compile(r"mirror(?:-\S{1,40}|ing)?|li-source|pcap")
_QUOTED = re.compile(r'"[^"]*"')
_HINT = re.compile(r"mirror|li-source|pcap")
_TEXT = frozenset(("description", "name", "alias", "match", "location", "event-control"))
_AUTOMATION = frozenset(("script", "script-policy", "cron", "event-handler", "command-alias"))
_GLOBAL = frozenset(("global-sampling-rate", "allow-egress-filter-mirror-source"))
_FILTER_KINDS = {"ip": "ip-filter", "ipv6": "ipv6-filter", "mac": "mac-filter"}


@dataclass(slots=True)
class _Sdp:
    """One service distribution point, and the lines that changed where it leads."""

    name: str
    mode: str = "mpls"
    remote: str | None = None
    evidence: list[Evidence] = field(default_factory=list)

    def tunnel(self) -> Tunnel:
        """Return it as the tunnel it is."""
        evidence = tuple(self.evidence)
        return Tunnel(f"sdp {self.name}", mode=self.mode, remote=self.remote, evidence=evidence)


@dataclass(slots=True)
class _Parts:
    sendings: dict[str, Sending] = field(default_factory=dict)
    pickings: dict[tuple[str, str], Picking] = field(default_factory=dict)
    sdps: dict[str, _Sdp] = field(default_factory=dict)
    attached: dict[str, dict[str, Direction]] = field(default_factory=dict)
    defined: set[str] = field(default_factory=set)
    unread: list[Evidence] = field(default_factory=list)
    dormant: list[Dormant] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Found:
    """What a configuration (and the debug tree beside it) declares."""

    mirrors: tuple[Mirror, ...]
    tunnels: tuple[Tunnel, ...]
    dormant: tuple[Dormant, ...]
    unread: tuple[Evidence, ...]
    host_name: str | None


def declared(steps: Iterable[Step]) -> Found:
    """Return the sessions, tunnels, scripts and lines not understood."""
    parts, host_name = _Parts(), None
    for each in steps:
        if each.path[:2] == ("system", "name") and len(each.path) == 3:  # noqa: PLR2004
            host_name = each.path[2]
        _sort(parts, each)
    return Found(
        mirrors=_sessions(parts),
        tunnels=tuple(each.tunnel() for each in parts.sdps.values()),
        dormant=tuple(parts.dormant),
        unread=tuple(parts.unread),
        host_name=host_name,
    )


def _sort(parts: _Parts, step: Step) -> None:
    path = step.path
    if path[:2] == ("mirror", "mirror-dest") or path[:2] == ("li", "mirror-dest"):
        _sending(parts, step, path[2:])
    elif path[:2] in (("mirror", "mirror-source"), ("debug", "mirror-source")):
        _picking(parts, step, "", path[2:])
    elif path[:2] == ("li", "li-source"):
        _picking(parts, step, "li/", path[2:])
    elif path[:2] == ("service", "sdp") and len(path) > 2:  # noqa: PLR2004
        _sdp(parts, step, path[2], path[3:])
    elif path[:1] == ("filter",) and len(path) > 2:  # noqa: PLR2004
        parts.defined.add(f"{path[1]} {path[2]}")
    elif "filter" in path:
        _attach(parts, path)
    if path[:1] not in (("debug",), ("li",)) or len(path) > 1:
        _listen(parts, step)


def _sending(parts: _Parts, step: Step, rest: tuple[str, ...]) -> None:
    if not rest:
        return
    draft = parts.sendings.setdefault(rest[0], Sending(rest[0]))
    draft.evidence.append(step.quote)
    if not take_sending(draft, rest[1:]):
        parts.unread.append(step.quote)


def _picking(parts: _Parts, step: Step, space: str, rest: tuple[str, ...]) -> None:
    if not rest:
        return
    draft = parts.pickings.setdefault((space, rest[0]), Picking(rest[0]))
    draft.evidence.append(step.quote)
    if not draft.take(rest[1:]):
        parts.unread.append(step.quote)


def _sdp(parts: _Parts, step: Step, name: str, rest: tuple[str, ...]) -> None:
    known = parts.sdps.get(name) or _Sdp(name)
    mode, remote = known.mode, known.remote
    if rest[:1] == ("delivery-type",) and len(rest) > 1:
        mode = rest[1]
    elif rest[:1] in (("gre",), ("mpls",), ("gre-eth-bridged",)):
        mode, rest = rest[0], rest[1:]
    if rest[:1] == ("far-end",) and len(rest) > 1:
        remote = rest[-1] if rest[1] == "ip-address" else rest[1]
    if (mode, remote) != (known.mode, known.remote) or name not in parts.sdps:
        known.mode, known.remote = mode, remote
        known.evidence.append(step.quote)
        parts.sdps[name] = known


def _attach(parts: _Parts, path: tuple[str, ...]) -> None:
    """Note ``... sap 1/1/1:5 ... ingress filter ip 10``."""
    at = path.index("filter")
    kind = _FILTER_KINDS.get(path[at + 1]) if len(path) > at + 2 else None
    way = {"ingress": Direction.RX, "egress": Direction.TX}.get(path[at - 1])
    if kind is None or way is None:
        return
    place = next(
        (
            path[i + 1]
            for i in range(at - 2, -1, -1)
            if path[i] in ("sap", "interface", "spoke-sdp")
        ),
        path[0],
    )
    places = parts.attached.setdefault(f"{kind} {path[at + 2]}", {})
    places[place] = way if places.get(place, way) is way else Direction.BOTH


def _listen(parts: _Parts, step: Step) -> None:
    """Keep a line that mentions mirroring outside of the sessions."""
    path = step.path
    in_idle_group = path[:2] == ("groups", "group") and path[3:4] in (("mirror",), ("li",))
    if not in_idle_group and not _HINT.search(step.text):
        return
    if path[:2] in (
        ("mirror", "mirror-dest"), ("mirror", "mirror-source"), ("debug", "mirror-source"),
        ("li", "mirror-dest"), ("li", "li-source"),
    ):  # fmt: skip
        return
    if path == ("mirror",) or (path[:1] == ("mirror",) and path[1] in _GLOBAL):
        return
    if in_idle_group:
        parts.dormant.append(Dormant(f"group {path[2]}, not applied", step.number, step.text))
        return
    script = next((word for word in path[:4] if word in _AUTOMATION), None)
    if script and "mirror" in step.text:
        via = f"{script} {path[path.index(script) + 1]}" if path[-1] != script else script
        parts.dormant.append(Dormant(via, step.number, step.text))
    elif _speaks(step):
        parts.unread.append(step.quote)


def _speaks(step: Step) -> bool:
    """Tell whether a keyword of the line speaks of mirroring: no quoted text, no name."""
    before = ""
    for word in _QUOTED.sub('""', step.text).split():
        if _MENTION.fullmatch(word) and before not in _TEXT:
            return True
        before = word
    return False


def _sessions(parts: _Parts) -> tuple[Mirror, ...]:
    far_ends = {name: each.remote for name, each in parts.sdps.items() if each.remote}
    found: list[Mirror] = []
    joined: set[tuple[str, str]] = set()
    names = {alias: each.id for each in parts.sendings.values() for alias in each.aliases}
    by_dest: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for key in parts.pickings:
        space, name = key
        by_dest.setdefault(
            (space, name if name in parts.sendings else names.get(name, name)), []
        ).append(key)
    for each in parts.sendings.values():
        for space in ("", "li/"):
            keys = by_dest.get((space, each.id), [])
            joined.update(keys)
            pickings = [parts.pickings[key] for key in keys]
            if pickings or not space:
                found.append(_session(space, each, pickings, parts, far_ends))
    for key, picking in parts.pickings.items():
        if key not in joined:
            found.append(_session(key[0], Sending(key[1]), [picking], parts, far_ends))
    return tuple(found)


def _session(
    space: str,
    sending: Sending,
    pickings: list[Picking],
    parts: _Parts,
    far_ends: dict[str, str],
) -> Mirror:
    ends = sending.ends(far_ends)
    picked = tuple(one for each in pickings if each.enabled for one in each.sources(parts.attached))
    off = tuple(
        one for each in pickings if not each.enabled for one in each.sources(parts.attached)
    )
    # A source that is shut off is told as long as nothing else is copied: it is staged.
    sources = fold((*(picked or off), *sending.received(far_ends)))
    return Mirror(
        id=f"{space}{sending.id}",
        kind=_kind(ends, sources),
        enabled=_enabled(sending, pickings, sources, parts),
        complete=bool(ends and sources),
        confidence=Confidence.MEDIUM if sending.remotes else Confidence.HIGH,
        sources=sources,
        destinations=ends,
        description=sending.description,
        evidence=(*sending.evidence, *(one for each in pickings for one in each.evidence)),
    )


def _kind(ends: tuple[Destination, ...], sources: tuple[Source, ...]) -> MirrorKind:
    if sources and all(each.kind is SourceKind.FILTER for each in sources):
        return MirrorKind.FLOW
    kinds = {each.kind for each in ends}
    if DestinationKind.IP in kinds:
        return MirrorKind.ERSPAN_SOURCE
    return MirrorKind.FILE if kinds == {DestinationKind.FILE} else MirrorKind.LOCAL


def _enabled(
    sending: Sending, pickings: list[Picking], sources: tuple[Source, ...], parts: _Parts
) -> bool | None:
    if pickings and not any(each.enabled for each in pickings):
        return False
    if sources and all(_is_inert(each, parts) for each in sources):
        return False
    if not sending.evidence:
        return None  # the mirror-dest is not in this text
    if sending.enabled and sending.urls and not (sending.saps or sending.spokes):
        return None  # a capture is armed until an operator starts it
    return sending.enabled


def _is_inert(source: Source, parts: _Parts) -> bool:
    """Tell whether a filter is known and attached nowhere."""
    name = source.name.partition("/")[0]
    return source.kind is SourceKind.FILTER and name in parts.defined and not source.on
