"""What a Junos device says about the software it runs."""

import re

from netwatch.model.evidence import Evidence
from netwatch.model.image import Digest, FileEntry
from netwatch.model.platform import BOOTLOADER, HASH, VERSION
from netwatch.model.state import Answers, Identity
from netwatch.parsing.facts import identified
from netwatch.parsing.templates import Row, rows

_SUM = re.compile(
    r"^(MD5|SHA1|SHA256) \(([^()\s]{1,255})\) = ([0-9A-Fa-f]{32,64})[ \r]*$", re.MULTILINE
)
_LINE = 300
_LINES = 20_000
_LENGTHS = {"md5": 32, "sha1": 40, "sha256": 64}
_REASON = re.compile(r"^ *Last reboot reason +(\S.*)$", re.MULTILINE)
_UPTIME = re.compile(r"^ *Uptime +(\d[\w, ]{0,100})$", re.MULTILINE)
_COUNT = re.compile(r"(\d{1,9}) (day|hour|minute|second)")
_UNITS = {"day": 86_400, "hour": 3_600, "minute": 60, "second": 1}
_HOME = re.compile(r"(/[^\s:]{0,200}?)/?:")
_ENTRY = re.compile(
    r"-[rwxsStT-]{9}\S* +\d+ +\S+ +\S+ +(\d{1,18}) +(\w{3} +\d{1,2} +[\d:]{4,5})"
    r" +(\S{1,255})(?: -> \S+)?"
)
_SNAPSHOT = re.compile(
    r"^Information for snapshot on +(\S+) \((\S+?)\)(?: \((\w+)\))? *$", re.MULTILINE
)
_PACKAGE = re.compile(r".+\.(?:tgz|img|iso|tar|pkg)(?:\.gz)?|/packages/.+")


def identity(version: str | None, hardware: str | None) -> Identity | None:
    """Return name, serial number and model from ``show version`` and ``show chassis hardware``."""
    first = _first("juniper_junos_show_version", version)
    chassis = _first("juniper_junos_show_chassis_hardware", hardware)
    return identified(
        hostname=_text(first, "HOSTNAME"),
        serial=_text(chassis, "SERIAL"),
        model=_text(first, "MODEL") or _text(chassis, "MODEL"),
    )


def version(text: str | None) -> str | None:
    """Return the release; several, joined, where members of one chassis run different ones."""
    found = _rows("juniper_junos_show_version", text)
    names = [_text(each, "VERSION") or _text(each, "BASE") for each in found]
    return ", ".join(dict.fromkeys(each for each in names if each)) or None


def bootloader(text: str | None) -> str | None:
    """Return every piece of boot firmware of ``show chassis firmware``, the O/S left out."""
    found = _rows("juniper_junos_show_chassis_firmware", text)
    pieces = [each for each in found if each["TYPE"] != "O/S"]
    parts = [f"{each['PART']} {each['TYPE']} {each['VERSION']}" for each in pieces]
    return "; ".join(parts) or None


def last_reload_reason(text: str | None) -> str | None:
    """Return the reason of the first routing engine in ``show chassis routing-engine``."""
    match = _REASON.search(text or "")
    return match[1].rstrip() if match else None


def uptime_s(text: str | None) -> int | None:
    """Return the seconds the first routing engine of ``show chassis routing-engine`` is up."""
    match = _UPTIME.search(text or "")
    if not match:
        return None
    return sum(int(count) * _UNITS[unit] for count, unit in _COUNT.findall(match[1]))


def boot_path(text: str | None) -> tuple[str, ...] | None:
    """Return the partitions of ``show system snapshot``, primary first; None when not shown."""
    found = _SNAPSHOT.findall(text or "")
    ordered = sorted(found, key=lambda each: each[2] != "primary")
    return tuple(f"{media}:{device}" for media, device, _ in ordered) or None


def files(listings: tuple[tuple[str, str], ...]) -> tuple[FileEntry, ...] | None:
    """Return the regular files of the ``file list detail DIR`` answers, each a (command, text)."""
    if not listings:
        return None
    return tuple(each for command, text in listings for each in _listed(command, text))


def _listed(command: str, text: str) -> list[FileEntry]:
    home = command.rsplit(maxsplit=1)[-1].rstrip("/") if command else ""
    found = []
    for line in text.split("\n"):
        body = line.strip()
        head = _HOME.fullmatch(body)
        entry = None if head else _ENTRY.fullmatch(body)
        if head:
            home = head[1]
        elif entry:
            name = entry[3].rstrip("*")
            path = name if name[:1] == "/" else f"{home}/{name}"
            found.append(FileEntry(path, int(entry[1]), " ".join(entry[2].split())))
    return found


def package_files(listings: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """Return the paths of the software packages among the listed files."""
    found = files(listings) or ()
    return tuple(dict.fromkeys(each.path for each in found if _PACKAGE.fullmatch(each.path)))


def digests(answers: Answers) -> tuple[Digest, ...] | None:
    """Return the sums of ``file checksum``, each only for the file that was asked for."""
    asked = answers.all(HASH)
    if not asked:
        return None
    found = []
    for command, text in asked:
        wanted = command.split()[-1] if command.startswith("file checksum") else None
        for name, path, value in _SUM.findall(text):
            algorithm = name.lower()
            whole = len(value) == _LENGTHS[algorithm]
            if whole and (wanted in (None, path) or "{arg}" in (wanted or "")):
                found.append(Digest(path, algorithm, value.lower()))
    return tuple(found)


def quotes(answers: Answers, reloads: str) -> tuple[Evidence, ...]:
    """Return the lines that image facts rest on; ``reloads`` is the topic of the reload reason."""
    found = []
    marks = ((VERSION, "Junos:"), (VERSION, "JUNOS"), (BOOTLOADER, "ROM"), (reloads, "reboot"))
    for topic, mark in marks:
        for number, line in enumerate((answers.get(topic) or "").split("\n"), 1):
            if mark in line:
                found.append(Evidence(topic, number, line.strip()[:300]))
    return tuple(found[:20])


def _first(template: str, text: str | None) -> Row:
    found = _rows(template, text)
    return found[0] if found else {}


def _rows(template: str, text: str | None) -> tuple[Row, ...]:
    """Return the template's rows; lines are cut short so that no expression can run wild."""
    if not text:
        return ()
    return rows(template, "\n".join(line[:_LINE] for line in text.split("\n", _LINES)[:_LINES]))


def _text(row: Row, name: str) -> str | None:
    value = row.get(name)
    return value if isinstance(value, str) and value else None
