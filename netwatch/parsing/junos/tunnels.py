"""Junos tunnel interfaces (gr-, ip-, gre, fti) and the far end each leads to."""

from collections.abc import Callable, Iterator

from netwatch.model.evidence import Evidence
from netwatch.model.mirror import Tunnel
from netwatch.parsing.junos.tree import Node

_MODES = {"gr": "gre", "ip": "ipip", "gre": "gre", "ipip": "ipip"}

Quote = Callable[[set[int]], tuple[Evidence, ...]]


def tunnels(root: Node, quote: Quote) -> dict[str, Tunnel]:
    """Return the tunnel of every logical interface that is one and not deactivated, by name."""
    found = {}
    for interface in root.named("interfaces"):
        for unit in interface.named("unit"):
            node = unit.children.get("tunnel")
            if node is not None and not node.off:
                each = _tunnel(f"{interface.word}.{unit.word}", interface.word, node, quote)
                found[each.name.lower()] = each
    return found


def _tunnel(name: str, interface: str, node: Node, quote: Quote) -> Tunnel:
    kind = next(node.named("encapsulation"), None)
    mode = kind.word if kind else _MODES.get(interface.rstrip("0123456789/").rstrip("-").lower())
    where = kind or node
    numbers = {each.number for each in node.below()}
    return Tunnel(
        name=name,
        mode=mode,
        local=_end(where, "source") or _end(node, "source"),
        remote=_end(where, "destination") or _end(node, "destination"),
        vrf=_first(node.named("routing-instance", "destination")),
        key=_first(where.named("key")) or _first(node.named("key")),
        evidence=quote(numbers),
    )


def _end(node: Node, which: str) -> str | None:
    """Return the address of ``destination A`` or of fti's ``destination address A``."""
    return _first(node.named(which, "address")) or _first(
        each for each in node.named(which) if each.word not in ("address", "networks", "port")
    )


def _first(nodes: Iterator[Node]) -> str | None:
    return next((each.word for each in nodes if not each.off), None)
