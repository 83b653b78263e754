from support.build import Case, image, lines, state

from netwatch.model.evidence import Severity

OLD = state(image=image(config_register="0x2102"))

FIRES = {
    "pending": Case(
        before=OLD,
        after=state(
            image=image(
                config_register="0x2102",
                config_register_next="0x2142",
                evidence=lines(
                    "Configuration register is 0x2102 (will be 0x2142 at next reload)", "version"
                ),
            )
        ),
        severity=Severity.HIGH,
        says=("will be at the next reload 0x2142", "ignore the startup configuration"),
        quotes=("will be 0x2142 at next reload",),
    ),
    "current": Case(
        before=OLD,
        after=state(image=image(config_register="0x102")),
        severity=Severity.MEDIUM,
        says=("is 0x102, was 0x2102",),
    ),
    "pending-at-first-sight": Case(
        after=state(image=image(config_register="0x2102", config_register_next="0x2142")),
        severity=Severity.HIGH,
    ),
}
QUIET = {
    "the-same": Case(before=OLD, after=OLD),
    "a-plain-value-at-first-sight": Case(after=OLD),
    "pending-no-more": Case(
        before=state(image=image(config_register="0x2102", config_register_next="0x2142")),
        after=OLD,
    ),
    "not-said-this-time": Case(before=OLD, after=state(image=image())),
}
