"""One key for every spelling of an interface name in the Cisco family (IOS, XE, NX-OS, EOS)."""

import re
from functools import lru_cache

# canonical kind, shortest abbreviation accepted, full spellings that it may abbreviate
_KINDS = (
    ("ethernet", "e", ("ethernet",)),
    ("fastethernet", "fa", ("fastethernet",)),
    ("gigabitethernet", "g", ("gigabitethernet", "gige")),
    ("twogigabitethernet", "tw", ("twogigabitethernet",)),
    ("twentyfivegige", "twe", ("twentyfivegige", "twentyfivegigabitethernet")),
    ("twohundredgige", "twoh", ("twohundredgige", "twohundredgigabitethernet")),
    ("tengige", "te", ("tengige", "tengigabitethernet")),
    ("fivegigabitethernet", "fi", ("fivegigabitethernet",)),
    ("fiftygige", "fif", ("fiftygige", "fiftygigabitethernet")),
    ("fortygige", "fo", ("fortygige", "fortygigabitethernet")),
    ("fourhundredgige", "fou", ("fourhundredgige", "fourhundredgigabitethernet")),
    ("hundredgige", "hu", ("hundredgige", "hundredgigabitethernet")),
    ("appgigabitethernet", "ap", ("appgigabitethernet",)),
    ("port-channel", "po", ("port-channel", "portchannel")),
    ("bundle-ether", "be", ("bundle-ether",)),
    ("vlan", "vl", ("vlan",)),
    ("loopback", "lo", ("loopback",)),
    ("tunnel", "tu", ("tunnel",)),
    ("tunnel-ip", "tunnel-i", ("tunnel-ip",)),
    ("mgmteth", "mg", ("mgmteth",)),
    ("management", "ma", ("management",)),
    ("serial", "se", ("serial",)),
    ("dialer", "di", ("dialer",)),
    ("cellular", "ce", ("cellular",)),
    ("nve", "nv", ("nve",)),
    ("bdi", "bd", ("bdi",)),
)
_EXACT = {
    "eth": "ethernet",
    "fh": "fourhundredgige",
    "mgmt": "mgmt",
    "pos": "pos",
    "th": "twohundredgige",
    "ti": "tunnel-ip",
    "be": "bundle-ether",
    "two": "twogigabitethernet",
}
_NAME = re.compile(r"([a-z][a-z_-]{0,63})(\d.*)")


@lru_cache(maxsize=8192)
def interface_key(name: str) -> str:
    """Return the same key for every spelling of one interface.

    ``GigabitEthernet1/0/1``, ``Gi1/0/1`` and ``gi 1/0/1`` give ``gigabitethernet1/0/1``. A name
    whose kind is not known is only lower-cased and freed of blanks.
    """
    folded = "".join(name.split()).lower()
    match = _NAME.fullmatch(folded)
    if not match:
        return folded
    return _kind(match[1]) + match[2]


@lru_cache(maxsize=1024)
def _kind(word: str) -> str:
    if word in _EXACT:
        return _EXACT[word]
    best = ""
    kind = word
    for canonical, shortest, spellings in _KINDS:
        fits = word.startswith(shortest) and any(each.startswith(word) for each in spellings)
        if fits and len(shortest) > len(best):
            best, kind = shortest, canonical
    return kind
