"""Mirrors of Open vSwitch bridges, out of the tables Mirror, Bridge, Port and Interface.

Facts from vswitch.ovsschema and ovs-vswitchd.conf.db(5): only a Mirror that a Bridge refers to
acts; ``select_src_port`` are frames that enter from a port; ``output_port`` and ``output_vlan``
exclude each other and a row with neither mirrors nothing; ``select_vlan`` narrows.
"""

from collections.abc import Mapping
from dataclasses import dataclass

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
    Tunnel,
)
from netwatch.parsing.ovs.table import Row

TUNNEL_TYPES = frozenset(
    ("bareudp", "erspan", "geneve", "gre", "gtpu", "ip6erspan", "ip6gre", "lisp", "srv6", "stt",
     "vxlan")
)  # fmt: skip
_UDP = {"vxlan": 4789, "geneve": 6081, "lisp": 4341, "gtpu": 2152}
_SELECTORS = ("select_all", "select_src_port", "select_dst_port", "select_vlan", "output_port",
              "output_vlan", "snaplen", "filter")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Database:
    """The rows that mirrors are joined from; None for a table that was not observed."""

    mirrors: tuple[Row, ...] | None
    bridges: tuple[Row, ...] | None
    ports: tuple[Row, ...] | None
    interfaces: tuple[Row, ...] | None

    @property
    def is_whole(self) -> bool:
        """Whether all four tables were observed, so that every reference can be followed."""
        tables = (self.mirrors, self.bridges, self.ports, self.interfaces)
        return all(each is not None for each in tables)


def sort_rows(rows: tuple[Row, ...]) -> Database:
    """Return the rows of a saved file sorted into tables by the columns they have."""

    def table(column: str) -> tuple[Row, ...] | None:
        return tuple(each for each in rows if each.has(column)) or None

    return Database(table("select_all"), table("mirrors"), table("interfaces"), table("options"))


def read_mirrors(database: Database, source: str) -> tuple[Mirror, ...]:
    """Return every Mirror row; rows that no bridge refers to are inert (``enabled`` False)."""
    ports = {each.uuid: each for each in database.ports or ()}
    interfaces = {each.uuid: each for each in database.interfaces or ()}
    owners = {
        uuid: bridge.text("name")
        for bridge in reversed(database.bridges or ())
        for uuid in bridge.atoms("mirrors")
    }
    found = []
    for row in database.mirrors or ():
        bridge = owners.get(row.uuid)
        enabled = bridge is not None if database.bridges is not None else None
        found.append(_mirror(row, bridge, enabled, ports, interfaces, source))
    return tuple(found)


def _mirror(
    row: Row,
    bridge: str | None,
    enabled: bool | None,  # noqa: FBT001  # the model's own three-valued field
    ports: Mapping[str, Row],
    interfaces: Mapping[str, Row],
    source: str,
) -> Mirror:
    name = row.text("name") or row.uuid[:8]
    ends = _destinations(row, ports, interfaces)
    sources = _sources(row, bridge, ports)
    known = all(each in ports for each in _port_refs(row))
    return Mirror(
        id=f"{bridge}/{name}" if bridge else name,
        kind=_kind(ends),
        enabled=enabled if ends else False,
        complete=bool(sources and ends),
        confidence=Confidence.HIGH if known else Confidence.LOW,
        sources=sources,
        destinations=ends,
        filters=_filters(row),
        evidence=(Evidence(source, row.line, line(row, bridge, ports)), *_alive(row, source)),
    )


def _port_refs(row: Row) -> tuple[str, ...]:
    columns = ("select_src_port", "select_dst_port", "output_port")
    return tuple(each for column in columns for each in row.atoms(column))


def _kind(ends: tuple[Destination, ...]) -> MirrorKind:
    kinds = {each.kind for each in ends}
    if kinds & {DestinationKind.IP, DestinationKind.UNKNOWN}:
        return MirrorKind.ERSPAN_SOURCE
    return MirrorKind.RSPAN_SOURCE if DestinationKind.VLAN in kinds else MirrorKind.LOCAL


def _sources(row: Row, bridge: str | None, ports: Mapping[str, Row]) -> tuple[Source, ...]:
    if row.text("select_all") == "true":
        return (Source(SourceKind.ALL, bridge or "all", Direction.BOTH),)
    entering = {_name(each, ports) for each in row.atoms("select_src_port")}
    leaving = {_name(each, ports) for each in row.atoms("select_dst_port")}
    sources = []
    for name in sorted(entering | leaving):
        both = name in entering and name in leaving
        one = Direction.RX if name in entering else Direction.TX
        sources.append(Source(SourceKind.INTERFACE, name, Direction.BOTH if both else one))
    return tuple(sources)


def _name(uuid: str, rows: Mapping[str, Row]) -> str:
    return rows[uuid].text("name") if uuid in rows else uuid


def _destinations(
    row: Row, ports: Mapping[str, Row], interfaces: Mapping[str, Row]
) -> tuple[Destination, ...]:
    ends = []
    for uuid in row.atoms("output_port"):
        members = ports[uuid].atoms("interfaces") if uuid in ports else ()
        known = [interfaces[each] for each in members if each in interfaces]
        ends += [_end(each) for each in known] or [_port(_name(uuid, ports))]
    vlans = row.atoms("output_vlan")
    return (*ends, *(Destination(DestinationKind.VLAN, each) for each in vlans))


def _port(name: str) -> Destination:
    return Destination(DestinationKind.INTERFACE, name)


def _end(interface: Row) -> Destination:
    name, kind = interface.text("name"), interface.text("type")
    remote = interface.option("options", "remote_ip")
    if kind not in TUNNEL_TYPES:
        return _port(name)
    key = interface.option("options", "key") or ""
    port = interface.option("options", "dst_port") or ""
    is_id = "erspan" in kind and key.isascii() and key.isdigit() and len(key) < 10  # noqa: PLR2004
    return Destination(
        # remote_ip=flow leaves the receiver to the flow table.
        kind=DestinationKind.IP if remote not in (None, "flow") else DestinationKind.UNKNOWN,
        value=remote or "unknown",
        origin=interface.option("options", "local_ip"),
        erspan_id=int(key) if is_id else None,
        port=int(port) if port.isascii() and port.isdigit() and len(port) < 6 else _UDP.get(kind),  # noqa: PLR2004
        encapsulation=kind,
        resolved_from=name,
    )


def _filters(row: Row) -> tuple[Filter, ...]:
    vlans = tuple(Filter("vlan", each) for each in row.atoms("select_vlan"))
    flow = row.text("filter")
    return (*vlans, Filter("acl", flow)) if flow else vlans


def _alive(row: Row, source: str) -> tuple[Evidence, ...]:
    # The switch itself writes the counters of a mirror it runs: packets prove that it copies.
    packets = row.option("statistics", "tx_packets")
    return () if packets in (None, "0") else (Evidence(source, None, f"tx_packets={packets}"),)


def line(row: Row, bridge: str | None, ports: Mapping[str, Row]) -> str:
    """Return the row as one stable line: names for references, no statistics."""
    words = [f"mirror {bridge or '-'}/{row.text('name') or row.uuid[:8]}"]
    for column in _SELECTORS:
        values = sorted(_name(each, ports) for each in row.atoms(column))
        if values and values != ["false"]:
            words.append(f"{column}={','.join(values)}")
    return " ".join(words)


def tunnels(database: Database, source: str) -> tuple[Tunnel, ...]:
    """Return the tunnel ports of the switch."""
    rows = (each for each in database.interfaces or () if each.text("type") in TUNNEL_TYPES)
    return tuple(
        Tunnel(
            name=each.text("name"),
            mode=each.text("type"),
            local=each.option("options", "local_ip"),
            remote=each.option("options", "remote_ip"),
            key=each.option("options", "key"),
            evidence=(Evidence(source, each.line, interface_line(each)),),
        )
        for each in rows
    )


def interface_line(row: Row) -> str:
    """Return an Interface row as one stable line."""
    options = "".join(f" {name}={value}" for name, value in sorted(row.pairs("options")))
    return f"interface {row.text('name')} {row.text('type') or 'system'}{options}"


def lines(database: Database) -> tuple[str, ...]:
    """Return the switch's configuration as stable lines: bridges, ports, interfaces, mirrors."""
    ports = {each.uuid: each for each in database.ports or ()}
    mirrors = {each.uuid: each for each in database.mirrors or ()}
    found = []
    for bridge in database.bridges or ():
        name = bridge.text("name")
        settings = _settings(bridge, ("datapath_type", "fail_mode", "flood_vlans"))
        found.append(f"bridge {name}{settings}")
        members = sorted(_name(each, ports) for each in bridge.atoms("ports"))
        found += [f"bridge {name} port {each}" for each in members]
        rows = (mirrors[each] for each in bridge.atoms("mirrors") if each in mirrors)
        found += sorted(line(each, name, ports) for each in rows)
    for port in database.ports or ():
        settings = _settings(port, ("tag", "trunks", "vlan_mode"))
        found.append(f"port {port.text('name')}{settings}")
    found += [interface_line(each) for each in database.interfaces or ()]
    return tuple(found)


def _settings(row: Row, columns: tuple[str, ...]) -> str:
    cells = ((column, ",".join(sorted(row.atoms(column)))) for column in columns)
    return "".join(f" {column}={value}" for column, value in cells if value)
