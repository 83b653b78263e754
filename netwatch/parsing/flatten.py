"""Configuration text -> statements under their parents, for comparison without regard to order."""

from netwatch.model.state import ConfigLine

_TAB = 8


def by_indent(text: str) -> tuple[ConfigLine, ...]:
    """Return every statement of an indentation-style configuration with its parents.

    Blank lines and comments (``!`` or ``#`` alone or before text) carry no statement. Runs of
    blanks count as one, so alignment is no difference.
    """
    lines: list[ConfigLine] = []
    parents: list[tuple[int, str]] = []
    for number, raw in enumerate(text.split("\n"), 1):
        statement = " ".join(raw.split())
        if not statement or statement[0] in "!#":
            continue
        expanded = raw.expandtabs(_TAB)
        depth = len(expanded) - len(expanded.lstrip())
        while parents and parents[-1][0] >= depth:
            parents.pop()
        lines.append(ConfigLine(tuple(each for _, each in parents), statement, number))
        parents.append((depth, statement))
    return tuple(lines)


def by_line(text: str) -> tuple[ConfigLine, ...]:
    """Return every non-blank line as a statement without parents (set-style, key-value)."""
    return tuple(
        ConfigLine((), " ".join(raw.split()), number)
        for number, raw in enumerate(text.split("\n"), 1)
        if raw.strip()
    )
