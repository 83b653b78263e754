"""The device offers a service to the network that it did not offer, or lost what closed it."""

import re
from collections.abc import Iterator

from netwatch.claims import trait_claim
from netwatch.judgement.describe import label
from netwatch.judgement.guards import denies_by_default, is_list, turns_away
from netwatch.judgement.traits import added, altered, both_quotes, it_was, removed, trait_text
from netwatch.model.evidence import Severity
from netwatch.model.finding import Finding
from netwatch.model.posture import Trait
from netwatch.model.rule import Facts, Rule

_FIELD = "services"
_GUARD = "protections"
_NUMBER = re.compile(r"(?<![\d.:/])\d{4,5}(?![\d.:/])")
# Ports AA25-239A saw added: SSH on 22x22 and xxx22, HTTP on 18xxx, the XR host's sshd on 57722.
_ODD = re.compile(r"22\d22|\d{1,3}22|18\d{3}|57722")
_DANGEROUS = re.compile(
    r"\b(?:vstack|smart[- ]?install|tftp|ftp|telnet|rsh|rcmd|rlogin|rexec|socks|proxy|rotary"
    r"|nat redirect|http(?! secure)(?!s\b)|www|api|gshell|debug|mop|finger|pad|small-servers)\b",
    re.IGNORECASE,
)
_ALLOWS_NONE = re.compile(r"\b(?:none|disabled?|off|no)\b", re.IGNORECASE)
_LONGEST = 500


def _judge(facts: Facts) -> Iterator[Finding]:
    for trait in added(facts, _FIELD):
        yield _served(facts, None, trait)
    for before, after in altered(facts, _FIELD):
        yield _served(facts, before, after)
    for trait in removed(facts, _GUARD):
        if not _is_list(trait):
            yield _opened(facts, trait, None)
    for before, after in altered(facts, _GUARD):
        if not _is_list(before) and _is_weaker(before, after):
            yield _opened(facts, before, after)


def _is_list(trait: Trait) -> bool:
    """Tell whether acl-widened tells of ``trait``."""
    return is_list(trait) or turns_away(trait) or denies_by_default(trait)


def _served(facts: Facts, before: Trait | None, after: Trait) -> Finding:
    odd = _odd_ports(after) - (_odd_ports(before) if before else set())
    where = f" on the unusual port {min(odd)}" if odd else ""
    what = "New service" if before is None else "Changed service"
    return RULE.finding(
        facts,
        subject=label(f"service {after.name} {after.value}"),
        title=f"{what} {trait_text(after)}{where}{it_was(before)}",
        evidence=both_quotes(_FIELD, before, after),
        severity=_severity(before, after, odd),
        claim=trait_claim(_FIELD, after.name, after),
    )


def _severity(before: Trait | None, after: Trait, odd: set[str]) -> Severity:
    if odd:
        return Severity.HIGH
    if before is not None:
        return Severity.LOW
    return Severity.HIGH if _DANGEROUS.search(_said(after)) else Severity.MEDIUM


def _odd_ports(trait: Trait) -> set[str]:
    return {each for each in _NUMBER.findall(_said(trait)) if _ODD.fullmatch(each)}


def _said(trait: Trait) -> str:
    return f"{trait.name[:_LONGEST]} {trait.value[:_LONGEST]}"


def _is_weaker(before: Trait, after: Trait) -> bool:
    old, new = before.value[:_LONGEST].lower().split(), after.value[:_LONGEST].lower().split()
    if _ALLOWS_NONE.search(before.value[:_LONGEST]):
        return not _ALLOWS_NONE.search(after.value[:_LONGEST])
    if all(each.isdigit() for each in (*old, *new)):
        return False
    return bool(set(new) - set(old)) and not _ALLOWS_NONE.search(after.value[:_LONGEST])


def _opened(facts: Facts, before: Trait, after: Trait | None) -> Finding:
    now = f"it is now {trait_text(after)}" if after is not None else "it is gone"
    return RULE.finding(
        facts,
        subject=label(f"protection {before.name}: {after.value if after else 'gone'}"),
        title=f"Lost protection {trait_text(before)}: {now}",
        evidence=both_quotes(_GUARD, before, after),
        claim=trait_claim(_GUARD, before.name, after),
    )


RULE = Rule(
    id="service-exposed",
    title="A service is open that was not",
    severity=Severity.MEDIUM,
    judge=_judge,
    needs=("posture",),
    techniques=("T1133", "T1571"),
)
