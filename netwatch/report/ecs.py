"""The Elastic Common Schema, one finding a line of JSON, ready for Filebeat or the bulk API.

Source: the field reference of ECS 8.17 (event, rule, threat, host, observer, geo, related, user);
what has no field there stands under ``netwatch``.
"""

import json

from netwatch import __version__
from netwatch.model.alert import Alert, Occasion, standing_alert
from netwatch.model.document import Document, Look
from netwatch.parsing.text import one_line
from netwatch.report._alert_fields import Json, evidence, iso, known, technique_names

_VERSION = "8.17.0"
# event.severity is a number of the source's own choosing; Elastic's own rules use these.
_SEVERITIES = (1, 21, 47, 73, 99)


def render(document: Document, look: Look) -> str:
    """Return one document a line for the document's findings."""
    del look
    return "\n".join(
        json.dumps(document_of(standing_alert(each)), separators=(",", ":"))
        for each in document.findings
    )


def document_of(alert: Alert) -> Json:
    """Return one alert as an ECS document."""
    finding = alert.finding
    over = alert.occasion is Occasion.RESOLVED
    return {
        "@timestamp": iso(alert.at),
        "ecs": {"version": _VERSION},
        "message": one_line(finding.title),
        "event": known(
            {
                "id": alert.key,
                "kind": "alert",
                "category": ["configuration", "network"],
                "type": ["end" if over else "change"],
                "action": f"finding-{alert.occasion.value}",
                "dataset": "netwatch.finding",
                "module": "netwatch",
                "severity": _SEVERITIES[finding.severity],
                "start": iso(alert.since),
                "end": iso(alert.at) if over else None,
                "reason": one_line(alert.note) if alert.note else None,
            }
        ),
        "rule": {
            "id": one_line(finding.rule),
            "name": one_line(finding.rule),
            "ruleset": "netwatch",
            "uuid": finding.fingerprint,
        },
        "threat": _threat(alert),
        "host": known(
            {
                "name": one_line(finding.device),
                "ip": [one_line(alert.address)] if alert.address else None,
                "type": one_line(alert.platform) if alert.platform else None,
                "geo": {"name": one_line(alert.site)} if alert.site else None,
            }
        ),
        "observer": {
            "vendor": "netwatch",
            "product": "netwatch",
            "type": "configuration-monitor",
            "version": __version__,
        },
        "related": {"hosts": [one_line(finding.device)]},
        **({"user": {"name": one_line(alert.who)}} if alert.who else {}),
        "netwatch": known(
            {
                "severity": finding.severity.label,
                "confidence": finding.confidence.value,
                "subject": one_line(finding.subject),
                "window": one_line(finding.window) if finding.window else None,
                "evidence": evidence(finding),
                "remediation": [one_line(each) for each in finding.remediation],
                "diff": [one_line(each) for each in alert.diff] or None,
            }
        ),
    }


def _threat(alert: Alert) -> Json:
    """Return technique and sub-technique by their own fields, parents once each."""
    names = technique_names(alert.finding)
    parents = dict.fromkeys(each.partition(".")[0] for each, _ in names)
    technique: Json = {"id": list(parents)}
    below = [(each, name) for each, name in names if "." in each]
    if below:
        technique["subtechnique"] = {
            "id": [each for each, _ in below],
            "name": [name for _, name in below if name],
        }
    return {"framework": "MITRE ATT&CK", "technique": technique} if names else {}
