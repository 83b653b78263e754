from datetime import UTC, datetime

from support.build import Case, state

from netwatch.model.audit import Action, AuditEvent, Meaning
from netwatch.model.evidence import Severity

AT = datetime(2026, 3, 1, 2, 14, tzinfo=UTC)


def event(meaning, source="cloudtrail", **more):
    return AuditEvent(
        source=source,
        meaning=meaning,
        name="CreateTrafficMirrorSession",
        at=AT,
        user="arn:aws:iam::111122223333:user/eve",
        origin="198.51.100.7",
        region="us-east-1",
        subject="tms-1",
        target="tmt-9",
        text="CreateTrafficMirrorSession tms-1",
        **more,
    )


CREATED = Meaning(Action.SESSION_CREATED, 9)

FIRES = {
    "session-created": Case(
        after=state(),
        events=(event(CREATED),),
        severity=Severity.HIGH,
        says=("tms-1 in us-east-1, copying to tmt-9", "user/eve", "at 2026-03-01 02:14:00Z"),
        quotes=("CreateTrafficMirrorSession tms-1",),
    ),
    "an-attempt-that-failed-counts-less": Case(
        after=state(),
        events=(event(CREATED, succeeded=False),),
        severity=Severity.LOW,
        says=("Tried in vain",),
        quotes=("CreateTrafficMirrorSession tms-1",),
    ),
    "capture-started": Case(
        after=state(),
        events=(event(Meaning(Action.CAPTURE_STARTED, 8), source="azure-activity"),),
        severity=Severity.HIGH,
        says=("tms-1",),
        quotes=("CreateTrafficMirrorSession tms-1",),
    ),
}
QUIET = {
    "nothing-in-the-logs": Case(after=state()),
    "only-a-deletion": Case(after=state(), events=(event(Meaning(Action.SESSION_DELETED, 3)),)),
    "a-device-s-own-log": Case(after=state(), events=(event(CREATED, source="device-log"),)),
}
