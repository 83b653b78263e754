"""Findings by the beginning of their fingerprint, and the facts they are judged by now."""

from datetime import datetime

from netwatch import registry
from netwatch.app.facts import with_granted
from netwatch.app.workspace import Workspace
from netwatch.model.errors import MissingError
from netwatch.model.finding import KeptFinding, Status
from netwatch.model.policy import Policy
from netwatch.model.rule import Facts
from netwatch.store.store import Store
from netwatch.store.values import FindingFilter

_SHORTEST = 4
_SHOWN = 5


class NoFindingError(MissingError):
    """No finding, or more than one, is meant by what was typed."""


def finding_of(store: Store, prefix: str) -> KeptFinding:
    """Return the one finding whose fingerprint begins with ``prefix``, whatever its status.

    Raises NoFindingError and StoreError.
    """
    asked = prefix.strip().lower()
    if len(asked) < _SHORTEST:
        raise NoFindingError(f"{prefix!r} is too short: give {_SHORTEST} signs of the fingerprint")
    wanted = FindingFilter(fingerprint=asked, statuses=tuple(Status), limit=_SHOWN)
    found = store.findings(wanted)
    if not found:
        raise NoFindingError(
            f"no finding begins with {prefix!r}; `netwatch findings --all` lists them"
        )
    if len(found) > 1:
        names = ", ".join(each.finding.fingerprint[: len(asked) + 4] for each in found)
        raise NoFindingError(f"several findings begin with {prefix!r}: {names}")
    return found[0]


def policy_in_force(work: Workspace) -> Policy:
    """Return the policy with what was approved since. Raises InventoryError, StoreError."""
    return with_granted(work.policy, work.store)


def facts_now(work: Workspace, device: str, policy: Policy, now: datetime) -> Facts | None:
    """Return what is known of ``device``, to weigh a kept finding by without a visit.

    None when it is not in the inventory any more, or was never visited. Raises InventoryError and
    StoreError.
    """
    listed = work.inventory.device(device)
    known = work.store.known_state(device)
    if listed is None or known is None:
        return None
    return Facts(
        device=listed,
        platform=registry.platform(listed.platform),
        now=now,
        before=None,
        after=known,
        known=known,
        policy=policy,
        addresses=dict(work.addresses),
    )
