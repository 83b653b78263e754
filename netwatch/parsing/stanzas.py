"""Configurations that mark structure by indentation, cut into top-level blocks in one pass."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from netwatch.model.evidence import Evidence
from netwatch.model.platform import CONFIG

MAX_TEXT_LINES = 250
_TAB = 8
_OPENER = re.compile(
    r"(?:banner \w{1,24}|header (?:incoming|legal|login|motd|shell)(?: information)?"
    r"|aaa authentication (?:banner|fail-message)|set clibanner"
    r"|menu \S{1,64} (?:title|prompt)|macro name \S{1,64})(?=\s|$)",
    re.IGNORECASE,
)
_TRANSCRIPT = re.compile(
    r"[A-Za-z0-9_.()@/:-]{1,80} {0,3}[>#] ?"
    r"(?:(?:do )?(?:sh|sho|show|more|ter|term|terminal|en|ena|enable|exit)\b.*)?$"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line inside a block: 1-based number, indentation in columns, text without it."""

    number: int
    indent: int
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """One top-level statement and everything indented below it, without comments and blanks.

    ``text`` is empty when the input starts in the middle of a block. ``body`` holds the free
    text of a banner or macro, which is not configuration.
    """

    number: int
    text: str
    children: tuple[Line, ...] = ()
    body: tuple[Line, ...] = ()


def quote_of(line: Line | Block) -> Evidence:
    """Return a statement of the configuration as evidence."""
    return Evidence(CONFIG, line.number, line.text)


@dataclass(frozen=True, slots=True)
class Stanzas:
    """The blocks of a configuration in order, and what made the cutting doubtful.

    ``prose`` are the numbers of the lines that are free text from the opening mark to the
    closing one: whatever they say configures nothing.
    """

    blocks: tuple[Block, ...]
    warnings: tuple[str, ...] = ()
    prose: frozenset[int] = frozenset()


def split(text: str) -> Stanzas:
    r"""Return the top-level blocks of ``text`` (``\n`` line ends, as ``text.clean`` gives).

    Comment lines (``!``), blank lines, prompts and typed show commands of a transcript belong to
    no block. A banner without end is read as configuration and named in ``warnings``: it could
    otherwise hide the rest of the file.
    """
    warnings: list[str] = []
    prose: set[int] = set()
    blocks = tuple(_blocks(_lines(text), warnings, prose))
    return Stanzas(blocks, tuple(warnings), frozenset(prose))


def _lines(text: str) -> list[Line]:
    lines = []
    for number, full in enumerate(text.split("\n"), 1):
        stripped = full.strip()
        if not stripped:
            continue
        indent = _indent(full) if full[0].isspace() else 0
        if "\t" in stripped:
            stripped = " ".join(stripped.split())
        if indent or not _is_prompt(stripped):
            lines.append(Line(number, indent, stripped))
    margin = min((each.indent for each in lines if each.text[0] != "!"), default=0)
    if margin:
        return [Line(each.number, max(0, each.indent - margin), each.text) for each in lines]
    return lines


def _indent(full: str) -> int:
    lead = full[: len(full) - len(full.lstrip())]
    return len(lead.expandtabs(_TAB)) if "\t" in lead else len(lead)


def _is_prompt(text: str) -> bool:
    return ("#" in text or ">" in text) and _TRANSCRIPT.match(text) is not None


def _blocks(lines: list[Line], warnings: list[str], prose: set[int]) -> Iterator[Block]:
    head: Line | None = None
    children: list[Line] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        if line.text[0] == "!":
            continue
        if line.indent:
            children.append(line)
            continue
        if head or children:
            yield _block(head, children)
        head, children = line, []
        opener = _OPENER.match(line.text)
        if opener:
            end = _text_end(lines, at, line.text, opener)
            if end is None:
                warnings.append(
                    f"line {line.number}: {opener[0]!r} has no end; the lines below it are read "
                    "as configuration"
                )
                continue
            if line.text[:5].lower() != "macro":  # a macro is text that somebody may run
                prose.update(range(line.number, lines[end - 1].number + 1))
            yield Block(line.number, line.text, body=tuple(lines[at:end]))
            head, at = None, end
    if head or children:
        yield _block(head, children)


def _block(head: Line | None, children: list[Line]) -> Block:
    if head is None:
        return Block(children[0].number, "", tuple(children))
    return Block(head.number, head.text, tuple(children))


def _text_end(lines: list[Line], at: int, text: str, opener: re.Match[str]) -> int | None:
    """Return the index after the free text that ``text`` opens, None when it never closes."""
    rest = text[opener.end() :].strip()
    if text[:5].lower() == "macro":
        return _find(lines, at, "@", whole=True)
    if not rest:
        return _find(lines, at, "EOF", whole=True)  # Arista closes a banner with EOF
    mark = "^C" if rest.startswith("^C") else rest[0]
    if mark in rest[len(mark) :]:
        return at
    if mark.isalnum() and rest != mark:
        return at  # ASA prints each line of a banner as a statement of its own, without a mark
    return _find(lines, at, mark, whole=False)


def _find(lines: list[Line], at: int, mark: str, *, whole: bool) -> int | None:
    for index in range(at, min(len(lines), at + MAX_TEXT_LINES)):
        text = lines[index].text
        if not lines[index].indent and _OPENER.match(text):
            return None
        if text == mark if whole else mark in text:
            return index + 1
    return None
