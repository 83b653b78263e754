"""Facts x rules -> Findings, and what became of the findings that were open. Pure."""

from collections.abc import Iterable
from dataclasses import replace

from netwatch.claims import Present
from netwatch.judgement.decided import decided
from netwatch.judgement.permits import Permits
from netwatch.judgement.who import actors, told_of
from netwatch.judgement.windows import found_by
from netwatch.model.finding import Finding, KeptFinding
from netwatch.model.rule import Facts, Rule


def detect(facts: Facts, rules: Iterable[Rule]) -> tuple[Finding, ...]:
    """Return what the rules find in ``facts`` and policy wants told; see ``detect_all``."""
    return tuple(each for each in detect_all(facts, rules) if each.ignored is None)


def detect_all(facts: Facts, rules: Iterable[Rule]) -> tuple[Finding, ...]:
    """Return what the rules find in ``facts``, each fact once, worst first.

    A rule is judged only when every facet it needs was observed in this visit. Policy may change
    a severity, explain a finding by an approval or mark it as ignored; it never adds one.
    """
    found: dict[str, Finding] = {}
    named = actors(facts)
    for rule in rules:
        if _observed(rule, facts):
            # A lasting condition is found again at each visit, long after who made it.
            who = () if rule.lasting else named
            for finding in found_by(rule, facts):
                found.setdefault(
                    finding.fingerprint, replace(finding, who=finding.who or told_of(finding, who))
                )
    permits = Permits(facts)
    judged = [decided(each, permits) for each in found.values()]
    return tuple(sorted(judged, key=lambda each: (-each.severity, each.rule, each.subject)))


def settle(
    open_findings: Iterable[KeptFinding],
    raised: Iterable[Finding],
    facts: Facts,
    rules: Iterable[Rule],
) -> dict[str, bool]:
    """Tell, by fingerprint, which open findings still hold; absent means it could not be seen.

    A finding raised again holds. A condition that was judged and not raised is over. A change
    holds as long as its claim does, and one without a claim until a person has looked.
    """
    by_id = {each.id: each for each in rules}
    again = {each.fingerprint for each in raised}
    present = Present(facts.known, facts.platform)
    verdict: dict[str, bool] = {}
    for kept in open_findings:
        finding = kept.finding
        rule = by_id.get(finding.rule)
        if finding.fingerprint in again:
            verdict[finding.fingerprint] = True
        elif rule is not None and rule.lasting:
            if _observed(rule, facts):
                verdict[finding.fingerprint] = False
        elif finding.claim is not None and getattr(facts.after, finding.claim.facet) is not None:
            holds = present.holds(finding.claim)
            if holds is not None:
                verdict[finding.fingerprint] = holds
    return verdict


def _observed(rule: Rule, facts: Facts) -> bool:
    return all(_facet(facts.after, facet) is not None for facet in rule.needs)


def _facet(value: object, path: str) -> object:
    for name in path.split("."):
        value = getattr(value, name, None)
    return value
