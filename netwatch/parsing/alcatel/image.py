"""Version, directories and hardware of OmniSwitch, as its references and public output print them.

An OmniSwitch boots a *directory* of images: ``/flash/working``, ``/flash/certified`` or one of the
user's. ``show running-directory`` says which one runs; what the next boot takes is the certified
one unless both are equal.
"""

import re

from netwatch.model.evidence import Evidence
from netwatch.model.image import FileEntry, Image
from netwatch.model.platform import BOOT, BOOTLOADER, FILES, VERSION
from netwatch.model.state import Answers, Identity

SYSTEM, CHASSIS = "system", "chassis"

_PACKAGE = re.compile(
    r"^ *(?P<file>\S{1,64}\.img) +(?P<release>\d[\w.]{3,40}) +(?P<size>\d{1,12})\b", re.MULTILINE
)
_FOLDER = re.compile(r"^ *(?P<folder>/flash/\S{1,64})", re.MULTILINE)
_RUNNING = re.compile(r"^ *Running configuration +: *(?P<name>[\w./-]{1,64})", re.MULTILINE)
_CERTIFIED = re.compile(
    r"^ *Certify/Restore Status +: *(?P<state>[A-Z ]{1,40}?),? *$", re.MULTILINE
)
_LOADER = re.compile(
    r"^ *(?:U-?Boot|BootROM|Miniboot|Boot ?ROM)(?: Version)? *: *(?P<value>\S.{0,60}?),? *$",
    re.MULTILINE | re.IGNORECASE,
)
_FACT = re.compile(
    r"^ *(?P<name>[A-Z][A-Za-z ]{1,30}?) *: *(?P<value>\S.{0,160}?),? *$", re.MULTILINE
)
_UP = re.compile(
    r"(\d{1,6}) days?,? +(\d{1,2}) hours?,? +(\d{1,2}) minutes?(?: and (\d{1,2}) seconds?)?"
)


def _facts(text: str | None) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in _FACT.finditer(text or ""):
        found.setdefault(each["name"], each["value"])
    return found


def identity(answers: Answers, host_name: str | None) -> Identity | None:
    """Return who answered, None when nothing says."""
    chassis, system = _facts(answers.get(CHASSIS)), _facts(answers.get(SYSTEM))
    name = system.get("Name", host_name)
    serial, model = chassis.get("Serial Number"), chassis.get("Model Name")
    return Identity(name, serial, model) if name or serial or model else None


def folder(answers: Answers) -> str | None:
    """Return the directory the switch runs from."""
    found = _RUNNING.search(answers.get(BOOT) or "")
    return f"/flash/{found['name'].strip('/').lower()}" if found else None


def files(answers: Answers) -> tuple[FileEntry, ...] | None:
    """Return the image files that ``show microcode`` lists for each directory."""
    asked = [text for topic in (VERSION, FILES) for _, text in answers.all(topic)]
    if not asked:
        return None
    found = []
    for text in asked:
        head = _FOLDER.search(text)
        place = head["folder"] if head else folder(answers)
        found += [
            FileEntry(f"{place}/{each['file']}" if place else each["file"], int(each["size"]))
            for each in _PACKAGE.finditer(text)
        ]
    return tuple(dict.fromkeys(found))


def read_image(answers: Answers) -> Image | None:
    """Return what the box says of its code, None when it was not asked."""
    text = answers.get(VERSION) or ""
    package = _PACKAGE.search(text)
    running = folder(answers)
    loader = _LOADER.search(answers.get(BOOTLOADER) or "")
    found = Image(
        version=package["release"] if package else None,
        model=_facts(answers.get(CHASSIS)).get("Model Name"),
        running_file=f"{running}/{package['file']}" if running and package else None,
        bootloader=loader["value"] if loader else None,
        boot_path=_boot_path(answers, running),
        uptime_s=_uptime(answers),
        evidence=tuple(
            Evidence(VERSION, number, line.strip())
            for number, line in enumerate(text.split("\n")[:40], 1)
            if _PACKAGE.match(line)
        ),
    )
    return None if found == Image() else found


def _boot_path(answers: Answers, running: str | None) -> tuple[str, ...] | None:
    """Return the directory the next boot takes: a difference from certified means certified."""
    state = _CERTIFIED.search(answers.get(BOOT) or "")
    if running is None or state is None:
        return None
    return (running,) if state["state"] == "CERTIFIED" else ("/flash/certified",)


def _uptime(answers: Answers) -> int | None:
    found = _UP.search(_facts(answers.get(SYSTEM)).get("Up Time", ""))
    if not found:
        return None
    days, hours, minutes, seconds = (int(each or 0) for each in found.groups())
    return days * 86400 + hours * 3600 + minutes * 60 + seconds
