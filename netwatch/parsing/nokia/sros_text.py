"""SR OS configuration in any of its forms as paths without ``configure``, ``create`` and slashes.

Classic (``admin display-config``, ``show debug``) nests by indentation and closes with ``exit``;
MD-CLI prints braces, or whole paths that start with ``/configure``. A configuration group counts
where an ``apply-groups`` names it.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from netwatch.model.evidence import Evidence
from netwatch.parsing.paths import Statement, braces, has_braces, indented

_ROOTS = frozenset(("configure", "config", "exit", "all", "admin", "/", "/configure", "/admin"))
_NAME = re.compile(r"[A-Za-z0-9_.:-]{1,64}")


class Step(NamedTuple):
    """One statement: its words from the root, the line that says it, and the answer it is in."""

    path: tuple[str, ...]
    number: int
    text: str
    source: str

    @property
    def quote(self) -> Evidence:
        """The line as evidence."""
        return Evidence(self.source, self.number, self.text)


def statements(text: str) -> Iterator[Statement]:
    """Return the statements of ``text`` in whichever form it is."""
    return braces(text) if has_braces(text) else indented(text)


def steps(text: str, source: str) -> tuple[Step, ...]:
    """Return every statement with its whole path; those of groups in force stand in place."""
    found = [
        Step(path, each.number, each.text, source)
        for each in statements(text)
        if (path := _rooted(each.path))
    ]
    applied = _applied(found)
    return tuple(_placed(each, applied) for each in found)


def _rooted(path: tuple[str, ...]) -> tuple[str, ...]:
    while path and path[0] in _ROOTS:
        path = path[1:]
    if path and path[0][:1] == "/":
        path = (path[0][1:], *path[1:])
    return tuple(word for word in path if word != "create") if "create" in path else path


def _applied(found: list[Step]) -> frozenset[str]:
    """Return the names of the groups that some ``apply-groups`` lists."""
    names: set[str] = set()
    for each in found:
        if "apply-groups" in each.path:
            at = each.path.index("apply-groups")
            names.update(_NAME.findall(" ".join(each.path[at + 1 :])[:4000]))
    return frozenset(names)


def _placed(each: Step, applied: frozenset[str]) -> Step:
    path = each.path
    if path[:2] == ("groups", "group") and len(path) > 3 and path[2] in applied:  # noqa: PLR2004
        return each._replace(path=path[3:])
    return each
