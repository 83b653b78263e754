"""How bad it is that a session copies to where it does: the destination decides."""

from dataclasses import dataclass

from netwatch.judgement.approval import approval_text, standing
from netwatch.judgement.describe import cut
from netwatch.judgement.mirror_delta import is_copying
from netwatch.judgement.ownership import Owner, OwnerKind, owner_of, ownership_text
from netwatch.model.evidence import Evidence, Severity
from netwatch.model.mirror import Destination, DestinationKind, Mirror
from netwatch.model.place import Neighbour
from netwatch.model.policy import MirrorApproval
from netwatch.model.rule import Facts

_ADDRESSED = frozenset({DestinationKind.IP, DestinationKind.HOST})
_WHOSE = {
    OwnerKind.COLLECTOR: "collector {name}",
    OwnerKind.DEVICE: "device {name}",
    OwnerKind.ACCOUNT: "account {name}",
    OwnerKind.SELF: "the device itself",
    OwnerKind.PREFIX: "inside {name}",
    OwnerKind.APPROVED: "approved receiver of {name}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """A severity, and the reason for it as the end of a title (``""`` when none is needed)."""

    severity: Severity
    reason: str = ""
    approval: MirrorApproval | None = None


def exposure(facts: Facts, mirror: Mirror, destination: Destination) -> Exposure:
    """Return how much a copy to ``destination`` matters.

    A receiver that nobody known owns is HIGH, a known or local one MEDIUM, an approved one LOW.
    A session that does not copy yet (disabled, or an end is missing) is one step lower.
    """
    approval = standing(facts, mirror, destination).current
    if approval is not None:
        reason = f"approved ({approval_text(approval)})"
        return Exposure(severity=Severity.LOW, reason=reason, approval=approval)
    owner = owner_at(facts, mirror, destination)
    if is_foreign(destination, owner):
        reason = f"which {nobodys(destination)}{seen_there(facts, destination)}"
        return Exposure(severity=_staged(Severity.HIGH, mirror), reason=reason)
    whose = _WHOSE[owner.kind].format(name=owner.name) if owner else ""
    reason = f"{whose}{seen_there(facts, destination)}".removeprefix("; ")
    return Exposure(severity=_staged(Severity.MEDIUM, mirror), reason=reason)


def worst(facts: Facts, mirror: Mirror, destinations: tuple[Destination, ...]) -> Exposure:
    """Return the most severe exposure of ``destinations``; without any, that of a staged copy."""
    every = [exposure(facts, mirror, each) for each in destinations]
    # Of equals the unapproved one is told: approved is a copy only when each end of it is.
    return max(
        every,
        key=lambda each: (each.severity, each.approval is None),
        default=Exposure(severity=Severity.LOW),
    )


def seen_there(facts: Facts, destination: Destination) -> str:
    """Return ``; LLDP shows sensor1 there`` for the end of a title, "" when nobody was seen."""
    words = [
        f"{each.via.upper()} shows {cut(each.name)} there"
        + (f" on {cut(each.place)}" if each.place else "")
        for each in neighbours_at(facts, destination)
    ]
    return f"; {', '.join(words)}" if words else ""


def neighbours_at(facts: Facts, destination: Destination) -> tuple[Neighbour, ...]:
    """Return who the device saw at a receiving end: a neighbour's own word, never a verdict."""
    key = facts.platform.interface_key
    return tuple(
        each for each in facts.known.neighbours or () if key(each.end) == key(destination.value)
    )


def owner_at(facts: Facts, mirror: Mirror, destination: Destination) -> Owner | None:
    """Return who owns the address a copy goes to, None when it is no address or nobody's.

    An approval that names the destination vouches for it as well as a known collector does.
    """
    return owner_under(standing(facts, mirror, destination).current, facts, destination)


def owner_under(
    approval: MirrorApproval | None, facts: Facts, destination: Destination
) -> Owner | None:
    """Return who owns the address a copy goes to, which ``approval`` allows (None: none)."""
    if approval is not None and approval.names_receiver:
        return Owner(OwnerKind.APPROVED, approval.owner or destination.value)
    if destination.owner is not None:
        return _account(facts, destination.owner)
    return owner_of(destination.value, facts.policy, facts.addresses)


def _account(facts: Facts, account: str) -> Owner | None:
    """Return whose cloud account it is, None when it is in no inventory."""
    if account in own_accounts(facts):
        return Owner(OwnerKind.ACCOUNT, facts.device.name)
    known = facts.addresses.get(account)
    return Owner(OwnerKind.ACCOUNT, known) if known else None


def own_accounts(facts: Facts) -> frozenset[str]:
    """Return what the cloud account under judgement is called, by inventory and by the cloud."""
    told = facts.known.identity.serial if facts.known.identity else None
    return frozenset(each for each in (facts.device.address, told) if each)


def ownership(facts: Facts, mirror: Mirror, destination: Destination) -> tuple[Evidence, ...]:
    """Return who owns an addressed destination and what says so, as evidence; () for a port."""
    owner = owner_at(facts, mirror, destination)
    if destination.owner is not None and owner is None:
        text = f"account {cut(destination.owner)}: in no inventory"
    elif destination.kind in _ADDRESSED or owner is not None:
        whose = ownership_text(owner, facts.policy, facts.addresses)
        text = f"{cut(destination.value)}: {whose}"
    else:
        return ()
    return (Evidence("ownership", None, text),)


def is_foreign(destination: Destination, owner: Owner | None) -> bool:
    """Tell whether the copy leaves for a place that nobody known owns."""
    if destination.kind is DestinationKind.UNKNOWN:
        return True
    is_elsewhere = destination.kind in _ADDRESSED or destination.owner is not None
    return is_elsewhere and owner is None


def nobodys(destination: Destination) -> str:
    """Return in words that nobody known owns ``destination``."""
    if destination.owner is not None:
        return f"belongs to the account {cut(destination.owner)} of no inventory"
    return "belongs to no known prefix, device or collector"


def reason_text(exposure_: Exposure) -> str:
    """Return the reason ready to be appended to a title."""
    return f", {exposure_.reason}" if exposure_.reason else ""


def _staged(severity: Severity, mirror: Mirror) -> Severity:
    return severity if is_copying(mirror) else Severity(max(Severity.LOW, severity - 1))
