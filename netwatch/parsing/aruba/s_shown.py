"""What AOS-S prints of its mirror sessions and its software.

``show monitor N`` by the labels of HPE's 16.07 guide, the legacy ``show monitor`` of 16.09;
``show version`` as in the 15.18 guide; the columns of ``show flash`` and the words of ``verify
signature`` as in posts of their users. Where only the labels are certain, confidence is low.
"""

import re
from collections.abc import Iterable

from netwatch.model.evidence import Confidence, Evidence
from netwatch.model.image import FileEntry, Image, Signature
from netwatch.model.mirror import (
    Destination,
    DestinationKind,
    Direction,
    Mirror,
    MirrorKind,
    Source,
    SourceKind,
)
from netwatch.model.platform import MIRRORS
from netwatch.parsing.aruba.s_mirrors import HP_UDP
from netwatch.parsing.draft import Draft, Drafts
from netwatch.parsing.facts import fact
from netwatch.parsing.uptime import spoken

_SESSION = re.compile(r" *Session *: *([1-4])\b(?: +Session Name *: *(\S.{0,64}?)?)? *$")
_END = re.compile(r" *Mirror(?:ing)? Destination *: *(\S{1,32})")
_REMOTE = re.compile(r" *(\d[\d.]{6,14}) +(\d{1,5}) +(\d[\d.]{6,14}) +(\S{1,20})")
_SOURCE = re.compile(r" *(Port|VLAN|Trunk) *: *(\S{1,32})(?: +(?:Source +)?(In|Out|Both)\b)?")
_LEGACY = re.compile(r" *Mirror Port *: *(\S{1,32})")
_LEGACY_SOURCE = re.compile(r" *((?:[A-Z]?\d{1,3}|\d/[A-Z]?\d{1,3}|[Tt]rk\d{1,3})) *$")
_ROW = re.compile(r"^ *([1-4]) +(active|inactive|not defined)", re.MULTILINE)
_NOTHING = re.compile(r"(?:monitoring|mirroring) (?:is|are) (?:currently )?disabled|no .* sessions")
_WAYS = {"In": Direction.RX, "Out": Direction.TX, "Both": Direction.BOTH, None: Direction.BOTH}

_STAMP = re.compile(r"^ {2,}([A-Z]{1,3}\.\d\d\.\d\d\.?\w*)\s*$", re.MULTILINE)
_BOOTED = re.compile(r"^ *Boot Image *: *(\w+)", re.MULTILINE)
_BOOT_ROM = re.compile(r"^ *Boot ROM Version *: *(\S{1,40})", re.MULTILINE)
_DEFAULT = re.compile(r"^ *Default Boot(?: Image)? *: *(\w+)", re.MULTILINE)
_UP = re.compile(r"^ *Up Time +: +(\d{1,6} \w{2,8}(?:,? \d{1,6} \w{2,8}){0,5})", re.MULTILINE)
_FLASH = re.compile(
    r"^ *(Primary|Secondary) Image *:? +(\d{1,12}) +(\S{4,12}(?: \d\d:\d\d(?::\d\d)?)?)",
    re.MULTILINE,
)
_VALID = re.compile(r"signature is valid", re.IGNORECASE)
_INVALID = re.compile(
    r"signature is (?:not valid|invalid)|invalid signature|(?:verification|validation) failed",
    re.IGNORECASE,
)
_ABSENT = re.compile(
    r"not? (?:contain|have) a (?:digital )?signature|not signed|unsigned", re.IGNORECASE
)


def listed(text: str) -> tuple[str, ...]:
    """Return the numbers of the sessions that ``show monitor`` calls defined."""
    return tuple(number for number, state in _ROW.findall(text) if state != "not defined")


def operating(overview: str | None, details: Iterable[str]) -> tuple[Mirror, ...] | None:
    """Return the sessions shown; None when what ``show monitor`` lists was not shown in full."""
    drafts = Drafts()
    for text in details:
        _detail(drafts, text)
    if overview is None:
        return drafts.mirrors() or None
    if not listed(overview):
        _legacy(drafts, overview)
    seen = set(drafts.found)
    if not seen.issuperset(listed(overview)):
        return None
    known = bool(seen) or _ROW.search(overview) or _NOTHING.search(overview.lower())
    return drafts.mirrors() if known else None


def _detail(drafts: Drafts, text: str) -> None:
    draft: Draft | None = None
    for number, line in enumerate(text.split("\n"), 1):
        quote = Evidence(MIRRORS, number, line.strip())
        if head := _SESSION.match(line):
            draft = drafts.get(head[1], quote, enabled=None, confidence=Confidence.LOW)
            draft.description = head[2]
        elif draft is not None and _told(draft, line):
            drafts.quote(draft, quote)


def _told(draft: Draft, line: str) -> bool:
    if end := _END.match(line):
        if end[1] != "IPv4":
            draft.destinations.append(Destination(DestinationKind.INTERFACE, end[1]))
    elif far := _REMOTE.match(line):
        draft.kind = MirrorKind.ERSPAN_SOURCE
        # Inactive means the collector does not answer ARP now; the session still stands.
        draft.enabled = True if far[4] == "active" else None
        draft.destinations.append(
            Destination(
                DestinationKind.IP, far[3], origin=far[1], port=int(far[2]), encapsulation=HP_UDP
            )
        )
    elif source := _SOURCE.match(line):
        kind = SourceKind.VLAN if source[1] == "VLAN" else SourceKind.INTERFACE
        draft.sources.append(Source(kind, source[2], _WAYS[source[3]]))
    else:
        return False
    return True


def _legacy(drafts: Drafts, text: str) -> None:
    draft: Draft | None = None
    for number, line in enumerate(text.split("\n"), 1):
        quote = Evidence(MIRRORS, number, line.strip())
        if head := _LEGACY.match(line):
            draft = drafts.get("1", quote)
            draft.destinations.append(Destination(DestinationKind.INTERFACE, head[1]))
        elif draft is not None and (source := _LEGACY_SOURCE.match(line)):
            drafts.quote(draft, quote)
            draft.sources.append(Source(SourceKind.INTERFACE, source[1], Direction.BOTH))


def image(
    version: str | None, flash: str | None, system: str | None, verified: Iterable[str]
) -> Image | None:
    """Return the image state; the two images are called ``primary`` and ``secondary``."""
    if version is None:
        return None
    booted, following = fact(version, _BOOTED), fact(flash, _DEFAULT)
    return Image(
        version=fact(version, _STAMP),
        running_file=booted.lower() if booted else None,
        bootloader=fact(version, _BOOT_ROM) or fact(flash, _BOOT_ROM),
        boot_path=(following.lower(),) if following else None,
        signature=signature(tuple(verified)),
        uptime_s=spoken(fact(system, _UP) or ""),
    )


def signature(answers: tuple[str, ...]) -> Signature | None:
    """Return the worst that ``verify signature`` said of the images, None when not asked."""
    if not answers:
        return None
    text = "\n".join(answers)
    if _INVALID.search(text):
        return Signature.INVALID
    if _ABSENT.search(text):
        return Signature.ABSENT
    if all(_VALID.search(each) for each in answers):
        return Signature.VALID
    return Signature.UNKNOWN


def files(flash: str | None) -> tuple[FileEntry, ...] | None:
    """Return the two images with size in bytes and date, as ``show flash`` lists them."""
    if flash is None:
        return None
    return tuple(
        FileEntry(name.lower(), int(size), date) for name, size, date in _FLASH.findall(flash)
    )
