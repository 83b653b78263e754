from support.build import Case, state

from netwatch.judgement.audit import of_line
from netwatch.model.audit import Action, AuditEvent, Meaning
from netwatch.model.evidence import Severity
from netwatch.model.heard import LogEvent, Told

LINE = "%PARSER-5-CFGLOG_LOGGEDCMD: User:eve  logged command:monitor session 3 source vlan 7"
TYPED = LogEvent(told=Told.COMMAND, user="eve", command="monitor session 3 source vlan 7")
CLOUD = AuditEvent(source="cloudtrail", meaning=Meaning(Action.SESSION_CREATED, 9), name="x")

FIRES = {
    "typed": Case(
        after=state(),
        events=(of_line(LINE, TYPED, host="r1", at=None),),
        severity=Severity.HIGH,
        says=("monitor session 3 source vlan 7 by eve",),
        quotes=(LINE,),
    ),
    "the-technique-page-s-firewall-message": Case(
        after=state(),
        events=(of_line("fw1: mirror port config change", None, host="fw1", at=None),),
        severity=Severity.HIGH,
        says=("Mirror Port Config Change",),
        quotes=("mirror port config change",),
    ),
}
QUIET = {
    "nothing-in-the-logs": Case(after=state()),
    "a-cloud-s-event": Case(
        after=state(),
        events=(CLOUD,),
    ),
}
