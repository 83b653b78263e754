"""How the lines of a configuration are nested, as far as showing and aligning them needs it."""

import re
from collections.abc import Iterator

from netwatch.model.difference import TRIVIAL, Outline
from netwatch.model.platform import Layout
from netwatch.parsing.flatten import opens_section

_TAB = 8
_DEEPEST = 64
_DEEPEST_EXIT = 4
_LONGEST_CLOSER = 90
_TRIVIAL_STARTS = frozenset("!#}])<eEnNqQrR")
# What closes a block or parts blocks from each other, and configures nothing.
_CLOSER = re.compile(
    r"[}\])]+[,;]*|</[^<>]{1,80}>|exit|end|next|quit|return|exit-[a-z0-9-]{1,40}", re.IGNORECASE
)


def outline(lines: list[str], words: list[str], layout: Layout) -> Outline:
    """Return how ``lines`` are nested; ``words`` are the same lines with single blanks.

    Statements deeper than 64 levels stand beside their parents.
    """
    match layout:
        case Layout.PLAIN:
            return Outline(bytes(len(lines)))
        case Layout.INDENTED:
            return Outline(bytes(_by_indent(lines, words)))
        case Layout.SECTIONS:
            return Outline(bytes(_by_section(lines, words)))
        case Layout.EXITS:
            return Outline(bytes(_by_exit(words)))


def stanza_heads(lines: list[str], layout: Layout) -> tuple[tuple[int, str], ...]:
    """Return (1-based number, text) of the outermost statements that enclose others."""
    words = [single_blanks(each) for each in lines]
    levels = outline(lines, words, layout).levels
    found = []
    at = levels.find(0)
    while at >= 0:
        if levels[at + 1 : at + 2] == b"\1":
            found.append((at + 1, words[at]))
        at = levels.find(0, at + 1)
    return tuple(found)


def single_blanks(line: str) -> str:
    """Return ``line`` without blanks around it, and with single blanks inside."""
    said = line.strip()
    if said.isascii() and "  " not in said and "\t" not in said:
        return said
    return " ".join(said.split())


def _by_indent(lines: list[str], words: list[str]) -> Iterator[int]:
    above: list[int] = []
    for line, said in zip(lines, words, strict=True):
        if not said:
            yield TRIVIAL
            continue
        depth = _depth(line) if line[0].isspace() else 0
        while above and above[-1] >= depth:
            above.pop()
        level = len(above)
        if said[0] in _TRIVIAL_STARTS and _is_trivial(said):
            yield TRIVIAL + level
            continue
        yield level
        if level < _DEEPEST:
            above.append(depth)


def _depth(line: str) -> int:
    lead = line[: len(line) - len(line.lstrip())]
    return len(lead.expandtabs(_TAB)) if "\t" in lead else len(lead)


def _is_trivial(said: str) -> bool:
    return said[0] in "!#" or (len(said) < _LONGEST_CLOSER and _CLOSER.fullmatch(said) is not None)


def _by_section(lines: list[str], words: list[str]) -> Iterator[int]:
    """Yield the levels of a RouterOS export: a menu begins with a slash, its lines do not."""
    inside = 0
    for line, said in zip(lines, words, strict=True):
        if not said or said[0] == "#":
            yield TRIVIAL + inside
        elif said[0] == "/":
            inside = 1
            yield 0
        else:
            yield inside + (1 if inside and line[:1].isspace() else 0)


def _by_exit(words: list[str]) -> Iterator[int]:
    """Yield the levels where sections are closed by ``exit`` and nothing is indented."""
    level = 0
    for said in words:
        if not said or said[0] in "!#":
            yield TRIVIAL
        elif said == "exit":
            level = max(0, level - 1)
            yield TRIVIAL + level
        else:
            if level and said.startswith("interface "):
                level = 0
            yield level
            if level < _DEEPEST_EXIT and opens_section(said):
                level += 1
