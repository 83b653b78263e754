"""What ASA and FTD say of the code they run: version, boot variable, hashes, signature, files.

Labels of the ASA forensic investigation guide and of real ``show version`` output. The normal
image type on ASA is ``Release``; a key of another type is worth a word.
"""

import re
from dataclasses import dataclass, replace

from netwatch.model.image import Digest, FileEntry, Image, Signature
from netwatch.model.platform import BOOT, CONFIG, FILES, HASH, VERSION
from netwatch.model.state import Answers, Identity
from netwatch.parsing.facts import fact
from netwatch.parsing.ios.authenticity import (
    FILE_SIGNATURE,
    KEYS,
    SIGNATURE,
    chain,
    trusted_keys,
)
from netwatch.parsing.ios.verify import MEMORY_TEXT, same_file
from netwatch.parsing.switch.files import hashed, listed
from netwatch.parsing.uptime import spoken

INVENTORY = "inventory"

_ASA = re.compile(r"Adaptive Security Appliance Software Version (\S{1,60})")
_FTD = re.compile(
    r"^Model +: .{0,120}?\bVersion (\d[\w.]{0,40}(?: \(Build \w{1,12}\))?)", re.MULTILINE
)
_FILE = re.compile(r'System image file is "([^"\n]{1,250})"')
_UP = re.compile(r"^(?!failover )(\S{1,64}) up (\d.{1,100})$", re.MULTILINE)
_HARDWARE = re.compile(r"^Hardware: +([^,\n]{1,80})", re.MULTILINE)
_SERIAL = re.compile(r"^:? ?Serial Number: *(\S{4,40})", re.MULTILINE)
_CHASSIS = re.compile(
    r'NAME: *"Chassis"[^\n]{0,200}\n\s{0,40}'
    r"PID: *([^\s,]{1,40}) *, *VID: *[^,\n]{0,20}, *SN: *(\w{4,40})",
    re.IGNORECASE,
)
_REGISTER = re.compile(r"Configuration register is (0x[0-9A-Fa-f]{1,8})")
_PENDING = re.compile(r"will be (0x[0-9A-Fa-f]{1,8}) at next reload")
_HOSTNAME = re.compile(r"^hostname (\S{1,64})", re.MULTILINE)
_BOOT_LINE = re.compile(r"^boot system (\S{1,250})", re.MULTILINE)
_BOOT_VARIABLE = re.compile(r"^(?:Current )?BOOT variable = *(\S.{0,1000}?)\s*$", re.MULTILINE)
_TYPE = re.compile(r"Image +type *: *(\w{1,20})", re.IGNORECASE)
_VERIFIER = re.compile(r"Verifier +Version *: *(\S.{0,120}?)\s*$", re.IGNORECASE | re.MULTILINE)
_CERTIFICATE = re.compile(r"Certificate +Serial +Number *: *([0-9A-Fa-f]{4,64})\b", re.IGNORECASE)
_ASKED = re.compile(r"verify /(?P<algorithm>md5|sha-512) (?P<path>\S+)$", re.IGNORECASE)
_ANSWER = re.compile(
    r"verify /(?P<algorithm>md5|sha-512) \((?P<path>[^)\n]{1,255})\) ?= ?"
    r"(?P<value>[0-9A-Fa-f\s]{1,400})",
    re.IGNORECASE,
)
_LENGTHS = {"md5": 32, "sha512": 128}
_ENTRY = re.compile(
    r"\s*\d{1,12}\s{1,8}-[rwx-]{3}\s{1,8}(\d{1,18})\s{1,12}"
    r"(\d\d:\d\d:\d\d [A-Z][a-z]{2} \d{1,2} \d{4})\s{1,8}(\S.{0,200}?)\s*$"
)
_NORMAL = frozenset({"release", "production"})


def running_file(answers: Answers) -> str | None:
    """Return the local path of the running image; None when it came over the network."""
    path = fact(answers.get(VERSION), _FILE)
    return path if path and re.match(r"(?:disk\d|flash|boot):", path) else None


def image(answers: Answers) -> tuple[Image | None, tuple[str, ...]]:
    """Return the image state and warnings; None when ``show version`` was not answered."""
    version = answers.get(VERSION)
    if version is None:
        return None, ()
    up = _UP.search(version)
    signed = answers.get(SIGNATURE)
    kinds = {each.lower() for each in _TYPE.findall(signed or "")}
    found = Image(
        version=fact(version, _FTD) or fact(version, _ASA),
        model=fact(version, _HARDWARE),
        running_file=fact(version, _FILE),
        digests=_digests(answers),
        bootloader=fact(signed, _VERIFIER),
        boot_path=_boot_path(answers),
        config_register=fact(version, _REGISTER),
        config_register_next=fact(version, _PENDING),
        signature=None if signed is None else Signature.VALID if kinds else Signature.UNKNOWN,
        uptime_s=spoken(up[2]) if up else None,
    )
    keys = answers.get(KEYS)
    found = replace(
        found,
        signed=chain(signed, answers.all(FILE_SIGNATURE)),
        trusted_keys=None if keys is None else trusted_keys(keys),
        memory_text=_memory_text(answers),
    )
    odd = [f"the running image is signed with a key of type {each!r}" for each in kinds - _NORMAL]
    return found, (*sorted(odd), *_certificates(answers))


def _memory_text(answers: Answers) -> Digest | None:
    return next(iter(hashed(answers.all(MEMORY_TEXT), digest) or ()), None)


def _certificates(answers: Answers) -> tuple[str, ...]:
    """Compare the certificate the running code was signed with and that of the file it names."""
    running = fact(answers.get(SIGNATURE), _CERTIFICATE)
    filed = fact(answers.get(FILE_SIGNATURE), _CERTIFICATE)
    if running is None or filed is None or running.lower() == filed.lower():
        return ()
    return (
        f"the running image is signed with certificate {running}, its file on disk with {filed}",
    )


def _digests(answers: Answers) -> tuple[Digest, ...] | None:
    return hashed(answers.all(HASH), digest)


def digest(command: str, text: str) -> Digest | None:
    """Return the hash that ``verify /sha-512 FILE`` printed for the file asked for, else None.

    The digits may be parted by a blank or wrapped; their number must be exact.
    """
    asked = _ASKED.match(command.strip())
    for answer in _ANSWER.finditer(text) if asked else ():
        algorithm = answer["algorithm"].lower().replace("-", "")
        value = _joined(answer["value"], _LENGTHS[algorithm])
        same = asked is not None and same_file(answer["path"], asked["path"])
        if value and same and asked and algorithm == asked["algorithm"].lower().replace("-", ""):
            return Digest(asked["path"], algorithm, value)
    return None


def _joined(text: str, length: int) -> str | None:
    digits = ""
    for word in text.split():
        digits += word
        if len(digits) >= length:
            break
    return digits.lower() if len(digits) == length else None


def _boot_path(answers: Answers) -> tuple[str, ...] | None:
    """Return the images of ``boot system`` lines and of ``show bootvar``, each once.

    Without any the first image on disk is booted: observed, and none.
    """
    config, shown = answers.get(CONFIG), answers.get(BOOT)
    if config is None and shown is None:
        return None
    path = dict.fromkeys(_BOOT_LINE.findall(config or ""))
    for value in _BOOT_VARIABLE.findall(shown or ""):
        path.update((each.strip(), None) for each in value.split(";") if each.strip())
    return tuple(path)


@dataclass(frozen=True, slots=True)
class _Chassis:
    model: str | None = None
    serial: str | None = None


def identity(answers: Answers) -> Identity | None:
    """Return who answered, from ``show version``, the inventory or the configuration."""
    version, config = answers.get(VERSION) or "", answers.get(CONFIG) or ""
    up, first = _UP.search(version), _CHASSIS.search(answers.get(INVENTORY) or "")
    chassis = _Chassis(first[1], first[2]) if first else _Chassis()
    name = fact(config, _HOSTNAME) or (up[1] if up else None)
    serial = fact(version, _SERIAL) or chassis.serial
    model = chassis.model or fact(version, _HARDWARE)
    return Identity(name, serial, model) if name or serial or model else None


def files(answers: Answers) -> tuple[FileEntry, ...] | None:
    """Return the files of ``dir /all``, without directories."""
    return listed(answers.get(FILES), _ENTRY)
