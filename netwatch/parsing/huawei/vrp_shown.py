"""What VRP prints of its observing ports, software and files.

``display version`` as seen on AR, CX and S; ``display observe-port``, ``display port-mirroring`` as
in CloudEngine documents, the S-series rows from one public note; ``display startup`` and ``display
system file-md5`` as in public transcripts.
"""

import re

from netwatch.model.evidence import Confidence, Evidence
from netwatch.model.image import Digest, Image
from netwatch.model.mirror import (
    Destination,
    DestinationKind,
    Direction,
    Mirror,
    Source,
    SourceKind,
)
from netwatch.model.platform import MIRRORS
from netwatch.parsing.draft import Draft, Drafts
from netwatch.parsing.facts import fact
from netwatch.parsing.switch.files import digest, hashed
from netwatch.parsing.uptime import spoken

_INDEX = re.compile(r"\s*(Index|Interface|Vlan(?: ?ID)?) *: *(\S{1,64})\s*$", re.IGNORECASE)
_MEMBERS = re.compile(r"\s*(\d{1,4}) {2,60}(\S.{0,400}?)\s*$")
_TABLE = re.compile(r"\s*GroupId\s+MemberPorts\s*$")
_SECTION = re.compile(r"\s*(Observe port|Observe port group|Traffic|VLAN) mirroring:\s*$")
_ROW = re.compile(
    r"\s*(?:(VLAN \d{1,4}|(?!Inbound|Outbound|Both)\S{1,61}) {1,80})?"
    r"(?:(Inbound|Outbound|Both) {1,80})?"
    r"(\d{1,4})(?: : (\S{1,64}))?\s*$"
)
_S_PORT = re.compile(r"\s*Observe-port (\d{1,3}) : (\S{1,64})\s*$")
_S_ROW = re.compile(
    r"\s*(?:\d{1,4} {1,20})?(\S{1,61}) {1,80}(Inbound|Outbound|Both) {1,80}"
    r"Observe-port (\d{1,3})\s*$"
)
_NOISE = re.compile(
    r"\s*(?:-{3,}|MirroringPort|TrafficBehavior|VLAN +Direction|Port-mirror:|Mirror-port|Info:"
    r"|CIR\(|Untag|Forwarding)"
)
_WAYS = {"Inbound": Direction.RX, "Outbound": Direction.TX, "Both": Direction.BOTH}

_VERSION = re.compile(r"VRP \(R\) software, Version (\S{1,20} \([^)\n]{1,60}\))")
_UPTIME = re.compile(r"^(?:HUAWEI|Huawei|Quidway) .{1,60}? uptime is (.{1,80})$", re.MULTILINE)
_LOADER = re.compile(r"\b(BootROM|BootLoad|Bootrom) +Version *: *(\S{1,40})")
_NOW = re.compile(r"^ *Startup system software: +(\S{1,200})", re.MULTILINE)
_NEXT = re.compile(r"^ *Next startup system software: +(\S{1,200})", re.MULTILINE)
_SUM = re.compile(
    r"MD5 value of the file (\S{1,200}) is:\s{0,80}([0-9A-Fa-f]{32})\b"
    r"|^ *MD5: *\n? *([0-9A-Fa-f]{32})\s*$|^ *(\S{1,200}) +([0-9A-Fa-f]{32})\s*$",
    re.MULTILINE,
)


def operating(
    ports: str | None, mirroring: str | None
) -> tuple[tuple[Mirror, ...] | None, tuple[Evidence, ...]]:
    """Return the sessions shown and the lines not understood; None when not both were shown."""
    drafts = Drafts()
    unread: list[Evidence] = []
    if mirroring is None:
        return None, ()
    _ports(drafts, ports or "")
    section = ""
    last = ""
    for number, line in enumerate(mirroring.split("\n"), 1):
        quote = Evidence(MIRRORS, number, line.strip())
        if head := _SECTION.match(line):
            section, last = head[1], ""
        elif row := (_ROW.match(line) if section else None):
            last = row[1] or last
            _row(drafts, section, last, row, quote)
        elif not _s_series(drafts, line, quote) and line.strip() and not _NOISE.match(line):
            unread.append(quote)
    return drafts.mirrors(), tuple(unread)


def _ports(drafts: Drafts, text: str) -> None:
    """Read ``display observe-port``: the observing ports, then the groups and their members."""
    draft: Draft | None = None
    groups = False
    for number, line in enumerate(text.split("\n"), 1):
        quote = Evidence("observe-port", number, line.strip())
        groups = groups or bool(_TABLE.match(line))
        found = _INDEX.match(line)
        if found and found[1].lower() == "index":
            draft = drafts.get(f"observe-port {found[2]}", quote, enabled=None)
        elif found and draft is not None:
            _port(draft, found)
        elif groups and (members := _MEMBERS.match(line)):
            group = drafts.get(f"observe-port group {members[1]}", quote, enabled=None)
            group.destinations += [_local(each) for each in members[2].split()]


def _port(draft: Draft, found: re.Match[str]) -> None:
    if found[1].lower() == "interface":
        draft.destinations.append(_local(found[2]))
    elif draft.destinations:
        way = draft.destinations.pop().value
        draft.destinations.append(Destination(DestinationKind.VLAN, found[2], resolved_from=way))


def _local(name: str) -> Destination:
    return Destination(DestinationKind.INTERFACE, name)


def _row(drafts: Drafts, section: str, name: str, row: re.Match[str], quote: Evidence) -> None:
    group = "group " if section == "Observe port group" else ""
    draft = drafts.get(f"observe-port {group}{row[3]}", quote, enabled=None)
    if row[4] and not draft.destinations:
        draft.destinations.append(_local(row[4]))
    way = _WAYS.get(row[2])
    if section == "Traffic":
        draft.sources.append(Source(SourceKind.FILTER, name, way))
    elif name.startswith("VLAN "):
        draft.sources.append(Source(SourceKind.VLAN, name.removeprefix("VLAN "), way))
    else:
        draft.sources.append(Source(SourceKind.INTERFACE, name, way))


def _s_series(drafts: Drafts, line: str, quote: Evidence) -> bool:
    if port := _S_PORT.match(line):
        draft = drafts.get(f"observe-port {port[1]}", quote, enabled=None)
        if not draft.destinations:
            draft.destinations.append(_local(port[2]))
    elif row := _S_ROW.match(line):
        draft = drafts.get(f"observe-port {row[3]}", quote, enabled=None)
        draft.sources.append(Source(SourceKind.INTERFACE, row[1], _WAYS[row[2]]))
    else:
        return False
    draft.confidence = Confidence.LOW
    return True


def image(
    version: str | None,
    model: str | None,
    boot: str | None,
    sums: tuple[tuple[str, str], ...],
) -> Image | None:
    """Return the image state; ``sums`` are (command, answer) of the hash commands."""
    if version is None:
        return None
    loaders = dict(reversed(_LOADER.findall(version)))
    upcoming = fact(boot, _NEXT)
    return Image(
        version=fact(version, _VERSION),
        model=model,
        running_file=fact(boot, _NOW),
        digests=hashed(sums, _digest) or None,
        bootloader="; ".join(f"{name} {loaders[name]}" for name in sorted(loaders)) or None,
        boot_path=(upcoming,) if upcoming else None,
        uptime_s=spoken(fact(version, _UPTIME) or ""),
    )


def running_files(boot: str | None) -> tuple[str, ...]:
    """Return the software that each board started from and will start from, once each."""
    text = boot or ""
    return tuple(dict.fromkeys((*_NOW.findall(text), *_NEXT.findall(text))))


def _digest(command: str, answer: str) -> Digest | None:
    """Return the digest when the file the device names is the one that was asked for."""
    path = command.rpartition(" ")[2]
    found = _SUM.search(answer)
    if not found or (found[1] or found[4] or path).rsplit("/", 1)[-1] != path.rsplit("/", 1)[-1]:
        return None
    return digest(path, "md5", found[2] or found[3] or found[5])
