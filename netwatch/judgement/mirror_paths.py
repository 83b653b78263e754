"""The copies a device makes, each with its receivers, whose they are and who approved them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from netwatch.judgement.approval import Standing, approval_text, selects, standing
from netwatch.judgement.describe import destination_text, source_text
from netwatch.judgement.exposure import is_foreign, owner_under
from netwatch.judgement.ownership import owner_of, parse_address
from netwatch.judgement.places import place_of
from netwatch.model.mirror import (
    Destination,
    DestinationKind,
    Dormant,
    Mirror,
    MirrorKind,
    SeenIn,
    Source,
    SourceKind,
)
from netwatch.model.mirror_path import (
    NO_SITE,
    Consent,
    End,
    Holder,
    Mark,
    MirrorPath,
    Origin,
    Owner,
    Sighting,
    Take,
)
from netwatch.model.rule import Facts
from netwatch.parsing.sessions import fold

_OWN = frozenset(
    {
        DestinationKind.INTERFACE,
        DestinationKind.BRIDGE_PORT,
        DestinationKind.CPU,
        DestinationKind.FILE,
    }
)
_RECEIVES = frozenset({MirrorKind.RSPAN_DESTINATION, MirrorKind.ERSPAN_DESTINATION})


def paths_of(facts: Facts, sightings: Sequence[Sighting] = ()) -> tuple[MirrorPath, ...]:
    """Return every copy that ``facts.known`` and ``sightings`` tell of, not yet joined to others.

    Each session is one path, each line of automation that would start one, and each receiver of
    traffic that no session declares.
    """
    facts = _narrowed(facts)
    mirrors = facts.known.mirrors or ()
    declared = {each.id for each in mirrors}
    paths = [_session(facts, each, sightings) for each in mirrors]
    paths += [_dormant(facts, each) for each in facts.known.dormant or ()]
    paths += _undeclared(facts, [each for each in sightings if each.session not in declared])
    return tuple(_told_apart(paths))


def _narrowed(facts: Facts) -> Facts:
    """Leave only the approvals that speak of this device: each session is held against them."""
    fitting = tuple(each for each in facts.policy.approvals if selects(each, facts.device))
    return replace(facts, policy=replace(facts.policy, approvals=fitting))


def _session(facts: Facts, mirror: Mirror, sightings: Iterable[Sighting]) -> MirrorPath:
    ends = tuple(_end(facts, mirror, each) for each in mirror.destinations)
    seen = [each.amount for each in sightings if each.session == mirror.id]
    return MirrorPath(
        key=f"{facts.device.name}/{mirror.id}/{mirror.kind}",
        device=facts.device.name,
        site=_site(facts),
        origin=Origin.SESSION,
        session=mirror.id,
        kind=mirror.kind.value,
        sources=tuple(source_text(each) for each in fold(mirror.sources)),
        ends=ends,
        marks=_marks(facts, mirror, ends, seen),
        takes=_takes(facts, mirror),
        traffic=", ".join(seen) or None,
        mirror=mirror,
    )


def _end(facts: Facts, mirror: Mirror, destination: Destination) -> End:
    stand = standing(facts, mirror, destination)
    consent, approval = _consent(facts, stand)
    owner, value = _owner(facts, stand, destination), _value(destination)
    place, alike = None, value
    if destination.kind is DestinationKind.VLAN:
        place, alike = _vlan(facts, value), f"VLAN {value}"
    elif destination.kind is DestinationKind.IP:
        place = alike = f"address {value}"
    local = owner.holder is Holder.PORT
    return End(
        value=f"{facts.device.name} {value}" if local else place or value,
        text=destination_text(destination),
        fold=owner.text if local else alike,
        owner=owner,
        consent=consent,
        kind=destination.kind.value,
        approval=approval,
        tunnel=destination.resolved_from,
        erspan_id=destination.erspan_id,
        place=place,
    )


def _value(destination: Destination) -> str:
    return str(parse_address(destination.value) or destination.value)


def _vlan(facts: Facts, number: str) -> str:
    return f"VLAN {number} in {_site(facts)}"


def _site(facts: Facts) -> str:
    return facts.device.site or NO_SITE


def _consent(facts: Facts, stand: Standing) -> tuple[Consent, str | None]:
    found = stand.current or stand.lapsed
    if found is None:
        return Consent.UNAPPROVED, None
    words = f"{approval_text(found)} ({place_of(found, facts.policy)})"
    return (Consent.APPROVED if stand.current else Consent.LAPSED), words


def _owner(facts: Facts, stand: Standing, destination: Destination) -> Owner:
    if destination.kind in _OWN:
        return Owner(Holder.PORT)
    owner = owner_under(stand.current, facts, destination)
    if is_foreign(destination, owner):
        return Owner(Holder.NOBODY)
    if destination.kind is DestinationKind.VLAN:
        return Owner(Holder.VLAN)
    return Owner(Holder.UNTOLD) if owner is None else Owner(Holder(owner.kind), owner.name)


def _marks(
    facts: Facts, mirror: Mirror, ends: Sequence[End], seen: Sequence[str]
) -> tuple[Mark, ...]:
    # Captures never stand in a configuration, and what was not read can hide nothing.
    hidden = (
        mirror.seen_in is SeenIn.OPERATIONAL
        and mirror.kind is not MirrorKind.CAPTURE
        and facts.known.declared is not None
    )
    holds = {
        Mark.HIDDEN: hidden,
        Mark.NOBODYS: any(each.owner.holder is Holder.NOBODY for each in ends),
        Mark.UNAPPROVED: any(each.consent is Consent.UNAPPROVED for each in ends),
        Mark.LAPSED: any(each.consent is Consent.LAPSED for each in ends),
        Mark.STAGED: not mirror.complete,
        Mark.DISABLED: mirror.enabled is False,
        Mark.SEEN: bool(seen),
    }
    return tuple(each for each in Mark if holds.get(each))


def _takes(facts: Facts, mirror: Mirror) -> tuple[Take, ...]:
    if mirror.kind not in _RECEIVES:
        return ()
    found = (_take(facts, each) for each in mirror.sources)
    return tuple(each for each in found if each is not None)


def _take(facts: Facts, source: Source) -> Take | None:
    if source.kind is SourceKind.VLAN:
        return Take(_vlan(facts, source.name))
    address = parse_address(source.name) if source.kind is SourceKind.IP else None
    return None if address is None else Take(f"address {address}", source.erspan_id)


def _dormant(facts: Facts, dormant: Dormant) -> MirrorPath:
    return MirrorPath(
        key=f"{facts.device.name}/{dormant.via}/{dormant.line}",
        device=facts.device.name,
        site=_site(facts),
        origin=Origin.AUTOMATION,
        session=dormant.via,
        kind="automation",
        marks=(Mark.AUTOMATED,),
        quote=dormant.text.strip(),
    )


def _undeclared(facts: Facts, sightings: Sequence[Sighting]) -> Iterator[MirrorPath]:
    amounts: dict[tuple[str, str], list[str]] = {}
    for each in sightings:
        amounts.setdefault((each.destination, each.encapsulation), []).append(each.amount)
    for (destination, encapsulation), seen in amounts.items():
        owner = owner_of(destination, facts.policy, facts.addresses)
        holder = Owner(Holder.NOBODY) if owner is None else Owner(Holder(owner.kind), owner.name)
        nobodys = (Mark.NOBODYS,) if owner is None else ()
        yield MirrorPath(
            key=f"{facts.device.name}/traffic/{encapsulation} {destination}",
            device=facts.device.name,
            site=_site(facts),
            origin=Origin.TRAFFIC,
            session=encapsulation,
            kind="traffic",
            ends=(
                End(
                    value=f"address {destination}",
                    text=destination,
                    fold=f"address {destination}",
                    owner=holder,
                    consent=Consent.NOTHING,
                    kind=DestinationKind.IP.value,
                ),
            ),
            marks=(Mark.UNDECLARED, *nobodys),
            traffic=", ".join(seen),
        )


def _told_apart(paths: Iterable[MirrorPath]) -> Iterator[MirrorPath]:
    """Number the paths that a device gives the same name, so that none stands for another."""
    used: dict[str, int] = {}
    for each in paths:
        many = used[each.key] = used.get(each.key, 0) + 1
        yield each if many == 1 else replace(each, key=f"{each.key}#{many}")
