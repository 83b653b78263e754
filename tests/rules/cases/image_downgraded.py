from support.build import Case, image, state

from netwatch.model.evidence import Severity

OLD = state(image=image())

FIRES = {
    "older-release": Case(
        before=OLD,
        after=state(image=image(version="16.12.05")),
        severity=Severity.HIGH,
        says=("Software went back from 17.09.04a to 16.12.05",),
        quotes=("16.12.05", "17.09.04a"),
    ),
    "rebuild-letter": Case(
        before=OLD, after=state(image=image(version="17.09.04")), severity=Severity.HIGH
    ),
    "another-train": Case(
        before=state(image=image(version="15.2(4)M7")),
        after=state(image=image(version="15.2(4)E10")),
        severity=Severity.MEDIUM,
    ),
}
QUIET = {
    "newer": Case(before=OLD, after=state(image=image(version="17.09.05"))),
    "the-same": Case(before=OLD, after=state(image=image(version="17.9.4a"))),
    "no-order-known": Case(before=OLD, after=state(image=image(version="experimental"))),
}
