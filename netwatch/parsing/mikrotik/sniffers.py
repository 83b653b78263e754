"""RouterOS mirrors that leave as TZSP or stay in a file: mangle, calea, sniffers.

Fields and defaults are those of the community.routeros schema; the action names are MikroTik's
manual "Mangle". Whether the packet sniffer runs is not configuration: ``enabled`` is None.
"""

import re
from dataclasses import replace

from netwatch.model.evidence import Evidence
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
from netwatch.model.platform import CONFIG
from netwatch.parsing.mikrotik.export import Statement

TZSP_PORT = 37008
SNIFFER_ID = "tool-sniffer"
RULE_MENUS = {
    "ip firewall mangle": "mangle",
    "ipv6 firewall mangle": "ipv6-mangle",
    "ip firewall calea": "calea",
    "ipv6 firewall calea": "ipv6-calea",
    "interface bridge calea": "bridge-calea",
    "interface bridge filter": "bridge-filter",
    "interface bridge nat": "bridge-nat",
    "ip firewall raw": "raw",
    "ip firewall filter": "filter",
    "ip firewall nat": "nat",
}
SNIFFER_MENUS = {
    "tool sniffer": SNIFFER_ID,
    "interface wireless sniffer": "wireless-sniffer",
    "interface wifi sniffer": "wifi-sniffer",
    "caps-man sniffer": "caps-man-sniffer",
}
_NOT_A_MATCH = frozenset(
    (
        "action", "chain", "comment", "disabled", "in-interface", "out-interface", "log",
        "log-prefix", "passthrough", "sniff-target", "sniff-target-port", "sniff-id",
        "in-interface-list", "out-interface-list",
    )
)  # fmt: skip
_MEMBERS = 256
_KEPT = 1000
_WAYS = {"rx": Direction.RX, "tx": Direction.TX}
_ADDRESS = re.compile(r"\[?([0-9A-Fa-f.:]{2,45}?)\]?(?::(\d{1,5}))?$")
_UNSET = frozenset(("", "0.0.0.0", "::"))  # noqa: S104  # the schema's "no server"


def quote(statement: Statement) -> Evidence:
    """Return the statement as evidence, cut to a length that can be shown."""
    return Evidence(CONFIG, statement.number, f"/{statement.menu} {statement.text}"[:_KEPT])


class Lists:
    """Members of interface lists; resolving them is bounded over a whole text."""

    def __init__(self) -> None:
        self.members: dict[str, list[tuple[str, Evidence]]] = {}
        self.room = 65_536

    def add(self, statement: Statement) -> None:
        """Take a statement of ``/interface list member``."""
        name, interface = statement.get("list"), statement.get("interface")
        if name and interface and not statement.says("disabled"):
            self.members.setdefault(name, []).append((interface, quote(statement)))

    def of(self, name: str) -> list[tuple[str, Evidence]] | None:
        """Return the members of ``name``; None when they are not known or too many."""
        found = self.members.get(name)
        if not found or len(found) > min(_MEMBERS, self.room):
            return None
        self.room -= len(found)
        return found


def sniffing(statement: Statement) -> bool:
    """Tell whether a firewall rule copies packets to a TZSP or CALEA receiver."""
    return statement.get("action").startswith("sniff")


def rule(statement: Statement, session: str, lists: Lists) -> Mirror:
    """Return the mirror of a rule with ``action=sniff-tzsp`` or ``sniff-pc``.

    A rule without an interface copies what its chain sees; further conditions are filters.
    """
    sources, quotes = _rule_sources(statement, lists)
    target = statement.get("sniff-target")
    port = _number(statement.get("sniff-target-port"))
    tzsp = statement.get("action") == "sniff-tzsp"
    ends = (
        Destination(
            DestinationKind.IP,
            target,
            port=port or (TZSP_PORT if tzsp else None),
            encapsulation=None if tzsp else statement.get("action"),
        ),
    )
    known = target not in _UNSET
    return Mirror(
        id=session,
        kind=MirrorKind.TZSP,
        enabled=not statement.says("disabled"),
        complete=known,
        sources=sources,
        destinations=ends if known else (),
        filters=tuple(
            Filter("acl", f"{key}={value}")
            for key, value in statement.values.items()
            if key not in _NOT_A_MATCH
        ),
        description=statement.values.get("comment"),
        evidence=(quote(statement), *quotes),
    )


def _rule_sources(
    statement: Statement, lists: Lists
) -> tuple[tuple[Source, ...], tuple[Evidence, ...]]:
    sources: list[Source] = []
    quotes: list[Evidence] = []
    for side, way in (("in", Direction.RX), ("out", Direction.TX)):
        name = statement.get(f"{side}-interface")
        if name:
            sources.append(Source(SourceKind.INTERFACE, name, way))
        name = statement.get(f"{side}-interface-list")
        members = lists.of(name) if name else None
        if members is not None:
            sources += [Source(SourceKind.INTERFACE, each, way) for each, _ in members]
            quotes += [each for _, each in members]
        elif name:
            sources.append(Source(SourceKind.FILTER, f"interface-list {name}", way))
    if not sources:
        chain = statement.get("chain") or "any"
        sources.append(Source(SourceKind.FILTER, f"chain {chain}", Direction.BOTH))
    return tuple(sources), tuple(quotes)


def sniffer(statements: list[Statement], session: str) -> Mirror | None:
    """Return what the packet sniffer is set up to copy, None when its settings send nothing.

    Statements of one menu accumulate, the last value counts.
    """
    values: dict[str, str] = {}
    for each in statements:
        values |= each.values
    found = settings(values, session, tuple(quote(each) for each in statements))
    if found is None or session == SNIFFER_ID:
        return found
    return replace(found, sources=(Source(SourceKind.ALL, session.removesuffix("-sniffer")),))


def settings(values: dict[str, str], session: str, evidence: tuple[Evidence, ...]) -> Mirror | None:
    """Return the mirror that sniffer settings describe, from an export or from ``print``.

    Streaming goes to UDP 37008 unless the server names a port; 0.0.0.0 is no server. A server
    without ``streaming-enabled=yes`` is staged, so ``enabled`` is False.
    """
    server, port = _server(values.get("streaming-server", ""))
    streams = values.get("streaming-enabled") in {"yes", "true"}
    file = values.get("file-name", "")
    ends = []
    if server not in _UNSET and (streams or not file):
        ends.append(Destination(DestinationKind.IP, server, port=port))
    if file:
        ends.append(Destination(DestinationKind.FILE, file))
    if not ends and not streams:
        return None
    idle = not streams and not file
    return Mirror(
        id=session,
        kind=MirrorKind.TZSP if streams or not file else MirrorKind.CAPTURE,
        enabled=False if idle else None,
        complete=bool(ends),
        sources=_sniffed(values),
        destinations=tuple(ends),
        filters=_narrowed(values),
        evidence=evidence,
    )


def _sniffed(values: dict[str, str]) -> tuple[Source, ...]:
    way = _WAYS.get(values.get("filter-direction", ""), Direction.BOTH)
    names = [each for each in values.get("filter-interface", "").split(",") if each]
    if not names or "all" in names:
        return (Source(SourceKind.ALL, "all", way),)
    return tuple(Source(SourceKind.INTERFACE, each, way) for each in dict.fromkeys(names))


def _narrowed(values: dict[str, str]) -> tuple[Filter, ...]:
    passed = {"filter-interface", "filter-direction", "filter-stream"}
    found = []
    for key, value in values.items():
        if key.startswith("filter-") and key not in passed and value and "operator" not in key:
            kind = "vlan" if key == "filter-vlan" else "acl"
            found.append(Filter(kind, value if kind == "vlan" else f"{key}={value}"))
    return tuple(found)


def _server(text: str) -> tuple[str, int]:
    found = _ADDRESS.fullmatch(text) if text.count(":") < 2 or "[" in text else None  # noqa: PLR2004  # an IPv6 address
    if not found:
        return text, TZSP_PORT
    return found[1], _number(found[2] or "") or TZSP_PORT


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None  # noqa: PLR2004  # a UDP port
