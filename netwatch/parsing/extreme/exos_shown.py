"""What EXOS shows: ``show mirror`` (layout of a hardware log, EXOS 33), version and switch."""

import re

from netwatch.model.evidence import Evidence
from netwatch.model.image import Image, Signature
from netwatch.model.mirror import (
    Destination,
    DestinationKind,
    Direction,
    MirrorKind,
    Source,
    SourceKind,
)
from netwatch.model.platform import MIRRORS
from netwatch.parsing.draft import Draft, Drafts
from netwatch.parsing.extreme.exos_mirrors import DEFAULT
from netwatch.parsing.facts import fact, labelled, uptime
from netwatch.parsing.found import Found

_HEAD = re.compile(r"(\S{1,64}) +\((Enabled|Disabled)\b")
_TO = re.compile(r"[Mm]irror to (remote-ip|remote IP|port|ports|port-list) *:? *(\S.{0,200})$")
_PORT = re.compile(
    r"Port +(\S{1,40}?), (?:all vlans|vlan \"?([^\s\",]{1,64})\"?), "
    r"(ingress and egress|ingress|egress)(?: only)?$"
)
_VLAN = re.compile(r"All ports, vlan \"?([^\s\",]{1,64})\"?, ")
_OTHER = re.compile(
    r"(?:Description|Mirrors (?:enabled|defined)|HW (?:mirror|filter)|Mirror port:|Status|remote"
    r"|Source filters configured|No mirrors|Loopback|\(.{0,80}\)$|Default Mirror)",
    re.IGNORECASE,
)
_WAYS = {"ingress": Direction.RX, "egress": Direction.TX, "ingress and egress": Direction.BOTH}
_IMAGE = re.compile(r"^Image *: *\S{1,40} [Vv]ersion (\S{1,40})", re.MULTILINE)
_LOADER = re.compile(r"\bBootROM *: *(\d\S{0,30})")
_SERIAL = re.compile(r"^(?:Switch|Slot-1|Chassis) *: *\S{1,20} (\S{4,30}) Rev\b", re.MULTILINE)


def operating(text: str) -> Found:
    """Return the mirrors of ``show mirror``; an idle default mirror is no session."""
    drafts, draft = Drafts(), None
    odd: list[Evidence] = []
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip()[:400]
        quote = Evidence(MIRRORS, number, line)
        if head := _HEAD.match(line):
            draft = drafts.get(head[1], quote, enabled=head[2] == "Enabled")
        elif draft and _detail(draft, line):
            drafts.quote(draft, quote)
        elif line and not _OTHER.match(line) and not set(line) <= set("-= "):
            odd.append(quote)
    idle = drafts.found.get(DEFAULT)
    if idle and not idle.enabled and not idle.sources and not idle.destinations:
        del drafts.found[DEFAULT]
    return Found.of(drafts, odd)


def _detail(draft: Draft, line: str) -> bool:
    if to := _TO.match(line):
        _receive(draft, to[1], to[2])
    elif port := _PORT.match(line):
        if port[2]:
            draft.sources.append(Source(SourceKind.VLAN, port[2], Direction.RX, on=(port[1],)))
        else:
            draft.sources.append(Source(SourceKind.INTERFACE, port[1], _WAYS[port[3]]))
    elif vlan := _VLAN.match(line):
        draft.sources.append(Source(SourceKind.VLAN, vlan[1], Direction.RX))
    else:
        return False
    return True


def _receive(draft: Draft, kind: str, value: str) -> None:
    if kind.lower().startswith("remote"):
        draft.kind = MirrorKind.ERSPAN_SOURCE
        draft.destinations.append(Destination(DestinationKind.IP, value.split(maxsplit=1)[0]))
        return
    for each in value.split(",") if value.lower() != "none" else ():
        name = each.strip().split(" ")[0]
        if name.strip("-"):
            draft.destinations.append(Destination(DestinationKind.INTERFACE, name))


def image(version: str | None, switch: str | None) -> Image | None:
    """Return the running release; the partitions are called ``primary`` and ``secondary``."""
    if version is None and switch is None:
        return None
    said = labelled(switch)
    release = fact(version, _IMAGE)
    booted = said.get("Image Booted")
    selected = said.get("Image Selected")
    partition = said.get(f"{(booted or 'primary').capitalize()} ver")
    return Image(
        version=release or (partition.split()[0] if partition else None),
        model=said.get("System Type"),
        running_file=booted,
        bootloader=fact(version, _LOADER),
        boot_path=(selected,) if selected else None,
        signature=_signature(said.get("Trusted Delivery")),
        uptime_s=uptime(said.get("System UpTime")),
    )


def _signature(delivery: str | None) -> Signature | None:
    """Return the secure boot's verdict in the words of the Switch Engine 32.3 guide."""
    if delivery is None:
        return None
    known = {
        "boot image verified": Signature.VALID,
        "boot image verification failed": Signature.INVALID,
    }
    return known.get(delivery.strip().casefold(), Signature.UNKNOWN)


def serial(version: str | None) -> str | None:
    """Return the serial number that ``show version`` prints behind the part number."""
    return fact(version, _SERIAL)
