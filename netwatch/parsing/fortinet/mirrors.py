"""Mirrors of FortiOS and FortiSwitch configurations.

Key names are those of the fortinet.fortios and fortinet.fortiswitch collections and of the vendor's
administration guides (SPAN, FortiLink, decrypted traffic mirror). A virtual domain's name stands
in front of the id of what lives inside it.
"""

from collections.abc import Callable, Iterable, Iterator

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
from netwatch.parsing.draft import Draft
from netwatch.parsing.fortinet.config import Entry

# FortiLink carries RSPAN in this VLAN (FortiLink guide 7.2.1 to 7.4.5).
RSPAN_VLAN = "4092"
_WAYS = {"rx": Direction.RX, "tx": Direction.TX, "both": Direction.BOTH}
_SIDES = {"client": Direction.RX, "server": Direction.TX, "both": Direction.BOTH}
_SPAN = ("span", "span-source-port", "span-dest-port", "span-direction")
_SNIFFS = ("host", "port", "protocol", "vlan", "hosts", "ports", "protocols", "max-packet-count")


def drafts(entries: Iterable[Entry]) -> Iterator[Draft]:
    """Yield the mirrors of ``entries``, in their order; copies of decrypted traffic come last."""
    decrypted: list[Entry] = []
    policies: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        reader = _READERS.get(entry.table)
        if entry.table == "firewall decrypted-traffic-mirror":
            decrypted += [entry] if entry.name else []
        elif reader:
            yield from reader(entry)
        elif entry.name:
            yield from _capture(entry)
            user = entry.get("decrypted-traffic-mirror")
            if user:
                policies.setdefault((entry.vdom, user), []).append(entry)
    for entry in decrypted:
        yield _decrypted(entry, policies.pop((entry.vdom, entry.name), []))
    for (vdom, name), users in policies.items():
        yield _decrypted(Entry(users[0].table, name, vdom, users[0].head), users)


def _named(entry: Entry, name: str) -> str:
    return f"{entry.vdom}/{name}" if entry.vdom else name


def _port(name: str, way: Direction) -> Source:
    return Source(SourceKind.INTERFACE, name, way)


def _to_port(name: str) -> Destination:
    return Destination(DestinationKind.INTERFACE, name)


def _switch(entry: Entry) -> Iterator[Draft]:
    """Read ``system virtual-switch`` (one source port) and ``switch-interface`` (a list)."""
    if not entry.name:
        return
    name = _named(entry, f"{entry.table.split()[1]}/{entry.name}")
    sources, ends = entry.values("span-source-port"), entry.values("span-dest-port")
    if entry.get("span") or sources or ends:
        way = _WAYS.get(entry.get("span-direction"), Direction.BOTH)
        draft = Draft(name, enabled=entry.get("span") == "enable")
        draft.sources += [_port(each, way) for each in sources]
        draft.destinations += [_to_port(each) for each in ends]
        draft.evidence += entry.evidence(*_SPAN)
        yield draft
    if entry.get("type") == "hub":
        members = entry.values("member")
        draft = Draft(f"{name}/hub")
        draft.sources += [_port(each, Direction.BOTH) for each in members]
        draft.destinations += [_to_port(each) for each in members]
        draft.evidence += entry.evidence("type", "member")
        yield draft


def _sniffer(entry: Entry) -> Iterator[Draft]:
    """Read ``switch-controller traffic-sniffer``: mode erspan-auto unless said, 0.0.0.0 is off."""
    mode = entry.settings.get("mode", ("erspan-auto",))[0:1]
    remote = mode == ("rspan",)
    address = entry.get("erspan-ip")
    draft = Draft(_named(entry, "traffic-sniffer"), MirrorKind.ERSPAN_SOURCE)
    draft.evidence += entry.evidence("mode", "erspan-ip")
    if remote:
        draft.kind = MirrorKind.RSPAN_SOURCE
        draft.destinations.append(Destination(DestinationKind.VLAN, RSPAN_VLAN))
    elif address:
        draft.destinations.append(Destination(DestinationKind.IP, address))
    _targets(entry, draft)
    draft.enabled = mode != ("none",) and bool(draft.destinations)
    if address or remote or draft.sources:
        yield draft


def _targets(entry: Entry, draft: Draft) -> None:
    for switch in entry.children("target-port"):
        draft.evidence += switch.evidence("in-ports", "out-ports")
        for key, way in (("in-ports", Direction.RX), ("out-ports", Direction.TX)):
            draft.sources += [_port(f"{switch.name}/{each}", way) for each in switch.values(key)]
    for address in entry.children("target-ip"):
        draft.evidence.append(address.head)
        draft.sources.append(Source(SourceKind.IP, address.name, Direction.BOTH))
    for mac in entry.children("target-mac"):
        draft.evidence.append(mac.head)
        draft.sources.append(Source(SourceKind.FILTER, f"mac {mac.name}", Direction.BOTH))


def _managed(entry: Entry) -> Iterator[Draft]:
    for mirror in entry.children("mirror"):
        draft = Draft(_named(entry, f"managed-switch/{entry.name}/{mirror.name}"))
        _ports(mirror, draft, f"{entry.name}/")
        status = mirror.settings.get("status", ())
        draft.enabled = status[0] == "active" if status else None
        yield draft


def _ports(entry: Entry, draft: Draft, switch: str = "") -> None:
    for key, way in (("src-ingress", Direction.RX), ("src-egress", Direction.TX)):
        draft.sources += [_port(f"{switch}{each}", way) for each in entry.values(key)]
    draft.destinations += [_to_port(f"{switch}{each}") for each in entry.values("dst")]
    draft.evidence += entry.evidence("status", "mode", "dst", "src-ingress", "src-egress")


def _fortiswitch(entry: Entry) -> Iterator[Draft]:
    """Read ``switch mirror`` of a FortiSwitch: inactive until ``set status active``."""
    if not entry.name:
        return
    mode = entry.get("mode").lower()
    draft = Draft(f"mirror/{entry.name}", enabled=entry.get("status") == "active")
    _ports(entry, draft)
    draft.evidence += entry.evidence("erspan-collector-ip", "rspan-ip", "encap-vlan-id")[1:]
    collector, origin = entry.get("erspan-collector-ip"), entry.get("encap-ipv4-src") or None
    if mode.startswith("erspan") or (collector and not mode):
        draft.kind = MirrorKind.ERSPAN_SOURCE
        through = entry.get("dst") or None
        end = Destination(DestinationKind.IP, collector, origin=origin, resolved_from=through)
        draft.destinations = [end] if collector else []
    elif mode.startswith("rspan"):
        draft.kind = MirrorKind.RSPAN_SOURCE
        draft.destinations += _rspan(entry)
    yield draft


def _rspan(entry: Entry) -> Iterator[Destination]:
    if entry.get("encap-vlan-id"):
        yield Destination(DestinationKind.VLAN, entry.get("encap-vlan-id"))
    if entry.get("rspan-ip"):
        yield Destination(DestinationKind.IP, entry.get("rspan-ip"))


def _decrypted(entry: Entry, policies: list[Entry]) -> Draft:
    """Return the mirror of decrypted traffic; no policy that uses it means that it is inert."""
    way = _SIDES.get(entry.get("traffic-source"), Direction.RX)
    draft = Draft(_named(entry, f"decrypted-traffic-mirror/{entry.name}"), MirrorKind.FLOW)
    mac = entry.get("dstmac") or None
    draft.destinations += [
        Destination(DestinationKind.INTERFACE, each, mac=mac) for each in entry.values("interface")
    ]
    draft.filters += [Filter("packet-type", each) for each in entry.values("traffic-type")]
    draft.evidence += entry.evidence("dstmac", "traffic-type", "traffic-source", "interface")
    active = [each for each in policies if each.settings.get("status") != ("disable",)]
    for each in active or policies:
        draft.sources.append(_policy(each, way))
        draft.evidence += each.evidence("decrypted-traffic-mirror", "status")
    draft.enabled = bool(active)
    return draft


def _policy(entry: Entry, way: Direction) -> Source:
    name = f"{entry.table.removeprefix('firewall ')} {entry.name}"
    return Source(SourceKind.FILTER, name, way, on=entry.values("srcintf"))


def _capture(entry: Entry) -> Iterator[Draft]:
    """Read a policy with ``capture-packet``: what it lets pass is kept on the box."""
    if entry.get("capture-packet") != "enable":
        return
    table = entry.table.removeprefix("firewall ").replace(" ", "-")
    draft = Draft(_named(entry, f"{table}/{entry.name}/capture"), MirrorKind.CAPTURE)
    draft.enabled = entry.settings.get("status") != ("disable",)
    draft.sources.append(_policy(entry, Direction.BOTH))
    draft.destinations.append(Destination(DestinationKind.FILE, "packet log"))
    draft.evidence += entry.evidence("capture-packet", "status")
    yield draft


def _interface_capture(entry: Entry) -> Iterator[Draft]:
    """Read ``firewall sniffer`` and ``on-demand-sniffer``, which only runs when started."""
    if not entry.name:
        return
    table = entry.table.split()[1]
    demanded = table == "on-demand-sniffer"
    draft = Draft(_named(entry, f"{table}/{entry.name}"), MirrorKind.CAPTURE)
    draft.enabled = None if demanded else entry.settings.get("status") != ("disable",)
    draft.sources += [_port(each, Direction.BOTH) for each in entry.values("interface")]
    draft.destinations.append(Destination(DestinationKind.FILE, "packet log"))
    for key in _SNIFFS[:-1]:
        kind = "vlan" if key == "vlan" else "acl"
        draft.filters += [
            Filter(kind, each if kind == "vlan" else f"{key} {each}") for each in entry.values(key)
        ]
    draft.confidence = Confidence.MEDIUM
    draft.evidence += entry.evidence("status", "interface", *_SNIFFS)
    yield draft


def strange(entry: Entry, known: frozenset[str]) -> Iterator[Evidence]:
    """Yield the settings of ``entry`` that speak of mirroring in a key nobody here reads."""
    for each in (entry, *entry.below):
        for key, quote in each.quotes.items():
            hints = ("mirror", "span", "sniff", "capture-packet")
            told = any(hint in key for hint in hints) and "spanning" not in key
            if told and key not in known and each.values(key):
                yield quote


KNOWN = frozenset(
    (
        *_SPAN, "erspan-ip", "decrypted-traffic-mirror", "capture-packet", "ips-sniffer-mode",
        "erspan-collector-ip", "rspan-ip", "strip-mirrored-traffic-tags",
    )
)  # fmt: skip
_READERS: dict[str, Callable[[Entry], Iterator[Draft]]] = {
    "system virtual-switch": _switch,
    "system switch-interface": _switch,
    "switch-controller traffic-sniffer": _sniffer,
    "switch-controller managed-switch": _managed,
    "switch mirror": _fortiswitch,
    "firewall sniffer": _interface_capture,
    "firewall on-demand-sniffer": _interface_capture,
}
POLICIES = frozenset(
    (
        "firewall policy", "firewall policy6", "firewall policy46", "firewall policy64",
        "firewall security-policy", "firewall consolidated policy", "firewall proxy-policy",
        "firewall interface-policy", "firewall interface-policy6", "firewall multicast-policy",
    )
)  # fmt: skip
TABLES = frozenset((*_READERS, "firewall decrypted-traffic-mirror")) | POLICIES
