"""Junos-style configuration, in braces or as ``set`` lines, as a flat run of statements.

The scanner is linear in the text and keeps one line of state: an unbalanced brace, an open
quote or an open comment costs a warning and at most that statement, never the rest of the file.
"""

import re
from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple

from netwatch.model.state import ConfigLine

MAX_NESTING = 64


def word_set(text: str) -> frozenset[str]:
    """Return the blank-separated words of ``text``."""
    return frozenset(text.split())


_QUOTE_LINES = 200
_WARNINGS = 20
_TAGS = frozenset(
    ("inactive:", "active:", "replace:", "protect:", "unprotect:", "delete:", "merge:", "update:")
)
_VERBS = word_set(
    "set deactivate activate delete protect unprotect insert rename copy annotate edit top up exit"
)
_ODD = re.compile(r'[{};"#\[]|/\*')
_TOKEN = re.compile(
    r"(?P<comment>/\*.*?\*/|\#.*)|(?P<open>/\*.*)|(?P<quoted>\"(?:[^\"\\]|\\.)*\")|(?P<torn>\".*)"
    r"|(?P<mark>[{};])|(?P<word><[^<>\s]*>|[\[\]]|[^\s{};\"\[\]][^\s{};\"]*)"
)
# {master:0}, {primary:node0}[edit]: the state of the routing engine, printed before a prompt.
_ENGINE = re.compile(r"\{[a-z-]{2,20}(?::[\w:-]{1,20})?\}")
_EDIT = re.compile(r"(?:\{[\w:-]{2,40}\})?\[edit(?: ([^\]]*))?\]")
_PROMPT = re.compile(r"[\w.-]{1,64}(?:@[\w.:-]{1,64})?([>#%]) ?(.*)")
_SHOWN = re.compile(r"show(?: ([^|]*))?(?:\|.*)?")


class Kind(IntEnum):
    """What ended a statement."""

    OPEN = 0
    LEAF = 1
    CLOSE = 2
    LINE = 3
    NOISE = 4
    BASE = 5


class Item(NamedTuple):
    """One piece of configuration.

    ``words`` are without comments and terminator, quoted texts keep their quotes, list brackets
    are words of their own. ``tag`` is ``inactive:`` or another tag Junos prints before a
    statement, else empty. OPEN, LEAF and CLOSE are brace form; LINE is a line of set form
    (``words[0]`` is the verb); BASE names the hierarchy that the next block is relative to
    (``show configuration forwarding-options`` in a transcript); NOISE is anything else.
    """

    kind: Kind
    words: list[str]
    number: int
    tag: str = ""


class Scanner:
    """One pass over one text.

    ``warnings``, and ``torn`` for braces that do not match, hold once ``items`` is exhausted.
    """

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self.warnings: list[str] = []
        self.torn = False
        self._words: list[str] = []
        self._start = 0
        self._listing = False
        self._inside = ""
        self._depth = 0
        self._edit: list[str] = []
        self._last_end = text.count("\n", 0, text.rfind("*/")) + 1 if "*/" in text else 0

    def items(self) -> Iterator[Item]:
        """Yield every statement of the text, in order."""
        odd = _ODD.search
        for number, line in enumerate(self.lines, 1):
            body = line.strip()
            if not body:
                continue
            end = body[-1]
            busy = self._words or self._inside
            if not busy and body[:4] == "set " and end not in "{;}" and not odd(body):
                yield Item(Kind.LINE, body.split(), number)
            elif busy or end not in "{;}" or odd(body, 0, len(body) - 1):
                yield from self._unusual(body, number)
            elif end == ";":
                words = body[:-1].split()
                whole = self._depth == 0 and words[:1] and words[0] in _VERBS
                yield _item(Kind.LINE if whole else Kind.LEAF, words, number)
            elif end == "{":
                self._depth += 1
                yield _item(Kind.OPEN, body[:-1].split(), number)
            else:
                if len(body) > 1:
                    yield _item(Kind.LEAF, body[:-1].split(), number)
                yield self._close(number)
        if self._words:
            yield Item(Kind.NOISE, self._words, self._start)
        if self._depth > 0:
            self.torn = True
            self._warn(f"{self._depth} braces are never closed: the text is cut short")

    def _warn(self, message: str) -> None:
        if len(self.warnings) < _WARNINGS:
            self.warnings.append(message)

    def _close(self, number: int) -> Item:
        if self._depth:
            self._depth -= 1
        else:
            self.torn = True
            self._warn(f"line {number} closes a brace that was not opened")
        return Item(Kind.CLOSE, [], number)

    def _unusual(self, body: str, number: int) -> Iterator[Item]:
        """Yield the statements of a line that is not one plain statement."""
        if self._inside:
            at = body.find(self._inside)
            if at < 0:
                return
            body, self._inside = body[at + len(self._inside) :], ""
        elif self._words and not self._listing and body[:1] != "{":
            yield Item(Kind.NOISE, self._words, self._start)
            self._words = []
        if not self._words:
            known = self._line(body, number)
            if known is not None:
                yield from known
                return
        yield from self._tokens(body, number)

    def _line(self, body: str, number: int) -> Iterator[Item] | None:
        verb = body.split(None, 1)[0] if body.strip() else ""
        if verb in _VERBS and body[-1] != "{" and (self._depth == 0 or body[-1] not in ";}"):
            return iter((Item(Kind.LINE, _set_words(body), number),))
        if body[:1] == "{" and _ENGINE.fullmatch(body):
            return iter(())
        edit = _EDIT.fullmatch(body)
        if edit:
            self._edit = (edit[1] or "").split()
            return iter(())
        prompt = None if body[-1:] in "{;}" else _PROMPT.fullmatch(body)
        return None if prompt is None else self._prompted(prompt[1], prompt[2].strip(), number)

    def _prompted(self, mode: str, typed: str, number: int) -> Iterator[Item]:
        """Yield what a prompt means: the hierarchy shown next, or a line typed in edit mode."""
        shown = _SHOWN.fullmatch(typed)
        words = (shown[1] or "").split() if shown else typed.split()
        if mode == "#" and not shown and words[:1] and words[0] in _VERBS:
            yield Item(Kind.LINE, self._edit_line(words[0], typed), number)
        elif shown and (mode == "#" or words[:1] == ["configuration"]):
            if self._depth:
                self._warn(f"{self._depth} braces are open at the prompt, line {number}")
            self._depth = 0
            base = self._edit + words if mode == "#" else words[1:]
            yield Item(Kind.BASE, base, number)

    def _edit_line(self, verb: str, typed: str) -> list[str]:
        return [verb, *self._edit, *_set_words(typed)[1:]]

    def _tokens(self, body: str, number: int) -> Iterator[Item]:
        for found in _TOKEN.finditer(body):
            kind, text = found.lastgroup, found[0]
            if kind == "comment":
                continue
            if kind == "open":
                self._open_comment(number)
            elif kind == "mark":
                yield from self._mark(text, number)
            elif kind == "torn":
                yield from self._torn(text, number)
            else:
                if not self._words:
                    self._start = number
                if text == "[" or (self._listing and _ends_list(text)):
                    self._listing = text == "["
                self._words.append(text)

    def _open_comment(self, number: int) -> None:
        if self._last_end > number:
            self._inside = "*/"
        else:
            self._warn(f"the comment opened in line {number} never ends; line skipped")

    def _torn(self, text: str, number: int) -> Iterator[Item]:
        """Take a quoted text that does not end on its line: it spans lines, or is broken."""
        self._start = self._start if self._words else number
        for line in self.lines[number : number + _QUOTE_LINES]:
            at = line.find('"')
            if at >= 0:
                if line[at + 1 :].lstrip()[:1] in ("", ";", "{", "]"):
                    self._words.append(text + '"')
                    self._inside = '"'
                    return
                break
        self._warn(f"the quoted text in line {number} never ends; read to the line's end")
        end = text[-1:] if text[-1:] in ("{", ";") else ""
        self._words.append(text.rstrip("{; ") + '"')
        if end:
            yield from self._mark(end, number)

    def _mark(self, mark: str, number: int) -> Iterator[Item]:
        words, start, self._words, self._listing = self._words, self._start, [], False
        if mark == "{":
            self._depth += 1
            yield _item(Kind.OPEN, words, start if words else number)
            return
        if words:
            yield _item(Kind.LEAF, words, start)
        if mark == "}":
            yield self._close(number)


def _item(kind: Kind, words: list[str], number: int) -> Item:
    tag = ""
    while words and words[0][-1] == ":" and words[0] in _TAGS:
        tag = words[0] if tag != "inactive:" else tag
        words = words[1:]
    return Item(kind, words, number, tag)


def _set_words(body: str) -> list[str]:
    if not _ODD.search(body):
        return body.split()
    found = (each for each in _TOKEN.finditer(body) if each.lastgroup not in ("comment", "open"))
    words = [each[0] + '"' if each.lastgroup == "torn" else each[0] for each in found]
    return words[:-1] if words[-1:] == [";"] else words


def expand(words: list[str]) -> tuple[tuple[str, ...], ...]:
    """Return the statements that ``words`` stands for: ``a [ b c ]`` is ``a b`` and ``a c``.

    Only the first list is spread out, under at most ``MAX_NESTING`` words on either side, so a
    hostile line cannot multiply itself.
    """
    if "[" not in words:
        return (tuple(words),)
    start = words.index("[")
    stop = next((at for at in range(start, len(words)) if _ends_list(words[at])), len(words))
    inner = [*words[start + 1 : stop], *(each[:-1] for each in words[stop : stop + 1])]
    head = tuple(words[:start][-MAX_NESTING:])
    tail = tuple(each for each in words[stop + 1 :][:MAX_NESTING] if each not in ("[", "]"))
    return tuple((*head, each, *tail) for each in inner if each not in ("", "[")) or (head,)


def _ends_list(word: str) -> bool:
    return word[-1] == "]" and "[" not in word


def balanced(text: str) -> bool:
    """Tell whether every brace of ``text`` is closed and none is closed that was not opened."""
    scanner = Scanner(text)
    for _ in scanner.items():
        pass
    return not scanner.torn


def by_braces(text: str) -> tuple[ConfigLine, ...]:
    """Return the statements of brace form under their enclosing statements.

    A list gives one line an element. ``inactive: x`` gives the line of ``x`` and one more that
    says so, so that switching a block off is one added line and not a rewritten block.
    """
    found: list[ConfigLine] = []
    stack: list[tuple[str, ...]] = [()]
    empty = False
    for kind, words, number, tag in Scanner(text).items():
        if kind is Kind.CLOSE:
            if empty and stack[-1]:
                found.append(ConfigLine(stack[-1][:-1], stack[-1][-1], number))
            empty = False
            if len(stack) > 1:
                stack.pop()
        elif kind is Kind.OPEN or kind is Kind.LEAF:
            parents = stack[-1]
            heads = [" ".join(each) for each in expand(words)]
            if tag == "inactive:":
                found.extend(ConfigLine(parents, f"inactive: {each}", number) for each in heads)
            if kind is Kind.LEAF:
                found.extend(ConfigLine(parents, each, number) for each in heads)
            else:
                deep = len(parents) >= MAX_NESTING
                stack.append(parents if deep else (*parents, " ".join(words)))
            empty = kind is Kind.OPEN
        elif kind is Kind.BASE:
            stack, empty = [tuple(words)], False
    return tuple(found)


def by_set(text: str) -> tuple[ConfigLine, ...]:
    """Return the lines of set form, each whole, under the name of its top-level hierarchy."""
    return tuple(
        ConfigLine(tuple(each[1:2]), " ".join(each), number)
        for kind, words, number, _ in Scanner(text).items()
        if kind is Kind.LINE
        for each in expand(words)
    )


def by_statement(text: str) -> tuple[ConfigLine, ...]:
    """Return the statements of a text in either form, or in both."""
    return by_braces(text) + by_set(text)
