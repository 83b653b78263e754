"""Verdicts of flows beside what is known: whose address it is, and what its configuration says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from netwatch.judgement.flows.ports import is_export, is_inside
from netwatch.judgement.ownership import OwnerKind, owner_of, parse_address
from netwatch.model.flow import MIRROR_LIKE, Encapsulation, FlowKind, FlowVerdict
from netwatch.model.mirror import Destination, Mirror, MirrorKind
from netwatch.model.policy import Policy
from netwatch.model.state import DeviceState
from netwatch.model.volume import SentVolume

ENOUGH = timedelta(days=7)
EXPLAINED = 2
"""The highest risk of what a configuration or a known collector explains."""

_MOST_UNSEEN = 7
_GRE = frozenset({Encapsulation.GRE, Encapsulation.GRE_IN_UDP})
_WORDS = {
    Encapsulation.VXLAN: "vxlan",
    Encapsulation.VXLAN_GPE: "vxlan",
    Encapsulation.GENEVE: "geneve",
    Encapsulation.TZSP: "tzsp",
    Encapsulation.GRE_IN_UDP: "gre",
    Encapsulation.GRE: "gre",
}


@dataclass(frozen=True, slots=True)
class Place:
    """The device that has an address, on which interface ("" for its address in the inventory)."""

    device: str
    interface: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What verdicts are laid beside. ``kept`` are the pairs of earlier records.

    ``since`` is when the first of them were kept, None when none were.
    """

    places: Mapping[str, Place] = field(default_factory=dict)
    states: Mapping[str, DeviceState] = field(default_factory=dict)
    addresses: Mapping[str, str] = field(default_factory=dict)
    policy: Policy = field(default_factory=Policy)
    kept: Callable[[FlowVerdict], bool] | None = None
    since: datetime | None = None


def placed(verdict: FlowVerdict, known: Known, now: datetime) -> FlowVerdict:
    """Return ``verdict`` with all that ``known`` says of it, its risk changed accordingly."""
    owner = owner_of(verdict.destination, known.policy, known.addresses)
    place = known.places.get(verdict.source)
    state = known.states.get(place.device) if place else None
    found = replace(
        verdict,
        host=place.device if place else verdict.source,
        device=place.device if place else None,
        interface=place.interface or None if place else None,
        foreign=owner is None and _is_foreign(verdict.destination, known),
        collector=owner.name if owner and owner.kind is OwnerKind.COLLECTOR else None,
        new=_new(verdict, known, now),
    )
    if state is not None and verdict.kind in MIRROR_LIKE:
        found = _declared(found, state)
    return _weighed(found)


def _is_foreign(address: str, known: Known) -> bool:
    """Tell whether an address nobody has is a stranger's.

    Where no device, prefix or collector is known at all, only a public address is.
    """
    if parse_address(address) is None:
        return False
    policy = known.policy
    told = bool(policy.prefixes or policy.collectors or known.addresses)
    return told or not is_inside(address)


def _new(verdict: FlowVerdict, known: Known, now: datetime) -> bool | None:
    if known.kept is None or known.since is None:
        return None
    if known.kept(verdict):
        return False
    return True if (verdict.first or now) - known.since >= ENOUGH else None


def explaining(state: DeviceState, sent: SentVolume) -> tuple[tuple[Mirror, ...], tuple[str, ...]]:
    """Return the sessions that explain this traffic, and other tunnels that lead there too."""
    verdict = FlowVerdict(
        kind=FlowKind.ONE_WAY_TUNNEL,
        source=sent.source,
        destination=sent.destination,
        protocol=sent.protocol,
        port=sent.port,
        encapsulation=sent.encapsulation,
    )
    mirrors = tuple(each for each in state.mirrors or () if _explains(each, verdict))
    own = {end.resolved_from for each in mirrors for end in each.destinations}
    return mirrors, tuple(
        f"tunnel {each.name}"
        for each in state.tunnels or ()
        if each.name not in own and each.remote and _same(each.remote, sent.destination)
    )


def _declared(verdict: FlowVerdict, state: DeviceState) -> FlowVerdict:
    """Add which sessions and tunnels of the device's known configuration explain the traffic."""
    if state.mirrors is None:
        return verdict
    sessions = tuple(each.id for each in state.mirrors if _explains(each, verdict))
    names = [f"session {each}" for each in sessions]
    if verdict.encapsulation in _GRE:
        names += [
            f"tunnel {each.name}"
            for each in state.tunnels or ()
            if each.remote and _same(each.remote, verdict.destination)
        ]
    both_views = state.declared is not None and state.operating is not None
    return replace(
        verdict, declared=tuple(names), sessions=sessions, hidden=both_views and not names
    )


def _explains(mirror: Mirror, verdict: FlowVerdict) -> bool:
    return mirror.enabled is not False and any(
        _leads_to(each, verdict.destination) and _travels_so(mirror, each, verdict)
        for each in mirror.destinations
    )


def _leads_to(destination: Destination, address: str) -> bool:
    return any(_same(each, address) for each in (destination.value, *destination.resolved_to))


def _travels_so(mirror: Mirror, destination: Destination, verdict: FlowVerdict) -> bool:
    """Tell whether the session sends in this tunnel; what it does not say fits any."""
    if destination.port is not None and verdict.protocol == "udp":
        return destination.port == verdict.port
    seen = _WORDS.get(verdict.encapsulation) if verdict.encapsulation else None
    told = (destination.encapsulation or "").casefold()
    if seen is None:
        return True
    if any(each in told for each in _WORDS.values()):
        return seen in told
    if mirror.kind is MirrorKind.ERSPAN_SOURCE and not told:
        return seen == "gre"
    return mirror.kind is not MirrorKind.TZSP or seen == "tzsp"


def _same(one: str, other: str) -> bool:
    mine = parse_address(one)
    return mine is not None and mine == parse_address(other)


def _weighed(verdict: FlowVerdict) -> FlowVerdict:
    facts, risk = list(verdict.rests_on), verdict.risk
    if verdict.kind in MIRROR_LIKE:
        if verdict.kind is FlowKind.TUNNEL_DIRECTION_UNSEEN:
            more = sum((bool(verdict.new), bool(verdict.device), bool(verdict.foreign)))
            risk = min(_MOST_UNSEEN, risk + more)
        if verdict.declared:
            risk = min(risk, EXPLAINED)
            facts.append(f"the device declares it: {', '.join(verdict.declared[:4])}")
        elif verdict.declared == ():
            facts.append("the device's known configuration declares no mirror or tunnel like it")
    if verdict.collector:
        risk = min(risk, EXPLAINED)
        facts.append(f"the destination is the known collector {verdict.collector}")
    elif verdict.foreign and verdict.kind in MIRROR_LIKE:
        facts.append("nobody known has the destination")
    if verdict.kind is FlowKind.FROM_DEVICE and is_export(verdict.protocol, verdict.port):
        facts.append("a port for flow records, log lines or traps")
    if verdict.new:
        facts.append("never seen in the records kept before")
    return replace(verdict, rests_on=tuple(facts), risk=risk)
