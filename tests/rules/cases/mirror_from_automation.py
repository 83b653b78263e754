from support.build import Case, state

from netwatch.model.evidence import Severity
from netwatch.model.mirror import Dormant

APPLET = (
    Dormant("event manager applet BACKUP", 88, 'action 1.0 cli command "monitor session 9"'),
    Dormant("event manager applet BACKUP", 89, 'action 2.0 cli command "destination ip"'),
)

FIRES = {
    "there-already": Case(
        after=state(dormant=APPLET),
        severity=Severity.HIGH,
        says=("Automation can start a mirror: event manager applet BACKUP",),
        quotes=("monitor session 9", "destination ip"),
    ),
    "new": Case(before=state(dormant=()), after=state(dormant=APPLET[:1]), severity=Severity.HIGH),
}
QUIET = {"automation-without-mirrors": Case(after=state(dormant=()))}
