"""Traffic mirrors in one vocabulary for every vendor (ATT&CK T1020.001)."""

from dataclasses import dataclass, field
from enum import StrEnum

from netwatch.model.evidence import Confidence, Evidence


class MirrorKind(StrEnum):
    """What sort of copy a session makes; the words are CONTRACT, see docs/reference."""

    LOCAL = "local"
    RSPAN_SOURCE = "rspan-source"
    RSPAN_DESTINATION = "rspan-destination"
    ERSPAN_SOURCE = "erspan-source"
    ERSPAN_DESTINATION = "erspan-destination"
    FLOW = "flow"
    TZSP = "tzsp"
    CAPTURE = "capture"
    FILE = "file"
    TAP = "tap"
    TEE = "tee"


class Direction(StrEnum):
    """Which way the copied packets travel, seen from the source."""

    RX = "rx"
    TX = "tx"
    BOTH = "both"


class SourceKind(StrEnum):
    """What is being copied."""

    INTERFACE = "interface"
    VLAN = "vlan"
    VRF = "vrf"
    CPU = "cpu"
    FILTER = "filter"
    IP = "ip"
    ENI = "eni"
    SUBNET = "subnet"
    INSTANCE = "instance"
    TAG = "tag"
    ALL = "all"


class DestinationKind(StrEnum):
    """Where the copy goes."""

    INTERFACE = "interface"
    IP = "ip"
    VLAN = "vlan"
    CPU = "cpu"
    FILE = "file"
    PSEUDOWIRE = "pseudowire"
    BRIDGE_PORT = "bridge-port"
    ENI = "eni"
    LOAD_BALANCER = "load-balancer"
    HOST = "host"
    UNKNOWN = "unknown"


class SeenIn(StrEnum):
    """Which independent views of the device show the session."""

    CONFIG = "config"
    OPERATIONAL = "operational"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Source:
    """One copied thing. ``on`` says where a filter is attached; ``acl`` narrows this source.

    ``resolved_to`` are the instances and addresses behind a cloud's name for it, for people.
    """

    kind: SourceKind
    name: str
    direction: Direction | None = None
    on: tuple[str, ...] = ()
    acl: str | None = None
    erspan_id: int | None = None
    resolved_to: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Destination:
    """One receiver of the copy.

    ``value`` is the *resolved* end (a collector's address, not the tunnel that leads there);
    ``resolved_from`` names the join (``tunnel-ip1``, ``observe-port 1``). ``port`` is the UDP
    port where one is used, ``ingress`` tells that the analyser port may also send, ``next_hop``
    is the neighbour on the interface that is to get the copy (Junos port mirroring). ``owner`` is
    the account a cloud's receiver belongs to, ``vni`` the virtual network the copy is marked with,
    ``resolved_to`` the instances and addresses behind a cloud's name for it, for people.
    """

    kind: DestinationKind
    value: str
    vrf: str | None = None
    origin: str | None = None
    erspan_id: int | None = None
    port: int | None = None
    direction: Direction | None = None
    mac: str | None = None
    encapsulation: str | None = None
    ingress: bool | None = None
    resolved_from: str | None = None
    next_hop: str | None = None
    owner: str | None = None
    vni: int | None = None
    resolved_to: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Filter:
    """What narrows a whole session: ``kind`` is ``acl``, ``vlan``, ``sgt`` or ``packet-type``.

    A cloud's session copies only what an ``accept`` names, less what a ``reject`` does, of each
    packet a ``packet-length``.
    """

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Mirror:
    """One mirror session as read from one view of a device.

    ``enabled`` is None when the text does not say; ``complete`` is False when the session lacks
    its source or its destination (staged). Evidence never takes part in equality.
    """

    id: str
    kind: MirrorKind
    enabled: bool | None = True
    complete: bool = True
    confidence: Confidence = Confidence.HIGH
    sources: tuple[Source, ...] = ()
    destinations: tuple[Destination, ...] = ()
    filters: tuple[Filter, ...] = ()
    description: str | None = field(default=None, compare=False)
    evidence: tuple[Evidence, ...] = field(default=(), compare=False)
    seen_in: SeenIn | None = None


@dataclass(frozen=True, slots=True)
class Dormant:
    """A mirror hidden in automation (EEM, kron, scheduler, script): evidence, not a session."""

    via: str
    line: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Tunnel:
    """A tunnel interface of the device: the road a copy can leave by.

    ``remote`` is the far end's address, None when the configuration gives none (multipoint).
    """

    name: str
    mode: str | None = None
    local: str | None = None
    remote: str | None = None
    vrf: str | None = None
    key: str | None = None
    evidence: tuple[Evidence, ...] = field(default=(), compare=False)
