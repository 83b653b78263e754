from support.build import Case, image, lines, state

from netwatch.model.evidence import Severity

OLD = state(image=image())

FIRES = {
    "newer": Case(
        before=OLD,
        after=state(image=image(version="17.12.01", evidence=lines("Version 17.12.01", "version"))),
        severity=Severity.MEDIUM,
        says=("Software version 17.12.01 (newer), was 17.09.04a",),
        quotes=("Version 17.12.01",),
    ),
    "no-order-known": Case(
        before=OLD,
        after=state(image=image(version="experimental")),
        severity=Severity.MEDIUM,
        says=("order not known",),
    ),
}
QUIET = {
    "the-same-in-other-digits": Case(before=OLD, after=state(image=image(version="17.9.4a"))),
    "older-is-told-elsewhere": Case(before=OLD, after=state(image=image(version="17.06.01"))),
    "not-said-this-time": Case(before=OLD, after=state(image=image(version=None))),
}
