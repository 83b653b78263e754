"""A local account is new, or an account may do more than before."""

from collections.abc import Iterator

from netwatch.claims import trait_claim
from netwatch.judgement.describe import label
from netwatch.judgement.privilege import FULL, has_shell, keys, privilege
from netwatch.judgement.traits import added, altered, both_quotes, trait_text
from netwatch.model.evidence import Severity
from netwatch.model.finding import Finding
from netwatch.model.posture import Trait
from netwatch.model.rule import Facts, Rule

_FIELD = "users"


def _judge(facts: Facts) -> Iterator[Finding]:
    for trait in added(facts, _FIELD):
        what = "New key of a local user" if keys(trait) else "New local user"
        yield _finding(facts, None, trait, f"{what}: {trait_text(trait)}")
    for before, after in altered(facts, _FIELD):
        if privilege(after) > privilege(before) or (has_shell(after) and not has_shell(before)):
            title = f"Local user {trait_text(after)} may do more than before: {before.value!r}"
            yield _finding(facts, before, after, title[:400])
        elif keys(after) - keys(before):
            yield _finding(facts, before, after, f"New key of a local user: {trait_text(after)}")


def _finding(facts: Facts, before: Trait | None, after: Trait, title: str) -> Finding:
    mighty = privilege(after) >= FULL or has_shell(after)
    return RULE.finding(
        facts,
        subject=label(" ".join((f"user {after.name} at {privilege(after)}", *sorted(keys(after))))),
        title=f"{title}, with full privilege" if mighty else title,
        evidence=both_quotes(_FIELD, before, after),
        severity=Severity.HIGH if mighty else Severity.MEDIUM,
        claim=trait_claim(_FIELD, after.name, after),
    )


RULE = Rule(
    id="local-user-added",
    title="A new local user, or a user who may do more",
    severity=Severity.MEDIUM,
    judge=_judge,
    needs=("posture.users",),
    techniques=("T1136.001",),
)
