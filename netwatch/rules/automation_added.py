"""The device does something by itself that it did not do before."""

import re
from collections.abc import Iterator

from netwatch.claims import trait_claim
from netwatch.judgement.describe import cut, label
from netwatch.judgement.traits import added, altered, both_quotes, trait_text
from netwatch.model.evidence import Severity
from netwatch.model.finding import Finding
from netwatch.model.posture import Trait
from netwatch.model.rule import Facts, Rule

_FIELDS = ("automation", "registered")
_LONGEST = 4000
# What automation of intruders did: cut lines out of answers, refuse commands (AA23-270A), fetch
# and run code, open accounts and services, silence the log.
_TELLING = (
    (
        "answers commands in the device's place",
        (
            r"(?:skip|sync) yes"
            r"|(?:pattern|match) \"?\^?\(?(?:sh(?:ow)?|copy|rename|delete|verify|dir|more)\b"
        ),
    ),
    (
        "fetches or runs code",
        r"\b(?:fetch|tftp(?!:)|wget|curl|bash|python|tclsh|/bin/sh|guestshell|socks)\b",
    ),
    (
        "changes users or logging",
        r"\busername\b|/user |\bno logging\b|logging (?:off|disable)|clear log",
    ),
    (
        "copies files off the device",
        r"\b(?:copy|upload|redirect)\b[^\n]{0,200}\b(?:tftp|ftp|scp|sftp|https?):",
    ),
)


def _judge(facts: Facts) -> Iterator[Finding]:
    posture = facts.after.posture
    for field in _FIELDS:
        # What is registered and not configured is a contradiction, told by that rule.
        if field == "registered" and posture and posture.automation is not None:
            continue
        for trait in added(facts, field):
            if not _is_told(facts, trait):
                yield _finding(facts, field, None, trait)
        for before, after in altered(facts, field):
            if not _is_told(facts, after):
                yield _finding(facts, field, before, after)


def _is_told(facts: Facts, trait: Trait) -> bool:
    """Tell whether mirror-from-automation tells of it: it mentions mirroring."""
    name = " ".join(trait.name.casefold().split())
    vias = (" ".join(each.via.casefold().split()) for each in facts.after.dormant or ())
    return any(via == name or via.startswith(f"{name} ") for via in vias)


def _finding(facts: Facts, field: str, before: Trait | None, after: Trait) -> Finding:
    body = after.value[:_LONGEST]
    does = [words for words, pattern in _TELLING if re.search(pattern, body, re.IGNORECASE)]
    telling = f", which {' and '.join(does)}" if does else ""
    what = "New automation" if before is None else "Changed automation"
    return RULE.finding(
        facts,
        subject=label(f"automation {after.name}: {after.value}"),
        title=f"{what} {trait_text(after)}{cut(telling, 160)}",
        evidence=both_quotes(field, before, after),
        severity=Severity.HIGH if does else Severity.MEDIUM,
        claim=trait_claim(field, after.name, after),
    )


RULE = Rule(
    id="automation-added",
    title="New automation on the device",
    severity=Severity.MEDIUM,
    judge=_judge,
    needs=("posture",),
    techniques=("T1546", "T1053"),
)
