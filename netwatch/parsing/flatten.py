"""Configuration text -> statements under their parents, for comparison without regard to order."""

import re

from netwatch.model.state import ConfigLine

_TAB = 8
_CERTIFICATE = re.compile(r"crypto (?:pki|ca) certificate chain ")
_HEX = re.compile(r"[0-9A-Fa-f]{2,8}(?: [0-9A-Fa-f]{2,8}){0,15}")


def by_indent(text: str) -> tuple[ConfigLine, ...]:
    """Return every statement of an indentation-style configuration with its parents.

    Blank lines and comments (``!`` or ``#`` alone or before text) carry no statement. Runs of
    blanks count as one, so alignment is no difference. The bytes of a certificate are no
    statement: a box that signs for itself makes them anew, and its name and number stand above.
    """
    lines: list[ConfigLine] = []
    # Each open statement with its depth and the path that its children get as parents.
    above: list[tuple[int, tuple[str, ...]]] = [(-1, ())]
    for number, raw in enumerate(text.split("\n"), 1):
        statement = " ".join(raw.split())
        if not statement or statement[0] in "!#":
            continue
        expanded = raw.expandtabs(_TAB) if "\t" in raw else raw
        depth = len(expanded) - len(expanded.lstrip())
        while above[-1][0] >= depth:
            above.pop()
        parents = above[-1][1]
        if parents and _CERTIFICATE.match(parents[0]) and _HEX.fullmatch(statement):
            continue
        lines.append(ConfigLine(parents, statement, number))
        above.append((depth, (*parents, statement)))
    return tuple(lines)


def by_line(text: str) -> tuple[ConfigLine, ...]:
    """Return every non-blank line as a statement without parents (set-style, key-value)."""
    return tuple(
        ConfigLine((), " ".join(raw.split()), number)
        for number, raw in enumerate(text.split("\n"), 1)
        if raw.strip()
    )


_OPENER = re.compile(
    r"(?:interface|router|line|lineconfig|vlan database|(?:ip|mac|ipv6) access-list|policy-map"
    r"|class-map|class|captive-portal|wireless|route-map|application|stack)\b",
    re.IGNORECASE,
)
_DEEPEST = 4


def by_exit(text: str) -> tuple[ConfigLine, ...]:
    """Return the statements of a configuration that closes a section with ``exit``.

    FASTPATH and VOSS print the lines of an interface at the margin. A line that opens nothing
    known stands beside its neighbours; sections deeper than four are closed by their parents.
    """
    lines: list[ConfigLine] = []
    parents: tuple[str, ...] = ()
    for number, raw in enumerate(text.split("\n"), 1):
        statement = " ".join(raw.split())
        if not statement or statement[0] in "!#":
            continue
        if statement == "exit":
            parents = parents[:-1]
            continue
        if parents and statement.startswith("interface "):
            parents = ()  # a section that was not closed ends where the next interface begins
        lines.append(ConfigLine(parents, statement, number))
        if len(parents) < _DEEPEST and opens_section(statement):
            parents = (*parents, statement)
    return tuple(lines)


def opens_section(statement: str) -> bool:
    """Tell whether what follows ``statement``, not indented, belongs to it until ``exit``."""
    return _OPENER.match(statement) is not None
