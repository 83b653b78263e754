"""Standing findings x policy -> what explains them now. Pure; ``detect`` judges the raised ones."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from netwatch.judgement.approval import approval_text, standing
from netwatch.judgement.decided import decided, ignore_for, override_for
from netwatch.judgement.exposure import owner_at, ownership
from netwatch.judgement.ownership import Owner, OwnerKind
from netwatch.judgement.permits import ENDED, Permits
from netwatch.judgement.places import place_of
from netwatch.model.finding import Finding, KeptFinding
from netwatch.model.policy import Approval
from netwatch.model.rule import Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """Standing findings after a look at the policy.

    ``settled`` tells which still hold, as ``detect.settle`` does; ``retold`` are those that read
    otherwise than they are kept.
    """

    settled: dict[str, bool]
    retold: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """One answer to "why is it told so": about what, which answer, and where that stands.

    ``line`` is the line in ``source`` where that is a file.
    """

    about: str
    told: str
    source: str
    line: int | None = None


def review(
    standing: Iterable[KeptFinding],
    raised: Iterable[Finding],
    settled: Mapping[str, bool],
    facts: Facts,
) -> Reviewed:
    """Return what became of the standing findings that were not raised again.

    An approval ends the condition of some rules (no approval covers the mirror): such a finding
    stays, explained, for as long as the mirror is there. An approval that ended, or was revoked,
    ends the explanation whether or not the device could be seen.
    """
    permits = Permits(facts)
    again = {each.fingerprint for each in raised}
    verdicts = dict(settled)
    retold: list[Finding] = []
    for kept in standing:
        finding = decided(kept.finding, permits)
        if finding.fingerprint in again:
            continue
        if verdicts.get(finding.fingerprint) is False and finding.rule in ENDED:
            verdicts[finding.fingerprint] = finding.approval is not None
        if finding != kept.finding and verdicts.get(finding.fingerprint) is not False:
            retold.append(finding)
    return Reviewed(settled=verdicts, retold=tuple(retold))


def decisions(finding: Finding, facts: Facts) -> tuple[Decision, ...]:
    """Return what decides how ``finding`` is told today, in the order it is asked."""
    return (
        _severity(finding, facts),
        _ignored(finding, facts),
        *_explained(finding, facts),
        *_owned(finding, facts),
    )


def _severity(finding: Finding, facts: Facts) -> Decision:
    own = finding.severity if finding.own_severity is None else finding.own_severity
    override = override_for(finding, facts.policy)
    if override is None:
        return Decision("severity", f"{own.label}, as the rule judged", f"rule {finding.rule}")
    told = f"{override.severity.label} for every {finding.rule}; the rule judged {own.label}"
    return Decision("severity", told, facts.policy.source, override.line)


def _ignored(finding: Finding, facts: Facts) -> Decision:
    ignore = ignore_for(finding, facts.policy)
    count = len(facts.policy.ignores)
    if ignore is None:
        return Decision(
            "told", f"yes: none of {count} ignore patterns matches", facts.policy.source
        )
    pattern = f"rule {ignore.rule}, device {ignore.device}, subject {ignore.subject}"
    told = f"not told, only counted: {ignore.reason or 'no reason given'} ({pattern})"
    return Decision("ignored", told, facts.policy.source, ignore.line)


def _explained(finding: Finding, facts: Facts) -> Iterator[Decision]:
    if finding.window is not None:
        yield Decision("window", finding.window, "change window")
    covering = Permits(facts).covering(finding)
    for each in covering:
        yield _approval("approval", approval_text(each), each, facts)
    if covering:
        return
    yield Decision("approval", "no approval in force covers it", facts.policy.source)
    for mirror, destination in Permits(facts).copies(finding):
        lapsed = standing(facts, mirror, destination).lapsed
        if lapsed is not None:
            yield _approval("approval", f"is over: {approval_text(lapsed)}", lapsed, facts)


def _approval(about: str, told: str, approval: Approval, facts: Facts) -> Decision:
    if approval.stored is None:
        return Decision(about, told, facts.policy.source, approval.line)
    return Decision(about, told, place_of(approval, facts.policy))


def _owned(finding: Finding, facts: Facts) -> Iterator[Decision]:
    """Yield whose each destination is by itself; what an approval says of it is told apart."""
    bare = replace(facts, policy=replace(facts.policy, approvals=()))
    for mirror, destination in Permits(facts).copies(finding):
        owner = owner_at(bare, mirror, destination)
        for each in ownership(bare, mirror, destination):
            yield Decision("owner", each.text, *_says_whose(owner, facts))


def _says_whose(owner: Owner | None, facts: Facts) -> tuple[str, int | None]:
    match owner:
        case None:
            return f"{facts.policy.source}, inventory", None
        case Owner(OwnerKind.DEVICE):
            return "inventory", None
        case Owner(OwnerKind.SELF):
            return "the address itself", None
        case _:
            return facts.policy.source, owner.line
