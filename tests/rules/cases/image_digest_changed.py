from support.build import Case, digest, image, state

from netwatch.model.evidence import Severity

OLD = state(image=image(digests=(digest("ab12"),)))

FIRES = {
    "same-name-other-hash": Case(
        before=OLD,
        after=state(image=image(digests=(digest("cd34"),))),
        severity=Severity.CRITICAL,
        says=("flash:os.bin has another sha512: cd34", "though the version is the same"),
        quotes=("cd34" * 8, "ab12" * 8),
    ),
    "with-an-upgrade": Case(
        before=OLD,
        after=state(image=image(version="17.12.01", digests=(digest("cd34"),))),
        severity=Severity.MEDIUM,
        says=("with a change of version",),
    ),
}
QUIET = {
    "the-same-hash": Case(before=OLD, after=OLD),
    "another-file": Case(
        before=OLD, after=state(image=image(digests=(digest("cd34", path="flash:new.bin"),)))
    ),
    "another-algorithm": Case(
        before=OLD, after=state(image=image(digests=(digest("cd34", algorithm="md5"),)))
    ),
    "not-hashed-this-time": Case(before=OLD, after=state(image=image())),
}
