"""EXOS mirrors: made, filled and switched on by lines that stand anywhere in the file.

Forms of EXOS 22 to 33 (hardware transcripts, Extreme's command reference 32.1), the older
``mirroring`` words of EXOS 12 and of Netgear 8800. ``DefaultMirror`` is never created and is the
one that is meant where no name stands. A mirror is off until ``enable mirror``.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass, field, replace

from netwatch.model.evidence import Confidence, Evidence
from netwatch.model.mirror import (
    Destination,
    DestinationKind,
    Direction,
    Dormant,
    MirrorKind,
    Source,
    SourceKind,
    Tunnel,
)
from netwatch.model.platform import CONFIG
from netwatch.parsing.draft import Draft, Drafts
from netwatch.parsing.extreme.exos_policy import Binding, Copying, bindings, copying
from netwatch.parsing.found import Found
from netwatch.parsing.places import Places
from netwatch.parsing.switch.lists import Lists

DEFAULT = "DefaultMirror"
_NAME = r"\"?([^\s\"]{1,64})\"?"
_MIRROR = re.compile(r"(create|configure|enable|disable) (?:mirror|mirroring)\b ?(.{0,4000})$")
_TO = re.compile(r"to (port|port-list|remote-ip)(?: add)? (\S{1,400})(.{0,200})$")
_ADD = re.compile(r"add (.{1,4000})$")
_PORTS = re.compile(
    r"ports? (\S{1,2000})(?: vlan \"?([^\s\"]{1,64})\"?)?(?: (ingress|egress|ingress-and-egress))?$"
)
_VLAN = re.compile(
    r"vlan \"?([^\s\"]{1,64})\"?(?: ports? (\S{1,400}))?"
    r"(?: (?:ingress|egress|ingress-and-egress))?$"
)
_PROFILE = re.compile(rf"create upm profile {_NAME}$")
_TUNNEL = re.compile(
    rf"create tunnel {_NAME} (\S{{1,20}}) destination (\S{{1,45}}) source (\S{{1,45}})"
)
_WAYS = {
    "ingress": Direction.RX,
    "egress": Direction.TX,
    "ingress-and-egress": Direction.BOTH,
    None: Direction.BOTH,
}
_MAX_PROFILE = 500
_MAX_QUOTES = 32


@dataclass(slots=True)
class _Reader:
    drafts: Drafts = field(default_factory=Drafts)
    ranges: Lists = field(default_factory=Lists)
    odd: list[Evidence] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Config:
    """Mirrors, tunnels and scripts of one configuration; ``skip`` are the script lines."""

    found: Found
    tunnels: tuple[Tunnel, ...]
    dormant: tuple[Dormant, ...]


def declared(text: str, policies: str | None) -> Config:
    """Return the mirrors of ``show configuration``, fed by the policies of ``show policy``."""
    lines = [each.strip()[:5000] for each in text.split("\n")]
    scripts = _scripts(lines)
    reader = _Reader()
    tunnels = []
    for number, line in enumerate(lines, 1):
        if number in scripts:
            continue
        quote = Evidence(CONFIG, number, line)
        if statement := _MIRROR.match(line):
            if not _statement(reader, statement[1], statement[2].strip(), quote):
                reader.odd.append(quote)
        elif tunnel := _TUNNEL.match(line):
            tunnels.append(Tunnel(tunnel[1], tunnel[2], tunnel[4], tunnel[3], evidence=(quote,)))
    _feed(reader, copying(lines, policies or ""), bindings(lines))
    _forget_idle_default(reader.drafts)
    found = Found.of(reader.drafts, reader.odd, (*reader.ranges.warnings, *reader.warnings))
    found = replace(found, read=found.read | set(scripts))
    return Config(found, tuple(tunnels), _dormant(lines, scripts))


def _scripts(lines: list[str]) -> dict[int, str]:
    """Return the profile each script line belongs to: a profile's text ends with a lone dot."""
    inside: dict[int, str] = {}
    dots = [index for index, line in enumerate(lines) if line == "."]
    at = 0
    while at < len(lines):
        head = _PROFILE.match(lines[at])
        at += 1
        if not head:
            continue
        dot = bisect_left(dots, at)
        is_near = dot < len(dots) and dots[dot] < at + _MAX_PROFILE
        end = dots[dot] if is_near else at
        inside.update(dict.fromkeys(range(at + 1, end + 1), f"upm profile {head[1]}"))
        at = end
    return inside


def _dormant(lines: list[str], scripts: dict[int, str]) -> tuple[Dormant, ...]:
    return tuple(
        Dormant(via, number, lines[number - 1])
        for number, via in scripts.items()
        if re.search(r"\bmirror", lines[number - 1])
    )


def _statement(reader: _Reader, verb: str, rest: str, quote: Evidence) -> bool:
    """Take one line; return whether it was understood."""
    if rest.startswith("mode "):
        reader.drafts.read.add(quote.line or 0)  # hardware mode of the 8800, no session
        return True
    name, action = _split(rest)
    if verb in ("create", "enable", "disable") or _understood(action):
        known = name in reader.drafts.found
        draft = reader.drafts.get(name, quote, enabled=False)
        if _act(reader, draft, verb, action):
            return True
        if not known:
            del reader.drafts.found[name]
    return False


def _split(rest: str) -> tuple[str, str]:
    """Part the mirror's name from what is said of it: ``to port 5`` says it of the default."""
    words = rest.split(maxsplit=1)
    if not words or words[0] in ("to", "add", "delete", "description"):
        return DEFAULT, rest
    return words[0].strip('"'), words[1] if len(words) > 1 else ""


def _understood(action: str) -> bool:
    return action.split(" ", 1)[0] in ("to", "add", "description", "name")


def _act(reader: _Reader, draft: Draft, verb: str, action: str) -> bool:
    if verb in ("enable", "disable"):
        draft.enabled = verb == "enable"
    if not action or action.startswith(("description ", "control-index ")):
        return True
    if found := _TO.match(action):
        return _receive(reader, draft, found)
    added = _ADD.match(action)
    return added is not None and _source(reader, draft, added[1])


def _receive(reader: _Reader, draft: Draft, found: re.Match[str]) -> bool:
    kind, value, rest = found.groups()
    tag = re.search(r"\bremote-tag (\d{1,4})\b", rest)
    if kind == "remote-ip":
        origin = re.search(r"\bfrom (\S{1,45})", rest)
        vrf = re.search(r"\bvr \"?([^\s\"]{1,64})", rest)
        draft.kind = MirrorKind.ERSPAN_SOURCE
        draft.confidence = Confidence.LOW  # its rendering in a configuration was not seen
        draft.destinations.append(
            Destination(
                DestinationKind.IP,
                value,
                vrf=vrf[1] if vrf else None,
                origin=origin[1] if origin else None,
            )
        )
    elif value != "none":
        ports = reader.ranges.interfaces(value)
        draft.destinations += [Destination(DestinationKind.INTERFACE, each) for each in ports]
    if tag:
        draft.kind = MirrorKind.RSPAN_SOURCE
        draft.destinations.append(Destination(DestinationKind.VLAN, tag[1]))
    return True


def _source(reader: _Reader, draft: Draft, what: str) -> bool:
    if vlan := _VLAN.match(what):
        on = reader.ranges.interfaces(vlan[2]) if vlan[2] else ()
        draft.sources.append(Source(SourceKind.VLAN, vlan[1], Direction.RX, on=on))
    elif ports := _PORTS.match(what):
        names = reader.ranges.interfaces(ports[1])
        if ports[2]:  # a VLAN on a port, only as it comes in
            draft.sources.append(Source(SourceKind.VLAN, ports[2], Direction.RX, on=names))
        else:
            way = _WAYS[ports[3]]
            draft.sources += [Source(SourceKind.INTERFACE, each, way) for each in names]
    else:
        return False
    return True


def _feed(reader: _Reader, rules: tuple[Copying, ...], bound: tuple[Binding, ...]) -> None:
    """Add the policies that copy into a mirror; one bound nowhere is inert."""
    places = Places[Binding]()
    for each in bound:
        places.add(each.policy, each)
    policies = dict.fromkeys(each.policy for each in rules)
    sources = {each: _filters(each, places.of(each)) for each in policies}
    reader.warnings += places.warnings
    for rule in rules:
        draft = reader.drafts.get(rule.mirror or DEFAULT, rule.quote, enabled=False)
        inert = (Source(SourceKind.FILTER, rule.policy, Direction.RX),)
        draft.sources += sources[rule.policy] or inert
        for each in places.of(rule.policy)[:_MAX_QUOTES]:
            reader.drafts.quote(draft, each.quote)
    for draft in reader.drafts.found.values():
        filters = [each for each in draft.sources if each.kind is SourceKind.FILTER]
        if filters and len(filters) == len(draft.sources):
            draft.kind = MirrorKind.FLOW
            draft.enabled = bool(draft.enabled) and any(each.on for each in filters)


def _filters(policy: str, places: tuple[Binding, ...]) -> tuple[Source, ...]:
    ways = dict.fromkeys(each.way for each in places)
    return tuple(
        Source(
            SourceKind.FILTER,
            policy,
            way,
            on=tuple(each.place for each in places if each.way is way),
        )
        for way in ways
    )


def _forget_idle_default(drafts: Drafts) -> None:
    """Every switch has the default mirror: off, with neither end, it is no session."""
    idle = drafts.found.get(DEFAULT)
    if idle and not idle.enabled and not idle.sources and not idle.destinations:
        del drafts.found[DEFAULT]
