"""A password, key or community is another one; netwatch keeps its fingerprint, not its text."""

from collections.abc import Iterator

from netwatch.claims import config_claim
from netwatch.judgement.describe import cut, label
from netwatch.model.change import SecretChanged
from netwatch.model.evidence import Evidence, Severity
from netwatch.model.finding import Finding
from netwatch.model.platform import CONFIG
from netwatch.model.rule import Facts, Rule


def _judge(facts: Facts) -> Iterator[Finding]:
    for change in facts.changes_of(SecretChanged):
        yield _finding(facts, change)


def _finding(facts: Facts, change: SecretChanged) -> Finding:
    where = " / ".join((*change.parents, change.after.text))
    return RULE.finding(
        facts,
        subject=label(where),
        title=f"Another secret in '{cut(where, 160)}'",
        evidence=(
            Evidence(CONFIG, change.after.number, change.after.text[:500]),
            Evidence(f"previous {CONFIG}", change.before.number, change.before.text[:500]),
        ),
        claim=config_claim(change.parents, (change.after,)),
    )


RULE = Rule(
    id="secret-changed",
    title="A secret was changed",
    severity=Severity.MEDIUM,
    judge=_judge,
    needs=("config",),
    techniques=("T1556.004",),
)
