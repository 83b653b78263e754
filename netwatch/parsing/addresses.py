"""Configuration -> the addresses of the device's own interfaces, in any vendor's words.

An address counts only with its mask or prefix length behind it: a server's or a neighbour's
address stands alone.
"""

import re
from bisect import bisect_right

from netwatch.model.place import InterfaceAddress
from netwatch.parsing.text import visible

_MOST = 5000
_ADDRESS = re.compile(
    r"^[^\n!#]{0,200}?\b(?:ip(?:v[46])?[ -]addr(?:ess)?|address|inet6?|set ip|ip)[ =:]{1,4}"
    r"(?P<address>\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7})"
    r"(?:/\d{1,3}\b| +(?:mask +)?(?:255|254|252|248|240|224|192|128)\.\d{1,3}\.\d{1,3}\.\d{1,3})"
    r"(?P<rest>[^\n]{0,200})$",
    re.MULTILINE,
)
_INTERFACE = re.compile(
    r"^[ \t]{0,8}(?:set )?(?:interfaces? |edit |iface |auto )"
    r"\"?(?P<name>[A-Za-z][\w./: -]{0,60}?)\"?"
    r"(?=[ \t]*(?:\{|$)| (?:unit|ip|ipv[46]|address|inet6?|family)\b)",
    re.MULTILINE,
)
_NAMED_AFTER = re.compile(r"\binterface=\"?([\w./:-]{1,60})")


def interface_addresses(config: str | None) -> tuple[InterfaceAddress, ...] | None:
    """Return the addresses that ``config`` gives to interfaces, in order; None without one.

    At most 5000 are told. Where no interface stands above or beside an address, its name is "".
    """
    if config is None:
        return None
    heads = [(each.start(), each["name"].strip()) for each in _INTERFACE.finditer(config)]
    starts = [start for start, _ in heads]
    found: dict[InterfaceAddress, None] = {}
    for each in _ADDRESS.finditer(config):
        beside = _NAMED_AFTER.search(each[0])
        above = bisect_right(starts, each.start()) - 1
        name = beside[1] if beside else heads[above][1] if above >= 0 else ""
        found.setdefault(InterfaceAddress(visible(name), each["address"].lower()))
        if len(found) >= _MOST:
            break
    return tuple(found)
