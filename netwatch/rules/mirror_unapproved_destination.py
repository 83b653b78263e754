"""A session copies to a destination that no approval of the policy covers."""

from collections.abc import Iterator

from netwatch.judgement.approval import standing
from netwatch.judgement.describe import destination_key, destination_text, sentence, session_text
from netwatch.judgement.exposure import is_foreign, owner_at, ownership
from netwatch.judgement.mirror_delta import is_copying
from netwatch.judgement.quotes import quoted, road, session_quotes
from netwatch.judgement.remedy import removal
from netwatch.model.evidence import Severity
from netwatch.model.finding import Finding
from netwatch.model.mirror import Destination, Mirror, MirrorKind
from netwatch.model.rule import Facts, Rule


def _judge(facts: Facts) -> Iterator[Finding]:
    for mirror in facts.after.mirrors or ():
        # Captures are judged by capture-active.
        if mirror.kind is MirrorKind.CAPTURE:
            continue
        for destination in mirror.destinations:
            if _is_unapproved(facts, mirror, destination):
                yield _finding(facts, mirror, destination)


def _is_unapproved(facts: Facts, mirror: Mirror, destination: Destination) -> bool:
    stand = standing(facts, mirror, destination)
    if stand.current is not None or stand.lapsed is not None:
        return False
    # Where nothing was ever approved, mirror-unknown-owner already says all there is to say.
    foreign = is_foreign(destination, owner_at(facts, mirror, destination))
    return bool(facts.policy.approvals) or not foreign


def _finding(facts: Facts, mirror: Mirror, destination: Destination) -> Finding:
    key = facts.platform.interface_key
    tunnel = road(destination, facts.known.tunnels or (), key)
    state = "copies" if is_copying(mirror) else "is set to copy"
    return RULE.finding(
        facts,
        subject=f"mirror {mirror.id} destination {destination_key(destination, key)}",
        title=sentence(
            f"{session_text(mirror)} {state} to {destination_text(destination)}, "
            "which no approval covers"
        ),
        evidence=(
            *quoted((*session_quotes(mirror), *tunnel)),
            *ownership(facts, mirror, destination),
        ),
        severity=Severity.MEDIUM if is_copying(mirror) else Severity.LOW,
        confidence=mirror.confidence,
        remediation=removal(facts, mirror),
    )


RULE = Rule(
    id="mirror-unapproved-destination",
    title="A mirror destination without approval",
    severity=Severity.MEDIUM,
    judge=_judge,
    needs=("mirrors",),
    techniques=("T1020.001",),
    lasting=True,
)
