"""CEF, one finding a line, as ArcSight, QRadar and Sentinel read it.

Source: ArcSight Common Event Format, version 0: ``|`` and the backslash are escaped in the header,
``=`` and the backslash in the extension, whose keys are the standard ones where there are any.
"""

from datetime import datetime

from netwatch import __version__
from netwatch.model.alert import Alert, Occasion, standing_alert
from netwatch.model.document import Document, Look
from netwatch.model.evidence import Evidence, Severity
from netwatch.parsing.text import one_line

_SEVERITIES = {
    Severity.INFO: 1,
    Severity.LOW: 3,
    Severity.MEDIUM: 5,
    Severity.HIGH: 8,
    Severity.CRITICAL: 10,
}
_EVIDENCE_LINES = 4
# The format's own bounds: 1023 characters for msg, 4000 for custom strings, 512 in the header.
_MSG, _CUSTOM, _HEADER = 1023, 2000, 512


def render(document: Document, look: Look) -> str:
    """Return one event a line for the document's findings."""
    del look
    return "\n".join(event(standing_alert(each)) for each in document.findings)


def event(alert: Alert) -> str:
    """Return one alert as a CEF event without line end."""
    finding = alert.finding
    head = (
        "CEF:0",
        "netwatch",
        "netwatch",
        __version__,
        _header(finding.rule),
        _header(finding.title),
        str(_SEVERITIES[finding.severity]),
    )
    return "|".join((*head, " ".join(_extension(alert))))


def _extension(alert: Alert) -> list[str]:
    finding = alert.finding
    fields = {
        "externalId": alert.key,
        "rt": _millis(alert.at),
        "start": _millis(alert.since),
        "end": _millis(alert.at) if alert.occasion is Occasion.RESOLVED else "",
        "act": alert.occasion.value,
        "dvchost": finding.device,
        "dvc": alert.address or "",
        "cat": finding.rule,
        "suser": alert.who or "",
        "msg": finding.subject,
        "reason": alert.note or "",
        **_custom("cs1", "site", alert.site or ""),
        **_custom("cs2", "techniques", " ".join(finding.techniques)),
        **_custom("cs3", "evidence", " / ".join(map(_quoted, finding.evidence[:_EVIDENCE_LINES]))),
        **_custom("cs4", "fingerprint", finding.fingerprint),
        **_custom("cs5", "window", finding.window or ""),
        **_custom("cs6", "confidence", finding.confidence.value),
    }
    return [
        f"{key}={_value(value, _MSG if key == 'msg' else _CUSTOM)}"
        for key, value in fields.items()
        if value
    ]


def _custom(key: str, label: str, value: str) -> dict[str, str]:
    return {key: value, f"{key}Label": label} if value else {}


def _quoted(evidence: Evidence) -> str:
    place = evidence.source if evidence.line is None else f"{evidence.source}:{evidence.line}"
    return f"{place} {evidence.text.strip()}"


def _millis(moment: datetime) -> str:
    return str(int(moment.timestamp() * 1000))


def _header(text: str) -> str:
    return one_line(text, _HEADER).replace("\\", "\\\\").replace("|", "\\|")


def _value(text: str, most: int) -> str:
    return one_line(text, most).replace("\\", "\\\\").replace("=", "\\=")
