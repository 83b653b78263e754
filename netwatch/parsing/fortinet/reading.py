"""A FortiOS configuration -> mirrors, tunnels, hidden mirrors, name; what stays is unread."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from netwatch.model.evidence import Evidence
from netwatch.model.mirror import Dormant, Mirror, Tunnel
from netwatch.model.platform import CONFIG
from netwatch.model.posture import Posture
from netwatch.parsing.fortinet import mirrors, posture
from netwatch.parsing.fortinet.config import Entry, Line, Reader

_SCRIPTS = {"system automation-action": "script", "system auto-script": "script"}
_REMOTE = {
    "system gre-tunnel": "remote-gw",
    "system ipip-tunnel": "remote-gw",
    "system vxlan": "remote-ip",
    "vpn ipsec phase1-interface": "remote-gw",
    "system sit-tunnel": "destination",
}
_TABLES = mirrors.TABLES | posture.TABLES | frozenset((*_SCRIPTS, *_REMOTE, "system global"))
_MENTION = re.compile(
    r"(?<![\w-])(?:span|span-[\w-]+|mirror|sniffer)(?![\w-])|traffic-sniffer|traffic-mirror"
    r"|erspan|rspan|capture-packet|-mirror\b",
    re.IGNORECASE,
)
_FREE_TEXT = re.compile(
    r"set (?:comments?|description|alias|name|buffer|ap-sniffer-\S+|\S*-?banner|label|note) "
)
_KEPT = 500


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a configuration says about copies of traffic, and about the company they keep."""

    mirrors: tuple[Mirror, ...]
    tunnels: tuple[Tunnel, ...]
    dormant: tuple[Dormant, ...]
    unread: tuple[Evidence, ...]
    hostname: str | None
    posture: Posture | None
    warnings: tuple[str, ...]


def read_config(text: str) -> Configuration:
    """Return the reading of ``show`` or ``show full-configuration``, with or without VDOMs."""
    reader = Reader(_TABLES)
    reader.read(text, _MENTION)
    entries = reader.entries
    return Configuration(
        mirrors=tuple(each.mirror() for each in mirrors.drafts(_mirroring(entries))),
        tunnels=tuple(_tunnel(each) for each in entries if each.table in _REMOTE and each.name),
        dormant=tuple(each for entry in entries for each in _dormant(entry)),
        unread=(*_strange(entries), *(_line(each) for each in reader.other if _odd(*each))),
        hostname=next((each.get("hostname") for each in entries if each.get("hostname")), None),
        posture=posture.read_posture(entries),
        warnings=tuple(reader.warnings),
    )


def _mirroring(entries: list[Entry]) -> Iterator[Entry]:
    return (each for each in entries if each.table in mirrors.TABLES)


def _strange(entries: list[Entry]) -> Iterator[Evidence]:
    for each in _mirroring(entries):
        yield from mirrors.strange(each, mirrors.KNOWN)


def _tunnel(entry: Entry) -> Tunnel:
    kind = entry.table.split()[1].removesuffix("-tunnel")
    return Tunnel(
        name=entry.name,
        mode=kind,
        local=entry.get("local-gw") or entry.get("interface") or None,
        remote=entry.get(_REMOTE[entry.table]) or None,
        key=entry.get("vni") or None,
        evidence=tuple(entry.evidence("local-gw", "interface", _REMOTE[entry.table])),
    )


def _dormant(entry: Entry) -> Iterator[Dormant]:
    key = _SCRIPTS.get(entry.table)
    if key is None or not entry.name:
        return
    via = f"{entry.table.split()[1]} {entry.name}"
    for line in "\n".join(entry.settings.get(key, ())).split("\n"):
        if _MENTION.search(line[:_KEPT]):
            yield Dormant(via, entry.quotes[key].line, line.strip()[:_KEPT])


def _odd(table: str, line: Line) -> bool:
    """Tell whether a line outside the known tables is more than a look-alike."""
    if _FREE_TEXT.match(line.raw) or "replacemsg" in table:
        return False
    if line.words[0] in {"unset", "edit"} or table == "switch-controller traffic-policy":
        return False
    values = line.words[2:]
    speaks = _MENTION.search(" ".join(line.words[:2]))
    off = {"disable", "none", "", "0"}
    return bool(speaks) and not set(values) <= off if line.words[0] == "set" else True


def _line(found: tuple[str, Line]) -> Evidence:
    line = found[1]
    return Evidence(CONFIG, line.number, line.raw.split("\n", 1)[0][:_KEPT])
