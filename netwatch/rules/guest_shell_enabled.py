"""A system beside the router's own is configured or runs on the device: guest shell, container."""

import re
from collections.abc import Iterator

from netwatch.claims import trait_claim
from netwatch.judgement.describe import label
from netwatch.judgement.traits import added, altered, both_quotes, trait_text
from netwatch.model.evidence import Severity
from netwatch.model.finding import Finding
from netwatch.model.posture import Trait
from netwatch.model.rule import Facts, Rule

_CONFIGURED = "guests"
_RUNNING = "running_guests"
_RUNS = re.compile(r"\b(?:running|activated|started|up|enabled|active)\b", re.IGNORECASE)
_IDLE = re.compile(
    r"\b(?:stopped|not running|deployed|disabled|down|inactive|off)\b", re.IGNORECASE
)


def _judge(facts: Facts) -> Iterator[Finding]:
    told = []
    for trait in added(facts, _CONFIGURED):
        told.append(trait.name.casefold())
        yield _finding(facts, _CONFIGURED, None, trait, "is configured")
    for before, after in altered(facts, _CONFIGURED):
        told.append(after.name.casefold())
        yield _finding(facts, _CONFIGURED, before, after, "is configured otherwise")
    for trait in added(facts, _RUNNING):
        if not _says(told, trait):
            yield _finding(facts, _RUNNING, None, trait, "is there")
    for before, after in altered(facts, _RUNNING):
        if _runs(after) and not _runs(before) and not _says(told, after):
            yield _finding(facts, _RUNNING, before, after, "was started")


def _says(told: list[str], running: Trait) -> bool:
    """Tell whether the guest that runs is one whose configuration was told."""
    return any(running.name.casefold() in each for each in told)


def _runs(trait: Trait) -> bool:
    value = trait.value[:200]
    return not _IDLE.search(value) and (bool(_RUNS.search(value)) or not value.strip())


def _finding(facts: Facts, field: str, before: Trait | None, after: Trait, what: str) -> Finding:
    quiet = field == _RUNNING and not _runs(after)
    return RULE.finding(
        facts,
        subject=label(f"{field} {after.name}: {after.value}"),
        title=f"Guest system {trait_text(after)} {what}",
        evidence=both_quotes(field, before, after),
        severity=Severity.MEDIUM if quiet or (field == _CONFIGURED and before) else Severity.HIGH,
        claim=trait_claim(field, after.name, after),
    )


RULE = Rule(
    id="guest-shell-enabled",
    title="A guest system on the device",
    severity=Severity.HIGH,
    judge=_judge,
    needs=("posture",),
    techniques=("T1610",),
)
