from support.build import Case, erspan, state

from netwatch.model.evidence import Severity
from netwatch.model.state import LoggedCommand

OLD = (LoggedCommand("97", "vty0@vty0", "monitor session 9 type local", 2),)
TYPED = (
    *OLD,
    LoggedCommand("101", "eve@vty1", "monitor session 66 type erspan-source", 3),
    LoggedCommand("102", "eve@vty1", "no monitor session 66", 4),
)

FIRES = {
    "typed-and-taken-away": Case(
        before=state(mirrors=(), journal=OLD),
        after=state(mirrors=(), journal=TYPED),
        severity=Severity.HIGH,
        says=("Session 66 was configured and is gone again", "101 to 102", "eve@vty1"),
        quotes=("monitor session 66 type erspan-source", "no monitor session 66"),
    ),
    "taken-away-by-a-reload": Case(
        before=state(mirrors=(), journal=()),
        after=state(mirrors=(), journal=TYPED[1:2]),
        severity=Severity.HIGH,
        says=("Session 66",),
        quotes=("monitor session 66 type erspan-source",),
    ),
}
QUIET = {
    "still-there": Case(
        before=state(mirrors=(), journal=OLD),
        after=state(mirrors=(erspan("66"),), journal=TYPED[:2]),
    ),
    "there-before-and-taken-away": Case(
        before=state(mirrors=(erspan("66"),), journal=OLD),
        after=state(mirrors=(), journal=(*OLD, TYPED[2])),
    ),
    "only-taken-away": Case(
        before=state(mirrors=(), journal=OLD),
        after=state(mirrors=(), journal=(*OLD, TYPED[2])),
    ),
    "logged-before-the-last-visit": Case(
        before=state(mirrors=(), journal=TYPED), after=state(mirrors=(), journal=TYPED)
    ),
    "no-log-before": Case(before=state(mirrors=()), after=state(mirrors=(), journal=TYPED)),
}
