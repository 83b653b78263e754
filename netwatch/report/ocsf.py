"""OCSF Detection Findings (class 2004), one a line of JSON.

Source: the Open Cybersecurity Schema Framework, 1.4.0, the first version with ``is_alert``.
"""

import json

from netwatch import __version__
from netwatch.judgement.attack import LATEST, UnknownTechniqueError, tactics, technique
from netwatch.model.alert import Alert, Occasion, standing_alert
from netwatch.model.document import Document, Look
from netwatch.model.evidence import Confidence, Severity
from netwatch.parsing.text import one_line
from netwatch.report._alert_fields import Json, evidence, known, millis, technique_names

VERSION = "1.4.0"
CATEGORY, CLASS = 2, 2004
_CREATE, _UPDATE, _CLOSE = 1, 2, 3
_ACTIVITIES = {
    Occasion.OPENED: (_CREATE, "Create"),
    Occasion.TEST: (_CREATE, "Create"),
    Occasion.REOPENED: (_UPDATE, "Update"),
    Occasion.EXPLAINED: (_UPDATE, "Update"),
    Occasion.RESOLVED: (_CLOSE, "Close"),
}
_STATUSES = {
    Occasion.EXPLAINED: (3, "Suppressed"),
    Occasion.RESOLVED: (4, "Resolved"),
}
_NEW = (1, "New")
_SEVERITIES = {
    Severity.INFO: (1, "Informational"),
    Severity.LOW: (2, "Low"),
    Severity.MEDIUM: (3, "Medium"),
    Severity.HIGH: (4, "High"),
    Severity.CRITICAL: (5, "Critical"),
}
_CONFIDENCES = {
    Confidence.LOW: (1, "Low"),
    Confidence.MEDIUM: (2, "Medium"),
    Confidence.HIGH: (3, "High"),
}


def render(document: Document, look: Look) -> str:
    """Return one event a line for the document's findings."""
    del look
    return "\n".join(
        json.dumps(detection(standing_alert(each)), separators=(",", ":"))
        for each in document.findings
    )


def detection(alert: Alert) -> Json:
    """Return one alert as a Detection Finding."""
    finding = alert.finding
    activity_id, activity = _ACTIVITIES[alert.occasion]
    status_id, status = _STATUSES.get(alert.occasion, _NEW)
    severity_id, severity = _SEVERITIES[finding.severity]
    confidence_id, confidence = _CONFIDENCES[finding.confidence]
    return known(
        {
            "activity_id": activity_id,
            "activity_name": activity,
            "category_uid": CATEGORY,
            "category_name": "Findings",
            "class_uid": CLASS,
            "class_name": "Detection Finding",
            "type_uid": CLASS * 100 + activity_id,
            "type_name": f"Detection Finding: {activity}",
            "time": millis(alert.at),
            "start_time": millis(alert.since),
            "severity_id": severity_id,
            "severity": severity,
            "status_id": status_id,
            "status": status,
            "status_detail": one_line(alert.note) if alert.note else None,
            "confidence_id": confidence_id,
            "confidence": confidence,
            "is_alert": alert.occasion in (Occasion.OPENED, Occasion.REOPENED),
            "message": one_line(finding.title),
            "metadata": {
                "version": VERSION,
                "uid": alert.key,
                "product": {"name": "netwatch", "vendor_name": "netwatch", "version": __version__},
            },
            "finding_info": _info(alert),
            "evidences": [{"data": each} for each in evidence(finding)] or None,
            "resources": [_resource(alert)],
            "remediation": _remediation(alert),
            "unmapped": known(
                {
                    "window": one_line(finding.window) if finding.window else None,
                    "who": one_line(alert.who) if alert.who else None,
                    "diff": [one_line(each) for each in alert.diff] or None,
                }
            )
            or None,
        }
    )


def _info(alert: Alert) -> Json:
    finding = alert.finding
    return known(
        {
            "uid": finding.fingerprint,
            "title": one_line(finding.title),
            "desc": one_line(finding.subject),
            "created_time": millis(alert.since),
            "first_seen_time": millis(alert.since),
            "last_seen_time": millis(alert.at),
            "types": [one_line(finding.rule)],
            "analytic": {
                "uid": one_line(finding.rule),
                "name": one_line(finding.rule),
                "type_id": 1,
                "type": "Rule",
            },
            "attacks": [_attack(*each) for each in technique_names(finding)] or None,
        }
    )


def _attack(technique_id: str, name: str) -> Json:
    parent, dot, _ = technique_id.partition(".")
    attack: Json = {"version": LATEST, "technique": {"uid": parent, "name": name or parent}}
    if dot:
        attack["technique"]["name"] = _name(parent)
        attack["sub_technique"] = known({"uid": technique_id, "name": name or None})
    if name and (found := tactics(technique_id)):
        attack["tactic"] = {"name": found[0]}
    return attack


def _name(technique_id: str) -> str:
    try:
        return technique(technique_id).name
    except UnknownTechniqueError:
        return technique_id


def _resource(alert: Alert) -> Json:
    labels = [f"site:{one_line(alert.site)}"] if alert.site else None
    data = {"address": one_line(alert.address)} if alert.address else None
    return known(
        {
            "uid": one_line(alert.finding.device),
            "name": one_line(alert.finding.device),
            "type": one_line(alert.platform) if alert.platform else None,
            "labels": labels,
            "data": data,
        }
    )


def _remediation(alert: Alert) -> Json | None:
    steps = [one_line(each) for each in alert.finding.remediation]
    return {"desc": "to undo, weigh: " + "; ".join(steps)} if steps else None
