"""A finding -> the permission that would explain it: as narrow as a person asked for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from glob import escape

from netwatch.judgement.permits import COPIES, DIGESTS, VERSIONS, Permits, digests_of
from netwatch.model.errors import NetwatchError
from netwatch.model.finding import Finding
from netwatch.model.mirror import DestinationKind
from netwatch.model.policy import DriftApproval, ImageApproval, MirrorApproval, Permission, Scope
from netwatch.model.rule import Facts


class CannotApproveError(NetwatchError):
    """No permission can be made of this finding as asked; the message says what can be done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a person says with a permission; ``until`` None means without end."""

    ticket: str
    reason: str
    owner: str
    until: datetime | None = None


def permission(finding: Finding, facts: Facts, scope: Scope | None, terms: Terms) -> Permission:
    """Return the permission for ``finding``; the usual scope for None.

    Of a copy: its destination on this device, from the sources it has now. Of an image: its
    version or hash on this model. Of anything else: exactly this fact. Raises CannotApproveError.
    """
    wide = scope or scopes_of(finding.rule)[0]
    if finding.rule in COPIES:
        return _mirror(finding, facts, wide, terms)
    if finding.rule in VERSIONS | DIGESTS:
        return _image(finding, facts, wide, terms)
    return _drift(finding, wide, terms)


def scopes_of(rule: str) -> tuple[Scope, ...]:
    """Return how far an approval of a finding of ``rule`` may go, the usual first."""
    if rule in COPIES:
        return (Scope.FINDING, Scope.DESTINATION, Scope.EVERYWHERE)
    if rule in VERSIONS | DIGESTS:
        return (Scope.MODEL, Scope.FINDING)
    return (Scope.FINDING, Scope.DEVICE, Scope.EVERYWHERE)


def permission_text(given: Permission) -> str:
    """Return what is permitted, for people; patterns as they are."""
    match given:
        case MirrorApproval():
            receivers = [*given.destinations, *(f"collector {each}" for each in given.collectors)]
            what = f"copies of {_some(given.sources, 'anything')} to {_some(receivers, 'anywhere')}"
        case ImageApproval():
            named = [
                *([f"version {given.version}"] if given.version else []),
                *([f"digest {given.digest}"] if given.digest else []),
            ]
            what = f"image {' with '.join(named)} on model {_some(given.models, 'of any kind')}"
        case DriftApproval():
            what = f"{_some(given.rules, 'anything')} about {_some(given.subjects, 'anything')}"
            if given.statements:
                what += f" where every line is like {_some(given.statements, '')}"
            if given.claim:
                what += ", exactly as it was seen"
    return f"{what}, on {_where(given)}"


def _where(given: Permission) -> str:
    words = [
        *([_some(given.devices, "")] if given.devices else []),
        *([f"site {_some(given.sites, '')}"] if given.sites else []),
        *([f"tag {_some(given.tags, '')}"] if given.tags else []),
    ]
    return " and ".join(words) or "every device"


def _some(patterns: Iterable[str], otherwise: str) -> str:
    return ", ".join(patterns) or otherwise


def _mirror(finding: Finding, facts: Facts, scope: Scope, terms: Terms) -> MirrorApproval:
    _fits(scope, finding)
    key = facts.platform.interface_key
    copies = Permits(facts).copies(finding)
    if not copies:
        raise CannotApproveError(
            f"finding {finding.fingerprint[:8]} names no destination that {finding.device} copies "
            "to now: there is nothing to permit; acknowledge it instead"
        )
    sources: dict[str, None] = {}
    destinations: dict[str, None] = {}
    for mirror, destination in copies:
        if scope is Scope.FINDING and not mirror.sources:
            raise CannotApproveError(
                f"session {mirror.id} names no source yet: --scope destination permits any"
            )
        if destination.kind is DestinationKind.UNKNOWN:
            raise CannotApproveError(
                f"the destination of session {mirror.id} was not understood and cannot be "
                "permitted; acknowledge the finding instead"
            )
        sources |= {escape(f"{each.kind} {key(each.name)}"): None for each in mirror.sources}
        destinations[_receiver(destination.kind, destination.value, key(destination.value))] = None
    return MirrorApproval(
        devices=() if scope is Scope.EVERYWHERE else (escape(finding.device),),
        sources=tuple(sources) if scope is Scope.FINDING else (),
        destinations=tuple(destinations),
        owner=terms.owner,
        ticket=terms.ticket,
        reason=terms.reason,
        expires=terms.until,
    )


def _receiver(kind: DestinationKind, value: str, key: str) -> str:
    if kind is DestinationKind.IP:
        return escape(value)
    ports = (DestinationKind.INTERFACE, DestinationKind.BRIDGE_PORT)
    return escape(f"{kind} {key if kind in ports else value}")


def _image(finding: Finding, facts: Facts, scope: Scope, terms: Terms) -> ImageApproval:
    _fits(scope, finding)
    image = facts.known.image
    digests = digests_of(finding, image) if image and finding.rule in DIGESTS else ()
    if image is None or (finding.rule in DIGESTS and not digests):
        raise CannotApproveError(
            f"{finding.device} no longer shows the image finding {finding.fingerprint[:8]} is "
            "about: there is nothing to permit"
        )
    if scope is Scope.MODEL and image.model is None:
        raise CannotApproveError(
            f"the model of {finding.device} is not known: --scope finding permits it there alone"
        )
    return ImageApproval(
        devices=(escape(finding.device),) if scope is Scope.FINDING else (),
        version=image.version,
        digest=digests[0].value if digests else None,
        models=(escape(image.model),) if image.model else (),
        owner=terms.owner,
        ticket=terms.ticket,
        reason=terms.reason,
        expires=terms.until,
    )


def _drift(finding: Finding, scope: Scope, terms: Terms) -> DriftApproval:
    _fits(scope, finding)
    whole = scope is Scope.DEVICE
    return DriftApproval(
        devices=() if scope is Scope.EVERYWHERE else (escape(finding.device),),
        rules=(finding.rule,),
        subjects=() if whole else (escape(finding.subject),),
        claim=None if whole or finding.claim is None else finding.claim.digest,
        owner=terms.owner,
        ticket=terms.ticket,
        reason=terms.reason,
        expires=terms.until,
    )


def _fits(scope: Scope, finding: Finding) -> None:
    scopes = scopes_of(finding.rule)
    if scope not in scopes:
        words = ", ".join(scopes)
        raise CannotApproveError(f"--scope {scope} does not fit {finding.rule}: use {words}")
