"""Interfaces of a Vyatta configuration: their kernel names, and the far ends of tunnels.

Names as the kernel has them (``eth1.100``, ``eth2.200.201``), which is how a mirror names its
receiver. Tunnel options follow vyos-1x's interface definitions; 1.2 and EdgeOS write ``local-ip``
and ``remote-ip`` where later releases write ``source-address`` and ``remote``.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from netwatch.model.evidence import Evidence
from netwatch.model.mirror import Tunnel
from netwatch.parsing.paths import Statement

_VLANS = frozenset(("vif", "vif-s", "vif-c"))
_TUNNELS = {
    "tunnel": "",
    "vxlan": "vxlan",
    "geneve": "geneve",
    "l2tpv3": "l2tpv3",
    "wireguard": "wireguard",
    "openvpn": "openvpn",
    "vti": "vti",
}
# They carry packets, not frames: what a mirror puts in arrives without its Ethernet header.
LAYER_3 = frozenset(
    ("gre", "ip6gre", "ipip", "ip6ip6", "ipip6", "sit", "wireguard", "vti", "openvpn")
)
_REMOTES = frozenset(("remote", "remote-ip", "remote-host", "address", "endpoint"))
_LOCALS = frozenset(("source-address", "local-ip", "local-host", "local-address"))
_MAX_REMOTES = 64


@dataclass(slots=True)
class Far:
    """One tunnel interface: all its far ends, and what the copy is wrapped in."""

    name: str
    mode: str = ""
    remotes: dict[str, None] = field(default_factory=dict)
    local: str | None = None
    vrf: str | None = None
    key: str | None = None
    port: int | None = None
    evidence: list[Evidence] = field(default_factory=list)

    def tunnel(self) -> Tunnel:
        """Return the tunnel; several far ends are listed in order, parted by commas."""
        return Tunnel(
            name=self.name,
            mode=self.mode or None,
            local=self.local,
            remote=",".join(self.remotes) or None,
            vrf=self.vrf,
            key=self.key,
            evidence=tuple(self.evidence),
        )


def split_path(path: tuple[str, ...]) -> tuple[str, str, tuple[str, ...]] | None:
    """Return the type, the kernel's name and the rest of a path below ``interfaces``, else None."""
    if len(path) < 3 or path[0] != "interfaces":  # noqa: PLR2004  # interfaces, type, name
        return None
    kind, name, rest = path[1], path[2], path[3:]
    while len(rest) > 1 and rest[0] in _VLANS:
        name, rest = f"{name}.{rest[1]}", rest[2:]
    if len(rest) > 1 and rest[0] == "pppoe" and rest[1].isdigit():
        kind, name, rest = "pppoe", f"pppoe{rest[1]}", rest[2:]
    return kind, name, rest


def far_ends(statements: Iterable[Statement], source: str) -> dict[str, Far]:
    """Return every tunnel interface of the configuration by its name."""
    found: dict[str, Far] = {}
    for each in statements:
        place = split_path(_path(each))
        if place is None or place[0] not in _TUNNELS:
            continue
        kind, name, rest = place
        far = found.setdefault(name, Far(name, _TUNNELS[kind]))
        if rest and _option(far, kind, rest):
            far.evidence.append(each.quote(source))
    return found


def _path(each: Statement) -> tuple[str, ...]:
    path = each.path
    return path[1:] if path[:1] == ("set",) else path


def _option(far: Far, kind: str, rest: tuple[str, ...]) -> bool:
    """Take one option of a tunnel; return whether it says where the tunnel leads."""
    last = rest[-1]
    if kind == "wireguard":
        is_end = len(rest) == 4 and rest[0] == "peer" and rest[2] in _REMOTES  # noqa: PLR2004
        return is_end and _remote(far, last.rpartition(":")[0] if rest[2] == "endpoint" else last)
    if len(rest) == 2:  # noqa: PLR2004  # an option and its value
        return _plain_option(far, rest[0], last)
    if rest[:3] == ("parameters", "ip", "key"):
        far.key = last
    elif rest[:2] == ("parameters", "erspan") and len(rest) == 4:  # noqa: PLR2004
        far.key = far.key or (last if rest[2] in ("index", "hw-id") else None)
    else:
        return False
    return True


def _plain_option(far: Far, option: str, value: str) -> bool:
    if option in _REMOTES - {"address", "endpoint"}:
        return _remote(far, value)
    if option in _LOCALS:
        far.local = value
    elif option == "encapsulation" and not far.mode:
        far.mode = value
    elif option in ("vni", "tunnel-id") or (option == "group" and far.mode == "vxlan"):
        if option == "group":
            return _remote(far, value)
        far.key = value
    elif option == "vrf":
        far.vrf = value
    elif option == "port" and value.isascii() and value.isdigit() and len(value) <= 5:  # noqa: PLR2004
        far.port = int(value)
    else:
        return False
    return True


def _remote(far: Far, value: str) -> bool:
    if value and len(far.remotes) < _MAX_REMOTES:
        far.remotes[value] = None
    return True
