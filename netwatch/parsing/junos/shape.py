"""Which words of a Junos configuration can hold, feed or lead away a mirror.

A ``Shape`` maps a word to the shape below it: None keeps all below, a word that is absent is not
kept at all, ``*`` stands for a name. Interfaces and filters are the bulk of a configuration, so
what is cut here is most of the time a reading takes.
"""

from typing import Optional, TypeAlias

META = frozenset(("apply-groups", "apply-groups-except", "apply-flags", "apply-macro"))

Shape: TypeAlias = dict[str, Optional["Shape"]]


def _kept(*whole: str) -> Shape:
    return dict.fromkeys((*META, *whole))


def _names(below: Shape | None) -> Shape:
    return _kept() | {"*": below}


_FAMILY = _names(_kept("filter", "sampling"))
_UNIT = _kept("filter", "tunnel") | {"family": _FAMILY}
_INTERFACE = _kept("filter", "member", "member-range") | {"unit": _names(_UNIT), "family": _FAMILY}
_INTERFACES = _names(_INTERFACE) | {"interface-range": _names(_INTERFACE)}
_FILTERS = _names(_kept() | {"term": _names(_kept("from", "then", "filter"))})
_FIREWALL = _kept() | {"filter": _FILTERS, "family": _names(_kept() | {"filter": _FILTERS})}
_BRIDGE = _names(_kept("filter", "forwarding-options"))
_INSTANCE = _kept("forwarding-options", "bridge-domains", "vlans", "switch-options")
_INBOUND = _kept("host-inbound-traffic")
_ZONE = _INBOUND | {"interfaces": _names(_INBOUND)}
_ZONES = _kept() | {"security-zone": _names(_ZONE)}
_SECURITY = _kept("forwarding-options", "mirror-filter", "datapath-debug", "log")
_SECURITY |= {"zones": _ZONES}
_SNMP = _kept("community", "trap-group") | {"v3": _kept("vacm")}
_SERVICES = _kept("flow-tap", "radius-flow-tap", "dynamic-flow-capture")
_SYSTEM = _kept(
    "accounting", "authentication-order", "extensions", "ldap-server", "login", "radius-options",
    "radius-server", "root-authentication", "scripts", "services", "syslog", "tacplus-options",
    "tacplus-server",
)  # fmt: skip

TOP: Shape = _kept(
    "ethernet-switching-options", "event-options", "forwarding-options", "switch-options"
)
TOP |= {
    "bridge-domains": _BRIDGE,
    "chassis": _kept("fpc"),
    "dynamic-profiles": _names(_kept() | {"interfaces": _INTERFACES}),
    "firewall": _FIREWALL,
    "groups": _names(TOP),
    "interfaces": _INTERFACES,
    "policy-options": _kept("prefix-list"),
    "snmp": _SNMP,
    "services": _SERVICES,
    "system": _SYSTEM,
    "logical-systems": _names(TOP),
    "routing-instances": _names(_INSTANCE),
    "security": _SECURITY,
    "tenants": _names(TOP),
    "vlans": _BRIDGE,
}
