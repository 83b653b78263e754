from support.build import Case, digest, image, state

from netwatch.model.evidence import Severity

TEXT = "system:memory/text"


def text(value, **more):
    return state(image=image(memory_text=digest(value, TEXT, "md5"), **more))


OLD = text("ab12")

FIRES = {
    "patched-in-memory": Case(
        before=OLD,
        after=text("cd34"),
        severity=Severity.CRITICAL,
        says=("The code in memory has another md5: cd34cd34cd34cd34… was ab12ab12ab12ab12…",),
        quotes=(TEXT, "ab12ab12"),
    ),
}
QUIET = {
    "the-same": Case(before=OLD, after=OLD),
    "an-upgrade": Case(before=OLD, after=text("cd34", version="17.12.01")),
    "another-image-of-the-same-version": Case(
        before=OLD, after=text("cd34", running_file="flash:other.bin")
    ),
    "not-asked-this-time": Case(before=OLD, after=state(image=image())),
}
