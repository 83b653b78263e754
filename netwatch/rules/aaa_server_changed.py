"""The servers that decide who may log in are others than before."""

from collections.abc import Iterator

from netwatch.claims import trait_claim
from netwatch.judgement.describe import cut, label
from netwatch.judgement.traits import (
    added,
    altered,
    both_quotes,
    removed,
    strangers,
    trait_text,
    without_secret,
    words_of,
)
from netwatch.model.evidence import Severity
from netwatch.model.finding import Finding
from netwatch.model.posture import Trait
from netwatch.model.rule import Facts, Rule

_FIELD = "aaa_servers"
_GROUP = "group "


def _judge(facts: Facts) -> Iterator[Finding]:
    fresh = [each for each in added(facts, _FIELD) if not each.name.startswith(_GROUP)]
    told = {word for each in fresh for word in words_of(f"{each.name} {each.value}")}
    for trait in fresh:
        yield _asked(facts, None, trait)
    for trait in added(facts, _FIELD):
        if trait.name.startswith(_GROUP) and set(strangers(facts, trait.value)) - told:
            yield _asked(facts, None, trait)
    for before, after in altered(facts, _FIELD):
        # Servers may be listed in another order.
        old, new = (set(words_of(without_secret(each.value))) for each in (before, after))
        newly = new - old - told
        if newly or (old != new and not after.name.startswith(_GROUP)):
            yield _asked(facts, before, after)
    for trait in removed(facts, _FIELD):
        if not trait.name.startswith(_GROUP):
            yield _gone(facts, trait)


def _asked(facts: Facts, before: Trait | None, after: Trait) -> Finding:
    foreign = strangers(facts, f"{after.name} {after.value}")
    whose = f"; no known prefix, device or collector holds {cut(foreign[0])}" if foreign else ""
    what = "New AAA server" if before is None else "Changed AAA server"
    was = f", it was {trait_text(before)}" if before is not None else ""
    return RULE.finding(
        facts,
        subject=label(f"aaa server {after.name} {without_secret(after.value)}"),
        title=f"{what} {trait_text(after)}{was}{whose}",
        evidence=both_quotes(_FIELD, before, after),
        severity=Severity.HIGH if foreign else Severity.MEDIUM,
        claim=trait_claim(_FIELD, after.name, after),
    )


def _gone(facts: Facts, trait: Trait) -> Finding:
    posture = facts.after.posture
    rest_of = (posture.aaa_servers if posture else None) or ()
    left = sum(not each.name.startswith(_GROUP) for each in rest_of)
    rest = f"{left} are left" if left else "none is left"
    return RULE.finding(
        facts,
        subject=label(f"aaa server {trait.name} gone"),
        title=f"AAA server {trait_text(trait)} is gone; {rest}",
        evidence=both_quotes(_FIELD, trait, None),
        severity=Severity.LOW if left else Severity.HIGH,
        claim=trait_claim(_FIELD, trait.name, None),
    )


RULE = Rule(
    id="aaa-server-changed",
    title="Another server decides who may log in",
    severity=Severity.MEDIUM,
    judge=_judge,
    needs=("posture.aaa_servers",),
    techniques=("T1556.004",),
)
