"""How far a local account may go, from the words a platform uses for it."""

import re

from netwatch.model.posture import Trait

FULL = 15
_ORDINARY = 1
_LEVEL = re.compile(r"\b(?:privilege|priv|level|priv-lvl)[ =:]{0,3}(\d{1,2})\b")
_ALL_POWERFUL = re.compile(
    r"\b(?:super-?user|network-admin|vdc-admin|dev-ops|root|root-lr|root-system|cisco-support"
    r"|uid[ =:]{0,2}0|super_admin|administrator|administrative|admin|sysadmin|full|read-write-all"
    r"|manage|manager|level-15|role[ -]15|tmos admin|advanced-shell|sudo|wheel)\b",
    re.IGNORECASE,
)
_SHELL = re.compile(r"\b(?:shell|bash|sh|csh|zsh|advanced-shell)\b", re.IGNORECASE)
_NO_SHELL = re.compile(r"\b(?:nologin|no shell|/bin/false|noshell|no-shell)\b", re.IGNORECASE)
_PLACE = re.compile(r"\bvdom \S{1,64}")
_KEY = re.compile(r"\b(?:ssh-key|ssh-public-key\d?|sha256:|fingerprint) ?([0-9a-f]{8,128})\b")
_LONGEST = 500


def privilege(user: Trait) -> int:
    """Return 0 to 15 as Cisco counts: 15 for every word that means "may do all", else 1."""
    value = _PLACE.sub("", user.value[:_LONGEST].lower())
    levels = [min(int(each), FULL) for each in _LEVEL.findall(value)]
    if levels:
        return max(levels)
    return FULL if _ALL_POWERFUL.search(value) else _ORDINARY


def keys(user: Trait) -> frozenset[str]:
    """Return the fingerprints of the keys that open the account."""
    return frozenset(_KEY.findall(f"{user.name[:_LONGEST]} {user.value[:_LONGEST]}".lower()))


def has_shell(user: Trait) -> bool:
    """Tell whether the account's login leads to a shell of the system below."""
    value = user.value[:_LONGEST]
    return bool(_SHELL.search(value)) and not _NO_SHELL.search(value)
