"""A PAN-OS configuration in any of its three forms as paths of words.

``set`` lines (seen in real output), braces (``show config running``) and XML (the saved file) say
the same: ``<entry name="ethernet1/8">`` is the word ``ethernet1/8``, a ``<member>`` is a value.
A quoted value may span lines (login banners): what stands inside is text, never configuration.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from netwatch.model.state import ConfigLine
from netwatch.parsing.braces import Kind, Scanner, by_braces, expand

_TAG = re.compile(r"<(/?)([\w.:-]{1,80})((?:\s[^<>]{0,2000})?/?)>|([^<]+)|<")
# A prompt and the command may stand in front of it.
_XML = re.compile(r"(?:[^<\n]{0,400}\n){0,6}\s{0,400}<[?/a-z]")
_NAME = re.compile(r"\bname=(?:\"([^\"]{0,255})\"|'([^']{0,255})')")
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&"}
_ENTITY = re.compile(r"&(?:lt|gt|quot|apos|amp);")
_MAX_DEPTH = 48
_QUOTED_LINES = 5000
_TRANSPARENT = frozenset(("member", "response", "result"))


class Path(NamedTuple):
    """One statement: the words from the root to the value, and its line."""

    words: tuple[str, ...]
    number: int
    text: str


def paths(text: str, hints: tuple[str, ...] = ("",)) -> Iterator[Path]:
    """Yield the statements of ``text`` in its order; the form is told from the text.

    A line of set form that holds none of ``hints`` (lower case) is not taken apart.
    """
    if _looks_like_xml(text):
        return _xml(text)
    if _set_form(text):
        return _sets(text, hints)
    return _braces(text)


def _looks_like_xml(text: str) -> bool:
    return _XML.match(text[:2000]) is not None


def _set_form(text: str) -> bool:
    return re.search(r"^set \S", text[:200_000], re.MULTILINE) is not None


def _sets(text: str, hints: tuple[str, ...]) -> Iterator[Path]:
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        start, line = at, lines[at].strip()
        at += 1
        if not line.startswith(("set ", "delete ")):
            continue
        if line.count('"') % 2:
            at = _after_quote(lines, at)
        elif line.startswith("set ") and _hinted(line, hints):
            for words in expand(_split(line)):
                yield Path(words[1:], start + 1, line)


_SPLIT = re.compile(r"\"[^\"]*\"|[^\s\"]+")


def _split(line: str) -> list[str]:
    if '"' not in line:
        return line.split()
    return [each.strip('"') for each in _SPLIT.findall(line)]


def _hinted(line: str, hints: tuple[str, ...]) -> bool:
    low = line.lower()
    return any(each in low for each in hints)


def _after_quote(lines: list[str], at: int) -> int:
    """Return the index behind a quoted text; an end that never comes hides nothing."""
    for index in range(at, min(len(lines), at + _QUOTED_LINES)):
        if lines[index].count('"') % 2:
            return index + 1
    return at


def _braces(text: str) -> Iterator[Path]:
    scanner = Scanner(text)
    stack: list[tuple[str, ...]] = [()]
    empty: Path | None = None
    for kind, words, number, _ in scanner.items():
        if kind is Kind.OPEN:
            deep = len(stack) > _MAX_DEPTH
            bare = tuple(each.strip('"') for each in words)
            stack.append(stack[-1] if deep else (*stack[-1], *bare))
            empty = Path(stack[-1], number, " ".join(words))
        elif kind is Kind.CLOSE:
            if empty:
                yield empty
            empty = None
            if len(stack) > 1:
                stack.pop()
        elif kind is Kind.LEAF:
            empty = None
            for each in expand(words):
                bare = tuple(word.strip('"') for word in each)
                yield Path((*stack[-1], *bare), number, " ".join(words))


def _xml(text: str) -> Iterator[Path]:
    stack: list[str] = []
    number, leaf = 1, ""
    fresh = False
    for found in _TAG.finditer(text):
        name, inside = found[2], found[3] or ""
        if name is None:
            leaf = (leaf + _decoded(found[0])) if fresh else ""
        elif found[1]:
            if fresh and len(stack) <= _MAX_DEPTH:
                yield _xml_path(stack, leaf, number)
            fresh, leaf = False, ""
            if stack:
                stack.pop()
        else:
            named = _NAME.search(inside) if name == "entry" else None
            stack.append((named[1] or named[2] or "") if named else name)
            fresh, leaf = True, ""
            if inside.endswith("/"):
                yield _xml_path(stack, "", number)
                stack.pop()
                fresh = False
        number += found[0].count("\n")


def _xml_path(stack: list[str], leaf: str, number: int) -> Path:
    kept = tuple(each for each in stack[:_MAX_DEPTH] if each not in _TRANSPARENT)
    value = " ".join(leaf.split())[:1000]
    words = (*kept, value) if value else kept
    return Path(words, number, " ".join(words[-6:]))


def _decoded(text: str) -> str:
    return _ENTITY.sub(lambda found: _ENTITIES[found[0]], text) if "&" in text else text


def flatten(text: str) -> tuple[ConfigLine, ...]:
    """Return the statements under what encloses them, whatever the form."""
    if not _looks_like_xml(text) and not _set_form(text):
        return by_braces(text)
    return tuple(
        ConfigLine(each.words[:-1], each.words[-1], each.number)
        for each in paths(text)
        if each.words
    )
