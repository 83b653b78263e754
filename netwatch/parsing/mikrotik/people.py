"""The users of a RouterOS device: ``/user print detail``, since an export leaves them out.

The layout is that of the manual ("User"): a numbered item a user, flags before the first
property, comments behind ``;;;``.
"""

import re
from collections.abc import Iterable, Mapping

from netwatch.model.evidence import Evidence
from netwatch.model.posture import Trait
from netwatch.parsing.mikrotik.export import Statement, statement
from netwatch.parsing.mikrotik.sniffers import quote
from netwatch.parsing.posture.traits import Traits, quoted

_ITEM = re.compile(r"^ {0,6}\d{1,6} +(?P<flags>[A-Z*]{1,3} +)?(?P<rest>\S.*)$")
_LINES = 20


def printed(text: str, source: str, groups: Mapping[str, str]) -> tuple[Trait, ...]:
    """Return the users that a print shows and that may log in."""
    found = Traits("users")
    lines = text.split("\n")
    starts = [(at, item) for at, line in enumerate(lines) if (item := _ITEM.match(line))]
    ends = [*(at for at, _ in starts[1:]), len(lines)] if starts else []
    for (at, item), end in zip(starts, ends, strict=True):
        body = (item["rest"], *lines[at + 1 : min(end, at + _LINES)])
        said = " ".join(line.strip() for line in body if not line.lstrip().startswith(";;;"))
        if "X" not in (item["flags"] or ""):
            _user(found, statement("user", at + 1, said), groups, quoted(source, at + 1, said))
    return found.of("users")


def exported(users: Iterable[Statement], groups: Mapping[str, str]) -> tuple[Trait, ...]:
    """Return the users that ``/user add`` makes."""
    found = Traits("users")
    for each in users:
        if each.verb == "add" and not each.says("disabled"):
            _user(found, each, groups, quote(each))
    return found.of("users")


def _user(found: Traits, each: Statement, groups: Mapping[str, str], proof: Evidence) -> None:
    name, group = each.get("name"), each.get("group")
    if name:
        may = groups.get(group)
        policies = f" policy {may}" if may else ""
        found.add("users", name, f"group {group}{policies}", proof)
