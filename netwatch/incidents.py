"""Findings -> the stories they tell together. Pure; which stories there are is data."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from netwatch.judgement.describe import cut
from netwatch.judgement.stories import STORIES, TOWARDS, Part, Story
from netwatch.judgement.traits import addresses_in, words_of
from netwatch.model.evidence import Severity
from netwatch.model.finding import Finding, KeptFinding, Status
from netwatch.model.incident import Incident

# Findings further apart than this tell no story together.
_WITHIN = timedelta(days=30)
# From this many parts on a story is worse than its worst part.
_MANY = 3
_GONE = " gone"

_Matched = list[tuple[Part, list[KeptFinding]]]


_PARTS = tuple(part for story in STORIES for part in (*story.needs, *story.company))
RULES = tuple(sorted({*TOWARDS, *(rule for part in _PARTS for rule in part.rules)}))
"""The rules whose findings can belong to an incident."""
STANDING = (Status.OPEN, Status.ACKNOWLEDGED)
"""The findings that can: neither resolved nor explained."""


def incidents(findings: Iterable[KeptFinding]) -> tuple[Incident, ...]:
    """Return the incidents among ``findings``, worst first; resolved and explained ones are left.

    A single finding is no incident.
    """
    by_device: dict[str, list[KeptFinding]] = {}
    standing = [each for each in findings if each.status in STANDING]
    for each in standing:
        by_device.setdefault(each.finding.device, []).append(each)
    told = [each for some in by_device.values() for each in stories(some)]
    return worst_first((*told, *campaigns(standing)))


def stories(findings: Sequence[KeptFinding]) -> tuple[Incident, ...]:
    """Return the incidents that the standing findings of one device tell."""
    if not findings:
        return ()
    device = findings[0].finding.device
    return tuple(incident for story in STORIES for incident in _told(story, device, findings))


def worst_first(told: Iterable[Incident]) -> tuple[Incident, ...]:
    """Return incidents in the order they are told."""
    return tuple(sorted(told, key=lambda each: (-each.severity, each.devices, each.title)))


def _told(story: Story, device: str, findings: Sequence[KeptFinding]) -> Iterator[Incident]:
    near = _near(story, findings)
    needs = _matched(story.needs, near)
    if story.joined:
        needs = _joined(needs)
    company = _matched(story.company, near)
    if len(needs) < len(story.needs) or len(company) < story.least:
        return
    parts = needs + company
    # One finding may fit two parts, and is still one.
    together = list(dict.fromkeys(each for _, some in parts for each in some))
    if len(together) > 1:
        said = _listed([part.says for part, _ in parts])
        yield Incident(
            id=_id(story.key, device),
            title=story.title,
            severity=max(story.severity, _combined(together, len(parts))),
            sentence=f"On {cut(device)} {said}. {story.reading}",
            devices=(device,),
            findings=tuple(each.finding.fingerprint for each in together),
            techniques=_techniques(together),
            first_seen=min(each.first_seen for each in together),
        )


def _near(story: Story, findings: Sequence[KeptFinding]) -> list[KeptFinding]:
    """Return the findings of the story that were first seen about when its newest was."""
    parts = (*story.needs, *story.company)
    ours = [each for each in findings if any(part.fits(each.finding) for part in parts)]
    newest = max((each.first_seen for each in ours), default=None)
    return [each for each in ours if newest is not None and each.first_seen >= newest - _WITHIN]


def _matched(parts: Sequence[Part], findings: Sequence[KeptFinding]) -> _Matched:
    found = ((part, [each for each in findings if part.fits(each.finding)]) for part in parts)
    return [(part, some) for part, some in found if some]


def _joined(needs: _Matched) -> _Matched:
    """Return the first two parts with only the findings that name the same thing."""
    if len(needs) < 2:  # noqa: PLR2004  # two parts to join
        return []
    (one, some), (two, others), *rest = needs
    pairs = [(a, b) for a in some for b in others if _names_same(a.finding, b.finding)]
    if not pairs:
        return []
    left, right = (list(dict.fromkeys(each)) for each in zip(*pairs, strict=True))
    return [(one, left), (two, right), *rest]


def _names_same(finding: Finding, other: Finding) -> bool:
    """Tell whether ``finding`` speaks of an address or interface that ``other`` is about."""
    handles = {
        each
        for each in words_of(f"{other.subject} {other.title}")
        if any(sign.isdigit() for sign in each) and not each.isdigit()
    }
    texts = (finding.subject, finding.title, *(each.text for each in finding.evidence[:40]))
    return any(handles & set(words_of(each)) for each in texts)


def leads_away(kept: KeptFinding) -> bool:
    """Tell whether a finding can be part of a campaign."""
    return bool(_led_to(kept.finding))


def campaigns(findings: Iterable[KeptFinding]) -> Iterator[Incident]:
    """Yield an incident for each address to which changes on several devices lead."""
    towards: dict[str, list[KeptFinding]] = {}
    for each in findings:
        for address in _led_to(each.finding):
            towards.setdefault(address, []).append(each)
    for address, some in towards.items():
        newest = max(each.first_seen for each in some)
        near = sorted((each for each in some if each.first_seen >= newest - _WITHIN), key=_began)
        devices = tuple(sorted({each.finding.device for each in near}))
        if len(devices) > 1:
            yield Incident(
                id=_id("one-stranger", address),
                title=f"Several devices lead to {address}",
                severity=_combined(near, len(devices)),
                sentence=(
                    f"Changes on {len(devices)} devices lead to {address}, which no known prefix, "
                    "device or collector holds. One hand may be behind them."
                ),
                devices=devices,
                findings=tuple(each.finding.fingerprint for each in near),
                techniques=_techniques(near),
                first_seen=min(each.first_seen for each in near),
            )


def _began(kept: KeptFinding) -> tuple[datetime, str, str]:
    return kept.first_seen, kept.finding.device, kept.finding.fingerprint


def _led_to(finding: Finding) -> tuple[str, ...]:
    """Return the addresses that a change leads to, when it leads to a stranger."""
    if finding.rule not in TOWARDS or finding.severity < Severity.HIGH:
        return ()
    if finding.subject.endswith(_GONE):
        return ()
    # What begins so is a wildcard or a mask.
    named = addresses_in(finding.subject)
    return tuple(each for each in named if not each.startswith(("0.", "255.")))


def _techniques(findings: Sequence[KeptFinding]) -> tuple[str, ...]:
    return tuple(sorted({name for each in findings for name in each.finding.techniques}))


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _combined(findings: Sequence[KeptFinding], parts: int) -> Severity:
    worst = max(each.finding.severity for each in findings)
    return Severity(min(worst + 1, Severity.CRITICAL)) if parts >= _MANY else worst


def _id(*words: str) -> str:
    text = "\0".join(("incident", *words))
    return hashlib.sha256(text.encode(errors="backslashreplace")).hexdigest()[:32]
