"""Which flows travel in a tunnel, by protocol number and port.

VXLAN 4789 (RFC 7348), VXLAN-GPE 4790, Geneve 6081 (RFC 8926), GRE in UDP 4754 (RFC 8086), TZSP
37008, GRE protocol 47 (RFC 2784), in which ERSPAN travels. 8000 and 5000 are the ports that ATT&CK
T1020.001's second analytic names beside.
"""

from ipaddress import ip_address

from netwatch.model.flow import Encapsulation, NormalFlow

BY_PORT = {
    4789: Encapsulation.VXLAN,
    4790: Encapsulation.VXLAN_GPE,
    6081: Encapsulation.GENEVE,
    37008: Encapsulation.TZSP,
    4754: Encapsulation.GRE_IN_UDP,
}
PAGE_PORTS = frozenset({8000, 5000})
GRE_WORDS = frozenset({"gre", "47", "GRE", "Gre"})
LARGE = 10_000_000
"""The technique page's 10,000,000 bytes."""

_NAMES = {
    "1": "icmp", "2": "igmp", "6": "tcp", "17": "udp", "47": "gre", "50": "esp", "58": "icmp6",
    "132": "sctp", "t": "tcp", "u": "udp", "hopopt": "0",
}  # fmt: skip
_EXPORTS = frozenset({162, 514, 2055, 2056, 4739, 6343, 9555, 9995, 9996})


def protocol_name(text: object) -> str:
    """Return ``udp`` for ``17``, ``UDP`` and ``U``; an unknown number stays as it is."""
    word = str(text).strip().lower()[:24]
    return _NAMES.get(word, word)


def encapsulation(flow: NormalFlow, declared: frozenset[int] = frozenset()) -> Encapsulation | None:
    """Return the tunnel that ``flow`` is the outside of, None for other traffic.

    ``declared`` are the UDP ports that known mirrors send to.
    """
    if flow.protocol == "gre":
        return Encapsulation.GRE
    if flow.protocol != "udp":
        return None
    known = BY_PORT.get(flow.destination_port)
    if known is None and flow.destination_port in declared:
        return Encapsulation.DECLARED_UDP
    return known


def is_export(protocol: str, port: int) -> bool:
    """Tell whether devices send flow records, log lines or traps to this port."""
    return protocol == "udp" and port in _EXPORTS


def is_group(address: str) -> bool:
    """Tell whether ``address`` is multicast or broadcast: nobody can answer from there."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return found.is_multicast or str(found) == "255.255.255.255"


def is_inside(address: str) -> bool:
    """Tell whether ``address`` is of a private or otherwise not public range, or no address."""
    try:
        return not ip_address(address).is_global
    except ValueError:
        return True
