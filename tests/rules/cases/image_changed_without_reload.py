from datetime import timedelta

from support.build import NOW, Case, digest, file, image, state

from netwatch.model.evidence import Severity

FILES = (file("flash:os.bin"),)
OLD = state(image=image(digests=(digest("ab12"),)), files=FILES)
NEW = (digest("cd34"),)

FIRES = {
    "another-hash": Case(
        before=OLD,
        after=state(image=image(digests=NEW), files=FILES),
        severity=Severity.HIGH,
        says=("Software changed without a reload: flash:os.bin sha512 cd34",),
        quotes=("cd34" * 8, "ab12" * 8),
    ),
    "another-file-said-to-run": Case(
        before=OLD,
        after=state(image=image(running_file="flash:x.bin")),
        severity=Severity.HIGH,
        says=("running file flash:x.bin",),
    ),
    "the-running-file-was-rewritten": Case(
        before=OLD,
        after=state(image=image(), files=(file("flash:os.bin", 2000),)),
        severity=Severity.HIGH,
        quotes=("1000 bytes",),
    ),
    "clocks-drift": Case(
        before=OLD,
        after=state(image=image(digests=NEW, booted_at=NOW - timedelta(days=30, minutes=9))),
        severity=Severity.HIGH,
    ),
}
QUIET = {
    "after-a-reload": Case(
        before=OLD,
        after=state(image=image(digests=NEW, booted_at=NOW - timedelta(hours=1)), files=FILES),
    ),
    "the-uptime-is-not-known": Case(
        before=OLD, after=state(image=image(digests=NEW, booted_at=None))
    ),
    "another-file-was-rewritten": Case(
        before=state(image=image(), files=(file("flash:log"),)),
        after=state(image=image(), files=(file("flash:log", 2000),)),
    ),
    "nothing-changed": Case(before=OLD, after=OLD),
}
