from support.build import Case, image, lines, state

from netwatch.model.evidence import Severity

OLD = state(image=image(bootloader="17.3(1r)"))

FIRES = {
    "alone": Case(
        before=OLD,
        after=state(
            image=image(
                bootloader="17.3(8r)",
                evidence=lines("BOOTLDR: System Bootstrap, Version 17.3(8r)", "version"),
            )
        ),
        severity=Severity.HIGH,
        says=("Bootloader is now 17.3(8r), was 17.3(1r)",),
        quotes=("BOOTLDR: System Bootstrap", "17.3(1r)"),
    ),
    "with-an-upgrade": Case(
        before=OLD,
        after=state(image=image(version="17.12.01", bootloader="17.12(1r)")),
        severity=Severity.MEDIUM,
    ),
}
QUIET = {
    "the-same": Case(before=OLD, after=OLD),
    "not-said-this-time": Case(before=OLD, after=state(image=image())),
}
