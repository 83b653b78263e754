"""What SONiC's own commands print: mirror sessions as they run, version, images, inventory.

``show mirror_session`` has the columns of sonic-utilities' acl_loader, ``show mirror-session``
those of the dellemc.enterprise_sonic examples; ``show version`` and ``show platform inventory``
were seen in real output.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from netwatch.model.evidence import Evidence
from netwatch.model.image import Digest, FileEntry, Image
from netwatch.model.mirror import (
    Destination,
    DestinationKind,
    Direction,
    Mirror,
    MirrorKind,
    Source,
    SourceKind,
)
from netwatch.model.platform import BOOT, BOOTLOADER, FILES, HASH, MIRRORS, VERSION
from netwatch.model.state import Answers, Identity
from netwatch.parsing.facts import identified
from netwatch.parsing.linux import verified
from netwatch.parsing.sonic.mirrors import receiver
from netwatch.parsing.uptime import spoken

CAUSE = "reboot-cause"
INVENTORY = "inventory"

_RULE = re.compile(r"-{2,}(?: {1,8}-{2,})*\s*")
_HEADER = re.compile(r"Name {2,40}Status {2,40}(?:SRC|DST)[ -]")
_COLUMN = re.compile(r"\S+(?: \S+)*")
_TITLE = re.compile(r"\s*(?:ERSPAN|SPAN) Sessions:?\s*$", re.IGNORECASE)
_NOTHING = re.compile(r"^No sessions configured", re.MULTILINE)
_WAYS = {"rx": Direction.RX, "tx": Direction.TX, "both": Direction.BOTH}
_FACT = re.compile(r"^([A-Z][A-Za-z ]{2,30}?) *: +(\S.{0,200})$", re.MULTILINE)
_UP = re.compile(r"\bup +(.{1,60}?), +\d+ users?\b")
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?!:)")
_INSTALLED = re.compile(r"^(Current|Next): (\S{1,200})$", re.MULTILINE)
_SUM = re.compile(r"^([0-9a-f]{64}) [ *](/\S{1,250})$", re.MULTILINE)
_CONTAINER = re.compile(r"^(docker-\S{1,100}) +(\S{1,100}) +([0-9a-f]{12}) +\S+\s*$", re.MULTILINE)
_LISTED = re.compile(
    r"^-[rwxsStT-]{9}\S? +\d+ +\S+ +\S+ +(?P<size>\d{1,18})"
    r" (?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\S* [+-]\d{4}) (?P<path>/\S{1,250})$",
    re.MULTILINE,
)
_FIRMWARE = re.compile(r"^(?:\S+ +)?(?:ONIE|BIOS|Aboot|U-Boot|Bootloader)\b.*$", re.MULTILINE)
_CHASSIS = re.compile(r"^ {1,8}CHASSIS +(\S{1,60}) +(\S{1,30}) +(\S{1,60})", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Cell:
    name: str
    start: int
    end: int | None


def operating(text: str) -> tuple[tuple[Mirror, ...] | None, tuple[Evidence, ...]]:
    """Return the sessions shown and the lines not understood; None for no table at all."""
    mirrors: list[Mirror] = []
    unread: list[Evidence] = []
    cells: tuple[_Cell, ...] = ()
    tables, header = 0, ""
    for number, line in enumerate(text.split("\n"), 1):
        if _HEADER.match(line):
            header, cells, tables = line, _named(line), tables + 1
        elif _RULE.fullmatch(line[:2000]):
            cells = _ruled(header, line) if header and " " in line.strip() else cells
        elif not line.strip() or _TITLE.match(line):
            header, cells = "", ()
        elif cells:
            quote = Evidence(MIRRORS, number, line.strip()[:400])
            mirror = _mirror({each.name: _cut(line, each) for each in cells}, quote)
            mirrors += [mirror] if mirror else []
            unread += [] if mirror else [quote]
    seen = tables or _NOTHING.search(text)
    return (tuple(mirrors) if seen else None), tuple(unread)


def _named(header: str) -> tuple[_Cell, ...]:
    """Return the columns of Dell's table, which stand below the words of the header."""
    return _columns(header, [found.start() for found in _COLUMN.finditer(header)])


def _ruled(header: str, rule: str) -> tuple[_Cell, ...]:
    """Return the columns of the community's table, marked by a broken rule below the header."""
    return _columns(header, [found.start() for found in re.finditer(r"-+", rule)])


def _columns(header: str, starts: list[int]) -> tuple[_Cell, ...]:
    spans = zip(starts, [*starts[1:], None], strict=True)
    return tuple(
        _Cell(header[start:end].strip().lower().replace("-", " "), start, end)
        for start, end in spans
    )


def _cut(line: str, cell: _Cell) -> str:
    return line[cell.start : cell.end].strip()


def _mirror(row: dict[str, str], evidence: Evidence) -> Mirror | None:
    name = row.get("name")
    if not name:
        return None
    way = _WAYS.get(row.get("direction", "").lower(), Direction.BOTH)
    ports = [each for each in re.split(r"[,\s]+", row.get("src port", "")) if each]
    sources = tuple(Source(SourceKind.INTERFACE, each, way) for each in ports)
    destinations = tuple(_ends(row))
    return Mirror(
        id=name,
        kind=MirrorKind.ERSPAN_SOURCE if "dst ip" in row else MirrorKind.LOCAL,
        # "inactive" and "error" tell that no road leads there now, not that it is switched off.
        enabled=True if row.get("status", "").lower() == "active" else None,
        complete=bool(sources and destinations),
        sources=sources,
        destinations=destinations,
        evidence=(evidence,),
    )


def _ends(row: dict[str, str]) -> Iterator[Destination]:
    if address := row.get("dst ip"):
        gre = row.get("gre")
        yield Destination(
            DestinationKind.IP, address, origin=row.get("src ip") or None,
            encapsulation=f"gre {gre}" if gre else None,
        )  # fmt: skip
    elif port := row.get("dst port"):
        yield receiver(port)


def identity(answers: Answers, hostname: str | None) -> Identity | None:
    """Return who answered: serial number and model from ``show version`` or the inventory."""
    facts = dict(_FACT.findall(answers.get(VERSION) or ""))
    chassis = _CHASSIS.search(answers.get(INVENTORY) or "")
    return identified(
        hostname=hostname,
        serial=facts.get("Serial Number") or (chassis[3] if chassis else None),
        model=facts.get("Model Number") or (chassis[1] if chassis else facts.get("HwSKU")),
    )


def image(answers: Answers) -> Image | None:
    """Return what the box says of its code; ``boot_path`` is the image of the next boot."""
    text = answers.get(VERSION)
    if text is None:
        return None
    facts = dict(_FACT.findall(text))
    installed = dict(_INSTALLED.findall(answers.get(BOOT) or ""))
    coming = installed.get("Next")
    return Image(
        version=_version(facts),
        model=facts.get("Model Number") or facts.get("HwSKU"),
        running_file=installed.get("Current"),
        digests=tuple(_digests(answers)) or None,
        bootloader=_first(_FIRMWARE, answers.get(BOOTLOADER)),
        boot_path=(coming,) if coming else None,
        last_reload_reason=_first_line(answers.get(CAUSE)),
        signature=verified.signature(answers),
        uptime_s=_uptime(facts.get("Uptime", "")),
        evidence=tuple(_quotes(text)),
    )


def _version(facts: dict[str, str]) -> str | None:
    said = facts.get("SONiC Software Version") or facts.get("Software Version") or ""
    return said.removeprefix("SONiC.").strip() or None


def _quotes(text: str) -> Iterator[Evidence]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith(
            ("SONiC Software Version", "Software Version", "Build commit", "Kernel")
        ):
            yield Evidence(VERSION, number, line.strip()[:400])


def _digests(answers: Answers) -> Iterator[Digest]:
    """Yield hashes of files and the identities of the container images that run the switch.

    An identity is the start of a SHA-256; a replaced container (``upgrade-docker``) shows in
    nothing else.
    """
    for _, text in answers.all(HASH):
        for found in _SUM.finditer(text):
            yield Digest(found[2], "sha256", found[1])
    for found in _CONTAINER.finditer(answers.get(VERSION) or ""):
        if found[2] == "latest":
            yield Digest(found[1], "docker-image-id", found[3])


def files(answers: Answers) -> tuple[FileEntry, ...] | None:
    """Return the files of the installed images."""
    text = answers.get(FILES)
    if text is None:
        return None
    return tuple(
        FileEntry(each["path"], int(each["size"]), each["time"]) for each in _LISTED.finditer(text)
    )


def hashable(answers: Answers) -> tuple[str, ...]:
    """Return the paths of the running image's root file system and kernel.

    The folder is named like the image (sonic_installer); ``SONiC-OS-`` becomes ``image-``.
    """
    facts = dict(_FACT.findall(answers.get(VERSION) or ""))
    version = _version(facts)
    if not version or "/" in version:
        return ()
    home, kernel = f"/host/image-{version}", facts.get("Kernel", "").strip()
    boot = (f"{home}/boot/vmlinuz-{kernel}",) if kernel and "/" not in kernel else ()
    return (f"{home}/fs.squashfs", *boot)


def _first(pattern: re.Pattern[str], text: str | None) -> str | None:
    found = pattern.search(text or "")
    return " ".join(found[0].split())[:200] if found else None


def _first_line(text: str | None) -> str | None:
    return next((line.strip()[:200] for line in (text or "").split("\n") if line.strip()), None)


def _uptime(text: str) -> int | None:
    """Return the seconds of ``14:40:15 up 2 days, 3:04,  1 user, ...``."""
    found = _UP.search(text)
    if not found:
        return None
    clock = _CLOCK.search(found[1])
    hours = int(clock[1]) * 3600 + int(clock[2]) * 60 if clock else 0
    return hours + (spoken(found[1]) or 0)
