"""What PAN-OS prints about itself: system info, software partitions, packet captures.

``show system info`` and ``debug swm status`` as seen in recorded output; ``debug dataplane
packet-diag show setting`` is from memory.
"""

import re

from netwatch.model.evidence import Confidence, Evidence
from netwatch.model.image import Image
from netwatch.model.mirror import (
    Destination,
    DestinationKind,
    Direction,
    Filter,
    Mirror,
    MirrorKind,
    Source,
    SourceKind,
)
from netwatch.model.platform import BOOT, CAPTURES, VERSION
from netwatch.model.state import Answers, Identity
from netwatch.parsing import facts

_PAIR = re.compile(r"^([a-z][a-z0-9-]{1,60}): ?(.*)$")
_UPTIME = re.compile(r"(?:(\d{1,6}) days?, )?(\d{1,3}):(\d\d)(?::(\d\d))?")
_ROW = re.compile(r"^(\S{1,40}) +([A-Z-]{4,40}) +(\S{1,40}) *$", re.MULTILINE)
_STAGE = re.compile(r"^ *Stage +(\w{1,20})\s*:? .{0,40}?file[ :]+(\S{1,120})", re.IGNORECASE)
_ENABLED = re.compile(r"^ *Enabled: +(yes|no)\b", re.IGNORECASE)
_INDEX = re.compile(r"^ *Index \d{1,3}: +(\S.{0,200})$", re.IGNORECASE)
_LINES = 400
_WANTED = ("sw-version", "uptime", "model")


def pairs(text: str | None) -> dict[str, str]:
    """Return the ``name: value`` lines of ``show system info``."""
    return facts.pairs(text, _PAIR, _LINES)


def identity(answers: Answers, hostname: str | None) -> Identity | None:
    """Return hostname, serial number and model (``PA-3220``)."""
    said = pairs(answers.get(VERSION))
    return facts.identified(said.get("hostname") or hostname, said.get("serial"), said.get("model"))


def image(answers: Answers) -> Image | None:
    """Return version, uptime and the software partition of the next boot; None unanswered.

    A partition in state PENDING-CHANGE holds an image that the next reboot will start.
    """
    info, partitions = answers.get(VERSION), answers.get(BOOT)
    if info is None and partitions is None:
        return None
    said = pairs(info)
    rows = {row[2]: f"{row[1]}/{row[3]}" for row in _ROW.finditer((partitions or "")[:20_000])}
    active = rows.get("RUNNING-ACTIVE")
    coming = rows.get("PENDING-CHANGE") or active
    return Image(
        version=said.get("sw-version"),
        model=said.get("model"),
        running_file=active,
        boot_path=(coming,) if coming else None,
        uptime_s=_uptime(said.get("uptime", "")),
        evidence=tuple(
            Evidence(VERSION, number, line[:500])
            for number, line in enumerate((info or "").split("\n")[:_LINES], 1)
            if line.startswith(_WANTED)
        ),
    )


def _uptime(text: str) -> int | None:
    found = _UPTIME.match(text)
    if not found:
        return None
    days, hours, minutes, seconds = (int(each or 0) for each in found.groups())
    return days * 86400 + hours * 3600 + minutes * 60 + seconds


def captures(answers: Answers) -> tuple[Mirror, ...] | None:
    """Return one capture for each stage that writes a file; None unanswered."""
    text = answers.get(CAPTURES)
    if text is None:
        return None
    section, enabled = "", dict.fromkeys(("packet filter", "packet capture"), False)
    stages: list[tuple[str, str, Evidence]] = []
    filters: list[Filter] = []
    for number, line in enumerate(text.split("\n")[:_LINES], 1):
        head = line.strip().lower().rstrip(":")
        if head in {"packet filter", "packet capture", "logging", "counters"}:
            section = head
        elif section in enabled and (said := _ENABLED.match(line)):
            enabled[section] = said[1].lower() == "yes"
        elif section == "packet filter" and (entry := _INDEX.match(line)):
            filters.append(Filter("acl", entry[1].strip()))
        elif section == "packet capture" and (stage := _STAGE.match(line)):
            stages.append((stage[1], stage[2], Evidence(CAPTURES, number, line.strip())))
    narrowed = tuple(filters) if enabled["packet filter"] else ()
    return tuple(_capture(*each, narrowed, on=enabled["packet capture"]) for each in stages)


def _capture(
    stage: str, file: str, quote: Evidence, filters: tuple[Filter, ...], *, on: bool
) -> Mirror:
    return Mirror(
        id=f"packet-diag/{stage}",
        kind=MirrorKind.CAPTURE,
        enabled=on,
        confidence=Confidence.LOW,
        sources=(Source(SourceKind.ALL, "dataplane", Direction.BOTH),),
        destinations=(Destination(DestinationKind.FILE, file),),
        filters=filters,
        evidence=(quote,),
    )
