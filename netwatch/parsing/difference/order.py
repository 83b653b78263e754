"""Where the place of a statement means something: entries that are tried one after the other.

Known by how vendors call such lists; a list whose entries carry numbers may print them in order,
so a line that moved there is told all the same.
"""

import re
from collections.abc import Iterable

# Directly below these, statements are tried in order.
_LIST = re.compile(
    r"(?:(?:ip|ipv4|ipv6|mac|l2|arp|standard|extended) )?access-list\b"
    r"|(?:ip|ipv4|ipv6) (?:prefix-list|as-path|community-list)\b|prefix-list\b|as-path\b"
    r"|acl\b|(?:route-policy|policy-map|traffic-policy|service-policy|qos policy)\b"
    r"|filter\b|policy-statement\b|rule-set\b|from-zone\b|rulebase\b|rules\b|chain\b|firewall\b"
    r"|config firewall [a-z-]{0,40}policy|config router (?:route-map|access-list|prefix-list)"
    r"|/ip(?:v6)? firewall (?:filter|nat|mangle|raw)|/interface bridge filter|/routing filter",
    re.IGNORECASE,
)
# Anywhere below these, each line's place counts: they are programs or prose.
_PROGRAM = re.compile(
    r"route-policy\b|banner\b|header\b|macro\b|event manager\b|event-handler\b|kron\b|alias\b"
    r"|crypto (?:pki|ca) certificate|script\b|ltm rule\b|menu\b",
    re.IGNORECASE,
)
# Lines that belong to one list though each stands by itself; the group names the list.
_ENTRY = re.compile(
    r"((?:(?:ip|ipv6|mac) )?(?:access-list|prefix-list|as-path access-list|community-list)"
    r" (?:(?:standard|extended|expanded) )?\S{1,80}) "
    r"|((?:iptables |ip6tables )?-A \S{1,80}) "
    r"|(nft add rule \S{1,80} \S{1,80} \S{1,80}) "
    r"|(set .{0,300}?\b(?:filter|policy-statement|rule-set|rulebase|access-list|firewall name)"
    r" \S{1,80}) |(set .{0,200}?\bfrom-zone \S{1,80} to-zone \S{1,80}) ",
    re.IGNORECASE,
)


def is_list(parents: Iterable[str]) -> bool:
    """Tell whether the place of a statement below ``parents`` (outermost first) means something."""
    last = ""
    for each in parents:
        if _PROGRAM.match(each):
            return True
        last = each
    return _LIST.match(last) is not None


def list_of(statement: str) -> str | None:
    """Return the list that a statement is one entry of by its own words, None for none."""
    entry = _ENTRY.match(statement)
    return next((each for each in entry.groups() if each), None) if entry else None
