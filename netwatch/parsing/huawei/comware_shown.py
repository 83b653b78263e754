"""What Comware prints of its mirroring groups, software and files.

``display mirroring-group all`` and ``display boot-loader`` as in H3C's Comware 7 references,
``display version`` as in their users' transcripts; the digests are from memory.
"""

import re

from netwatch.model.evidence import Evidence
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
from netwatch.model.platform import MIRRORS
from netwatch.parsing.draft import Draft, Drafts
from netwatch.parsing.facts import fact
from netwatch.parsing.switch.files import digest, hashed
from netwatch.parsing.switch.lists import Lists
from netwatch.parsing.uptime import spoken

_GROUP = re.compile(r"\s*Mirroring group (\d{1,3}) ?[:：]?\s*$")  # noqa: RUF001  # H3C prints it
_LABEL = re.compile(r"\s*([A-Z][A-Za-z ]{2,24}?) ?[:：] *(\S.{0,400}?)?\s*$")  # noqa: RUF001  # as above
_ROW = re.compile(r"\s*(\S.{0,400}?) {1,40}(Inbound|Outbound|Both)\s*$")
_MORE = re.compile(
    r"\s*(?:Destination IP address|(Source IP address)|(VRF Instance)) (\S{1,64})\s*$"
)
_BARE = re.compile(r"\s*(?:Reflector port|Probe VLAN|DSCP|VLAN|Destination MAC address) \S+\s*$")
_NAME = re.compile(r"\s*([A-Z][A-Za-z-]{2,30}\d[\d/.:]{0,20})\s*$")
_KINDS = {
    "Local": MirrorKind.LOCAL,
    "Remote source": MirrorKind.RSPAN_SOURCE,
    "Remote destination": MirrorKind.RSPAN_DESTINATION,
}
_WAYS = {"Inbound": Direction.RX, "Outbound": Direction.TX, "Both": Direction.BOTH}

_VERSION = re.compile(
    r"Comware Software, Version (\S{1,20}, (?:Release|Feature|ESS|Alpha|Customer) \S{1,30})"
)
_MODEL = re.compile(r"^(?:HPE?|H3C) (.{1,60}?) uptime is .{1,80}$", re.MULTILINE)
_UPTIME = re.compile(r"^(?:HPE?|H3C) .{1,60}? uptime is (.{1,80})$", re.MULTILINE)
_LOADER = re.compile(r"Boot(?:Ware|[Rr]om|ROM) Version *:? *(\S{1,40})")
_REASON = re.compile(r"^(?:Last reboot reason|Reboot Cause) *: *(\S.{0,60}?) *$", re.MULTILINE)
_SECTION = re.compile(
    r"^ *(Current|Main startup|Backup startup) software images.{0,40}:\s*$"
    r"|^ *(Software images) on .{1,40}:\s*$",
    re.MULTILINE,
)
_IMAGE = re.compile(r"^ +([a-z0-9#-]{1,30}:/\S{1,200})\s*$", re.MULTILINE)
_SUM = re.compile(r"(MD5|SHA-?256) digest:\s{0,80}([0-9A-Fa-f]{32,64})\s*$", re.MULTILINE)


def operating(text: str) -> tuple[tuple[Mirror, ...], tuple[Evidence, ...]]:
    """Return the groups that ``display mirroring-group all`` shows and the lines not understood."""
    drafts = Drafts()
    lists = Lists()
    unread: list[Evidence] = []
    draft: Draft | None = None
    label = ""
    for number, line in enumerate(text.split("\n"), 1):
        quote = Evidence(MIRRORS, number, line.strip())
        if head := _GROUP.match(line):
            draft, label = drafts.get(head[1], quote, enabled=None), ""
        elif draft is not None and line.strip():
            found = _LABEL.match(line)
            label = found[1] if found else label
            if _told(draft, label, (found[2] or "") if found else line.strip(), lists):
                drafts.quote(draft, quote)
            else:
                unread.append(quote)
    return drafts.mirrors(), tuple(unread)


def _told(draft: Draft, label: str, value: str, lists: Lists) -> bool:
    if value in {"", "None"}:
        return True
    match label:
        case "Type":
            draft.kind = _KINDS.get(value, draft.kind)
        case "Status":
            draft.enabled = True if value == "Active" else None
        case "Mirroring port" | "Mirroring VLAN" | "Mirroring CPU":
            return _source(draft, label, value, lists)
        case "Monitor port":
            return _monitor(draft, value)
        case "Remote probe VLAN" | "Probe VLAN":
            _probe(draft, value)
        case "Encapsulation":
            return _encapsulated(draft, value)
        case _:
            return label in {"Sampler", "Reflector port", "Monitor egress port"}
    return True


def _source(draft: Draft, label: str, value: str, lists: Lists) -> bool:
    row = _ROW.match(value)
    if not row:
        return False
    way = _WAYS[row[2]]
    if label == "Mirroring VLAN":
        names = lists.vlans(row[1])
        draft.sources += [Source(SourceKind.VLAN, each, way) for each in names]
    else:
        kind = SourceKind.CPU if label == "Mirroring CPU" else SourceKind.INTERFACE
        name = row[1].lower() if kind is SourceKind.CPU else row[1]
        draft.sources.append(Source(kind, name, way))
    return True


def _monitor(draft: Draft, value: str) -> bool:
    name = _NAME.match(value.removesuffix(" truncation"))
    if not name:
        return False
    draft.destinations.append(Destination(DestinationKind.INTERFACE, name[1]))
    return True


def _probe(draft: Draft, vlan: str) -> None:
    if draft.kind is MirrorKind.RSPAN_DESTINATION:
        draft.sources.append(Source(SourceKind.VLAN, vlan, Direction.RX))
    elif draft.kind is MirrorKind.RSPAN_SOURCE:
        draft.destinations.append(Destination(DestinationKind.VLAN, vlan))


def _encapsulated(draft: Draft, value: str) -> bool:
    found = _MORE.match(value)
    if not found:
        return bool(_BARE.match(value))
    if found[1] or found[2]:
        end = draft.destinations.pop() if draft.destinations else None
        if end is None:
            return False
        origin = found[3] if found[1] else end.origin
        vrf = found[3] if found[2] else end.vrf
        draft.destinations.append(
            Destination(end.kind, end.value, vrf, origin, resolved_from=end.resolved_from)
        )
        return True
    port = draft.destinations.pop().value if draft.destinations else None
    draft.kind = MirrorKind.ERSPAN_SOURCE
    draft.destinations.append(Destination(DestinationKind.IP, found[3], resolved_from=port))
    return True


def image(
    version: str | None, loader: str | None, sums: tuple[tuple[str, str], ...]
) -> Image | None:
    """Return the image state; ``sums`` are (command, answer) of the hash commands."""
    if version is None:
        return None
    now, upcoming = images(loader, "Current"), images(loader, "Main startup")
    return Image(
        version=fact(version, _VERSION),
        model=fact(version, _MODEL),
        running_file=now[0] if now else None,
        digests=hashed(sums, _digest) or None,
        bootloader=fact(version, _LOADER),
        boot_path=upcoming or None,
        last_reload_reason=fact(version, _REASON),
        uptime_s=spoken(fact(version, _UPTIME) or ""),
    )


def images(loader: str | None, section: str) -> tuple[str, ...]:
    """Return the files of one section of ``display boot-loader``, over all slots, once each."""
    text = loader or ""
    heads = list(_SECTION.finditer(text))
    ends = [*(head.start() for head in heads[1:]), len(text)][: len(heads)]
    found = [
        name
        for head, end in zip(heads, ends, strict=False)
        if head[1] == section
        for name in _IMAGE.findall(text, head.end(), end)
    ]
    return tuple(dict.fromkeys(found))


def _digest(command: str, answer: str) -> Digest | None:
    found = _SUM.search(answer)
    path = command.rpartition(" ")[2]
    return digest(path, found[1].replace("-", "").lower(), found[2]) if found else None
