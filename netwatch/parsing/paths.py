"""Configurations that are paths of words: VyOS, EdgeOS, Nokia SR OS and SR Linux.

One text may be a tree in braces without semicolons, an indented tree (SR OS classic) or lines
that each hold a whole path (``set interfaces ...``, ``/configure ...``). All become statements.
Linear in the text: what a block's head adds to its children is bounded in words and depth.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from netwatch.model.evidence import Evidence
from netwatch.model.state import ConfigLine

MAX_DEPTH = 32
MAX_HEAD_WORDS = 16
MAX_PARENT_WORDS = 64
_TAB = 8
_CLOSERS = frozenset(("exit", "exit all"))
_QUOTE_LINES = 200
_LIST_LINES = 2000
_WORD = re.compile(
    r'"(?P<double>(?:[^"\\]|\\.)*)"|\'(?P<single>[^\']*)\'|(?P<torn>".*)|(?P<bare>\S+)'
)
# A line without these, but for a brace at its end, is one plain statement.
_ODD = re.compile(r"[{}\"']")
_TEXT_KEYS = frozenset((
    "description", "name", "alias", "host-name", "contact", "location", "comment", "echo",
    "interface", "network-instance", "group", "image", "user", "profile",
))  # fmt: skip


class Statement(NamedTuple):
    """One statement: ``parents`` are the words of the blocks around it, ``words`` its own.

    Quotes are gone from the words. ``opens`` tells that a block follows.
    """

    parents: tuple[str, ...]
    words: tuple[str, ...]
    number: int
    text: str
    opens: bool = False

    @property
    def path(self) -> tuple[str, ...]:
        """All words from the root of the configuration."""
        return self.parents + self.words

    def quote(self, source: str) -> Evidence:
        """Return this statement's line as evidence."""
        return Evidence(source, self.number, self.text)


def words_of(line: str) -> tuple[str, ...]:
    """Return the words of a line; a quoted text is one word and loses its quotes."""
    if '"' not in line and "'" not in line:
        return tuple(line.split())
    return tuple(_unquoted(each) for each in _WORD.finditer(line))


def _unquoted(found: re.Match[str]) -> str:
    plain = found["bare"] or found["torn"]
    if plain is not None:
        return plain
    text = found["double"] if found["double"] is not None else found["single"]
    # A quoted brace opens nothing.
    return f'"{text}"' if text in ("{", "}") else text


def has_braces(text: str) -> bool:
    """Tell whether ``text`` holds a block in braces."""
    return any(line.rstrip().endswith((" {", "\t{")) for line in text.split("\n"))


class Braces:
    """One pass over a text in braces; lines outside of any block are whole paths.

    ``torn`` tells, once ``statements`` is exhausted, that braces do not match.
    """

    def __init__(self, text: str) -> None:
        self.torn = False
        self._lines = text.split("\n")
        self._stack: list[tuple[str, ...]] = [()]
        self._skip_to = 0
        self._last_end = text.count("\n", 0, text.rfind("*/")) + 1 if "*/" in text else 0

    def statements(self) -> Iterator[Statement]:
        """Yield every leaf and every head of a block, in order."""
        for number, line in enumerate(self._lines, 1):
            body = line.strip()
            if not body or number <= self._skip_to:
                continue
            if body == "}":
                self._close()
            elif body[0] in "#/" and self._is_comment(body, number):
                continue
            elif _ODD.search(body, 0, len(body) - 1) or body[-1] in "}[\"'":
                yield from self._line(body, number)
            elif body == "{" or body.endswith((" {", "\t{")):
                words = tuple(body[:-1].split())
                yield Statement(self._stack[-1], words, number, body, opens=True)
                self._open(words)
            else:
                yield Statement(self._stack[-1], tuple(body.split()), number, body)
        self.torn = self.torn or len(self._stack) > 1

    def _is_comment(self, body: str, number: int) -> bool:
        if body.startswith("/*"):
            if "*/" not in body and self._last_end > number:
                self._skip_to = self._find("*/", number)
            return True
        return body[0] == "#" or body.startswith("//")

    def _find(self, mark: str, number: int) -> int:
        for at in range(number, len(self._lines)):
            if mark in self._lines[at]:
                return at + 1
        return number

    def _line(self, body: str, number: int) -> Iterator[Statement]:
        words = words_of(body)
        if words[-1][:1] == '"' and words[-1] not in ('"{"', '"}"'):
            words = self._torn_quote(words, number)
        if words[-1] == "[":
            words = self._list(words[:-1], number)
        if "{" not in words and "}" not in words:
            yield Statement(self._stack[-1], words, number, body)
            return
        begin = 0
        for at, word in enumerate(words):
            if word not in ("{", "}"):
                continue
            own = words[begin:at]
            begin = at + 1
            if own or word == "{":
                yield Statement(self._stack[-1], own, number, body, word == "{")
            if word == "{":
                self._open(own)
            else:
                self._close()
        if begin < len(words):
            yield Statement(self._stack[-1], words[begin:], number, body)

    def _open(self, words: tuple[str, ...]) -> None:
        above = self._stack[-1]
        fits = len(self._stack) < MAX_DEPTH and len(above) < MAX_PARENT_WORDS
        self._stack.append(above + words[:MAX_HEAD_WORDS] if fits else above)

    def _close(self) -> None:
        if len(self._stack) > 1:
            self._stack.pop()
        else:
            self.torn = True

    def _list(self, words: tuple[str, ...], number: int) -> tuple[str, ...]:
        """Add the elements of a list that stand on lines of their own, up to the line ``]``."""
        for at in range(number, min(len(self._lines), number + _LIST_LINES)):
            element = self._lines[at].strip()
            if element == "]":
                elements = (word for line in self._lines[number:at] for word in words_of(line))
                self._skip_to = at + 1
                return (*words, *elements)
            if element in ("", "}") or element.endswith(("{", "[")):
                break
        return words

    def _torn_quote(self, words: tuple[str, ...], number: int) -> tuple[str, ...]:
        """Take a quoted text whose end is at the end of a later line; else it ends here."""
        for at in range(number, min(len(self._lines), number + _QUOTE_LINES)):
            head, mark, rest = self._lines[at].partition('"')
            if mark and not rest.strip():
                self._skip_to = at + 1
                return (*words[:-1], f"{words[-1][1:]} {head.strip()}".strip())
            if mark:
                break
        return words


def braces(text: str) -> Iterator[Statement]:
    """Return the statements of a text in braces, of whole paths, or of both."""
    return Braces(text).statements()


def balanced(text: str) -> bool:
    """Tell whether every brace of ``text`` is closed and none is closed that was not opened."""
    scanner = Braces(text)
    for _ in scanner.statements():
        pass
    return not scanner.torn


def indented(text: str) -> Iterator[Statement]:
    """Return the statements of SR OS's classic form: deeper lines belong to the line above."""
    stack: list[tuple[int, tuple[str, ...]]] = [(-1, ())]
    for number, raw in enumerate(text.split("\n"), 1):
        body = raw.strip()
        if not body or body[0] == "#" or body in _CLOSERS or body[:5] == "echo ":
            continue
        shown = raw.expandtabs(_TAB) if "\t" in raw else raw
        depth = len(shown) - len(shown.lstrip())
        while stack[-1][0] >= depth:
            stack.pop()
        above = stack[-1][1]
        words = words_of(body)
        yield Statement(above, words, number, body)
        fits = len(stack) < MAX_DEPTH and len(above) < MAX_PARENT_WORDS
        stack.append((depth, above + words[:MAX_HEAD_WORDS] if fits else above))


def flatten(statements: Iterable[Statement], verb: str = "") -> tuple[ConfigLine, ...]:
    """Return one line a leaf, as a whole path under its first word, whatever the form was.

    A block without content is a line, a block with content is told by its content. ``verb`` is
    the word that may stand before a path (``set``).
    """
    found: list[ConfigLine] = []
    waiting: Statement | None = None
    for each in statements:
        if waiting is not None and len(each.parents) <= len(waiting.parents):
            found.append(_line_of(waiting, verb))
        waiting = each if each.opens else None
        if waiting is None:
            found.append(_line_of(each, verb))
    if waiting is not None:
        found.append(_line_of(waiting, verb))
    return tuple(found)


def _line_of(each: Statement, verb: str) -> ConfigLine:
    path = each.path
    if path[:1] == (verb,):
        path = path[1:]
    path = tuple(word for word in path if word != "/")
    return ConfigLine(path[:1], " ".join(path), each.number)


def speaking(
    statements: Iterable[Statement], word: re.Pattern[str], read: Iterable[int]
) -> Iterator[Statement]:
    """Return the statements in which a whole ``word`` stands as keyword and that were not read.

    What follows ``description`` and the like is text, and so is a quoted text of several words.
    """
    known = frozenset(read)
    for each in statements:
        if each.number in known:
            continue
        before = ""
        for own in each.words:
            if before not in _TEXT_KEYS and len(own) <= MAX_PARENT_WORDS and word.fullmatch(own):
                yield each
                break
            before = own
