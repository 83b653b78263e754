from support.build import Case, image, lines, state

from netwatch.model.evidence import Severity

OLD = state(image=image(boot_path=("flash:os.bin",)))

FIRES = {
    "an-older-image-first": Case(
        before=OLD,
        after=state(
            image=image(
                boot_path=("flash:old.bin", "flash:os.bin"),
                evidence=lines("BOOT variable = flash:old.bin,1;flash:os.bin", "boot"),
            )
        ),
        severity=Severity.MEDIUM,
        says=("Boot images are now flash:old.bin then flash:os.bin", "the next reload will load"),
        quotes=("BOOT variable = flash:old.bin", "boot images: flash:os.bin"),
    ),
    "emptied": Case(
        before=OLD, after=state(image=image(boot_path=())), severity=Severity.MEDIUM, says=("none",)
    ),
}
QUIET = {
    "the-same": Case(before=OLD, after=OLD),
    "not-observed-this-time": Case(before=OLD, after=state(image=image())),
}
