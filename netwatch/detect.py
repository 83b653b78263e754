"""Facts x rules -> Findings, and what became of the findings that were open. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fnmatch import fnmatchcase

from netwatch.claims import Present
from netwatch.judgement.windows import found_by
from netwatch.model.finding import Finding, KeptFinding
from netwatch.model.policy import Policy
from netwatch.model.rule import Facts, Rule


def detect(facts: Facts, rules: Iterable[Rule]) -> tuple[Finding, ...]:
    """Return what the rules find in ``facts``, each fact once, worst first.

    A rule is judged only when every facet it needs was observed in this visit. Policy may change
    a severity or ignore a finding; it never adds one.
    """
    found: dict[str, Finding] = {}
    for rule in rules:
        if _observed(rule, facts):
            for finding in found_by(rule, facts):
                found.setdefault(finding.fingerprint, finding)
    judged = _by_policy(found.values(), facts.policy)
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


def _by_policy(findings: Iterable[Finding], policy: Policy) -> Iterator[Finding]:
    severities = dict(policy.severities)
    for finding in findings:
        ignored = any(
            fnmatchcase(finding.rule, each.rule)
            and fnmatchcase(finding.device, each.device)
            and fnmatchcase(finding.subject, each.subject)
            for each in policy.ignores
        )
        if not ignored:
            yield replace(finding, severity=severities.get(finding.rule, finding.severity))
