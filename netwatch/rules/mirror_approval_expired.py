"""A session still copies to a destination whose approval is over."""

from collections.abc import Iterator

from netwatch.judgement.approval import approval_text, standing
from netwatch.judgement.describe import destination_key, destination_text, sentence, session_text
from netwatch.judgement.mirror_delta import is_copying
from netwatch.judgement.quotes import session_quotes
from netwatch.judgement.remedy import removal
from netwatch.model.evidence import Severity
from netwatch.model.finding import Finding
from netwatch.model.mirror import Destination, Mirror
from netwatch.model.policy import MirrorApproval
from netwatch.model.rule import Facts, Rule


def _judge(facts: Facts) -> Iterator[Finding]:
    for mirror in facts.after.mirrors or ():
        for destination in mirror.destinations:
            lapsed = standing(facts, mirror, destination).lapsed
            if lapsed is not None:
                yield _finding(facts, mirror, destination, lapsed)


def _finding(
    facts: Facts, mirror: Mirror, destination: Destination, lapsed: MirrorApproval
) -> Finding:
    key = facts.platform.interface_key
    return RULE.finding(
        facts,
        subject=f"mirror {mirror.id} destination {destination_key(destination, key)}",
        title=sentence(
            f"{session_text(mirror)} to {destination_text(destination)} "
            f"has outlived its approval ({approval_text(lapsed)})"
        ),
        evidence=session_quotes(mirror),
        severity=Severity.MEDIUM if is_copying(mirror) else Severity.LOW,
        confidence=mirror.confidence,
        remediation=removal(facts, mirror),
    )


RULE = Rule(
    id="mirror-approval-expired",
    title="A mirror whose approval is over",
    severity=Severity.MEDIUM,
    judge=_judge,
    needs=("mirrors",),
    techniques=("T1020.001",),
    lasting=True,
)
