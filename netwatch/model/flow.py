"""Flow records in one vocabulary for every source, and what is said of the pairs they tell of."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeAlias

Quick: TypeAlias = tuple[str, str, str, str, int, Any]
"""What every record is looked at by: source, destination, protocol, destination port, bytes sent,
and the record as its format keeps it, from which ``FlowLayout.flow`` builds the whole value."""


class Encapsulation(StrEnum):
    """How a copy travels between two addresses."""

    VXLAN = "vxlan"
    VXLAN_GPE = "vxlan-gpe"
    GENEVE = "geneve"
    TZSP = "tzsp"
    GRE_IN_UDP = "gre-in-udp"
    GRE = "gre"
    DECLARED_UDP = "udp"
    """UDP to a port that a known mirror's configuration names (HP UDP encapsulation and others)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NormalFlow:
    """One flow record; None is what the record does not say, and unknown bytes are not 0.

    ``at`` and ``until`` are seconds since 1970. ``both_ways`` tells of a record that stands for
    both directions without saying which was used (a GRE tunnel in Zeek's tunnel.log). ``parents``
    are the ids of the tunnels this flow travelled in, ``uid`` its own id, ``tunnel_only`` a record
    that names a tunnel and counts nothing.
    """

    source: str
    destination: str
    protocol: str
    source_port: int
    destination_port: int
    at: float | None = None
    until: float | None = None
    bytes_out: int | None = None
    bytes_in: int | None = None
    packets_out: int | None = None
    packets_in: int | None = None
    uid: str | None = None
    parents: tuple[str, ...] = ()
    tunnel: Encapsulation | None = None
    tunnel_only: bool = False
    both_ways: bool = False


@dataclass(frozen=True, slots=True)
class FlowLayout:
    """How one file is read: pieces between ``separator`` -> quick rows -> whole flows.

    ``rows`` yields a row for each piece that is a record, with its parents in a tunnel if it has
    any; ``inner`` tells whether a row's flow travelled in a tunnel, and ``when`` its time in
    seconds. ``whole`` tells that a record is a whole connection: where an exporter cuts long ones
    into pieces of a minute, every long flow would look regular. None of them raises for any text.
    """

    format: str
    separator: str
    rows: Callable[[Iterable[str]], Iterator[Quick]]
    flow: Callable[[Any], NormalFlow | None]
    when: Callable[[Any], float | None]
    inner: Callable[[Any], bool] | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class FlowFormat:
    """How one source writes flow records.

    ``claims`` gets the beginning of a file (64 KiB, whole lines) and returns how to read this file,
    None when another program wrote it. ``generic`` formats are asked after all others. ``source``
    names the document the layout was taken from.
    """

    name: str
    source: str
    claims: Callable[[str], FlowLayout | None]
    generic: bool = False


class FlowKind(StrEnum):
    """What a pair's traffic looks like."""

    ONE_WAY_TUNNEL = "one-way-tunnel"
    MIRRORED_VOLUME = "mirrored-volume"
    TUNNEL_DIRECTION_UNSEEN = "tunnel-direction-unseen"
    ONE_WAY_VOLUME = "one-way-volume"
    VOLUME = "volume"
    FROM_DEVICE = "from-device"
    DEVICE_ONE_WAY_UDP = "device-one-way-udp"
    FIXED_SIZE_PERIODIC = "fixed-size-periodic"


MIRROR_LIKE = frozenset(
    {
        FlowKind.ONE_WAY_TUNNEL,
        FlowKind.MIRRORED_VOLUME,
        FlowKind.TUNNEL_DIRECTION_UNSEEN,
        FlowKind.DEVICE_ONE_WAY_UDP,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowVerdict:
    """What is said of one pair of addresses, and what it rests on.

    ``risk`` runs from 0 to 10 (ATT&CK T1020.001's second analytic gives 9 and 8, and its threshold
    is 8). ``bytes`` is at least what was sent; up to ``bytes_error`` more may have been, None of
    either is not known. ``device`` is the inventory's device that has the source address.
    ``declared`` names what in that device's known configuration explains the traffic: () is
    nothing, None is not compared. ``sessions`` are the ids of the mirrors among those. ``new``
    tells that the pair is in no record kept before, None that the history is too short to say.
    """

    kind: FlowKind
    source: str
    destination: str
    protocol: str
    port: int
    encapsulation: Encapsulation | None = None
    risk: int = 0
    rests_on: tuple[str, ...] = ()
    first: datetime | None = None
    last: datetime | None = None
    flows: int = 0
    bytes: int | None = None
    bytes_error: int = 0
    packets: int | None = None
    host: str | None = None
    device: str | None = None
    interface: str | None = None
    declared: tuple[str, ...] | None = None
    sessions: tuple[str, ...] = ()
    hidden: bool = False
    collector: str | None = None
    foreign: bool | None = None
    new: bool | None = None
    score: float | None = None

    @property
    def key(self) -> tuple[str, str, str, int]:
        """Return what makes two verdicts about the same traffic."""
        return (self.source, self.destination, self.protocol, self.port)
