"""What an IOS or IOS XE image is made of, and the switches that run it.

Layouts seen in captured output: ``packages.conf`` of install mode, ``show install summary`` (IOS XE
16 and later), the table of a stack below ``show version`` with a block for every further switch.
"""

import hashlib
import re

from netwatch.model.image import Digest, Member
from netwatch.model.platform import VERSION
from netwatch.model.state import Answers
from netwatch.parsing.supervisors import supervisors

PACKAGES, INSTALLED, INVENTORY = "packages", "installed", "inventory"
PROVISIONING = "packages.conf"

_MAX = 256
_PACKAGE = re.compile(r"(?<!\S)[A-Za-z0-9_.+-]{1,200}\.pkg(?!\S)")
_PATCH = re.compile(
    r"^ {0,8}(?!IMG\b)([A-Z]{3,8}) {1,8}([A-Z]) {1,8}(\S{1,255})[ \t]*$", re.MULTILINE
)
_ACTIVE = "CU"
_SWITCH = re.compile(
    r"^(\*?) {1,8}(\d{1,2}) {1,8}\d{1,4} {1,8}(\S{2,40}) {1,30}(\d\S{0,60}) {1,30}(\S{2,80})"
    r"(?: {1,30}(INSTALL|BUNDLE))? {0,20}$",
    re.MULTILINE,
)
_BLOCK = re.compile(r"^Switch (\d{1,2})[ \t]*\n-{3,40}[ \t]*$", re.MULTILINE)
_SERIAL = re.compile(r"^System Serial Number {0,40}: {0,8}(\S{4,40})", re.MULTILINE | re.IGNORECASE)


def package_names(answers: Answers) -> tuple[str, ...]:
    """Return the packages that ``packages.conf`` names, each once, in its order."""
    names: dict[str, None] = {}
    for _, text in answers.all(PACKAGES):
        names.update((each, None) for each in _PACKAGE.findall(text))
    return tuple(names)


def packages(answers: Answers, running: str | None) -> tuple[str, ...] | None:
    """Return packages and active patches (SMU); None when what tells them was not answered.

    A bundle that runs as one file consists of its patches alone.
    """
    summary = answers.get(INSTALLED)
    patches = tuple(path for _, state, path in _PATCH.findall(summary or "") if state in _ACTIVE)
    if running is not None and running.endswith(PROVISIONING):
        named = package_names(answers)
        return (*named, *dict.fromkeys(patches))[:_MAX] if named else None
    return tuple(dict.fromkeys(patches))[:_MAX] if summary is not None else None


def provisioning_digest(answers: Answers, running: str | None) -> Digest | None:
    """Return netwatch's own hash of the text of ``packages.conf``, without regard to line ends."""
    if running is None or not running.endswith(PROVISIONING):
        return None
    text = next((text for _, text in answers.all(PACKAGES) if _PACKAGE.search(text)), None)
    if text is None:
        return None
    lines = "\n".join(line.rstrip() for line in text.strip().split("\n"))
    value = hashlib.sha256(lines.encode(errors="backslashreplace")).hexdigest()
    return Digest(running, "text-sha256", value)


def members(answers: Answers) -> tuple[Member, ...] | None:
    """Return the switches of a stack, else the supervisors; None without ``show version``."""
    text = answers.get(VERSION)
    if text is None:
        return None
    serials = _serials(text)
    stack = tuple(
        Member(
            name=f"switch {number}",
            role="active" if mark else "member",
            model=model,
            serial=serials.get("" if mark else number) or serials.get(number),
            version=version,
            mode=mode or None,
        )
        for mark, number, model, version, _, mode in _SWITCH.findall(text)[:_MAX]
    )
    return stack or supervisors(answers.get(INVENTORY))


def _serials(text: str) -> dict[str, str]:
    """Return serial numbers by switch; that of the switch that answers stands before all, as ""."""
    marks = list(_BLOCK.finditer(text))[:_MAX]
    names = ("", *(each[1].lstrip("0") for each in marks))
    starts = (0, *(each.end() for each in marks))
    ends = (*(each.start() for each in marks), len(text))
    found = {}
    for name, start, end in zip(names, starts, ends, strict=True):
        serial = _SERIAL.search(text, start, end)
        if serial:
            found[name] = serial[1]
    return found
