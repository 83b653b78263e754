from support.build import Case, state, traits

from netwatch.model.evidence import Severity


def guests(*configured, running=()):
    return state(**traits(guests=configured, running_guests=running))


FIRES = {
    "configured": Case(
        before=guests(),
        after=guests("app-hosting guestshell"),
        severity=Severity.HIGH,
        says=("Guest system app-hosting guestshell is configured",),
        quotes=("app-hosting guestshell",),
    ),
    "bash": Case(before=guests(), after=guests("feature bash-shell"), severity=Severity.HIGH),
    "configured-and-running-is-one-fact": Case(
        before=guests(),
        after=guests("app-hosting guestshell", running=(("guestshell", "running"),)),
        severity=Severity.HIGH,
    ),
    "runs-though-nothing-configures-it": Case(
        before=guests(),
        after=guests(running=(("guestshell", "running"),)),
        severity=Severity.HIGH,
        says=("guestshell (running) is there",),
    ),
    "started": Case(
        before=guests("iox", running=(("guestshell", "stopped"),)),
        after=guests("iox", running=(("guestshell", "running"),)),
        severity=Severity.HIGH,
        says=("was started",),
    ),
    "installed": Case(
        before=guests("iox"),
        after=guests("iox", running=(("tool", "deployed"),)),
        severity=Severity.MEDIUM,
    ),
    "configured-otherwise": Case(
        before=guests(("app-hosting tool", "vnic 1")),
        after=guests(("app-hosting tool", "vnic management")),
        severity=Severity.MEDIUM,
    ),
}
QUIET = {
    "removed": Case(before=guests("iox"), after=guests()),
    "stopped": Case(
        before=guests(running=(("guestshell", "running"),)),
        after=guests(running=(("guestshell", "stopped"),)),
    ),
}
