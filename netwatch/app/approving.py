"""Approvals that people ask for, grant and revoke, and what they explain at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from netwatch.app.finding_lookup import facts_now, finding_of, policy_in_force
from netwatch.app.person import word_of
from netwatch.app.workspace import Workspace
from netwatch.explain import review
from netwatch.judgement.approval import selects
from netwatch.judgement.permission import (
    CannotApproveError,
    Terms,
    permission,
)
from netwatch.judgement.permits import Permits
from netwatch.model.finding import KeptFinding, Status
from netwatch.model.policy import ApprovalTerms, MirrorApproval, Permission, Policy, Scope
from netwatch.model.rule import Facts
from netwatch.store.values import (
    HELD,
    STANDING,
    ApprovalState,
    Decision,
    FindingFilter,
    KeptApproval,
)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a person asks ``netwatch approve`` for; ``by`` None is the login user.

    ``account`` is how the console knows them, None for a word that was typed on this machine.
    Who ``may_grant`` nothing asks for another person's word, whatever policy says.
    """

    by: str | None = None
    account: str | None = None
    requested_by: str | None = None
    ticket: str | None = None
    reason: str | None = None
    owner: str | None = None
    until: datetime | None = None
    scope: Scope | None = None
    may_grant: bool = True


@dataclass(frozen=True, kw_only=True)
class Approved:
    """What became of it: the approvals, and the findings whose standing they changed."""

    approvals: tuple[KeptApproval, ...]
    changed: tuple[KeptFinding, ...] = ()


def approve(work: Workspace, prefixes: Sequence[str], wanted: Wanted, now: datetime) -> Approved:
    """Grant, or where policy needs two people only keep, a permission for each finding.

    One permission serves all findings it explains. Raises CannotApproveError, NoFindingError,
    InventoryError and StoreError; then nothing is granted.
    """
    kept = [finding_of(work.store, each) for each in dict.fromkeys(prefixes)]
    pending = _pending(work, kept)
    if pending and not wanted.may_grant:
        raise CannotApproveError(
            f"approval {pending[0].number} waits for an approver's word already"
        )
    granted = _second(work, pending, wanted, now) if pending else _first(work, kept, wanted, now)
    in_force = [each.approval for each in granted if each.state is ApprovalState.GRANTED]
    return Approved(approvals=tuple(granted), changed=reviewed(work, in_force, now))


def revoke(
    work: Workspace,
    numbers: Sequence[int],
    by: str | None,
    reason: str | None,
    now: datetime,
    account: str | None = None,
) -> Approved:
    """End approvals, or turn requests down; ``account`` as in ``Wanted``.

    Raises CannotApproveError, StoreError.
    """
    if not (reason or "").strip():
        raise CannotApproveError("say why with --reason: it is kept with the approval")
    decision = word_of(by, reason or "", now, account)
    try:
        ended = [work.store.approvals.revoke(each, decision) for each in numbers]
    except (KeyError, ValueError) as error:
        raise CannotApproveError(str(error.args[0])) from None
    changed = reviewed(work, [each.approval for each in ended], now)
    return Approved(approvals=tuple(ended), changed=changed)


def reviewed(
    work: Workspace, approvals: Iterable[Permission], now: datetime
) -> tuple[KeptFinding, ...]:
    """Weigh the findings that ``approvals`` may speak of anew; return those that changed status."""
    touched = tuple(approvals)
    if not touched:
        return ()
    policy = policy_in_force(work)
    changed: list[KeptFinding] = []
    for device in work.inventory.devices:
        if not any(selects(each, device) for each in touched):
            continue
        held = work.store.findings(FindingFilter(device=device.name, statuses=HELD))
        facts = facts_now(work, device.name, policy, now) if held else None
        if facts is not None:
            changed += _retold(work, held, facts)
    return tuple(changed)


def _retold(work: Workspace, held: Sequence[KeptFinding], facts: Facts) -> list[KeptFinding]:
    retold = review(held, (), {}, facts).retold
    new = work.store.retell(retold, at=facts.now) if retold else frozenset()
    before = {each.finding.fingerprint: each.status for each in held}
    after = work.store.findings(FindingFilter(device=facts.device.name, statuses=HELD))
    return [
        replace(each, new=each.finding.fingerprint in new)
        for each in after
        if before.get(each.finding.fingerprint) not in (None, each.status)
    ]


def _pending(work: Workspace, kept: Iterable[KeptFinding]) -> list[KeptApproval]:
    asked = {each.finding.fingerprint for each in kept}
    pending = [
        each
        for each in work.store.approvals.all()
        if each.state is ApprovalState.REQUESTED and asked.intersection(each.findings)
    ]
    if len({name for each in pending for name in each.findings}) < sum(
        len(each.findings) for each in pending
    ):
        numbers = ", ".join(str(each.number) for each in pending)
        raise CannotApproveError(
            f"approvals {numbers} are asked for the same finding: end one with `netwatch approve "
            "--revoke NUMBER` first"
        )
    rest = asked.difference(*(each.findings for each in pending))
    if pending and rest:
        numbers = ", ".join(str(each.number) for each in pending)
        raise CannotApproveError(
            f"approval {numbers} waits to be granted for some of these findings, and not for "
            f"{', '.join(sorted(each[:8] for each in rest))}: name them in a call of their own"
        )
    return pending


def _second(
    work: Workspace, pending: Sequence[KeptApproval], wanted: Wanted, now: datetime
) -> list[KeptApproval]:
    """Grant what another person asked for, as it was asked."""
    decision = word_of(wanted.by, wanted.reason or "", now, wanted.account)
    for each in pending:
        number = each.number
        asked = each.requested.actor
        if work.policy.terms.need_two and _is_same(asked, decision.actor):
            raise CannotApproveError(
                f"approval {number} was asked for by {asked}: another person has to grant it "
                "(--by NAME)"
            )
        if wanted.scope or _differs(each.approval, wanted):
            raise CannotApproveError(
                f"approval {number} was asked for with other terms: grant it as it stands, or "
                f"end it with `netwatch approve --revoke {number}` and ask anew"
            )
        if each.approval.is_over(now):
            raise CannotApproveError(
                f"what approval {number} was asked for is over already: end it with "
                f"`netwatch approve --revoke {number}` and ask anew"
            )
    try:
        return [work.store.approvals.grant(each.number, decision) for each in pending]
    except ValueError as error:
        raise CannotApproveError(str(error)) from None


def _differs(approval: Permission, wanted: Wanted) -> bool:
    return wanted.ticket not in (None, approval.ticket) or wanted.until not in (
        None, approval.expires,
    )  # fmt: skip


def _first(
    work: Workspace, kept: Sequence[KeptFinding], wanted: Wanted, now: datetime
) -> list[KeptApproval]:
    policy = work.policy
    said, account = wanted.reason or "", wanted.account
    asking = word_of(wanted.requested_by or wanted.by, said, now, account)
    granting = word_of(wanted.by, said, now, account)
    terms = _terms(wanted, asking, policy.terms, now)
    permissions: dict[Permission, list[str]] = {}
    for each in kept:
        made = _permission(work, each, wanted.scope, terms, now)
        _within(made, policy.terms)
        permissions.setdefault(made, []).append(each.finding.fingerprint)
    enough = wanted.may_grant and (
        not policy.terms.need_two or not _is_same(asking.actor, granting.actor)
    )
    outcome = []
    for made, fingerprints in permissions.items():
        one = work.store.approvals.request(made, findings=fingerprints, decision=asking)
        outcome.append(work.store.approvals.grant(one.number, granting) if enough else one)
    return outcome


def _terms(wanted: Wanted, asking: Decision, bounds: ApprovalTerms, now: datetime) -> Terms:
    missing = [
        option
        for option, given in (("--ticket", wanted.ticket), ("--reason", wanted.reason))
        if not (given or "").strip()
    ]
    if missing:
        raise CannotApproveError(f"an approval needs {' and '.join(missing)}")
    longest = bounds.longest_days
    if longest is not None and (
        wanted.until is None or wanted.until > now + timedelta(days=longest + 1)
    ):
        raise CannotApproveError(
            f"policy lets an approval run for {longest} days at most (approvals_longest_days): "
            f"give --until {now + timedelta(days=longest):%Y-%m-%d} or earlier"
        )
    return Terms(
        ticket=wanted.ticket or "",
        reason=wanted.reason or "",
        owner=wanted.owner or asking.actor,
        until=wanted.until,
    )


def _within(made: Permission, bounds: ApprovalTerms) -> None:
    if isinstance(made, MirrorApproval) and made.expires is None and not bounds.without_end:
        raise CannotApproveError(
            "a mirror is approved for a time: give --until 2026-12-31 or a span such as 30d "
            "(policy.yaml allows mirrors without end with `approvals_without_end: true`)"
        )


def _permission(
    work: Workspace, kept: KeptFinding, scope: Scope | None, terms: Terms, now: datetime
) -> Permission:
    finding = kept.finding
    short = finding.fingerprint[:8]
    if kept.status not in STANDING:
        what = "over" if kept.status is Status.RESOLVED else "ignored by policy"
        raise CannotApproveError(f"finding {short} is {what}: there is nothing to approve")
    facts = facts_now(work, finding.device, work.policy, now)
    if facts is None:
        raise CannotApproveError(
            f"{finding.device} is not in the inventory {work.settings.inventory} any more: "
            "acknowledge or resolve the finding instead"
        )
    made = permission(finding, facts, scope, terms)
    alone = replace(facts, policy=Policy().approving((made,)))
    if not Permits(alone).covering(finding):
        raise CannotApproveError(
            f"{finding.device} no longer shows what finding {short} is about: run `netwatch check "
            f"{finding.device}` and look again"
        )
    return made


def _is_same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()
