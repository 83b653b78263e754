"""Which statements a line of a configuration stands under, told by indentation alone."""

_TAB = 8
_MOST = 12
_COMMENT = ("!", "#", "/*")


def parents(lines: list[str], number: int) -> tuple[tuple[int, str], ...]:
    """Return number and text of the statements above line ``number`` (1-based), outermost first.

    Indentation is how IOS and its kin, Junos, FortiOS and JSON show structure; a flat
    configuration (``set`` lines) has no parents.
    """
    depth = _indent(lines[number - 1])
    found: list[tuple[int, str]] = []
    for at in range(number - 2, -1, -1):
        if not depth or len(found) == _MOST:
            break
        line = lines[at]
        stripped = line.strip()
        if stripped and not stripped.startswith(_COMMENT) and _indent(line) < depth:
            depth = _indent(line)
            found.append((at + 1, stripped))
    return tuple(reversed(found))


def _indent(line: str) -> int:
    lead = line[: len(line) - len(line.lstrip())]
    return len(lead.expandtabs(_TAB))
