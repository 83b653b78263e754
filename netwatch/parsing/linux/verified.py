"""Whether a Linux host runs the kernel its package brought, as package manager and firmware say.

``dpkg --verify PACKAGE`` (layout seen: Debian 12) and ``rpm -V PACKAGE`` (rpm's manual) print a
line for each file that is not as the package brought it, nothing where all are. The sums they
compare with lie on the host: an intruder who is root can renew them, so silence weighs little.
``mokutil --sb-state`` (its published source) says whether the firmware verifies what it loads.
"""

import re
from collections.abc import Iterator

from netwatch.model.evidence import Evidence
from netwatch.model.image import Signature
from netwatch.model.platform import Command
from netwatch.model.state import Answers

KERNEL_PACKAGE, PACKAGES, VERIFY, SECURE_BOOT = (
    "kernel-package", "packages", "verify", "secure-boot",
)  # fmt: skip
OF_DEBIAN = Command("dpkg --verify {arg}", KERNEL_PACKAGE, optional=True, timeout_s=120.0)
OF_RPM = Command("rpm -V {arg}", KERNEL_PACKAGE, optional=True, timeout_s=120.0)
TEMPLATES = (OF_DEBIAN, OF_RPM)
COMMANDS = (Command("mokutil --sb-state", SECURE_BOOT, optional=True),)

_NAMES = {
    OF_DEBIAN: ("linux-image-{}", "linux-image-unsigned-{}"),
    OF_RPM: ("kernel-core-{}", "kernel-{}"),
}
# Nine marks, the third for the sum; a `c` stands before configuration, which may differ.
_DIFFERS = re.compile(r"^[.?S][.?M]5[.?A-Z]{6} {2,5}(?P<path>/\S.{0,255}?) *$")
_LOST = re.compile(r"^missing +(?P<path>/\S.{0,255}?)(?: \(.{0,80}\))? *$")
_UNREAD = re.compile(
    r"^[.?A-Z0-9]{2}\?[.?A-Z0-9]{6} {2,5}/|\bis not installed\b|[Pp]ermission denied"
)
_KERNEL = ("/boot/", "/lib/modules/", "/usr/lib/modules/")
_MAX_LINES = 5000
_QUOTED = 20


def asked(answers: Answers, release: str | None) -> tuple[Command, ...]:
    """Return the question about the package of the running kernel, where one is installed."""
    if release is None:
        return ()
    for command, forms in _NAMES.items():
        for form in forms:
            name = form.format(release)
            if any(name in _words(text) for _, text in answers.all(PACKAGES)):
                return command.about_each((name,))
    return ()


def _words(text: str) -> frozenset[str]:
    """Return the names of a package listing; Debian may add the architecture to one."""
    firsts = (line.split(None, 1)[0] for line in text.split("\n") if line.strip())
    return frozenset(each.partition(":")[0] for each in firsts)


def signature(answers: Answers) -> Signature | None:
    """Return INVALID for changed code, VALID for a kernel as it was brought or a verified boot."""
    if next(_changed(answers), None):
        return Signature.INVALID
    if re.search(r"^SecureBoot enabled\b", answers.get(SECURE_BOOT) or "", re.MULTILINE):
        return Signature.VALID
    told = [text for _, text in answers.all(KERNEL_PACKAGE)]
    if not told:
        return None
    lines = (line for text in told for line in text.split("\n")[:_MAX_LINES])
    return Signature.UNKNOWN if any(map(_UNREAD.search, lines)) else Signature.VALID


def quotes(answers: Answers) -> tuple[Evidence, ...]:
    """Return the lines that tell of changed code, as many as a person reads."""
    return tuple(each for each, _ in zip(_changed(answers), range(_QUOTED), strict=False))


def _changed(answers: Answers) -> Iterator[Evidence]:
    """Yield a line for each changed file that is no configuration, and each lost one of a kernel.

    Documentation is left out of small systems on purpose, so what else is missing says nothing.
    """
    for topic in (KERNEL_PACKAGE, VERIFY):
        for _, text in answers.all(topic):
            for number, line in enumerate(text.split("\n")[:_MAX_LINES], 1):
                lost = _LOST.match(line[:400])
                if _DIFFERS.match(line[:400]) or (lost and lost["path"].startswith(_KERNEL)):
                    yield Evidence(topic, number, line.strip())
