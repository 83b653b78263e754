"""Where a Junos mirror sends its copies, resolved through tunnels and next-hop-groups."""

from collections.abc import Iterable, Iterator
from itertools import islice

from netwatch.model.mirror import Destination, DestinationKind, Tunnel
from netwatch.parsing.junos.tree import Node

# Junos takes 16 members a group; the bound keeps a hostile text from multiplying itself.
_MEMBERS = 64

Tunnels = dict[str, Tunnel]


def outputs(
    node: Node, root: Node, tunnels: Tunnels, vrf: str | None = None
) -> Iterator[tuple[Destination, bool]]:
    """Yield each destination of an ``output`` with whether it is deactivated."""
    node.read = True
    mac = next((each.word for each in taken(node.named("destination-mac"))), None)
    for each in taken(node.named("interface")):
        inner = next((hop.word for hop in taken(each.named("destination-mac"))), None)
        yield _by_interface(each, tunnels, mac=mac or inner), each.off
    for each in taken(node.named("vlan")):
        yield Destination(DestinationKind.VLAN, each.word, vrf=vrf), each.off
    for each in taken(node.named("ip-address")):
        value = Destination(DestinationKind.IP, each.word, vrf=vrf, encapsulation="gre")
        yield value, each.off
    for each in taken(node.named("routing-instance")):
        yield from outputs(each, root, tunnels, each.word)
    for each in taken(node.named("next-hop-group")):
        members = tuple(fan(each.word, root, tunnels))
        yield from members
        if not members:
            join = f"next-hop-group {each.word}"
            yield Destination(DestinationKind.UNKNOWN, each.word, resolved_from=join), each.off


def fan(name: str, root: Node, tunnels: Tunnels) -> Iterator[tuple[Destination, bool]]:
    """Yield the members of ``forwarding-options next-hop-group``, with those of its subgroups."""
    group = root.at("forwarding-options", "next-hop-group", name)
    if group is None:
        return
    join = f"next-hop-group {name}"
    for place in islice((group, *group.named("next-hop-subgroup")), _MEMBERS):
        for each in islice(place.named("interface"), _MEMBERS):
            yield _by_interface(each, tunnels, join=join), each.off
        for each in islice(place.named("next-hop"), _MEMBERS):
            yield Destination(DestinationKind.IP, each.word, resolved_from=join), each.off


def _by_interface(
    node: Node, tunnels: Tunnels, *, join: str | None = None, mac: str | None = None
) -> Destination:
    """Return the far end of a tunnel where the interface is one, else the interface."""
    hop = next((each.word for each in taken(node.named("next-hop")) if not each.off), None)
    tunnel = tunnels.get(node.word.lower()) or tunnels.get(f"{node.word.lower()}.0")
    if tunnel is None or tunnel.remote is None:
        return Destination(
            DestinationKind.INTERFACE, node.word, mac=mac, resolved_from=join, next_hop=hop
        )
    return far_end(tunnel, f"{join} {node.word}" if join else node.word)


def far_end(tunnel: Tunnel, join: str) -> Destination:
    """Return the destination at the far end of ``tunnel``, which must have one."""
    return Destination(
        DestinationKind.IP,
        tunnel.remote or "",
        vrf=tunnel.vrf,
        origin=tunnel.local,
        encapsulation=tunnel.mode,
        resolved_from=join,
    )


def taken(nodes: Iterable[Node]) -> Iterator[Node]:
    """Yield ``nodes``, marking each as understood."""
    for each in nodes:
        each.read = True
        yield each
