"""What IOS and IOS XE say of the code they run -> image, boot settings, digests, identity."""

import re
from dataclasses import dataclass
from textwrap import dedent

from netwatch.model.evidence import Evidence
from netwatch.model.image import Digest, FileEntry, Image, Signature
from netwatch.model.platform import BOOT, BOOTLOADER, FILES, HASH, VERSION
from netwatch.model.state import Answers, Identity
from netwatch.parsing import templates
from netwatch.parsing.ios import install
from netwatch.parsing.ios.attestation import attestations
from netwatch.parsing.ios.authenticity import (
    FILE_SIGNATURE,
    KEYS,
    SIGNATURE,
    chain,
    trusted_keys,
)
from netwatch.parsing.ios.install import INVENTORY
from netwatch.parsing.ios.verify import MEMORY_TEXT, digest, verdict
from netwatch.parsing.uptime import spoken

_BOOTSTRAP = re.compile(r"System Bootstrap, Version [^,\n]{1,80}, \w{1,20} SOFTWARE[^\n]{0,20}")
_VERSION_IN = re.compile(r"\d+\.\d+")
_QUOTED = re.compile(
    r"(?:Cisco IOS|IOS \(tm\)|ROM:|BOOTLDR:|System (?:image|returned)|Last reload reason"
    r"|Configuration register)"
)
_AT_TIME = re.compile(r" at \d{1,2}:\d\d:\d\d .*$| at \d{1,2}:\d\d:\d\d$")
_PRIORITY = re.compile(r",\d+$")
_IMAGE_TYPE = re.compile(r"Image type\s*: *(\w+)", re.IGNORECASE)
_DIR_LINE = re.compile(
    r"Directory of \S{1,200}|\d+ bytes total \(\d+ bytes free\)|No files in directory"
    r"|\s*\d{1,12}\s{1,8}[d-][rwx -]{3,8}\s+\d{1,20}\s+"
    r"(?:<no date>|[A-Z][a-z]{2} +\d{1,2} \d{4} \d\d:\d\d:\d\d(?: [+-]\d\d:\d\d)?)\s+\S{1,200}\s*"
)
_INVENTORY_LINE = re.compile(
    r'NAME: "[^"]{0,120}", *DESCR: "[^"]{0,200}"'
    r"|PID: *\S{0,40} *, *VID: *[^,\s]{0,20} *, *SN: *\S{0,40} *"
)
# File systems that hold what a device boots or keeps; the others are views of memory.
_STORAGE = re.compile(
    r"(?:boot|sup-boot|slave|stby-|usb|sd|crashinfo|fixed|nv)?(?:flash|disk|slot|harddisk|bootdisk"
    r"|crashinfo)[\w-]*:"
)


@dataclass(frozen=True, slots=True)
class Version:
    """The answer to ``show version``; a field is None when the line is not printed."""

    version: str | None = None
    hostname: str | None = None
    model: str | None = None
    serial: str | None = None
    running_file: str | None = None
    bootloader: str | None = None
    register: str | None = None
    pending: str | None = None
    reload_reason: str | None = None
    uptime_s: int | None = None


def version(text: str) -> Version:
    """Read ``show version`` whole: full ROM and BOOTLDR lines, the image with its file system.

    Interim builds have a version too; the reload reason is given without its time of day.
    """
    rows = templates.rows("cisco_ios_show_version", dedent(text))
    if not rows:
        return Version()
    row = rows[0]
    roms = [each.strip() for each in row["ROM"]] if isinstance(row["ROM"], list) else []
    reason = _text(row, "REASON") or _AT_TIME.sub("", _text(row, "RETURNED") or "") or None
    loader = "; ".join([*roms, _text(row, "BOOTLDR") or ""]).strip("; ")
    return Version(
        version=_text(row, "XE_VERSION") or _text(row, "VERSION"),
        hostname=_text(row, "HOSTNAME"),
        model=_text(row, "MODEL"),
        serial=_text(row, "SERIAL"),
        running_file=_text(row, "IMAGE"),
        bootloader=loader or None,
        register=_text(row, "REGISTER"),
        pending=_text(row, "PENDING"),
        reload_reason=reason,
        uptime_s=spoken(_text(row, "UPTIME") or ""),
    )


def _text(row: templates.Row, name: str) -> str | None:
    value = row[name]
    return value.strip() or None if isinstance(value, str) else None


@dataclass(frozen=True, slots=True)
class Boot:
    """What ``show boot`` and its relatives say of the next boot; None is not observed."""

    path: tuple[str, ...] | None = None
    register: str | None = None
    pending: str | None = None
    development_key: bool = False


def boot(texts: tuple[str, ...]) -> Boot:
    """Read ``show boot``, ``show bootvar`` and ``show boot system`` together.

    The path is the union over stack members and the standby supervisor, so a member that would
    boot something else is seen. Priorities (``,12``) are dropped, network URLs stay.
    """
    path: dict[str, None] = {}
    seen = development = False
    register = pending = None
    for text in texts:
        for row in templates.rows("cisco_ios_show_boot", text):
            entries = row["BOOT"] if isinstance(row["BOOT"], list) else []
            seen = seen or bool(entries or row["MISSING"])
            path.update((each, None) for entry in entries for each in _entries(entry))
            register = register or _text(row, "REGISTER")
            pending = pending or _text(row, "PENDING")
            development = development or _text(row, "DEV_KEY") == "yes"
    return Boot(tuple(path) if seen else None, register, pending, development)


def _entries(value: str) -> list[str]:
    parts = (_PRIORITY.sub("", each.strip()) for each in value.split(";"))
    return [each for each in parts if each]


def image(answers: Answers) -> tuple[Image | None, tuple[str, ...]]:
    """Return the image state and warnings; None when ``show version`` was not answered.

    The boot loader is what ``show version`` prints where that carries a version number, else the
    answer of ``show rom-monitor``: one source a device, so that a missing answer is no change.
    """
    text = answers.get(VERSION)
    if text is None:
        return None, ()
    read = version(text)
    next_boot = boot(tuple(each for _, each in answers.all(BOOT)))
    loader, warnings = _bootloader(read.bootloader, answers)
    if next_boot.development_key:
        warnings.append("the boot loader accepts development-signed images (Allow Dev Key: yes)")
    signature, said = _signature(answers)
    attested = attestations(answers)
    keys = answers.get(KEYS)
    return (
        Image(
            version=read.version,
            model=read.model,
            running_file=read.running_file,
            digests=_digests(answers, read.running_file),
            bootloader=loader,
            boot_path=next_boot.path,
            config_register=read.register or next_boot.register,
            config_register_next=read.pending or next_boot.pending,
            signature=signature,
            last_reload_reason=read.reload_reason,
            packages=install.packages(answers, read.running_file),
            signed=chain(answers.get(SIGNATURE), answers.all(FILE_SIGNATURE)),
            trusted_keys=None if keys is None else trusted_keys(keys),
            memory_text=_memory_text(answers),
            members=install.members(answers),
            attestation=attested[0] if attested else None,
            member_attestations=attested[1:] if attested else None,
            uptime_s=read.uptime_s,
            evidence=_evidence(text),
        ),
        (*warnings, *said),
    )


def _bootloader(printed: str | None, answers: Answers) -> tuple[str | None, list[str]]:
    monitors = [
        found[0].strip()
        for _, text in answers.all(BOOTLOADER)
        if (found := _BOOTSTRAP.search(text))
    ]
    if printed is None or not _VERSION_IN.search(printed):
        return (monitors[0], []) if monitors else (None, [])
    number = re.search(r"Version ([^,]+)", monitors[0]) if monitors else None
    if number and number[1] not in printed:
        return printed, [f"show rom-monitor says {monitors[0]!r}, show version {printed!r}"]
    return printed, []


def _digests(answers: Answers, running: str | None) -> tuple[Digest, ...] | None:
    asked = answers.all(HASH)
    found = [digest(command, text) for command, text in asked]
    found.append(install.provisioning_digest(answers, running))
    return tuple(each for each in found if each) if asked else None


def _memory_text(answers: Answers) -> Digest | None:
    found = (digest(command, text) for command, text in answers.all(MEMORY_TEXT))
    return next((each for each in found if each), None)


def _signature(answers: Answers) -> tuple[Signature | None, list[str]]:
    verdicts = [verdict(text) for command, text in answers.all(HASH) if " /" not in command]
    running = answers.get(SIGNATURE) or ""
    kinds = dict.fromkeys(each.lower() for each in _IMAGE_TYPE.findall(running))
    if kinds:
        verdicts.append(Signature.VALID)
    odd = [each for each in kinds if each not in ("production", "release")]
    warnings = [f"the running image is signed with a key of type {each!r}" for each in odd]
    for each in (Signature.INVALID, Signature.ABSENT, Signature.VALID, Signature.UNKNOWN):
        if each in verdicts:
            return each, warnings
    return None, warnings


def _evidence(text: str) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(VERSION, number, line.strip())
        for number, line in enumerate(text.split("\n"), 1)
        if _QUOTED.match(line)
    )


def identity(answers: Answers, hostname: str | None) -> Identity | None:
    """Return who answered; ``hostname`` is the configuration's, used where none is printed."""
    text = answers.get(VERSION)
    read = version(text) if text is not None else Version()
    name = read.hostname or hostname
    serial, model = read.serial, read.model
    stock = answers.get(INVENTORY)
    if stock and not (serial and model):
        chassis = next(
            iter(templates.community_rows("cisco_ios_show_inventory", stock, _INVENTORY_LINE)), {}
        )
        serial = serial or str(chassis.get("SN") or "") or None
        model = model or str(chassis.get("PID") or "") or None
    return Identity(name, serial, model) if name or serial or model else None


def files(answers: Answers) -> tuple[FileEntry, ...] | None:
    """Return the files on storage (flash, disks), not the views of memory such as ``system:``."""
    text = answers.get(FILES)
    if text is None:
        return None
    found = []
    for row in templates.community_rows("cisco_ios_dir", text, _DIR_LINE):
        home, name = str(row["FILE_SYSTEM"]), str(row["NAME"])
        if name and _STORAGE.match(home):
            separator = "" if home.endswith(("/", ":")) else "/"
            found.append(
                FileEntry(f"{home}{separator}{name}", int(str(row["SIZE"])), str(row["DATE_TIME"]))
            )
    return tuple(found)
