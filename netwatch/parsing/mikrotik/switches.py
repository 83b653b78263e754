"""RouterOS switch-chip mirroring, which every chip family spells in its own way.

* Atheros, QCA, MT, RTL: ``mirror-source`` and ``mirror-target`` of the switch (both directions).
* 88E6393X and kin: ``mirror-egress-target`` of the switch with ``mirror-egress=yes`` per port, and
  ``mirror-ingress=yes`` with ``mirror-ingress-target`` per port: one port may have two receivers.
* Marvell Prestera (CRS3xx): ``mirror-target`` fed by rules and hosts, RSPAN with VLAN ids.
* CRS1xx/2xx: analyzers ``ingress-mirror0/1`` and ``egress-mirror0/1``.

All spellings are read on any release (manual "Switch Chip Features", RouterOS schema reference).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from netwatch.model.evidence import Confidence, Evidence
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
from netwatch.parsing.draft import Draft
from netwatch.parsing.mikrotik.export import Statement
from netwatch.parsing.mikrotik.sniffers import quote

SWITCH = "interface ethernet switch"
PORT = f"{SWITCH} port"
RULE = f"{SWITCH} rule"
HOST = f"{SWITCH} host"
ACL = f"{SWITCH} acl"
FDB = f"{SWITCH} unicast-fdb"
VLAN = f"{SWITCH} vlan"
MENUS = frozenset((SWITCH, PORT, RULE, HOST, ACL, FDB, VLAN))

_ANALYZERS = ("ingress-mirror0", "ingress-mirror1", "egress-mirror0", "egress-mirror1")
# Settings that shape a copy and make none; `none` and `no` of any key are let pass anyway.
_SHAPES = frozenset(
    (
        "ingress-mirror-ratio", "egress-mirror-ratio", "mirror-egress-if-ingress-mirrored",
        "mirror-tx-on-mirror-port", "mirror-profile", "mirror-buffers", "fdb-uses", "vlan-uses",
        "mirrored-packet-qos-priority", "mirrored-packet-drop-precedence",
    )
)  # fmt: skip
KEYS = _SHAPES | frozenset(
    (
        "mirror-source", "mirror-target", "mirror-egress-target", "mirror-egress", "mirror-ingress",
        "mirror-ingress-target", "ingress-mirror-to", "egress-mirror-to", "ingress-mirror",
        "mirror-to", "mirror", "mirror-ports", "copy-to-cpu", *_ANALYZERS,
    )
)  # fmt: skip
_CPU = "cpu"
_NUMBERS = frozenset(map(str, range(16)))
_IN_RULE = frozenset(
    (
        "switch", "ports", "src-ports", "mirror", "mirror-ports", "mirror-to", "copy-to-cpu",
        "comment", "disabled", "new-dst-ports", "table",
    )
)  # fmt: skip


_CHIPS = 64
_PORTS = 256


@dataclass(slots=True)
class _Chip:
    """One switch chip of the box: where its copies go, and the line that says so."""

    name: str
    alias: str = ""
    target: str = ""
    egress_target: str = ""
    quotes: dict[str, Evidence] = field(default_factory=dict)

    def take(self, statement: Statement) -> None:
        """Let a later statement about the same chip win."""
        for key in ("mirror-target", "mirror-egress-target"):
            if key in statement.values:
                self.quotes[key] = quote(statement)
        self.alias = statement.get("name") or self.alias
        self.target = statement.get("mirror-target") or self.target
        self.egress_target = statement.get("mirror-egress-target") or self.egress_target


def mirrors(statements: Iterable[Statement]) -> tuple[Mirror, ...]:
    """Return every mirror of every chip from the statements of ``MENUS``, in any order."""
    box = _Box(statements)
    drafts = (*box.chip_mirrors(), *box.port_mirrors(), *box.analyzers(), *box.entries())
    return tuple(each.mirror() for each in drafts)


class _Box:
    """The statements of the switch menus, joined over at most ``_CHIPS`` chips."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        self.by_menu: dict[str, list[Statement]] = {each: [] for each in MENUS}
        for each in statements:
            self.by_menu[each.menu].append(each)
        self.chips: dict[str, _Chip] = {}
        self.uses = {"fdb-uses": "mirror0", "vlan-uses": "mirror0"}
        self.ends: dict[str, list[Destination]] = {each: [] for each in _ANALYZERS}
        self.end_quotes: dict[str, list[Evidence]] = {each: [] for each in _ANALYZERS}
        for each in self.by_menu[SWITCH]:
            self._learn(each)
        users = (*self.by_menu[RULE], *self.by_menu[HOST])
        self.fed = {each.get("switch") for each in users if each.says("mirror")}

    def _learn(self, statement: Statement) -> None:
        name = statement.selector or "0"
        if name in self.chips or len(self.chips) < _CHIPS:
            self.chips.setdefault(name, _Chip(name)).take(statement)
        for key in self.uses:
            self.uses[key] = statement.get(key) or self.uses[key]
        for key in _ANALYZERS:
            target = statement.get(key).partition(",")[0]
            if target and len(self.ends[key]) < _CHIPS:
                self.ends[key] += _ends(target)
                self.end_quotes[key].append(quote(statement))

    def chip_mirrors(self) -> Iterator[Draft]:
        """Yield what the chips copy by themselves; a target that rules feed is no session."""
        for each in self.by_menu[SWITCH]:
            source, target = each.get("mirror-source"), each.get("mirror-target")
            if source or (target and not self._is_fed(each)):
                yield _chip(each, source, target)

    def _is_fed(self, chip: Statement) -> bool:
        return bool(self.fed & (_names(chip.selector) | {chip.get("name")}))

    def port_mirrors(self) -> Iterator[Draft]:
        """Yield the per-port, per-direction mirrors of the 88E6393X family."""
        ports = self.by_menu[PORT]
        fed = [each for each in ports if each.says("mirror-egress")]
        targets = [each for each in self.chips.values() if each.egress_target]
        for count, chip in enumerate(targets or ([_Chip("0")] if fed else [])):
            mine = fed[:_PORTS] if count else fed
            draft = Draft(f"switch/{chip.name}/egress")
            if len(targets) > 1:  # the export does not say which chip a port belongs to
                draft.confidence = Confidence.LOW
            draft.evidence += [*chip.quotes.values(), *map(quote, mine)]
            draft.destinations += _ends(chip.egress_target)
            draft.sources += [_port(each, Direction.TX) for each in mine]
            yield draft
        for port in ports:
            target = port.get("mirror-ingress-target")
            if port.says("mirror-ingress") or target:
                draft = Draft(f"switch/port/{port.selector}/ingress")
                draft.enabled = port.says("mirror-ingress")
                draft.evidence.append(quote(port))
                draft.sources.append(_port(port, Direction.RX))
                draft.destinations += _ends(target)
                yield draft

    def analyzers(self) -> Iterator[Draft]:
        """Yield the CRS1xx/2xx analyzers that ports or VLANs feed, or that nobody feeds."""
        for name in _ANALYZERS:
            side, number = name.split("-mirror")
            way = Direction.RX if side == "ingress" else Direction.TX
            draft = Draft(f"switch/{name}")
            draft.destinations += self.ends[name]
            draft.evidence += self.end_quotes[name]
            for each in self.by_menu[PORT]:
                if each.get(f"{side}-mirror-to") == f"mirror{number}":
                    draft.sources.append(_port(each, way))
                    draft.evidence.append(quote(each))
            if side == "ingress" and self.uses["vlan-uses"] == f"mirror{number}":
                _add_vlans(draft, self.by_menu[VLAN])
            if draft.sources or (draft.evidence and not self._used(f"mirror{number}")):
                yield draft

    def _used(self, analyzer: str) -> bool:
        """Tell whether ACL or FDB entries use ``analyzer``, whose sessions those then are."""
        if any(each.get("mirror-to") == analyzer for each in self.by_menu[ACL]):
            return True
        return self.uses["fdb-uses"] == analyzer and any(
            each.says("mirror") for each in self.by_menu[FDB]
        )

    def entries(self) -> Iterator[Draft]:
        """Yield one flow mirror for each rule, host, ACL or FDB entry that copies frames."""
        for menu in (RULE, HOST, ACL, FDB):
            kind = menu.removeprefix(f"{SWITCH} ")
            for count, each in enumerate(filter(_copies, self.by_menu[menu]), 1):
                draft = Draft(f"switch-{kind}/{count}", MirrorKind.FLOW)
                draft.enabled = not each.says("disabled")
                draft.description = each.values.get("comment")
                draft.evidence.append(quote(each))
                draft.sources.append(_chosen_by(each, f"{kind}/{count}"))
                draft.filters += _conditions(each)
                self._send(draft, each)
                yield draft

    def _send(self, draft: Draft, entry: Statement) -> None:
        for name in filter(None, entry.get("mirror-ports").split(",")):
            draft.destinations += _ends(name)
        if entry.says("copy-to-cpu"):
            draft.destinations += _ends(_CPU)
        analyzer = self.uses["fdb-uses"] if entry.menu == FDB else entry.get("mirror-to")
        if analyzer:
            name = f"ingress-{analyzer}"
            ends = self.ends.get(name, [])
            draft.destinations += [replace(each, resolved_from=name) for each in ends]
            draft.evidence += self.end_quotes.get(name, [])
        elif entry.says("mirror"):
            wanted = entry.get("switch")
            for chip in self.chips.values():
                if chip.target and (wanted in _names(chip.name) | {chip.alias}):
                    draft.destinations += _ends(chip.target, f"switch {chip.name}")
                    draft.evidence += chip.quotes.values()


def _chip(chip: Statement, source: str, target: str) -> Draft:
    draft = Draft(f"switch/{chip.selector or '0'}")
    draft.evidence.append(quote(chip))
    if source:
        draft.sources.append(Source(SourceKind.INTERFACE, source, Direction.BOTH))
    draft.destinations += _ends(target)
    vlan = chip.get("rspan-egress-vlan-id")
    if chip.says("rspan") and vlan not in {"", "0"}:
        draft.kind = MirrorKind.RSPAN_SOURCE
        draft.confidence = Confidence.MEDIUM
        draft.destinations.append(Destination(DestinationKind.VLAN, vlan))
    return draft


def _add_vlans(draft: Draft, vlans: list[Statement]) -> None:
    for each in vlans:
        if each.says("ingress-mirror"):
            name = each.get("vlan-id") or each.selector
            draft.sources.append(Source(SourceKind.VLAN, name, Direction.RX))
            draft.evidence.append(quote(each))


def _names(chip: str) -> set[str]:
    """Return what an entry may call ``chip``; naming none is any, and switch1 is number 0."""
    number = chip or "0"
    return {"", number, f"switch{int(number) + 1}"} if number in _NUMBERS else {"", number}


def _port(port: Statement, direction: Direction) -> Source:
    # The export numbers the ports of a chip; only `find` names them.
    name = f"port {port.selector}" if port.selector.isdigit() else port.selector
    return Source(SourceKind.INTERFACE, name or "port", direction)


def _ends(target: str, through: str | None = None) -> list[Destination]:
    if not target:
        return []
    kind = DestinationKind.CPU if target == _CPU else DestinationKind.INTERFACE
    return [Destination(kind, target, resolved_from=through)]


def _copies(entry: Statement) -> bool:
    return bool(
        entry.says("mirror")
        or entry.says("copy-to-cpu")
        or entry.get("mirror-ports")
        or entry.get("mirror-to")
    )


def _chosen_by(entry: Statement, name: str) -> Source:
    ports = entry.get("ports") or entry.get("src-ports") or entry.get("switch")
    on = tuple(each for each in ports.split(",") if each)
    return Source(SourceKind.FILTER, name, Direction.RX, on=on)


def _conditions(entry: Statement) -> list[Filter]:
    return [
        Filter("acl", f"{key}={value}")
        for key, value in entry.values.items()
        if key not in _IN_RULE
    ]
