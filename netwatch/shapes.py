"""Values -> the JSON of the stable interface: names and nesting that scripts rely on."""

from collections.abc import Iterable
from datetime import UTC, datetime

from netwatch.model.checked import Checked, CheckStatus, Swept
from netwatch.model.evidence import Evidence
from netwatch.model.finding import KeptFinding
from netwatch.model.snapshot import Failure
from netwatch.report.shapes import image_shape, mirror_shape

Shape = dict[str, object]


def when(moment: datetime | None) -> str | None:
    """Return ``2026-01-01T00:00:00Z``."""
    if moment is None:
        return None
    return moment.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def evidence_shape(quotes: Iterable[Evidence]) -> list[Shape]:
    """Return quoted lines with the topic they came from."""
    return [{"source": each.source, "line": each.line, "text": each.text} for each in quotes]


def finding_shape(kept: KeptFinding) -> Shape:
    """Return one finding with its life."""
    finding = kept.finding
    return {
        "rule": finding.rule,
        "severity": finding.severity.label,
        "confidence": finding.confidence.value,
        "device": finding.device,
        "title": finding.title,
        "subject": finding.subject,
        "techniques": list(finding.techniques),
        "first_seen": when(kept.first_seen),
        "last_seen": when(kept.last_seen),
        "status": kept.status.value,
        "new": kept.new,
        "evidence": evidence_shape(finding.evidence),
        "window": finding.window,
        "fingerprint": finding.fingerprint,
        "remediation": list(finding.remediation),
    }


def failure_shape(failure: Failure) -> Shape:
    """Return one thing that could not be observed."""
    return {
        "command": failure.command,
        "reason": failure.reason.value,
        "detail": failure.detail,
    }


def check_shape(checked: Checked) -> Shape:
    """Return ``netwatch/check/1``."""
    state = checked.state
    return {
        "schema": "netwatch/check/1",
        "device": checked.device.name,
        "platform": state.platform,
        "taken_at": when(state.taken_at),
        "status": checked.status.value,
        "observed": {
            "config": state.config is not None,
            "mirrors": state.mirrors is not None,
            "image": state.image is not None,
        },
        "failures": [failure_shape(each) for each in state.failures],
        "mirrors": None
        if state.mirrors is None
        else [mirror_shape(each) for each in state.mirrors],
        "image": None if state.image is None else image_shape(state.image),
        "findings": [finding_shape(each) for each in checked.findings],
        "warnings": list(state.warnings),
    }


def sweep_shape(swept: Swept) -> Shape:
    """Return ``netwatch/sweep/1``."""
    statuses = [each.status for each in swept.checked]
    return {
        "schema": "netwatch/sweep/1",
        "started_at": when(swept.started_at),
        "finished_at": when(swept.finished_at),
        "summary": {each.value: statuses.count(each) for each in CheckStatus},
        "devices": [check_shape(each) for each in swept.checked],
    }
