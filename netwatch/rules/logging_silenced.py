"""The device logs less than before: a setting went, a level was lowered, messages stopped."""

import re
from collections.abc import Iterator

from netwatch.claims import trait_claim
from netwatch.judgement.describe import label
from netwatch.judgement.log_volume import Silence, silences
from netwatch.judgement.traits import added, altered, both_quotes, it_was, removed, trait_text
from netwatch.model.evidence import Confidence, Severity
from netwatch.model.finding import Finding
from netwatch.model.posture import Trait
from netwatch.model.rule import Facts, Rule

_FIELD = "log_settings"
_TARGETS = "log_targets"
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
    r"\bno logging\b|\bno log\b|discriminator|suppress|\bdrops?\b|\bdiscard\b|\bexclude\b"
    r"|\bdisabled?\b|rate-limit|match !",
    re.IGNORECASE,
)
_LONGEST = 300


def _judge(facts: Facts) -> Iterator[Finding]:
    for trait in removed(facts, _FIELD):
        if not _silences(trait) and not _is_off(trait):
            yield _finding(facts, trait, None, "is gone")
    for field in (_FIELD, _TARGETS):
        for before, after in altered(facts, field):
            how = _less(before, after)
            if how:
                yield _finding(facts, before, after, how, field)
    for trait in added(facts, _FIELD):
        if _silences(trait) or _is_off(trait):
            yield _finding(facts, None, trait, "keeps messages back")
    for each in silences(facts):
        yield _quieter(facts, each)


def _silences(trait: Trait) -> bool:
    return _SILENCING.search(f"{trait.name[:_LONGEST]} {trait.value[:_LONGEST]}") is not None


def _less(before: Trait, after: Trait) -> str | None:
    if _is_off(after) and not _is_off(before):
        return "is off"
    if _silences(after) and not _silences(before):
        return "keeps messages back"
    old, new = _levels(before), _levels(after)
    if len(old) == len(new) > 0:
        pairs = tuple(zip(old, new, strict=True))
        if any(now < was for was, now in pairs) and all(now <= was for was, now in pairs):
            return "logs only what is more severe"
    elif old and new and max(new) < max(old):
        return "logs only what is more severe"
    return None


def _is_off(trait: Trait) -> bool:
    return _OFF.search(trait.value[:_LONGEST]) is not None


def _levels(trait: Trait) -> list[int]:
    """Return the levels a setting names, 0 the most severe; a bare number from 0 to 7 is one.

    ``any`` before another level is a facility of Junos.
    """
    value = trait.value[:_LONGEST].strip().lower()
    bare = re.fullmatch(r"(?:level |severity )?([0-7])", value)
    named = [each for each in re.findall(r"[a-z]+", value) if each in _LEVELS]
    spoken = [each for each in named if each != "any"] or named
    return [int(bare[1])] if bare else [_LEVELS[each] for each in spoken]


def _finding(
    facts: Facts, before: Trait | None, after: Trait | None, how: str, field: str = _FIELD
) -> Finding:
    trait = after or before
    assert trait is not None
    was = it_was(before if after is not None else None)
    return RULE.finding(
        facts,
        subject=label(f"log setting {trait.name}: {after.value if after else 'gone'}"),
        title=f"Log setting {trait_text(trait)} {how}{was}",
        evidence=both_quotes(field, before, after),
        claim=trait_claim(field, trait.name, after),
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
