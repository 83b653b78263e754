"""Shell globs over what devices call their things, whatever the spelling of an interface."""

import re
from collections.abc import Callable
from fnmatch import fnmatchcase
from ipaddress import ip_address, ip_network

Key = Callable[[str], str]

_NAME = re.compile(r"([A-Za-z][A-Za-z_-]{0,63})([\d*?\[].*)")


def matches(pattern: str, name: str, key: Key) -> bool:
    """Tell whether the glob matches ``name`` as written or as ``key`` spells interfaces."""
    low, shown = pattern.casefold(), name.casefold()
    return (
        low == shown
        or fnmatchcase(shown, low)
        or fnmatchcase(key(name).casefold(), _spelled(pattern, key))
    )


def matches_end(pattern: str, kind: str, value: str, key: Key) -> bool:
    """Tell whether the glob, or the network, matches a source or destination of this kind."""
    return (
        matches(pattern, value, key)
        or fnmatchcase(f"{kind} {value}".casefold(), pattern.casefold())
        or _holds(pattern, value)
    )


def matches_statement(pattern: str, statement: str, key: Key) -> bool:
    """Tell whether the glob matches a statement, its interfaces spelled either way."""
    low, shown = pattern.casefold(), statement.casefold()
    if low == shown or fnmatchcase(shown, low):
        return True
    words = " ".join(key(each) for each in statement.split()).casefold()
    return fnmatchcase(words, " ".join(_spelled(each, key) for each in pattern.split()))


def _spelled(pattern: str, key: Key) -> str:
    """Return the glob as ``key`` spells interfaces: ``Gi1/0/*`` is ``gigabitethernet1/0/*``."""
    found = _NAME.fullmatch(pattern)
    if found is None:
        return key(pattern).casefold()
    return key(f"{found[1]}0")[:-1].casefold() + found[2].casefold()


def _holds(pattern: str, value: str) -> bool:
    try:
        return ip_address(value) in ip_network(pattern, strict=False)
    except ValueError:
        return False
