"""Mirroring switch chips of OpenWrt, and the package ``port-mirroring``.

Option names from the driver ar8327 and public outputs; the package's own options (``target``,
``source_ports``, ``protocol``) are from memory, so its sessions have low confidence.
"""

import re
from collections.abc import Iterable

from netwatch.model.evidence import Confidence, Evidence
from netwatch.model.mirror import (
    Destination,
    DestinationKind,
    Direction,
    Mirror,
    MirrorKind,
    Source,
    SourceKind,
)
from netwatch.model.platform import CONFIG
from netwatch.parsing.mentions import lines_with
from netwatch.parsing.openwrt.uci import Section

_CHIP = ("mirror_source_port", "mirror_monitor_port", "enable_mirror_rx", "enable_mirror_tx")
_ON = frozenset(("1", "on", "true", "yes", "enabled"))
_PACKAGE = frozenset(("port-mirroring", "port_mirroring"))
_OWN = ("source_ports", "source_port", "target", "protocol", "promiscuous", "filter")
_GLOBAL = re.compile(r"^Global attributes:")
_ATTRIBUTE = re.compile(r"^\s+(?P<key>(?:enable_)?mirror_\w{1,20}): *(?P<value>\d{1,4})\s*$")
_DEVICE = re.compile(r"\bswconfig dev (?P<name>[\w.-]{1,32}) show\b")
_PROCESS = re.compile(
    r"^ *\d{1,8} \S{1,32} +\S{1,12} \S{1,8} +(?P<command>(?:\S{0,100}/)?"
    r"(?P<program>tcpdump|tshark|dumpcap|daemonlogger|port-mirroring)\b.*)$"
)
_LISTENS = re.compile(r" -i ?(?P<port>[\w.@-]{1,32})")
_MENTION = re.compile(r"mirror|\bTEE\b|\btcpdump\b", re.IGNORECASE)
_LOOKALIKE = re.compile(
    r"^\s*#|opkg|https?://|\bsrc/gz\b|^\s*package +\S*mirror|(?:description|name|label) +'",
    re.IGNORECASE,
)


def declared(found: Iterable[Section]) -> tuple[tuple[Mirror, ...], frozenset[int]]:
    """Return the sessions of the sections, and the lines that were read for them."""
    mirrors: list[Mirror] = []
    read: set[int] = set()
    for each in found:
        known = {line for key, _, line in each.options if key in _CHIP}
        if known:
            mirrors += _chip(each)
            read |= {each.line, *known}
        elif each.type in _PACKAGE or each.package in _PACKAGE:
            known = {line for key, _, line in each.options if key in _OWN}
            mirrors += _program(each)
            read |= {each.line, *known}
    return tuple(mirrors), frozenset(read)


def _chip(section: Section) -> list[Mirror]:
    values = {key: section.get(key) for key in _CHIP}
    name = section.get("name") or section.name or "switch"
    quotes = _quotes(section, _CHIP)
    packaged = section.type in _PACKAGE or section.package in _PACKAGE
    made = _mirror(f"port_mirroring/{name}" if packaged else name, values, quotes)
    return [made] if made else []


def _mirror(name: str, values: dict[str, str], quotes: tuple[Evidence, ...]) -> Mirror | None:
    """Return the session of one switch chip; without a port on either end it is none."""
    copied, analyser = values.get("mirror_source_port"), values.get("mirror_monitor_port")
    if not copied and not analyser:
        return None
    way = _way(values)
    return Mirror(
        id=name,
        kind=MirrorKind.LOCAL,
        # Both switches are off until they are set (driver's default).
        enabled=way is not None,
        complete=bool(copied and analyser),
        sources=(Source(SourceKind.INTERFACE, copied, way or Direction.BOTH),) if copied else (),
        destinations=(Destination(DestinationKind.INTERFACE, analyser),) if analyser else (),
        evidence=quotes,
    )


def _way(values: dict[str, str]) -> Direction | None:
    inward = values.get("enable_mirror_rx", "").lower() in _ON
    outward = values.get("enable_mirror_tx", "").lower() in _ON
    if inward and outward:
        return Direction.BOTH
    if inward:
        return Direction.RX
    return Direction.TX if outward else None


def _program(section: Section) -> list[Mirror]:
    ports = section.get("source_ports") or section.get("source_port")
    target = section.get("target")
    if not ports and not target:
        return []
    names = [each for each in re.split(r"[,\s]+", ports) if each]
    remote = ":" in target or target.replace(".", "").isdigit()
    kind = DestinationKind.IP if remote else DestinationKind.INTERFACE
    way = section.get("protocol").upper()
    forms = {"TZSP": MirrorKind.TZSP, "TEE": MirrorKind.TEE}
    return [
        Mirror(
            id=f"port_mirroring/{section.name or section.type}",
            kind=forms.get(way, MirrorKind.TEE if remote else MirrorKind.LOCAL),
            enabled=section.get("enabled") not in ("0", "off"),
            complete=bool(names and target),
            confidence=Confidence.LOW,
            sources=tuple(Source(SourceKind.INTERFACE, each, Direction.BOTH) for each in names),
            destinations=(Destination(kind, target),) if target else (),
            evidence=_quotes(section, _OWN),
        )
    ]


def _quotes(section: Section, keys: tuple[str, ...]) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(CONFIG, line, f"{key} {value}"[:400])
        for key, value, line in section.options
        if key in keys
    )


def unread(text: str, read: frozenset[int]) -> tuple[Evidence, ...]:
    """Return the lines that mention mirroring, were not read and are no look-alike."""
    return tuple(
        Evidence(CONFIG, number, line.strip()[:400])
        for number, line in lines_with(text, ("mirror", "tee", "tcpdump"))
        if number not in read and _MENTION.search(line) and not _LOOKALIKE.search(line)
    )


def running(command: str, text: str, topic: str) -> tuple[Mirror, ...]:
    """Return the session a chip runs, from ``swconfig dev NAME show``; none while both are off."""
    device = _DEVICE.search(command)
    values: dict[str, str] = {}
    quotes: list[Evidence] = []
    inside = False
    for number, line in enumerate(text.split("\n"), 1):
        inside = bool(_GLOBAL.match(line)) or (inside and line.startswith((" ", "\t")))
        if inside and (pair := _ATTRIBUTE.match(line)):
            values[pair["key"]] = pair["value"]
            quotes.append(Evidence(topic, number, line.strip()))
    made = _mirror(device["name"] if device else "switch", values, tuple(quotes))
    return (made,) if made and made.enabled else ()


def captures(text: str, topic: str) -> tuple[Mirror, ...]:
    """Return the programs that read whole packets, from ``ps w``."""
    found: dict[str, Mirror] = {}
    for number, line in enumerate(text.split("\n"), 1):
        process = _PROCESS.match(line[:1000])
        if process is None:
            continue
        port = _LISTENS.search(process["command"])
        name = port["port"] if port else "any"
        everywhere = name == "any"
        made = Mirror(
            id=f"process/{name}/{process['program']}",
            kind=MirrorKind.CAPTURE,
            sources=(
                Source(SourceKind.ALL, "all", Direction.BOTH)
                if everywhere
                else Source(SourceKind.INTERFACE, name, Direction.BOTH),
            ),
            destinations=(Destination(DestinationKind.CPU, process["program"]),),
            evidence=(Evidence(topic, number, line.strip()[:400]),),
        )
        found.setdefault(made.id, made)
    return tuple(found.values())
