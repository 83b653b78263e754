"""What IOS XR's show commands say: sessions as they run, version, packages, files, boot."""

import re

from netwatch.model.evidence import Confidence, Evidence
from netwatch.model.image import Digest, FileEntry, Image
from netwatch.model.mirror import (
    Destination,
    DestinationKind,
    Direction,
    Mirror,
    Source,
    SourceKind,
)
from netwatch.model.platform import BOOT, FILES, HASH, MIRRORS, VERSION
from netwatch.model.state import Answers, Identity
from netwatch.parsing.draft import Draft, Drafts
from netwatch.parsing.facts import fact
from netwatch.parsing.switch.files import listed
from netwatch.parsing.uptime import spoken
from netwatch.parsing.xr import secure_boot
from netwatch.parsing.xr.attestation import attestations

PACKAGES, INVENTORY, REDUNDANCY = "packages", "inventory", "redundancy"

_HEAD = re.compile(r"Monitor-session (\S{1,80})")
_TO = re.compile(r"\s*Destination interface(?:: | )(\S{1,80})")
_ROW = re.compile(r"(\S{1,80}) +(Rx|Tx|Both)(?: +(\S.{0,200}))?$")
_RULE = re.compile(r"\s*(?:[=-][=\s-]*|Source Interface\b.*|\S{1,80}#.*)?$")
_NONE = re.compile(r"No (?:monitor|SPAN) sessions?", re.IGNORECASE)
_WAYS = {"Rx": Direction.RX, "Tx": Direction.TX, "Both": Direction.BOTH}
_VERSION = re.compile(r"Cisco IOS XR Software, Version ([^\s\[,]{1,60})")
_UP = re.compile(r"^(\S{1,64}) uptime is (.{1,100})$", re.MULTILINE)
_LOADER = re.compile(r"^ROM: (System Bootstrap, Version .{1,100})$", re.MULTILINE)
_FILE = re.compile(r'System image file is "([^"]{1,200})"')
_REGISTER = re.compile(r"Configuration register (?:on node \S+ )?is (0x[0-9A-Fa-f]{1,8})")
_HARDWARE = re.compile(r"^cisco (\S.{0,60}?) \(.{0,80}\) processor", re.MULTILINE)
_SUM = re.compile(r"Software Hash: +([0-9A-Fa-f]{64})\s*$", re.MULTILINE)
_MD5 = re.compile(r"^([0-9A-Fa-f]{32})\s*$", re.MULTILINE)
_ASKED = re.compile(r"show md5 file (\S{1,255})$")
_CLASSIC = re.compile(r"(?:bootflash:)?(disk\d)[:/]+(\S{1,200})$")
_BOOT = re.compile(r"^BOOT *= *(\S[^\n]{0,2000})$", re.MULTILINE)
_REASON = re.compile(r'^Active node reload +"(?:Cause: )?([^"\n]{1,120}?) *"', re.MULTILINE)
_ENTRY = re.compile(
    r" {0,12}\d{1,12} +-[rwx-]{3,9}\.?(?: +\d{1,6})? +(\d{1,18}) +"
    r"((?:[A-Z][a-z]{2} )?[A-Z][a-z]{2} +\d{1,2} (?:[\d:]{5,8})?(?: ?\d{4})?) +(\S.{0,200}?) *$"
)
_ITEM = re.compile(
    r'NAME: *"([^"\n]{1,80})"[^\n]{0,200}\n\s{0,40}'
    r"PID: *([^\s,]{1,40}) *,? *VID: *[^,\n]{0,20},? *SN: *(\w{4,40})"
)
_CHASSIS = re.compile(r"Rack \d|chassis", re.IGNORECASE)


def operating(text: str) -> tuple[tuple[Mirror, ...] | None, tuple[Evidence, ...]]:
    """Return the sessions of ``show monitor-session status`` (a document's layout).

    A session of which no source is operational copies nothing.
    """
    drafts = Drafts()
    draft: Draft | None = None
    unread: list[Evidence] = []
    works: dict[str, bool] = {}
    for number, line in enumerate(text.split("\n"), 1):
        quote = Evidence(MIRRORS, number, line.strip())
        if found := _HEAD.match(line):
            draft = drafts.get(found[1], quote, confidence=Confidence.MEDIUM)
        elif draft is None:
            continue
        elif found := _TO.match(line):
            draft.destinations.append(Destination(DestinationKind.INTERFACE, found[1]))
            drafts.quote(draft, quote)
        elif found := _ROW.match(line.strip()):
            draft.sources.append(Source(SourceKind.INTERFACE, found[1], _WAYS[found[2]]))
            works[draft.id] = works.get(draft.id, False) or _works(found[3])
            drafts.quote(draft, quote)
        elif not _RULE.match(line):
            unread.append(quote)
    for name, does in works.items():
        drafts.found[name].enabled = does
    seen = drafts.found or _NONE.search(text) or not text.strip()
    return (drafts.mirrors() if seen else None), tuple(unread)


def _works(status: str | None) -> bool:
    return status is None or status.strip().lower() == "operational"


def running_file(answers: Answers) -> str | None:
    """Return the path of the boot image as ``show md5 file`` takes it, where there is one.

    Classic XR names it in ``show version``; on eXR and XR7 the system is a set of packages.
    """
    path = fact(answers.get(VERSION), _FILE)
    found = _CLASSIC.match(path) if path else None
    return f"/{found[1]}:/{found[2]}" if found else None


def image(answers: Answers) -> Image | None:
    """Return the image state; XR7 prints a hash over its active packages by itself."""
    version = answers.get(VERSION)
    if version is None:
        return None
    sums, up = _SUM.findall(answers.get(PACKAGES) or ""), _UP.search(version)
    digests = [Digest("active packages", "sha256", each.lower()) for each in sums[:1]]
    hashed = (_digest(command, text) for command, text in answers.all(HASH))
    digests += [each for each in hashed if each]
    attested = attestations(answers)
    return Image(
        version=fact(version, _VERSION),
        model=fact(version, _HARDWARE),
        running_file=fact(version, _FILE),
        digests=tuple(digests) or None,
        bootloader=fact(version, _LOADER),
        boot_path=_boot_path(answers.get(BOOT)),
        config_register=fact(version, _REGISTER),
        last_reload_reason=fact(answers.get(REDUNDANCY), _REASON),
        signature=secure_boot.signature(answers),
        attestation=attested[0] if attested else None,
        member_attestations=attested[1:] if attested else None,
        uptime_s=spoken(up[2]) if up else None,
        evidence=secure_boot.quotes(answers),
    )


def _digest(command: str, text: str) -> Digest | None:
    asked, value = _ASKED.match(command.strip()), _MD5.search(text)
    return Digest(asked[1], "md5", value[1].lower()) if asked and value else None


def _boot_path(variables: str | None) -> tuple[str, ...] | None:
    """Return classic XR's BOOT variable; on eXR the answer is a kernel command line: None."""
    value = fact(variables, _BOOT)
    if value is None:
        return None
    entries = (each.strip().partition(",")[0] for each in value.split(";"))
    return tuple(dict.fromkeys(each for each in entries if each))


def files(answers: Answers) -> tuple[FileEntry, ...] | None:
    """Return the files of ``dir``, in the layouts of classic XR and of eXR, without folders."""
    return listed(answers.get(FILES), _ENTRY)


def identity(version: str | None, inventory: str | None, hostname: str | None) -> Identity | None:
    """Return who answered: the chassis of the inventory, else its first item."""
    items = _ITEM.findall(inventory or "")
    named = next((each for each in items if _CHASSIS.match(each[0])), None)
    chassis = named or (items[0] if items else None)
    shown = _UP.search(version or "")
    name = hostname or (shown[1] if shown and shown[1] != "System" else None)
    if name is None and chassis is None:
        return None
    return Identity(name, chassis[2] if chassis else None, chassis[1] if chassis else None)
