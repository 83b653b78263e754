"""What VOSS says of its software: ``show software`` as seen, ``show sys-info`` from memory."""

import re

from netwatch.model.image import Image
from netwatch.parsing.facts import fact, labelled, uptime

_RUNNING = re.compile(
    r"^[ \t]*(\S{1,60}?)(?:\.GA|\.int|\.SP)?[ \t]+\([^)\n]{0,60}(?:Primary|Active) Release\)",
    re.MULTILINE,
)
_FILE = re.compile(
    r"^[ \t]*(\S{1,60})[ \t]+\([^)\n]{0,60}(?:Primary|Active) Release\)", re.MULTILINE
)
_BOX = re.compile(r"^# box type +: (\S.{0,60}?)\s*$", re.MULTILINE)
_SERIAL = re.compile(r"^[ \t]*Serial ?# *: *(\S{4,30})", re.MULTILINE)
_RELEASE = re.compile(r"^[A-Za-z]+[0-9]*[A-Z]*\.(\d.*)$")


def image(software: str | None, system: str | None, box: str | None) -> Image | None:
    """Return the release that runs; the one called primary is also what the next boot loads."""
    if software is None and system is None:
        return None
    name = fact(software, _RUNNING)
    release = fact(name, _RELEASE) or name
    booted = fact(software, _FILE)
    return Image(
        version=release,
        model=box,
        running_file=booted,
        boot_path=(booted,) if booted else None,
        uptime_s=uptime(labelled(system).get("SysUpTime")),
    )


def model(config: str | None) -> str | None:
    """Return the chassis from the configuration's header: ``show sys-info`` spells it otherwise."""
    return fact(config, _BOX)


def serial(system: str | None) -> str | None:
    """Return the chassis's serial number."""
    return fact(system, _SERIAL)
