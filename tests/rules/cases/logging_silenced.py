from datetime import timedelta

from support.build import NOW, Case, count, image, state, traits

from netwatch.model.evidence import Severity

TRAP = ("logging trap", "informational")
ARCHIVE = ("archive log config", "on")


def settings(*given):
    return state(**traits(log_settings=given))


def counted(value, *, name="log messages", hours=0, up=timedelta(days=30)):
    """Build a visit ``hours`` after the first, at which the device is up since ``up``."""
    taken = NOW + timedelta(hours=hours)
    return state(counters=(count(name, value),), taken_at=taken, image=image(booted_at=taken - up))


MONTH = timedelta(days=30)

FIRES = {
    "a-lower-level": Case(
        before=settings(TRAP),
        after=settings(("logging trap", "errors")),
        severity=Severity.MEDIUM,
        says=("Log setting logging trap (errors) logs only what is more severe; it was",),
        quotes=("logging trap errors", "logging trap informational"),
    ),
    "a-lower-number": Case(
        before=settings(("logging level", "6")),
        after=settings(("logging level", "2")),
        severity=Severity.MEDIUM,
    ),
    "off": Case(
        before=settings(ARCHIVE),
        after=settings(("archive log config", "off")),
        severity=Severity.MEDIUM,
        says=("is off",),
    ),
    "gone": Case(
        before=settings(TRAP, ARCHIVE),
        after=settings(TRAP),
        severity=Severity.MEDIUM,
        says=("archive log config (on) is gone",),
    ),
    "one-message-kept-back": Case(
        before=settings(TRAP),
        after=settings(TRAP, "no logging message 302013"),
        severity=Severity.MEDIUM,
        says=("keeps messages back",),
    ),
    "a-host-that-gets-less": Case(
        before=state(**traits(log_targets=(("192.0.2.9", "any notice, authorization info"),))),
        after=state(**traits(log_targets=(("192.0.2.9", "any critical, authorization info"),))),
        severity=Severity.MEDIUM,
    ),
    "a-filter-added": Case(
        before=settings(("syslog file interactive-commands", "interactive-commands any")),
        after=settings(
            ("syslog file interactive-commands", "interactive-commands any, match !(.*show.*)")
        ),
        severity=Severity.MEDIUM,
        says=("keeps messages back",),
    ),
    "messages-stop": Case(
        before=counted(72_000),
        after=counted(72_010, hours=24, up=MONTH + timedelta(hours=24)),
        severity=Severity.HIGH,
        says=("own count of log messages fell from about 100 an hour to 0.4",),
        quotes=("log messages 72010", "log messages: 72000, 24.0 hours earlier"),
    ),
    "one-kind-of-message-stops": Case(
        before=counted(720_000, name="log 302013"),
        after=counted(720_000, name="log 302013", hours=2, up=MONTH + timedelta(hours=2)),
        severity=Severity.HIGH,
    ),
    "silent-since-a-reload": Case(
        before=counted(72_000),
        after=counted(90, hours=500, up=timedelta(days=20)),
        severity=Severity.HIGH,
    ),
}
FIRES |= {
    "a-setting-off": Case(
        before=settings(TRAP),
        after=settings(TRAP, ("logging message 302013", "off")),
        severity=Severity.MEDIUM,
    ),
    "a-filter-that-discards": Case(
        before=settings(TRAP),
        after=settings(TRAP, ("logging policy match-list QUIET discard", "on")),
        severity=Severity.MEDIUM,
    ),
}
QUIET = {
    "no-longer-off": Case(before=settings(TRAP, ("logging buffered", "off")), after=settings(TRAP)),
    "a-higher-level": Case(before=settings(("logging trap", "errors")), after=settings(TRAP)),
    "added": Case(before=settings(TRAP), after=settings(TRAP, ARCHIVE)),
    "no-longer-kept-back": Case(before=settings("no logging message 302013"), after=settings()),
    "reordered": Case(before=settings(TRAP, ARCHIVE), after=settings(ARCHIVE, TRAP)),
    "a-calm-night": Case(
        before=counted(72_000), after=counted(72_400, hours=12, up=MONTH + timedelta(hours=12))
    ),
    "too-soon-to-say": Case(
        before=counted(72_000), after=counted(72_000, hours=0.2, up=MONTH + timedelta(hours=0.2))
    ),
    "just-reloaded": Case(
        before=counted(72_000), after=counted(3, hours=24, up=timedelta(hours=2))
    ),
    "a-quiet-device": Case(
        before=counted(30), after=counted(30, hours=24, up=MONTH + timedelta(hours=24))
    ),
}
