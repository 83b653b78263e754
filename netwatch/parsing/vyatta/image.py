"""Version, installed images and hashes of VyOS and EdgeOS.

``show version`` and the numbered image list were seen in real output, the table of VyOS 1.4 and
the place of the squashfs files in vyos-1x (image_info.py, image_installer.py).
"""

import re
from dataclasses import dataclass, replace

from netwatch.model.evidence import Evidence
from netwatch.model.image import Digest, FileEntry, Image
from netwatch.model.platform import HASH, VERSION
from netwatch.model.state import Answers, Identity
from netwatch.parsing.switch.files import digest

PERSISTENCE = "/usr/lib/live/mount/persistence/boot"

_FACT = re.compile(r"^(?P<name>[A-Z][A-Za-z/ ]{2,30}?): +(?P<value>\S.{0,200}?) *$", re.MULTILINE)
_NUMBERED = re.compile(
    r"^ *(?:\d{1,3}: +)?(?P<name>\S{1,128})(?P<marks>(?: +\([a-z ]{3,20}\))*) *$"
)
_HEAD = re.compile(r"^Name +Default boot +Running", re.MULTILINE)
_SUM = re.compile(r"^(?P<hex>[0-9a-fA-F]{32,128})  ?\*?(?P<path>/\S{1,255})\s*$", re.MULTILINE)
_LENGTHS = {32: "md5", 64: "sha256", 128: "sha512"}
_UP = re.compile(
    r"\bup +(?:(?P<days>\d{1,6}) days?, +)?"
    r"(?:(?P<hours>\d{1,2}):(?P<min>\d\d)|(?P<only>\d{1,2}) min)"
)


@dataclass(frozen=True, slots=True)
class Installed:
    """One image on the disk."""

    name: str
    is_default: bool = False
    is_running: bool = False


def installed(text: str | None) -> tuple[Installed, ...] | None:
    """Return the images of ``show system image`` in order, None when it was not answered."""
    if text is None:
        return None
    if _HEAD.search(text):
        return _from_table(text)
    lines = text.partition("installed:")[2].split("\n")
    rows = (_NUMBERED.match(line) for line in lines[:200])
    return tuple(
        Installed(row["name"], "default boot" in row["marks"], "running image" in row["marks"])
        for row in rows
        if row
    )


def _from_table(text: str) -> tuple[Installed, ...]:
    lines = text.split("\n")
    at = next(number for number, line in enumerate(lines) if _HEAD.match(line))
    boot, run = lines[at].index("Default boot"), lines[at].index("Running")
    found = []
    for line in lines[at + 1 : at + 200]:
        name = line[:boot].strip()
        if name and not name.startswith("-"):
            is_default = line[boot:run].strip() == "Yes"
            found.append(Installed(name, is_default, line[run : run + 8].strip() == "Yes"))
    return tuple(found)


def squashfs(image: str) -> str:
    """Return the file that an image of VyOS is, below the persistence mount."""
    return f"{PERSISTENCE}/{image}/{image}.squashfs"


def facts(text: str | None) -> dict[str, str]:
    """Return the ``Name: value`` lines of ``show version``."""
    return {each["name"]: each["value"] for each in _FACT.finditer(text or "")}


def identity(version: str | None, host_name: str | None) -> Identity | None:
    """Return who answered, None when nothing says."""
    found = facts(version)
    serial = found.get("Hardware S/N") or found.get("HW S/N")
    model = found.get("Hardware model") or found.get("HW model")
    if not (serial or model or host_name):
        return None
    return Identity(host_name, serial, model)


def uptime_s(text: str | None) -> int | None:
    """Return the seconds in ``Uptime: 16:17:57 up 11 days,  6:15,`` (EdgeOS, seen)."""
    found = _UP.search(text or "")
    if not found:
        return None
    minutes = int(found["only"] or 0) + int(found["hours"] or 0) * 60 + int(found["min"] or 0)
    return int(found["days"] or 0) * 86400 + minutes * 60


def read_image(
    answers: Answers, images: tuple[Installed, ...] | None, paths: dict[str, str]
) -> Image | None:
    """Return version, images and hashes; ``paths`` names the file of each image."""
    text = answers.get(VERSION)
    found = facts(text)
    running = [each.name for each in images or () if each.is_running]
    # An image list of one image that says nothing about running can only mean that one.
    if not running and images is not None and len(images) == 1:
        running = [images[0].name]
    default = tuple(paths.get(each.name, each.name) for each in images or () if each.is_default)
    image = Image(
        version=(found.get("Version") or "").removeprefix("VyOS ") or None,
        model=found.get("Hardware model") or found.get("HW model"),
        running_file=paths.get(running[0], running[0]) if running else None,
        digests=digests(answers),
        boot_path=default or None,
        uptime_s=uptime_s(text),
    )
    if image == Image():
        return None
    quotes = tuple(
        Evidence(VERSION, number, line.strip())
        for number, line in enumerate((text or "").split("\n")[:60], 1)
        if line.startswith(("Version:", "Build ID", "Build commit", "Build UUID"))
    )
    return replace(image, evidence=quotes)


def digests(answers: Answers) -> tuple[Digest, ...] | None:
    """Return the hashes that md5sum or sha256sum printed, None when none was answered."""
    texts = [text for _, text in answers.all(HASH)]
    if not texts:
        return None
    found = (
        digest(each["path"], _LENGTHS.get(len(each["hex"]), ""), each["hex"])
        for text in texts
        for each in _SUM.finditer(text)
    )
    return tuple(each for each in found if each)


def files(
    images: tuple[Installed, ...] | None, paths: dict[str, str]
) -> tuple[FileEntry, ...] | None:
    """Return the installed images as files, None when they were not listed."""
    if images is None:
        return None
    return tuple(FileEntry(paths.get(each.name, each.name)) for each in images)
