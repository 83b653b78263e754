from datetime import timedelta

from support.build import NOW, Case, image, state

from netwatch.model.evidence import Severity

OLD = state(image=image())
LATELY = NOW - timedelta(hours=2)

FIRES = {
    "power-on": Case(
        before=OLD,
        after=state(image=image(booted_at=LATELY, last_reload_reason="power-on")),
        severity=Severity.MEDIUM,
        says=("Reloaded at 2026-03-02 10:00 UTC, reason: power-on",),
        quotes=("power-on",),
    ),
    "by-command": Case(
        before=OLD, after=state(image=image(booted_at=LATELY)), severity=Severity.LOW
    ),
    "came-back-changed": Case(
        before=state(image=image(bootloader="1")),
        after=state(
            image=image(bootloader="2", booted_at=LATELY, last_reload_reason="unknown reason")
        ),
        severity=Severity.MEDIUM,
        says=("it came back with another bootloader",),
    ),
}
QUIET = {
    "clock-drift": Case(
        before=OLD, after=state(image=image(booted_at=NOW - timedelta(days=30, minutes=-9)))
    ),
    "the-uptime-is-not-known": Case(before=OLD, after=state(image=image(booted_at=None))),
}
