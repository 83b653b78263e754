"""AWS CloudTrail: EC2 Traffic Mirroring."""

import json
from collections.abc import Mapping
from typing import Any

from netwatch.model.audit import Action, AuditEvent, AuditFormat, Meaning, Record
from netwatch.parsing.records import text_at
from netwatch.parsing.timestamps import moment

_MEANINGS = {
    "createtrafficmirrorsession": Meaning(Action.SESSION_CREATED, 9, "CreateTrafficMirrorSession"),
    "modifytrafficmirrorsession": Meaning(Action.SESSION_MODIFIED, 7, "ModifyTrafficMirrorSession"),
    "deletetrafficmirrorsession": Meaning(Action.SESSION_DELETED, 3),
    "createtrafficmirrortarget": Meaning(Action.TARGET_CREATED, 6),
    "deletetrafficmirrortarget": Meaning(Action.TARGET_DELETED, 3),
    "createtrafficmirrorfilter": Meaning(Action.FILTER_CREATED, 5),
    "createtrafficmirrorfilterrule": Meaning(Action.FILTER_CREATED, 5),
    "modifytrafficmirrorfilterrule": Meaning(Action.FILTER_MODIFIED, 5),
    "modifytrafficmirrorfilternetworkservices": Meaning(Action.FILTER_MODIFIED, 5),
    "deletetrafficmirrorfilter": Meaning(Action.FILTER_DELETED, 3),
    "deletetrafficmirrorfilterrule": Meaning(Action.FILTER_DELETED, 3),
}
_DEEPEST = 20
_SUBJECTS = ("trafficMirrorSessionId", "trafficMirrorTargetId", "trafficMirrorFilterId")
_TARGETS = ("TrafficMirrorTargetId", "NetworkInterfaceId", "NetworkLoadBalancerArn",
            "GatewayLoadBalancerEndpointId")  # fmt: skip


def _claims(record: Record) -> bool:
    return text_at(record, "eventSource") is not None and text_at(record, "eventName") is not None


def _event(record: Record) -> AuditEvent | None:
    name = text_at(record, "eventName") or ""
    meaning = _MEANINGS.get(name.casefold())
    if meaning is None or text_at(record, "eventSource") != "ec2.amazonaws.com":
        return None
    asked = _inner(record, "requestParameters")
    given = _inner(record, "responseElements")
    subjects = (text_at(each, key) for key in _SUBJECTS for each in (*given, *asked))
    targets = (text_at(each, key) for key in _TARGETS for each in asked)
    return AuditEvent(
        source="cloudtrail",
        meaning=meaning,
        name=name,
        host=text_at(record, "recipientAccountId") or text_at(record, "userIdentity", "accountId"),
        at=moment(text_at(record, "eventTime")),
        user=text_at(record, "userIdentity", "arn") or text_at(record, "userIdentity", "userName"),
        origin=text_at(record, "sourceIPAddress"),
        region=text_at(record, "awsRegion"),
        subject=next((each for each in subjects if each), None),
        target=next((each for each in targets if each), None),
        succeeded=text_at(record, "errorCode") is None,
        key=text_at(record, "eventID") or text_at(record, "requestID") or "",
        text=_quote(record),
    )


def _inner(record: Record, part: str) -> tuple[Mapping[str, Any], ...]:
    """Return the parameters, which EC2 nests some levels under names of the operation."""
    found: list[Mapping[str, Any]] = []
    waiting = [record.get(part)]
    while waiting and len(found) < _DEEPEST:
        each = waiting.pop(0)
        if isinstance(each, Mapping):
            found.append(each)
            waiting.extend(each.values())
    return tuple(found)


def _quote(record: Record) -> str:
    shown = {
        key: record[key]
        for key in ("eventName", "errorCode", "requestParameters", "userAgent")
        if record.get(key)
    }
    return json.dumps(shown, sort_keys=True, default=str)[:500]


FORMAT = AuditFormat(
    name="cloudtrail",
    source="AWS CloudTrail User Guide: record contents; EC2 API Reference: Traffic Mirroring",
    claims=_claims,
    event=_event,
)
