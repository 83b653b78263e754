"""Something could not be observed in this visit, so nothing is known of it."""

from collections.abc import Iterator

from netwatch.judgement.describe import cut, label
from netwatch.model.evidence import Evidence, Severity
from netwatch.model.finding import Finding
from netwatch.model.rule import Facts, Rule
from netwatch.model.snapshot import Failure, Reason

# These two have rules of their own: host-key-changed and device-identity-changed.
_TOLD_ELSEWHERE = frozenset({Reason.HOST_KEY_CHANGED, Reason.WRONG_DEVICE})


def _judge(facts: Facts) -> Iterator[Finding]:
    for failure in facts.after.failures:
        if failure.reason not in _TOLD_ELSEWHERE:
            yield _finding(facts, failure)


def _finding(facts: Facts, failure: Failure) -> Finding:
    what = failure.command or "the whole device"
    return RULE.finding(
        facts,
        subject=label(f"{what}: {failure.reason}"),
        title=f"Not observed: {cut(what)} ({failure.reason}): {cut(failure.detail, 160)}",
        evidence=(Evidence(what[:200], None, failure.detail[:500]),),
    )


RULE = Rule(
    id="collection-incomplete",
    title="Something could not be observed",
    severity=Severity.MEDIUM,
    judge=_judge,
    lasting=True,
    announceable=False,
)
