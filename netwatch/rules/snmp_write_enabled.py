"""Somebody new may change the device over SNMP, or from more places."""

import re
from collections.abc import Iterator

from netwatch.claims import trait_claim
from netwatch.judgement.describe import label
from netwatch.judgement.traits import (
    added,
    altered,
    both_quotes,
    it_was,
    removed,
    trait_text,
    without_secret,
)
from netwatch.model.change import SecretChanged
from netwatch.model.evidence import Severity
from netwatch.model.finding import Finding
from netwatch.model.posture import Trait
from netwatch.model.rule import Facts, Rule

_FIELD = "snmp_writers"
_OBJECTS = re.compile(r"\b(?:(?:read-|write-|notify-)?view \S{1,128}|\S{1,80} restrict\b)")
_EVERYBODY = re.compile(r"(?<![\d:])(?:0\.0\.0\.0/0|::/0)|\bany\b")
_SECRET = re.compile(r"<secret:[0-9a-z]{1,80}>")


def _judge(facts: Facts) -> Iterator[Finding]:
    for trait in added(facts, _FIELD):
        if not _is_told(facts, trait):
            yield _finding(facts, None, trait)
    for before, after in altered(facts, _FIELD):
        if without_secret(before.value) != without_secret(after.value):
            yield _finding(facts, before, after)


def _is_told(facts: Facts, trait: Trait) -> bool:
    """Tell whether local-user-added or secret-changed says already what is new about a writer."""
    person = re.match(r"user (\S{1,128})", trait.name)
    if person and any(each.name == person[1] for each in added(facts, "users")):
        return True
    marks = set(_SECRET.findall(trait.name[:500]))
    told = any(
        mark in each.after.text for mark in marks for each in facts.changes_of(SecretChanged)
    )
    twin = any(
        without_secret(each.name) == without_secret(trait.name) and each.value == trait.value
        for each in removed(facts, _FIELD)
    )
    return told and twin


def _is_limited(writer: Trait) -> bool:
    """Tell whether a list of addresses, not of objects, limits who may write."""
    value = _OBJECTS.sub("", writer.value[:500])
    return bool(value.strip()) and not _EVERYBODY.search(value)


def _finding(facts: Facts, before: Trait | None, after: Trait) -> Finding:
    limited = _is_limited(after)
    whence = "" if limited else ", from any address"
    what = "New SNMP writer" if before is None else "Changed SNMP writer"
    return RULE.finding(
        facts,
        subject=label(f"snmp writer {after.name} {without_secret(after.value)}"),
        title=f"{what} {trait_text(after)}{whence}{it_was(before)}",
        evidence=both_quotes(_FIELD, before, after),
        severity=Severity.MEDIUM if limited else Severity.HIGH,
        claim=trait_claim(_FIELD, after.name, after),
    )


RULE = Rule(
    id="snmp-write-enabled",
    title="The device can be changed over SNMP",
    severity=Severity.HIGH,
    judge=_judge,
    needs=("posture.snmp_writers",),
    techniques=("T1602.002",),
)
