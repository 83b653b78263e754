"""All that is kept of one finding: its life, the story it belongs to, what may be done with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from netwatch import registry
from netwatch.app.finding_lookup import finding_of
from netwatch.app.workspace import Workspace
from netwatch.judgement.permission import permission_text, scopes_of
from netwatch.model.finding import KeptFinding
from netwatch.model.incident import Incident
from netwatch.model.policy import Scope
from netwatch.model.rule import Rule
from netwatch.store.present_values import Within
from netwatch.store.values import ApprovalState, FindingEvent, KeptApproval


@dataclass(frozen=True, slots=True, kw_only=True)
class Permitted:
    """An approval that was asked for or granted for a finding, in words."""

    approval: KeptApproval
    says: str
    is_over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingFile:
    """One finding and its company.

    ``events`` are its life, oldest first; ``told`` the incidents it belongs to; ``approvals`` what
    was asked for or granted about it; ``scopes`` how far an approval of it may go, the usual first.
    """

    kept: KeptFinding
    rule: Rule
    events: tuple[FindingEvent, ...]
    told: tuple[Incident, ...]
    approvals: tuple[Permitted, ...]
    scopes: tuple[Scope, ...]

    @property
    def waits(self) -> tuple[Permitted, ...]:
        """Return the approvals that were asked for and not granted yet."""
        return tuple(
            each for each in self.approvals if each.approval.state is ApprovalState.REQUESTED
        )


def finding_file(work: Workspace, prefix: str, now: datetime, within: Within = None) -> FindingFile:
    """Return what is kept of the finding that begins with ``prefix``.

    Its incidents are told as far as they concern the devices ``within``.

    Raises NoFindingError, StoreError.
    """
    kept = finding_of(work.store, prefix)
    fingerprint = kept.finding.fingerprint
    return FindingFile(
        kept=kept,
        rule=registry.rule(kept.finding.rule),
        events=work.store.events(fingerprint),
        told=work.boards.incidents.of_finding(work.store, fingerprint, within),
        approvals=tuple(_about(work.store.approvals.all(), fingerprint, now)),
        scopes=scopes_of(kept.finding.rule),
    )


def _about(
    approvals: Iterable[KeptApproval], fingerprint: str, now: datetime
) -> Iterable[Permitted]:
    for each in approvals:
        if fingerprint in each.findings:
            yield Permitted(
                approval=each,
                says=permission_text(each.approval),
                is_over=each.approval.is_over(now),
            )
