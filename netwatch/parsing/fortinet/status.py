"""What FortiOS, FortiSwitch and FortiManager print about themselves.

``get system status`` as seen in real output of 6.2 to 7.4. ``diagnose sys flash list`` and
``get system performance status`` are from memory.
"""

import re

from netwatch.model.evidence import Evidence
from netwatch.model.image import FileEntry, Image, Signature
from netwatch.model.platform import BOOT, VERSION
from netwatch.model.state import Answers, Identity
from netwatch.parsing import facts
from netwatch.parsing.uptime import spoken

PERFORMANCE = "performance"
_PAIR = re.compile(r"^[ \t]{0,8}([A-Za-z][A-Za-z0-9/ -]{0,60}?) *: ?(.*)$")
_VERSION = re.compile(r"(?:(\S{1,80}) )?(v\d\S{0,80}(?: \([^)\n]{1,20}\))?.{0,40})")
_FLASH = re.compile(r"^ *(\d{1,2}) +(\S{1,200}) .{0,80}?\b(Yes|No) *$", re.MULTILINE)
_WANTED = (
    "Version", "Firmware Signature", "Security Level", "Current Security Level", "BIOS version",
    "Last reboot reason", "Image Signature",
)  # fmt: skip
_LINES = 200


def pairs(text: str | None) -> dict[str, str]:
    """Return the ``Name: value`` lines of an answer; the first of a name counts."""
    return facts.pairs(text, _PAIR, _LINES)


def identity(answers: Answers, hostname: str | None) -> Identity | None:
    """Return hostname, serial number and model (``FortiGate-60F``)."""
    said = pairs(answers.get(VERSION))
    serial = said.get("Serial-Number", said.get("Serial Number"))
    return facts.identified(said.get("Hostname") or hostname, serial, _model(said))


def _model(said: dict[str, str]) -> str | None:
    version = _VERSION.match(said.get("Version", ""))
    full = said.get("Platform Full Name")
    return full or (version[1] if version else None)


def image(answers: Answers) -> Image | None:
    """Return version, firmware signature, BIOS and boot partition; None when not answered.

    The version keeps its maturity suffix (``(GA.M)``). The BIOS security level decides whether an
    unsigned image may boot, so it belongs to ``bootloader``.
    """
    status, flash = answers.get(VERSION), answers.get(BOOT)
    if status is None and flash is None:
        return None
    said = pairs(status)
    version = _VERSION.match(said.get("Version", ""))
    active = [row[2] for row in _rows(flash) if row[3] == "Yes"]
    return Image(
        version=version[2].strip() if version else None,
        model=_model(said),
        running_file=active[0] if active else None,
        boot_path=tuple(active) or None,
        bootloader=_bootloader(said),
        signature=_signature(said) if status is not None else None,
        last_reload_reason=said.get("Last reboot reason"),
        uptime_s=spoken(pairs(answers.get(PERFORMANCE)).get("Uptime", "")),
        evidence=_evidence(status),
    )


def _bootloader(said: dict[str, str]) -> str | None:
    level = said.get("Current Security Level") or said.get("Security Level")
    bios = said.get("BIOS version")
    if level is None:
        return bios
    return f"{bios or 'BIOS'} (security level {level})"


def _signature(said: dict[str, str]) -> Signature:
    word = said.get("Firmware Signature", said.get("Image Signature", "")).lower()
    if "un-certified" in word or "uncertified" in word or "not certified" in word:
        return Signature.INVALID
    return Signature.VALID if "certified" in word else Signature.UNKNOWN


def _rows(flash: str | None) -> list[re.Match[str]]:
    return list(_FLASH.finditer((flash or "")[:20_000]))


def files(answers: Answers) -> tuple[FileEntry, ...] | None:
    """Return the images in the flash partitions; None when they were not listed."""
    flash = answers.get(BOOT)
    if flash is None:
        return None
    return tuple(FileEntry(row[2]) for row in _rows(flash))


def _evidence(status: str | None) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(VERSION, number, line.strip()[:500])
        for number, line in enumerate((status or "").split("\n")[:_LINES], 1)
        if (pair := _PAIR.match(line[:500])) and pair[1] in _WANTED
    )
