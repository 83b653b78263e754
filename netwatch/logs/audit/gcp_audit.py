"""Google Cloud Audit Logs: Packet Mirroring and Network Security Integration mirroring."""

import re

from netwatch.model.audit import Action, AuditEvent, AuditFormat, Meaning, Record
from netwatch.parsing.records import text_at
from netwatch.parsing.timestamps import moment

_VERBS = {
    "insert": "c", "create": "c", "add": "c", "patch": "m", "update": "m", "delete": "d",
    "remove": "d",
}  # fmt: skip
_POLICY = re.compile(
    r"(?:v\d{1,2}|beta|alpha)\.compute\.packetmirrorings\.(insert|patch|delete)", re.IGNORECASE
)
_SECURITY = re.compile(
    r"google\.cloud\.networksecurity\.v1(?:beta1|alpha1)?\.\w{1,40}\."
    r"(create|update|delete)mirroring(deployment|endpoint)(?:group)?(association)?",
    re.IGNORECASE,
)
_RULE = re.compile(
    r"(?:v\d{1,2}|beta|alpha)\.compute\.(?:network)?firewallpolicies\."
    r"(add|patch|remove)packetmirroringrule",
    re.IGNORECASE,
)
_SESSION = {
    "c": Meaning(Action.SESSION_CREATED, 9),
    "m": Meaning(Action.SESSION_MODIFIED, 7),
    "d": Meaning(Action.SESSION_DELETED, 3),
}
_TARGET = {
    "c": Meaning(Action.TARGET_CREATED, 6),
    "m": Meaning(Action.TARGET_MODIFIED, 6),
    "d": Meaning(Action.TARGET_DELETED, 3),
}
_FILTER = {
    "c": Meaning(Action.SESSION_CREATED, 8),
    "m": Meaning(Action.SESSION_MODIFIED, 7),
    "d": Meaning(Action.SESSION_DELETED, 3),
}


def _claims(record: Record) -> bool:
    return text_at(record, "protoPayload", "methodName") is not None


def _event(record: Record) -> AuditEvent | None:
    name = text_at(record, "protoPayload", "methodName") or ""
    meaning = _meaning(name)
    if meaning is None:
        return None
    resource = text_at(record, "protoPayload", "resourceName") or ""
    operation = text_at(record, "operation", "id")
    code = text_at(record, "protoPayload", "status", "code")
    return AuditEvent(
        source="gcp-audit",
        meaning=meaning,
        name=name,
        host=text_at(record, "resource", "labels", "project_id") or _after(resource, "projects"),
        at=moment(text_at(record, "timestamp")),
        user=text_at(record, "protoPayload", "authenticationInfo", "principalEmail"),
        origin=text_at(record, "protoPayload", "requestMetadata", "callerIp"),
        region=text_at(record, "resource", "labels", "location") or _after(resource, "regions"),
        subject=resource.rpartition("/")[2] or None,
        target=text_at(record, "protoPayload", "request", "collectorIlb", "url"),
        succeeded=code in {None, "0"},
        key=operation or text_at(record, "insertId") or "",
        text=f"{name} {resource}"[:500],
    )


def _meaning(name: str) -> Meaning | None:
    """Return what a method means; the case of its words differs between exports."""
    policy, rule, security = (each.fullmatch(name) for each in (_POLICY, _RULE, _SECURITY))
    if policy:
        return _SESSION[_VERBS[policy[1].casefold()]]
    if rule:
        return _FILTER[_VERBS[rule[1].casefold()]]
    if security:
        verb = _VERBS[security[1].casefold()]
        return _FILTER[verb] if security[3] else _TARGET[verb]
    return None


def _after(resource: str, word: str) -> str | None:
    parts = resource.split("/")
    return parts[parts.index(word) + 1] if word in parts[:-1] else None


FORMAT = AuditFormat(
    name="gcp-audit",
    source="Google Cloud: VPC audit logging information; Network Security audit logging",
    claims=_claims,
    event=_event,
)
