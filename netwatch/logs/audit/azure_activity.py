"""Azure Activity Log: virtual network TAP and packet captures of Network Watcher and gateways."""

import re

from netwatch.model.audit import Action, AuditEvent, AuditFormat, Meaning, Record
from netwatch.parsing.records import text_at
from netwatch.parsing.timestamps import moment

_CAPTURE = Meaning(Action.CAPTURE_STARTED, 8)
_TAP = "VirtualNetworkTapCreated"
_MEANINGS = (
    (r"microsoft\.network/virtualnetworktaps/write", Meaning(Action.SESSION_CREATED, 8, _TAP)),
    (r"microsoft\.network/virtualnetworktaps/delete", Meaning(Action.SESSION_DELETED, 3)),
    (r"microsoft\.network/virtualnetworktaps/join/action", Meaning(Action.SESSION_MODIFIED, 7)),
    (
        r"microsoft\.network/networkinterfaces/tapconfigurations/write",
        Meaning(Action.SESSION_MODIFIED, 7),
    ),
    (
        r"microsoft\.network/networkinterfaces/tapconfigurations/delete",
        Meaning(Action.SESSION_DELETED, 3),
    ),
    (
        r"microsoft\.network/networkwatchers/packetcaptures/write",
        Meaning(Action.CAPTURE_STARTED, 8),
    ),
    (
        r"microsoft\.network/[\w/]{1,120}/startpacketcapture/action",
        Meaning(Action.CAPTURE_STARTED, 8),
    ),
)
_KNOWN = tuple((re.compile(pattern), meaning) for pattern, meaning in _MEANINGS)
_SUBSCRIPTION = re.compile(r"/subscriptions/([0-9A-Za-z-]{1,64})", re.IGNORECASE)


def _claims(record: Record) -> bool:
    return _operation(record) is not None and _resource(record) is not None


def _event(record: Record) -> AuditEvent | None:
    name = _operation(record) or ""
    meaning = next((each for pattern, each in _KNOWN if pattern.fullmatch(name.casefold())), None)
    if meaning is None:
        return None
    resource = _resource(record) or ""
    subscription = _SUBSCRIPTION.search(resource)
    correlation = text_at(record, "correlationId")
    return AuditEvent(
        source="azure-activity",
        meaning=meaning,
        name=name,
        host=subscription[1] if subscription else text_at(record, "subscriptionId"),
        at=moment(_any(record, ("eventTimestamp",), ("time",), ("TimeGenerated",))),
        user=text_at(record, "caller") or text_at(record, "identity", "claims", "name"),
        origin=_any(
            record, ("callerIpAddress",), ("httpRequest", "clientIpAddress"),
            ("claims", "ipaddr"),
        ),
        region=text_at(record, "location"),
        subject=resource.rpartition("/")[2] or None,
        succeeded=_status(record) not in {"failed", "failure"},
        key=f"{correlation} {name.casefold()} {resource.casefold()}" if correlation else "",
        text=f"{name} {resource}"[:500],
    )  # fmt: skip


def _operation(record: Record) -> str | None:
    return _any(
        record, ("operationName",), ("operationName", "value"), ("operationNameValue",)
    )  # fmt: skip


def _resource(record: Record) -> str | None:
    return _any(record, ("resourceId",), ("_ResourceId",), ("resourceUri",))


def _status(record: Record) -> str:
    said = _any(
        record, ("status", "value"), ("resultType",), ("activityStatusValue",), ("status",)
    )  # fmt: skip
    return (said or "").casefold()


def _any(record: Record, *paths: tuple[str, ...]) -> str | None:
    return next((found for path in paths if (found := text_at(record, *path))), None)


FORMAT = AuditFormat(
    name="azure-activity",
    source="Azure Monitor: activity log event schema; provider operations of Microsoft.Network",
    claims=_claims,
    event=_event,
)
