"""SR OS's operational answers: mirrors, version, boot options, files, hashes.

``show version``, ``show bof`` and ``show system information`` as seen in public output; the labels
of ``show mirror`` stand in Nokia's command references, its lines of sources are from memory.
"""

import re

from netwatch.model.evidence import Confidence, Evidence
from netwatch.model.image import Digest, Image
from netwatch.model.mirror import (
    Destination,
    DestinationKind,
    Direction,
    Mirror,
    MirrorKind,
    Source,
    SourceKind,
)
from netwatch.model.platform import BOOT, BOOTLOADER, HASH, MIRRORS, VERSION
from netwatch.model.state import Answers, Identity
from netwatch.parsing.draft import Draft
from netwatch.parsing.switch.files import digest, hashed

LI = "lawful-intercept"
SYSTEM = "system-information"
CHASSIS = "chassis"

_LABEL = re.compile(r"(?P<name>[A-Z][A-Za-z#/ -]{1,28}?) *: (?P<value>\S[^:]{0,60}?)(?=  +[A-Z]|$)")
_ID = re.compile(r"^Service Id +: (?P<id>\S{1,64})")
_PICKED = re.compile(
    r"^\s*- ?(?P<kind>Port|SAP|Sap|IP Filter|IPv6 Filter|MAC Filter) +(?P<name>\S{1,64})"
    r"(?: +Entry +(?P<entry>\d{1,10}))?(?P<rest>[^\n]{0,80})$"
)
_ROW = re.compile(
    r"^(?P<id>\d{1,10}) +(?P<type>[A-Z]\S{1,9}) +(?P<admin>Up|Down) +(?P<oper>Up|Down) +"
    r"(?P<end>SAP|SDP|PCAP|None|none|N/A)(?: +(?P<to>\S{1,64}))?"
)
_VERSION = re.compile(r"\bTiMOS-(?P<version>[A-Z]-[\d.]{1,16}\.[A-Z]\w{1,12}(?:-\d{1,4})?)")
_MODEL = re.compile(
    r"\bTiMOS-\S{1,60} +\S{1,40} +(?:Nokia|ALCATEL|Alcatel-Lucent) +(.{1,40}?) +Copyright"
)
_FACT = re.compile(r"^(?P<name>[A-Z][A-Za-z ]{2,40}?) *: (?P<value>\S.{0,120}?) *$", re.MULTILINE)
_UP = re.compile(r"(?:(\d{1,6}) days?, )?(\d{1,2}):(\d\d):(\d\d)")
_IMAGE = re.compile(
    r"^ *(?P<rank>primary|secondary|tertiary)-image +(?P<url>\S{1,180})", re.MULTILINE
)
_LOADER = re.compile(r"^ *Build: (?P<build>[A-Z]-\d[\w.-]{2,40})", re.MULTILINE)
_SERIAL = re.compile(r"^ *Serial number +: (\S{3,40})", re.MULTILINE)
_HEX = re.compile(r"(?<![0-9a-fA-F])[0-9a-fA-F]{64}(?![0-9a-fA-F])")


def version(text: str | None) -> str | None:
    """Return the release without the build's letter prefix ``TiMOS-`` (``B-20.10.R1``)."""
    found = _VERSION.search(text or "")
    return found["version"] if found else None


def _facts(text: str | None) -> dict[str, str]:
    return {each["name"]: each["value"] for each in _FACT.finditer(text or "")}


def identity(answers: Answers, host_name: str | None) -> Identity | None:
    """Return who answered, None when nothing says."""
    facts = _facts(answers.get(SYSTEM))
    name = facts.get("System Name", host_name)
    serial = _SERIAL.search(answers.get(CHASSIS) or "")
    model = _model(answers)
    if not (name or serial or model):
        return None
    return Identity(name, serial[1] if serial else None, model)


def _model(answers: Answers) -> str | None:
    found = _MODEL.search(answers.get(VERSION) or "")
    return _facts(answers.get(SYSTEM)).get("System Type") or (found[1] if found else None)


def images(text: str | None) -> tuple[str, ...]:
    """Return the boot options' images in the order they are tried."""
    return tuple(each["url"] for each in _IMAGE.finditer(text or ""))


def running_file(answers: Answers) -> str | None:
    """Return the image that ``Image Source`` says was booted, when the boot options name it."""
    source = _facts(answers.get(SYSTEM)).get("Image Source", "").lower()
    ranks = {each["rank"]: each["url"] for each in _IMAGE.finditer(answers.get(BOOT) or "")}
    return ranks.get(source)


def read_image(answers: Answers) -> Image | None:
    """Return what the box says of its code, None when it was not asked."""
    text = answers.get(VERSION)
    loader = _LOADER.search((answers.get(BOOTLOADER) or "")[:4000])
    found = Image(
        version=version(text)
        or version(f"TiMOS-{_facts(answers.get(SYSTEM)).get('System Version')}"),
        model=_model(answers),
        running_file=running_file(answers),
        digests=digests(answers),
        bootloader=loader["build"] if loader else None,
        boot_path=images(answers.get(BOOT)) or None,
        uptime_s=_uptime(answers),
        evidence=_quotes(text),
    )
    return None if found == Image() else found


def _quotes(text: str | None) -> tuple[Evidence, ...]:
    lines = enumerate((text or "").split("\n")[:20], 1)
    return tuple(
        Evidence(VERSION, number, line.strip())
        for number, line in lines
        if "TiMOS-" in line or line.startswith("Built on")
    )


def _uptime(answers: Answers) -> int | None:
    found = _UP.match(_facts(answers.get(SYSTEM)).get("System Up Time", ""))
    if not found:
        return None
    days, hours, minutes, seconds = (int(each or 0) for each in found.groups())
    return days * 86400 + hours * 3600 + minutes * 60 + seconds


def hash_path(answers: Answers) -> str | None:
    """Return the image file to hash: a boot option that names a folder means its ``both.tim``."""
    listed = images(answers.get(BOOT))
    path = running_file(answers) or (listed[0] if listed else "")
    if not path.lower().startswith("cf"):
        return None  # a box that boots from the network has no file of its own
    path = path.replace("\\", "/")
    return f"{path}both.tim" if path.endswith("/") else path


def digests(answers: Answers) -> tuple[Digest, ...] | None:
    """Return the hashes that ``file checksum sha256`` printed, None when none was answered."""
    return hashed(answers.all(HASH), _digest)


def _digest(command: str, text: str) -> Digest | None:
    said = _HEX.search(text)
    return digest(command.rsplit(maxsplit=1)[-1], "sha256", said[0]) if said else None


def tapped(text: str | None) -> tuple[Mirror, ...]:
    """Return the lawful-interception sources of ``show li li-source``: their service ids alone.

    The table's layout is from memory; only an LI user is shown it at all.
    """
    rows = (
        (number, re.match(r" *(?:Service Id +: )?(\d{1,10})\b", line), line)
        for number, line in enumerate((text or "").split("\n"), 1)
    )
    return tuple(
        Mirror(
            id=f"li/{row[1]}",
            kind=MirrorKind.LOCAL,
            enabled=None,
            complete=False,
            confidence=Confidence.LOW,
            evidence=(Evidence(LI, number, line.strip()),),
        )
        for number, row, line in rows
        if row
    )


def operating(texts: list[str]) -> tuple[Mirror, ...]:
    """Return the mirrors of ``show mirror mirror-dest``, as a list or one in detail."""
    found: dict[str, Mirror] = {}
    for text in texts:
        for each in (*_listed(text), *_detailed(text)):
            known = found.get(each.id)
            if known is None or each.sources or not known.destinations:
                found[each.id] = each
    return tuple(found.values())


def _listed(text: str) -> tuple[Mirror, ...]:
    rows = ((number, _ROW.match(line), line) for number, line in enumerate(text.split("\n"), 1))
    return tuple(
        Mirror(
            id=row["id"],
            kind=MirrorKind.LOCAL,
            enabled=row["admin"] == "Up",
            complete=row["to"] is not None,
            confidence=Confidence.LOW,
            destinations=_end(row["end"], row["to"]),
            evidence=(Evidence(MIRRORS, number, line.strip()),),
        )
        for number, row, line in rows
        if row
    )


def _end(kind: str, to: str | None) -> tuple[Destination, ...]:
    if to is None:
        return ()
    if kind == "SAP":
        return (Destination(DestinationKind.INTERFACE, to),)
    return (
        Destination(DestinationKind.PSEUDOWIRE if kind == "SDP" else DestinationKind.UNKNOWN, to),
    )


def _detailed(text: str) -> tuple[Mirror, ...]:
    drafts: list[Draft] = []
    for number, line in enumerate(text.split("\n"), 1):
        head = _ID.match(line)
        if head:
            drafts.append(Draft(head["id"], confidence=Confidence.LOW))
        if drafts:
            _take(drafts[-1], line, Evidence(MIRRORS, number, line.strip()))
    return tuple(each.mirror() for each in drafts)


def _take(draft: Draft, line: str, quote: Evidence) -> None:
    picked = _PICKED.match(line)
    if picked:
        draft.sources.append(_picked(picked))
        draft.evidence.append(quote)
        return
    for label in _LABEL.finditer(line):
        if label["name"] == "Admin State":
            draft.enabled = draft.enabled is not False and label["value"] == "Up"
        elif label["name"] in ("Destination SAP", "Destination SDP"):
            draft.destinations.extend(_end(label["name"][-3:], label["value"].split()[0]))
        elif label["name"] != "Service Id":
            continue
        draft.evidence.append(quote)


def _picked(found: re.Match[str]) -> Source:
    ways = [
        way for word, way in (("Ing", Direction.RX), ("Egr", Direction.TX)) if word in found["rest"]
    ]
    direction = ways[0] if len(ways) == 1 else Direction.BOTH if ways else None
    if found["kind"] in ("Port", "SAP", "Sap"):
        return Source(SourceKind.INTERFACE, found["name"], direction)
    kind = found["kind"].lower().replace(" ", "-")
    entry = f"/{found['entry']}" if found["entry"] else ""
    return Source(SourceKind.FILTER, f"{kind} {found['name']}{entry}", direction)
