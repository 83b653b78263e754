"""What policy makes of a judged finding: its severity, whether it is told, what explains it."""

from dataclasses import replace
from fnmatch import fnmatchcase

from netwatch.judgement.describe import cut
from netwatch.judgement.permits import Permits
from netwatch.judgement.places import policy_line
from netwatch.model.finding import Finding
from netwatch.model.policy import Ignore, Policy, SeverityOverride

_REASON = 120


def decided(finding: Finding, permits: Permits) -> Finding:
    """Return ``finding`` as the policy of ``permits`` wants it, whatever was decided before.

    Sets ``severity`` (the rule's own is kept in ``own_severity``), ``ignored`` and ``approval``;
    what a change window explains is not touched.
    """
    policy = permits.facts.policy
    own = finding.severity if finding.own_severity is None else finding.own_severity
    override = override_for(finding, policy)
    changed = override is not None and override.severity is not own
    return replace(
        finding,
        severity=override.severity if override else own,
        own_severity=own if changed else None,
        ignored=ignored_text(finding, policy),
        approval=permits.text(finding),
    )


def override_for(finding: Finding, policy: Policy) -> SeverityOverride | None:
    """Return the severity override for the finding's rule."""
    return next((each for each in policy.severities if each.rule == finding.rule), None)


def ignore_for(finding: Finding, policy: Policy) -> Ignore | None:
    """Return the first ignore pattern that matches."""
    return next((each for each in policy.ignores if _is_ignored(finding, each)), None)


def ignored_text(finding: Finding, policy: Policy) -> str | None:
    """Return ``a playground (policy.yaml:12)``, None when no pattern matches."""
    found = ignore_for(finding, policy)
    if found is None:
        return None
    return f"{cut(found.reason, _REASON) or 'no reason'} ({policy_line(policy, found.line)})"


def _is_ignored(finding: Finding, ignore: Ignore) -> bool:
    return (
        fnmatchcase(finding.rule, ignore.rule)
        and fnmatchcase(finding.device, ignore.device)
        and fnmatchcase(finding.subject, ignore.subject)
    )
