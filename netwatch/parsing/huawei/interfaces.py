"""One key for every spelling of an interface name of VRP and Comware."""

import re
from functools import lru_cache

# Short spellings of the vendors' brief displays; both families share them.
_SHORT = {
    "ge": "gigabitethernet",
    "xge": "ten-gigabitethernet",
    "xgigabitethernet": "ten-gigabitethernet",
    "wge": "twenty-fivegige",
    "fge": "fortygige",
    "hge": "hundredgige",
    "mge": "m-gigabitethernet",
    "bagg": "bridge-aggregation",
    "ragg": "route-aggregation",
    "vlan-int": "vlan-interface",
    "tun": "tunnel",
    "loop": "loopback",
}
_NAME = re.compile(r"([a-z][a-z-]{0,40})(\d.*)")


@lru_cache(maxsize=8192)
def port_key(name: str) -> str:
    """Return the same key for ``GE1/0/1``, ``GigabitEthernet 1/0/1`` and ``gigabitethernet1/0/1``.

    Names that begin with a figure (``100GE1/0/1``) are only lower-cased and freed of blanks.
    """
    folded = "".join(name.split()).lower()
    found = _NAME.fullmatch(folded)
    return f"{_SHORT.get(found[1], found[1])}{found[2]}" if found else folded
