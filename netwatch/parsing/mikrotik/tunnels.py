"""Tunnel interfaces of RouterOS: a sniffer's stream or a bridged mirror port may leave by one."""

from netwatch.model.mirror import Tunnel
from netwatch.parsing.mikrotik.export import Statement
from netwatch.parsing.mikrotik.sniffers import quote

_REMOTE = {
    "interface gre": "remote-address",
    "interface gre6": "remote-address",
    "interface eoip": "remote-address",
    "interface eoipv6": "remote-address",
    "interface ipip": "remote-address",
    "interface ipipv6": "remote-address",
    "interface 6to4": "remote-address",
    "interface l2tp-client": "connect-to",
    "interface l2tp-ether": "connect-to",
    "interface pptp-client": "connect-to",
    "interface sstp-client": "connect-to",
    "interface ovpn-client": "connect-to",
    "interface vxlan vteps": "remote-ip",
    "interface wireguard peers": "endpoint-address",
}
MENUS = frozenset(_REMOTE)


def tunnel(statement: Statement) -> Tunnel | None:
    """Return the tunnel that ``add`` makes; ``local`` is an address or None."""
    if statement.verb != "add":
        return None
    name = statement.get("name") or statement.get("interface")
    words = statement.menu.split()
    return Tunnel(
        name=name,
        mode=words[1],
        local=statement.get("local-address") or None,
        remote=statement.get(_REMOTE[statement.menu]) or None,
        key=statement.get("tunnel-id") or None,
        evidence=(quote(statement),),
    )
