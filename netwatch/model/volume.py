"""How much a mirror sent, beside what the interfaces it copies from carried in the same time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from netwatch.model.flow import Encapsulation
from netwatch.model.posture import Counter

COUNTED_AT = "interfaces counted at"
"""The name of the counter that tells when the interfaces were counted: seconds since 1970."""

_FIELDS = ("in octets", "in packets", "out octets", "out packets")


@dataclass(frozen=True, slots=True)
class PortCount:
    """What one interface carried since its counters began, by the device's own count."""

    interface: str
    in_octets: int
    in_packets: int
    out_octets: int
    out_packets: int

    def counters(self) -> tuple[Counter, ...]:
        """Return the count as counters, each named after what it counts and where."""
        values = (self.in_octets, self.in_packets, self.out_octets, self.out_packets)
        return tuple(
            Counter(f"{name} {self.interface}", value)
            for name, value in zip(_FIELDS, values, strict=True)
        )


def port_counts(counters: Iterable[Counter]) -> tuple[PortCount, ...]:
    """Return the counts of interfaces among ``counters``, those that are whole."""
    held: dict[str, dict[str, int]] = {}
    for each in counters:
        for name in _FIELDS:
            if each.name.startswith(f"{name} "):
                held.setdefault(each.name.removeprefix(f"{name} "), {})[name] = each.value
    return tuple(
        PortCount(interface, *(values[name] for name in _FIELDS))
        for interface, values in held.items()
        if len(values) == len(_FIELDS)
    )


@dataclass(frozen=True, slots=True)
class Counted:
    """The counts of one visit. ``booted_at`` is the device's last start, None where not known."""

    at: datetime
    booted_at: datetime | None
    ports: tuple[PortCount, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SentVolume:
    """What one reading of flow records told of one pair of addresses."""

    source: str
    destination: str
    protocol: str
    port: int
    encapsulation: Encapsulation | None
    first: datetime
    last: datetime
    bytes: int
    packets: int


class Witness(StrEnum):
    """Who says how much the mirror sent."""

    FLOWS = "flow records"
    PORT = "the destination's own count"


class Fit(StrEnum):
    """How what was sent fits to what the sources carried."""

    WITHIN = "within"
    MORE = "more"
    NOTHING = "nothing"
    NOT_OBSERVED = "not-observed"


@dataclass(frozen=True, slots=True, kw_only=True)
class MirrorVolume:
    """What one or several sessions to one receiver sent beside what their sources carried.

    ``begin`` and ``end`` are the visits between which the interfaces were counted; ``octets`` and
    ``packets`` were sent between them at least, ``carried`` octets by the sources. Each is None
    where it was not observed, and ``rests_on`` says why.
    """

    sessions: tuple[str, ...]
    destination: str
    witness: Witness
    fit: Fit
    rests_on: tuple[str, ...]
    begin: datetime | None = None
    end: datetime | None = None
    octets: int | None = None
    packets: int | None = None
    carried: int | None = None
    carried_packets: int | None = None

    @property
    def ratio(self) -> float | None:
        """Return sent octets by carried ones; None where either is not known or none was carried.

        A copy in a tunnel is some fifty bytes longer than its original.
        """
        return self.octets / self.carried if self.octets is not None and self.carried else None
