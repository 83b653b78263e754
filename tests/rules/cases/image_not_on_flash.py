from support.build import Case, file, image, state

from netwatch.model.evidence import Severity

FIRES = {
    "deleted-after-the-boot": Case(
        after=state(image=image(), files=(file("flash:/other.bin"),)),
        severity=Severity.HIGH,
        says=("The running image flash:os.bin is not among the files",),
        quotes=("files listed: 1, none of them",),
    ),
    "an-empty-file-system": Case(after=state(image=image(), files=()), severity=Severity.HIGH),
    "gone-from-its-folder": Case(
        after=state(image=image(running_file="flash:v17/os.bin"), files=(file("v17/x.txt"),)),
        severity=Severity.HIGH,
    ),
}
QUIET = {
    "listed": Case(after=state(image=image(), files=(file("os.bin"),))),
    "listed-by-another-name-of-the-file-system": Case(
        after=state(image=image(), files=(file("bootflash:/os.bin"),))
    ),
    "its-folder-was-not-listed": Case(
        after=state(image=image(running_file="flash:v17/os.bin"), files=(file("v17"),))
    ),
    "from-the-network-is-told-elsewhere": Case(
        after=state(image=image(running_file="tftp://192.0.2.66/os.bin"), files=())
    ),
    "not-said-what-runs": Case(after=state(image=image(running_file=None), files=())),
}
