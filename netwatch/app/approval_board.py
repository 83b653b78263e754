"""Every approval there is, of the policy and granted by people, for a page about them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from netwatch.app.workspace import Workspace
from netwatch.judgement.approval import selects
from netwatch.judgement.permission import permission_text
from netwatch.judgement.places import place_of
from netwatch.model.device import Device
from netwatch.model.policy import Permission
from netwatch.store.present_values import Within
from netwatch.store.values import ApprovalState, KeptApproval


class Standing(StrEnum):
    """How an approval stands at a moment, what needs a person first."""

    REQUESTED = "requested"
    GRANTED = "granted"
    OVER = "over"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One approval in words; ``kept`` is None for one that stands in the policy."""

    place: str
    standing: Standing
    says: str
    permission: Permission
    kept: KeptApproval | None = None


def approval_board(work: Workspace, now: datetime, within: Within = None) -> tuple[Listed, ...]:
    """Return the approvals, requests first, then those that end soonest.

    For somebody who sees the devices ``within`` alone, those that speak of one of them. Raises
    InventoryError, StoreError.
    """
    devices = [each for each in work.inventory.devices if within is None or each.name in within]
    shown = (
        each
        for each in (*_of_policy(work, now), *_of_store(work, now))
        if within is None or _speaks(each.permission, devices)
    )
    order = list(Standing)
    return tuple(sorted(shown, key=lambda each: (order.index(each.standing), _ends(each))))


def _of_policy(work: Workspace, now: datetime) -> Iterator[Listed]:
    policy = work.policy
    listed: tuple[Permission, ...] = (
        *policy.approvals, *policy.image_approvals, *policy.drift_approvals,
    )  # fmt: skip
    for each in listed:
        yield Listed(
            place=place_of(each, policy),
            standing=Standing.OVER if each.is_over(now) else Standing.GRANTED,
            says=permission_text(each),
            permission=each,
        )


def _of_store(work: Workspace, now: datetime) -> Iterator[Listed]:
    for each in work.store.approvals.all():
        over = each.state is ApprovalState.GRANTED and each.approval.is_over(now)
        yield Listed(
            place=f"approval {each.number}",
            standing=Standing.OVER if over else Standing(each.state.value),
            says=permission_text(each.approval),
            permission=each.approval,
            kept=each,
        )


def _speaks(permission: Permission, devices: Iterable[Device]) -> bool:
    return any(selects(permission, each) for each in devices)


def _ends(listed: Listed) -> tuple[bool, float]:
    ends = listed.permission.expires
    return (ends is None, 0.0 if ends is None else ends.timestamp())
