"""The device logs less than before: a setting went, a level was lowered, messages stopped."""

import re
from collections.abc import Iterator

from netwatch.claims import trait_claim
from netwatch.judgement.describe import label
from netwatch.judgement.log_volume import Silence, silences
from netwatch.judgement.traits import added, altered, both_quotes, removed, trait_text
from netwatch.model.evidence import Confidence, Severity
from netwatch.model.finding import Finding
from netwatch.model.posture import Trait
from netwatch.model.rule import Facts, Rule

_FIELD = "log_settings"
_LEVELS = {
    word: level
    for level, words in enumerate(
        (
            ("emergencies", "emergency", "emerg"),
            ("alerts", "alert"),
            ("critical", "crit"),
            ("errors", "error", "err"),
            ("warnings", "warning", "warn"),
            ("notifications", "notification", "notice", "notices"),
            ("informational", "information", "info"),
            ("debugging", "debug", "any"),
        )
    )
    for word in words
}
_OFF = re.compile(r"\b(?:off|disabled?|none|no|false|disable)\b", re.IGNORECASE)
_SILENCING = re.compile(
    r"\bno logging\b|\bno log\b|discriminator|suppress|\bdrops?\b|\bexclude\b|\bstandby\b"
    r"|\bdisabled?\b|rate-limit",
    re.IGNORECASE,
)
_LONGEST = 300


def _judge(facts: Facts) -> Iterator[Finding]:
    for trait in removed(facts, _FIELD):
        if not _silences(trait):
            yield _finding(facts, trait, None, "is gone")
    for before, after in altered(facts, _FIELD):
        how = _less(before, after)
        if how:
            yield _finding(facts, before, after, how)
    for trait in added(facts, _FIELD):
        if _silences(trait):
            yield _finding(facts, None, trait, "keeps messages back")
    for each in silences(facts):
        yield _quieter(facts, each)


def _silences(trait: Trait) -> bool:
    return _SILENCING.search(f"{trait.name[:_LONGEST]} {trait.value[:_LONGEST]}") is not None


def _less(before: Trait, after: Trait) -> str | None:
    if _is_off(after) and not _is_off(before):
        return "is off"
    old, new = _level(before), _level(after)
    if old is not None and new is not None and new < old:
        return "logs only what is more severe"
    if old is None and new is None and before.value.strip() and not after.value.strip():
        return "says nothing any more"
    return None


def _is_off(trait: Trait) -> bool:
    return _OFF.search(trait.value[:_LONGEST]) is not None


def _level(trait: Trait) -> int | None:
    """Return the level a setting names, 0 the most severe; a bare number from 0 to 7 is one."""
    for word in re.findall(r"[a-z]+|\d+", trait.value[:_LONGEST].lower()):
        if word in _LEVELS:
            return _LEVELS[word]
    bare = re.fullmatch(r"(?:level |severity )?([0-7])", trait.value[:_LONGEST].strip().lower())
    return int(bare[1]) if bare else None


def _finding(facts: Facts, before: Trait | None, after: Trait | None, how: str) -> Finding:
    trait = after or before
    assert trait is not None
    was = f"; it was {trait_text(before)}" if before is not None and after is not None else ""
    return RULE.finding(
        facts,
        subject=label(f"log setting {trait.name}: {after.value if after else 'gone'}"),
        title=f"Log setting {trait_text(trait)} {how}{was}",
        evidence=both_quotes(_FIELD, before, after),
        claim=trait_claim(_FIELD, trait.name, after),
    )


def _quieter(facts: Facts, silence: Silence) -> Finding:
    name = silence.pair.after.name
    return RULE.finding(
        facts,
        subject=label(f"counter {name} fell"),
        title=(
            f"The device's own count of {name} fell from about {silence.was:.0f} an hour to "
            f"{silence.now:.1f}"
        ),
        evidence=silence.pair.quotes(),
        severity=Severity.HIGH,
        confidence=Confidence.MEDIUM,
    )


RULE = Rule(
    id="logging-silenced",
    title="The device logs less than before",
    severity=Severity.MEDIUM,
    judge=_judge,
    techniques=("T1562",),
)
