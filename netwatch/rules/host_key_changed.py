"""The device presents another SSH host key than the one pinned for it."""

from collections.abc import Iterator

from netwatch.claims import host_key_claim
from netwatch.judgement.describe import cut, label
from netwatch.model.change import HostKeyChanged
from netwatch.model.evidence import Evidence, Severity
from netwatch.model.finding import Finding
from netwatch.model.rule import Facts, Rule
from netwatch.model.snapshot import Reason


def _judge(facts: Facts) -> Iterator[Finding]:
    for change in facts.changes_of(HostKeyChanged):
        yield _changed(facts, change)
    for failure in facts.after.failures:
        # The session was ended before a password was sent, so there is no state to compare.
        if failure.reason is Reason.HOST_KEY_CHANGED:
            yield RULE.finding(
                facts,
                subject=label(f"refused: {failure.detail}"),
                title=f"Host key changed, the device was not asked: {cut(failure.detail, 200)}",
                evidence=(Evidence("host key", None, failure.detail[:500]),),
                severity=Severity.CRITICAL,
            )


def _changed(facts: Facts, change: HostKeyChanged) -> Finding:
    return RULE.finding(
        facts,
        subject=label(f"host key {change.after}"),
        title=f"Host key is {cut(change.after)}, was {cut(change.before)}",
        evidence=(
            Evidence("host key", None, change.after[:500]),
            Evidence("previous host key", None, change.before[:500]),
        ),
        severity=Severity.HIGH,
        claim=host_key_claim(change.after),
    )


RULE = Rule(
    id="host-key-changed",
    title="Another SSH host key",
    severity=Severity.CRITICAL,
    judge=_judge,
    techniques=("T1557",),
)
