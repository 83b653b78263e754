"""What small business switches print: sessions as they run, version, images, serial number.

``show version`` in its two layouts (300 series, and the later ``Active-image`` one, both seen in
published code and notes); the layout of ``show monitor session`` is from memory, so what is read
of it has low confidence and what is not is handed on as unread.
"""

import re
from dataclasses import dataclass

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
from netwatch.model.platform import BOOT, MIRRORS, VERSION
from netwatch.model.state import Answers, Identity
from netwatch.parsing.draft import Draft, Drafts
from netwatch.parsing.facts import fact
from netwatch.parsing.ranges import expand

SYSTEM, SYSTEM_ID, INVENTORY = "system", "system-id", "inventory"

_HEAD = re.compile(r"\s*Session (\d{1,3})\s*:?\s*$", re.IGNORECASE)
_LABEL = re.compile(r"\s*(Type|Source|Destination)\s*:\s*(\S.{0,2000}?)\s*$", re.IGNORECASE)
_RSPAN = re.compile(r"(?:RSPAN |remote )VLAN (\d{1,4})", re.IGNORECASE)
_VLAN = re.compile(r"VLAN (\d{1,4})", re.IGNORECASE)
_PORTS = re.compile(r"([A-Za-z]{1,20}[\d/-]{1,20}(?: ?- ?\d{1,4})?)\b")
_NOTHING = re.compile(
    r"\s*(?:-+|=+|no \S.{0,60}|show \S.{0,60}|\S{1,64}#.{0,80})?\s*$", re.IGNORECASE
)
_RSPAN_KINDS = {
    "source": MirrorKind.RSPAN_SOURCE,
    "start": MirrorKind.RSPAN_SOURCE,
    "destination": MirrorKind.RSPAN_DESTINATION,
    "final": MirrorKind.RSPAN_DESTINATION,
}

_IMAGE = re.compile(r"(Active|Inactive)-image: *(\S{1,200})", re.IGNORECASE)
_FIELD = re.compile(r"[ \t]{1,8}(Version|MD5 Digest): *(\S{1,64})")
_AFTER = re.compile(r"(?<!in)active after reboot", re.IGNORECASE)
_OLD = re.compile(r"^SW version +(\d\S{1,40})", re.MULTILINE)
_LOADER = re.compile(r"^Boot version +(\d\S{1,40})", re.MULTILINE)
_NEXT = re.compile(
    r"^ *\d{1,2} +(\S{1,80}) .{0,160}(?:Active\*|\*) *$", re.MULTILINE | re.IGNORECASE
)
_RUNS = re.compile(r"^ *\d{1,2} +(\S{1,80}) .{0,160}\bActive\*? *$", re.MULTILINE)
_MODEL = re.compile(r"^System Description: +(\S.{0,120}?) *$", re.MULTILINE)
_NAME = re.compile(r"^System Name: +(\S{1,64}) *$", re.MULTILINE)
_UP = re.compile(
    r"^System Up Time \(days,hour:min:sec\): +(\d{1,5}),(\d\d):(\d\d):(\d\d)", re.MULTILINE
)
_SERIAL = re.compile(r"serial number *: *(\S{4,40})|SN: *(\w{4,40})", re.IGNORECASE)
_ROW = re.compile(r"^ *1 +(\S+ +)?([A-Z0-9]{8,15}) *$", re.MULTILINE)
_HOSTNAME = re.compile(r"^hostname \"?([A-Za-z0-9_.-]{1,64})", re.MULTILINE)


_ROOM = 100_000


_ROOM = 100_000  # names that the ranges of one answer may stand for


def operating(text: str) -> tuple[tuple[Mirror, ...] | None, tuple[Evidence, ...]]:
    """Return the sessions of ``show monitor session`` (None when nothing is recognised)."""
    drafts, unread = Drafts(), []
    draft: Draft | None = None
    room = _ROOM
    for number, line in enumerate(text.split("\n"), 1):
        quote = Evidence(MIRRORS, number, line.strip()[:400])
        before = len(draft.sources) if draft else 0
        if head := _HEAD.match(line[:200]):
            draft = drafts.get(head[1], quote, confidence=Confidence.LOW)
        elif draft and (found := _LABEL.match(line)) and _understand(draft, found, room):
            room -= len(draft.sources) - before
            drafts.quote(draft, quote)
        elif not _NOTHING.match(line[:200]):
            unread.append(quote)
    empty = not unread
    return (drafts.mirrors() if drafts.found or empty else None), tuple(unread)


def _understand(draft: Draft, found: re.Match[str], room: int) -> bool:
    label, value = found[1].lower(), found[2]
    if label == "type":
        words = value.lower().split()
        kinds = [_RSPAN_KINDS[each] for each in words if each in _RSPAN_KINDS]
        draft.kind = kinds[0] if kinds and "rspan" in words else draft.kind
        return True
    return _receiver(draft, value) if label == "destination" else _source(draft, value, room)


def _receiver(draft: Draft, value: str) -> bool:
    ends, _, words = value.partition(",")
    if remote := _RSPAN.search(value):
        to = Destination(DestinationKind.VLAN, remote[1])
    elif port := _PORTS.match(ends):
        sends = True if "network" in words.lower() else None
        to = Destination(DestinationKind.INTERFACE, port[1], ingress=sends)
    else:
        return False
    draft.destinations.append(to)
    return True


def _source(draft: Draft, value: str, room: int) -> bool:
    ends, _, words = value.partition(",")
    vlan, port = _VLAN.search(value), _PORTS.match(ends)
    if vlan:
        draft.sources.append(Source(SourceKind.VLAN, vlan[1], Direction.RX))
    elif port:
        way, names = _way(words.lower()), expand(port[1], room).names
        draft.sources += [Source(SourceKind.INTERFACE, each, way) for each in names]
    return bool(vlan or port)


def _way(words: str) -> Direction:
    if "only" not in words:
        return Direction.BOTH
    return Direction.RX if "rx" in words else Direction.TX


@dataclass(slots=True)
class _Image:
    path: str
    active: bool
    version: str | None = None
    md5: str | None = None
    next: bool = False


def _images(text: str) -> tuple[_Image, ...]:
    """Return the two images of ``Active-image`` and ``Inactive-image`` blocks."""
    found: list[_Image] = []
    for line in text.split("\n"):
        if head := _IMAGE.match(line):
            found.append(_Image(head[2], head[1].lower() == "active"))
        elif found and (field := _FIELD.match(line)):
            if field[1] == "Version":
                found[-1].version = found[-1].version or field[2]
            elif re.fullmatch(r"[0-9A-Fa-f]{32}", field[2]):
                found[-1].md5 = field[2].lower()
        if found and _AFTER.search(line[:200]):
            found[-1].next = True
    return tuple(found)


def image(answers: Answers) -> Image | None:
    """Return the image state; the MD5 sums are those the switch prints of its two images."""
    version = answers.get(VERSION)
    if version is None:
        return None
    images = _images(version)
    active = next((each for each in images if each.active), None)
    sums = tuple(Digest(each.path, "md5", each.md5) for each in images if each.md5)
    return Image(
        version=active.version if active else fact(version, _OLD),
        model=fact(answers.get(SYSTEM), _MODEL),
        running_file=active.path if active else fact(answers.get(BOOT), _RUNS),
        digests=sums or None,
        bootloader=fact(version, _LOADER),
        boot_path=_boot_path(answers.get(BOOT), images),
        uptime_s=_uptime(answers.get(SYSTEM)),
    )


def _boot_path(shown: str | None, images: tuple[_Image, ...]) -> tuple[str, ...] | None:
    """Return the image chosen for the next boot; None when no answer tells."""
    both = (*_images(shown or ""), *images)
    chosen = [each.path for each in both if each.next] or [
        each.path for each in both if each.active
    ]
    starred = fact(shown, _NEXT)
    path = starred or (chosen[0] if chosen else None)
    return (path,) if path else None


def _uptime(system: str | None) -> int | None:
    found = _UP.search(system or "")
    if not found:
        return None
    days, hours, minutes, seconds = map(int, found.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds


def identity(answers: Answers, config: str | None) -> Identity | None:
    """Return who answered, from ``show system``, ``show system id`` and the inventory."""
    system = answers.get(SYSTEM)
    name = fact(config, _HOSTNAME) or fact(system, _NAME)
    stock = f"{answers.get(SYSTEM_ID) or ''}\n{answers.get(INVENTORY) or ''}"
    row = _ROW.search(answers.get(SYSTEM_ID) or "")
    serial = fact(stock, _SERIAL) or (row[2] if row else None)
    model = fact(system, _MODEL)
    return Identity(name, serial, model) if name or serial or model else None
