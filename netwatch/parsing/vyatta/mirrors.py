"""Mirrors of VyOS 1.2 to 1.5 and EdgeOS, in ``set`` lines or in the braces of config.boot.

``mirror {ingress|egress} IF`` since VyOS 1.3 (vyos-documentation, interface-mirror), ``mirror IF``
for received packets alone in VyOS 1.2 (vyatta-cfg-qos) and EdgeOS. ``redirect`` moves packets and
is no copy. A session is what one interface sends to one receiver: ``eth1->tun9``.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

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
from netwatch.model.posture import Posture
from netwatch.parsing.draft import Draft, Drafts
from netwatch.parsing.paths import Statement, braces, speaking
from netwatch.parsing.vyatta.interfaces import LAYER_3, Far, far_ends, split_path
from netwatch.parsing.vyatta.posture import read_posture

WAYS = {"ingress": Direction.RX, "egress": Direction.TX}
_MENTION = re.compile(r"mirror(?:ing|ed)?|mirred|r?span|port-mirror(?:ing)?")
_COPIES = re.compile(
    r"\bmirror\b|\bmirred\b|\btcpdump\b|\btshark\b|\bdumpcap\b|\bdup to\b|\bTEE\b|--tee\b"
)
_HINTS = ("mirr", "tcpdump", "tshark", "dumpcap", "dup to", "TEE", "--tee")
# `mode mirror` of ddos-protection tells how the box itself receives copies.
_OTHER = (("service", "ids"),)
_TYPES = {
    "eth": "ethernet", "bond": "bonding", "br": "bridge", "dum": "dummy", "gnv": "geneve",
    "l2tpeth": "l2tpv3", "lo": "loopback", "macsec": "macsec", "vtun": "openvpn",
    "pppoe": "pppoe", "peth": "pseudo-ethernet", "tun": "tunnel", "vti": "vti", "vxlan": "vxlan",
    "wg": "wireguard", "wlan": "wireless", "wwan": "wwan", "switch": "switch",
}  # fmt: skip
_AUTOMATION = (
    ("system", "task-scheduler", "task"),
    ("service", "event-handler", "event"),
    ("system", "event-handler", "event"),
    ("high-availability", "vrrp"),
    ("container", "name"),
    ("load-balancing", "wan"),
    ("interfaces",),
)


@dataclass(frozen=True, slots=True)
class Config:
    """What one configuration declares."""

    host_name: str | None
    mirrors: tuple[Mirror, ...]
    tunnels: tuple[Tunnel, ...]
    dormant: tuple[Dormant, ...]
    unread: tuple[Evidence, ...]
    ends: Mapping[str, Far]
    posture: Posture | None


@dataclass(frozen=True, slots=True)
class _Copy:
    source: str
    receiver: str
    direction: Direction
    quote: Evidence


def read_config(text: str, source: str) -> Config:
    """Return what a configuration in either form declares; ``source`` names its evidence."""
    statements = tuple(braces(text))
    copies, read = _copies(statements, source)
    ends = far_ends(statements, source)
    dormant = _dormant(statements)
    known = read | {each.line for each in dormant if each.line}
    return Config(
        host_name=_host_name(statements),
        mirrors=sessions(copies, ends),
        tunnels=tuple(each.tunnel() for each in ends.values()),
        dormant=dormant,
        unread=tuple(
            each.quote(source)
            for each in speaking(statements, _MENTION, known)
            if not _is_other(_bare(each))
        ),
        ends=ends,
        posture=read_posture(statements),
    )


def _bare(each: Statement) -> tuple[str, ...]:
    path = each.path
    return path[1:] if path[:1] == ("set",) else path


def _is_other(path: tuple[str, ...]) -> bool:
    return any(path[: len(each)] == each for each in _OTHER)


def _host_name(statements: Iterable[Statement]) -> str | None:
    for each in statements:
        path = _bare(each)
        if path[:2] == ("system", "host-name") and len(path) == 3:  # noqa: PLR2004
            return path[2]
    return None


def _copies(
    statements: Iterable[Statement], source: str
) -> tuple[tuple[_Copy, ...], frozenset[int]]:
    found: list[_Copy] = []
    read: set[int] = set()
    for each in statements:
        if "mirror" not in each.words and "mirror" not in each.parents:
            continue
        deleted = each.path[:1] == ("delete",)
        place = split_path(each.path[1:] if deleted else _bare(each))
        if place is None or place[2][:1] != ("mirror",):
            continue
        copy = _copy(place[1], place[2][1:], each.quote(source))
        if deleted:
            found = [one for one in found if not _ends(one, place[1], place[2][1:])]
            read.add(each.number)
        elif copy is not None:
            found.append(copy)
            read.add(each.number)
        elif each.opens:
            read.add(each.number)
    return tuple(found), frozenset(read)


def _copy(name: str, rest: tuple[str, ...], quote: Evidence) -> _Copy | None:
    if len(rest) == 2 and rest[0] in WAYS:  # noqa: PLR2004  # direction, receiver
        return _Copy(name, rest[1], WAYS[rest[0]], quote)
    if len(rest) == 1 and rest[0] not in WAYS:
        return _Copy(name, rest[0], Direction.RX, quote)
    return None


def _ends(copy: _Copy, name: str, rest: tuple[str, ...]) -> bool:
    """Tell whether ``delete interfaces ... name mirror rest`` takes ``copy`` away."""
    if copy.source != name:
        return False
    ways = [WAYS[each] for each in rest if each in WAYS]
    receivers = [each for each in rest if each not in WAYS]
    return copy.direction in (ways or [copy.direction]) and copy.receiver in (
        receivers or [copy.receiver]
    )


def sessions(copies: Iterable[_Copy], ends: Mapping[str, Far]) -> tuple[Mirror, ...]:
    """Return one session for each pair of source and receiver, the receiver's far end resolved."""
    drafts = Drafts()
    for each in copies:
        known = f"{each.source}->{each.receiver}" in drafts.found
        draft = drafts.get(f"{each.source}->{each.receiver}", each.quote)
        draft.sources.append(Source(SourceKind.INTERFACE, each.source, each.direction))
        if not known:
            _lead(draft, each.receiver, ends.get(each.receiver))
    return drafts.mirrors()


def _lead(draft: Draft, receiver: str, far: Far | None) -> None:
    """Add where the copies end: the far end of a tunnel, else the receiver itself."""
    if far is None or not far.remotes:
        draft.destinations.append(Destination(DestinationKind.INTERFACE, receiver))
        return
    draft.kind = MirrorKind.ERSPAN_SOURCE
    draft.confidence = Confidence.MEDIUM if far.mode in LAYER_3 else Confidence.HIGH
    draft.evidence.extend(far.evidence)
    draft.destinations.extend(
        Destination(
            DestinationKind.IP,
            remote,
            vrf=far.vrf,
            origin=far.local,
            erspan_id=_number(far.key) if "erspan" in far.mode else None,
            port=far.port,
            encapsulation=far.mode or None,
            resolved_from=receiver,
        )
        for remote in far.remotes
    )


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None  # noqa: PLR2004


def operating(shown: Iterable[Mirror], ends: Mapping[str, Far]) -> tuple[Mirror, ...]:
    """Return traffic control's mirrors under the names the configuration gives them."""
    copies = [
        _Copy(source.name, end.value, source.direction or Direction.BOTH, each.evidence[0])
        for each in shown
        for source in each.sources
        for end in each.destinations
        if each.evidence and end.kind is DestinationKind.INTERFACE
    ]
    return sessions(copies, ends)


def removal(session: str) -> tuple[str, ...]:
    """Return the command that ends a session, for a person to weigh before ``commit``."""
    source, _, receiver = session.partition("->")
    name, *vlans = source.split(".")
    kind = _TYPES.get(name.rstrip("0123456789"))
    if not receiver or kind is None:
        return ()
    words = ("vif",) if len(vlans) == 1 else ("vif-s", "vif-c")
    place = "".join(f" {word} {vlan}" for word, vlan in zip(words, vlans, strict=False))
    return (f"delete interfaces {kind} {name}{place} mirror",)


def _dormant(statements: Iterable[Statement]) -> tuple[Dormant, ...]:
    """Return what tasks, event scripts and containers would run that copies packets."""
    found = []
    for each in statements:
        if not any(map(each.text.__contains__, _HINTS)):
            continue
        path = _bare(each)
        known = next((one for one in _AUTOMATION if path[: len(one)] == one), None)
        if known is None or not _runs(path) or not _COPIES.search(" ".join(each.words)[:4000]):
            continue
        via = " ".join(path[1:4]) if known != ("interfaces",) else " ".join(path[1:3])
        found.append(Dormant(via, each.number, each.text))
    return tuple(found)


def _runs(path: tuple[str, ...]) -> bool:
    return any(
        word in ("executable", "script", "command", "arguments", "hook", "entrypoint")
        or word.endswith("-script")
        for word in path[1:]
    )
