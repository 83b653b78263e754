"""What RouterOS prints about itself: version, boot firmware, boot settings, the sniffer's state.

Layouts seen in real output: ``/system resource print`` and ``/system routerboard print`` (``;;;``
comments in front included). ``/tool sniffer print``, ``/system routerboard settings print`` and
``/file print detail`` follow the manual's property names.
"""

import re
from dataclasses import replace

from netwatch.model.evidence import Evidence
from netwatch.model.image import FileEntry, Image
from netwatch.model.mirror import Destination, DestinationKind, Mirror, MirrorKind
from netwatch.model.platform import BOOT, BOOTLOADER, MIRRORS, VERSION
from netwatch.model.state import Answers
from netwatch.parsing.mikrotik import installation
from netwatch.parsing.mikrotik.sniffers import SNIFFER_ID, settings

MODE = "device-mode"
_PAIR = re.compile(r"^[ \t]{0,80}([a-z0-9][a-z0-9/ -]{0,40}?): ?(.*)$")
_UPTIME = re.compile(
    r"(?:(\d{1,4})y)?(?:(\d{1,4})w)?(?:(\d{1,4})d)?(?:(\d{1,4})h)?(?:(\d{1,4})m)?(?:(\d{1,4})s)?"
)
_UNITS = (365 * 86400, 7 * 86400, 86400, 3600, 60, 1)
_PENDING = re.compile(r"^;;; (Firmware upgraded successfully, please reboot.{0,60})", re.MULTILINE)
_FILE = re.compile(r"^ {0,6}\d{1,6} +(?:[A-Z] +)?name=\"?([^\"\n]{1,255}?)\"? type=", re.MULTILINE)
_SIZE = re.compile(r"\bsize=\"?([\d.]{1,20}) ?(B|KiB|MiB|GiB)?\b")
_TIME = re.compile(r"\b(?:last-modified|creation-time)=(\S{1,20}(?: \d\d:\d\d:\d\d)?)")
_BYTES = {"B": 1, "KiB": 1024, "MiB": 1024**2, "GiB": 1024**3}
# The defaults of the community.routeros schema: anything else is worth a word.
_BOOT_DEFAULTS = {
    "force-backup-booter": "no",
    "preboot-etherboot": "disabled",
    "preboot-etherboot-server": "any",
    "protected-routerboot": "disabled",
}
_MAX_FILES = 20_000


def pairs(text: str | None) -> dict[str, str]:
    """Return the ``name: value`` lines of a print; comments and odd lines are let pass."""
    found = {}
    for line in (text or "").split("\n"):
        if pair := _PAIR.match(line[:1000]):
            found[pair[1]] = pair[2].strip()
    return found


def uptime(text: str) -> int | None:
    """Return the seconds in ``5w3d20m51s``."""
    found = _UPTIME.fullmatch(text)
    if not found or not any(found.groups()):
        return None
    return sum(int(each or 0) * unit for each, unit in zip(found.groups(), _UNITS, strict=True))


def image(answers: Answers) -> Image | None:
    """Return version, board, boot firmware and boot settings; None when nothing was answered.

    ``bootloader`` is RouterBOOT's ``current-firmware``, ``version`` as printed (``7.16 (stable)``).
    """
    resource, board = pairs(answers.get(VERSION)), pairs(answers.get(BOOTLOADER))
    boot = answers.get(BOOT)
    found = Image(
        version=resource.get("version"),
        model=board.get("model") or resource.get("board-name"),
        bootloader=board.get("current-firmware"),
        boot_path=boot_path(pairs(boot)) if boot is not None else None,
        signature=installation.signature(answers, resource),
        packages=installation.packages(answers),
        uptime_s=uptime(resource.get("uptime", "")),
    )
    return replace(found, evidence=_evidence(answers)) if found != Image() else None


def boot_path(board: dict[str, str]) -> tuple[str, ...] | None:
    """Return where the next boot looks, and every boot setting that is not the default.

    A device that is to boot from the network gets the scheme ``netboot:``.
    """
    device = board.get("boot-device")
    if device is None:
        return None
    network = device.startswith(("ethernet", "try-ethernet", "flash-boot-once-then-ethernet"))
    path = [f"netboot:{device}" if network else device]
    for key, usual in _BOOT_DEFAULTS.items():
        value = board.get(key, usual)
        if value != usual:
            scheme = "netboot:" if key == "preboot-etherboot" else ""
            path.append(f"{scheme}{key}={value}")
    return tuple(path)


def notes(answers: Answers) -> tuple[str, ...]:
    """Return what a person should know: firmware that waits, a mark of RouterOS' own.

    RouterOS marks a device ``flagged`` when it finds a configuration as intruders leave it.
    """
    board = answers.get(BOOTLOADER) or ""
    found = []
    if _PENDING.search(board):
        version = pairs(board).get("upgrade-firmware", "")
        found.append(f"RouterBOOT {version} waits for a reboot")
    if pairs(answers.get(MODE)).get("flagged") == "yes":
        found.append("RouterOS flagged the device: it found a suspicious configuration")
    return tuple(found)


def _evidence(answers: Answers) -> tuple[Evidence, ...]:
    wanted = ("version", "current-firmware", "boot-device", "upgrade-firmware")
    own = tuple(
        Evidence(topic, number, line.strip())
        for topic in (VERSION, BOOTLOADER, BOOT)
        for number, line in enumerate((answers.get(topic) or "").split("\n")[:60], 1)
        if (pair := _PAIR.match(line[:1000])) and pair[1] in wanted
    )
    return (*own, *installation.quotes(answers))


def operating(text: str | None) -> tuple[Mirror, ...] | None:
    """Return the sniffer as it is now: running, or set up and stopped; None unanswered."""
    if text is None:
        return None
    values = pairs(text)
    running = values.get("running")
    if running is None:
        return None
    quotes = tuple(
        Evidence(MIRRORS, number, line.strip())
        for number, line in enumerate(text.split("\n")[:100], 1)
        if "running" in line or "streaming" in line or "filter-interface" in line
    )
    found = settings(values, SNIFFER_ID, quotes)
    if running == "yes":
        return (replace(found or _in_memory(values, quotes), enabled=True),)
    return (replace(found, enabled=False),) if found else ()


def _in_memory(values: dict[str, str], quotes: tuple[Evidence, ...]) -> Mirror:
    filed = settings({**values, "file-name": "memory"}, SNIFFER_ID, quotes)
    end = Destination(DestinationKind.FILE, "memory")
    bare = Mirror(SNIFFER_ID, MirrorKind.CAPTURE, destinations=(end,), evidence=quotes)
    return replace(filed or bare, kind=MirrorKind.CAPTURE, complete=True, destinations=(end,))


def files(text: str | None) -> tuple[FileEntry, ...] | None:
    """Return the files of ``/file print detail``; sizes are rounded by the device."""
    if text is None:
        return None
    starts = list(_FILE.finditer(text))[:_MAX_FILES]
    ends = [*(each.start() for each in starts[1:]), len(text)][: len(starts)]
    return tuple(
        _file(each[1], text[each.start() : min(end, each.start() + 2000)])
        for each, end in zip(starts, ends, strict=True)
    )


def _file(name: str, entry: str) -> FileEntry:
    size, time = _SIZE.search(entry), _TIME.search(entry)
    count = int(float(size[1]) * _BYTES[size[2] or "B"]) if size and _decimal(size[1]) else None
    return FileEntry(name, count, time[1] if time else None)


def _decimal(text: str) -> bool:
    return text.count(".") <= 1 and text.strip(".") != ""
