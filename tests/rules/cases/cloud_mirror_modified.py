from datetime import UTC, datetime

from support.build import Case, state

from netwatch.model.audit import Action, AuditEvent, Meaning
from netwatch.model.evidence import Severity

AT = datetime(2026, 3, 1, 2, 14, tzinfo=UTC)


def event(action, risk, source="cloudtrail"):
    return AuditEvent(
        source=source,
        meaning=Meaning(action, risk),
        name="ModifyTrafficMirrorSession",
        at=AT,
        user="eve",
        region="us-east-1",
        subject="tms-1",
        text="ModifyTrafficMirrorSession tms-1",
    )


FIRES = {
    "session-modified": Case(
        after=state(),
        events=(event(Action.SESSION_MODIFIED, 7),),
        severity=Severity.MEDIUM,
        says=("ModifyTrafficMirrorSession tms-1 in us-east-1 by eve",),
        quotes=("ModifyTrafficMirrorSession tms-1",),
    ),
    "target-created": Case(
        after=state(),
        events=(event(Action.TARGET_CREATED, 6),),
        severity=Severity.LOW,
        says=("tms-1",),
        quotes=("ModifyTrafficMirrorSession tms-1",),
    ),
    "session-deleted": Case(
        after=state(),
        events=(event(Action.SESSION_DELETED, 3),),
        severity=Severity.INFO,
        says=("tms-1",),
        quotes=("ModifyTrafficMirrorSession tms-1",),
    ),
}
QUIET = {
    "nothing-in-the-logs": Case(after=state()),
    "created-is-told-elsewhere": Case(after=state(), events=(event(Action.SESSION_CREATED, 9),)),
}
