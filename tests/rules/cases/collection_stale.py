from datetime import timedelta

from support.build import NOW, Case, state

from netwatch.model.evidence import Severity
from netwatch.model.sight import Due, Sight, Trouble
from netwatch.model.snapshot import Failure, Reason

ALLOWED = timedelta(hours=54)
LONG_AGO = NOW - timedelta(days=40)
UNREACHABLE = (Failure(None, Reason.UNREACHABLE, "no answer on port 22"),)


def seen(ago, since=LONG_AGO):
    last = None if ago is None else NOW - ago
    return Sight(last_seen=last, watched_since=since, allowed=ALLOWED)


def due(trouble, detail=""):
    return Due(
        schedule="nightly",
        what="sweep",
        scheduled_for=NOW - timedelta(hours=10),
        trouble=trouble,
        detail=detail,
    )


FIRES = {
    "not-visited-for-three-nights": Case(
        after=state(),
        sight=seen(timedelta(days=3)),
        severity=Severity.HIGH,
        says=("Not seen since 2026-02-27 12:00Z (54 h are allowed)",),
        quotes=("not seen since 2026-02-27 12:00Z; allowed are 54 h",),
    ),
    "visited-in-vain-for-three-nights": Case(
        after=state(failures=UNREACHABLE),
        sight=seen(timedelta(days=3)),
        severity=Severity.HIGH,
        says=("Not seen since",),
    ),
    "never-seen": Case(
        after=state(),
        sight=seen(None),
        severity=Severity.HIGH,
        says=("Never seen, though watched since 2026-01-21 12:00Z",),
    ),
    "a-sweep-that-did-not-run": Case(
        after=state(),
        dues=(due(Trouble.MISSED),),
        severity=Severity.HIGH,
        says=("The sweep 'nightly', due at 2026-03-02 02:00Z, has not run",),
    ),
    "a-sweep-that-failed": Case(
        after=state(),
        dues=(due(Trouble.FAILED, "no inventory at inventory.yaml"),),
        severity=Severity.MEDIUM,
        says=("failed: no inventory at inventory.yaml",),
    ),
    "a-growing-backlog": Case(
        after=state(),
        dues=(due(Trouble.SKIPPED),),
        severity=Severity.MEDIUM,
        says=("was left out, the one before still ran",),
    ),
}
QUIET = {
    "seen-within-what-is-allowed": Case(after=state(), sight=seen(timedelta(hours=54))),
    "unreachable-since-last-night": Case(
        after=state(failures=UNREACHABLE), sight=seen(timedelta(hours=30))
    ),
    "new-in-the-inventory": Case(after=state(), sight=seen(None, NOW - timedelta(hours=1))),
    "nothing-is-known-of-it": Case(after=state()),
}
