"""What tmsh prints about the box: software version, volumes, hardware.

``show sys software status`` as seen in public transcripts of 12.1 to 17.5 (with and without the
slot column); ``show sys version`` and ``show sys hardware`` from memory.
"""

import re

from netwatch.model.evidence import Evidence
from netwatch.model.image import FileEntry, Image
from netwatch.model.platform import BOOT, VERSION
from netwatch.model.state import Answers, Identity
from netwatch.parsing.facts import identified

HARDWARE = "hardware"
_FACT = re.compile(r"^ {1,4}(Product|Version|Build|Edition) +(\S.{0,80}?) *$", re.MULTILINE)
_VOLUME = re.compile(
    r"^ *([A-Z]{2}\d\.[A-Za-z0-9._-]{1,40}) +(?:\d{1,2} +)?(\S{1,30}) +(\S{1,30}) +(\S{1,30})"
    r" +(yes|no) +(\S.{0,60}?) *$",
    re.MULTILINE,
)
_SERIAL = re.compile(r"^ *Chassis Serial +(\S{4,40}) *$", re.MULTILINE)
_MODEL = re.compile(r"^ *Name +(BIG-IP \S.{0,60}?|\S.{0,60}?) *$", re.MULTILINE)
_BIOS = re.compile(r"^ *BIOS Revision +(\S.{0,80}?) *$", re.MULTILINE)
_LONGEST = 200_000


def identity(answers: Answers, hostname: str | None) -> Identity | None:
    """Return hostname, chassis serial and platform name."""
    hardware = (answers.get(HARDWARE) or "")[:_LONGEST]
    serial, model = _SERIAL.search(hardware), _MODEL.search(hardware)
    return identified(hostname, serial[1] if serial else None, model[1] if model else None)


def image(answers: Answers) -> Image | None:
    """Return version and build, the active volume, and BIOS; None when nothing was answered.

    The active volume is the running one and the one of the next boot.
    """
    version, volumes = answers.get(VERSION), answers.get(BOOT)
    if version is None and volumes is None:
        return None
    facts = dict(_FACT.findall((version or "")[:_LONGEST]))
    hardware = (answers.get(HARDWARE) or "")[:_LONGEST]
    bios, model = _BIOS.search(hardware), _MODEL.search(hardware)
    active = [f"{row[0]}/{row[2]}-{row[3]}" for row in _rows(volumes) if row[4] == "yes"]
    named = (facts.get("Version"), facts.get("Build"))
    return Image(
        version=" build ".join(each for each in named if each) or None,
        model=model[1] if model else None,
        running_file=active[0] if active else None,
        boot_path=tuple(active) or None,
        bootloader=bios[1] if bios else None,
        evidence=tuple(
            Evidence(VERSION, number, line.strip()[:200])
            for number, line in enumerate((version or "").split("\n")[:60], 1)
            if _FACT.match(line)
        ),
    )


def _rows(volumes: str | None) -> list[tuple[str, ...]]:
    return _VOLUME.findall((volumes or "")[:_LONGEST])


def files(answers: Answers) -> tuple[FileEntry, ...] | None:
    """Return the installed software by volume; None when the volumes were not listed."""
    volumes = answers.get(BOOT)
    if volumes is None:
        return None
    return tuple(FileEntry(f"{row[0]}/{row[2]}-{row[3]}") for row in _rows(volumes))
