"""A FortiOS or FortiSwitch configuration as entries of tables, with and without VDOMs.

``config TABLE`` opens a table, ``edit NAME`` an entry of it, ``set KEY VALUES`` a value; ``next``
and ``end`` close them. A quoted value may span lines (certificates, banners): what stands inside
is text, never configuration. Seen in real output of 6.2 to 7.4.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from netwatch.model.evidence import Evidence
from netwatch.model.platform import CONFIG
from netwatch.model.state import ConfigLine

MAX_DEPTH = 24
QUOTED_LINES = 5000
_WORD = re.compile(r"\"([^\"\\]*(?:\\.[^\"\\]*)*)\"?|'([^']*)'?|([^\s\"']+)", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_QUOTES = re.compile(r"\\.|\"", re.DOTALL)
_KEPT = 500
_HINTS = ("span", "mirror", "sniff", "capture-packet", "src-ingress", "src-egress")
_UNSET = frozenset(("", "none", "disable", "0.0.0.0", "0"))  # noqa: S104  # FortiOS's "no address"


@dataclass(slots=True)
class Entry:
    """One ``edit`` of a table, or a table that has none (``name`` is empty then).

    ``vdom`` is the virtual domain it stands in, empty outside of one and in ``config global``.
    """

    table: str
    name: str
    vdom: str
    head: Evidence
    settings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    quotes: dict[str, Evidence] = field(default_factory=dict)
    below: list["Entry"] = field(default_factory=list)

    def get(self, key: str) -> str:
        """Return the first value of ``key``; empty when unset, ``none``, ``disable`` or zero."""
        value = self.values(key)
        return value[0] if value else ""

    def values(self, key: str) -> tuple[str, ...]:
        """Return the values of ``key`` that say something."""
        return tuple(each for each in self.settings.get(key, ()) if each not in _UNSET)

    def evidence(self, *keys: str) -> list[Evidence]:
        """Return the line that opens the entry and those of ``keys``."""
        return [self.head, *(self.quotes[key] for key in keys if key in self.quotes)]

    def children(self, table: str) -> Iterator["Entry"]:
        """Yield the entries of the inner table ``table``."""
        return (each for each in self.below if each.table == table and each.name)


class Line(NamedTuple):
    """One statement: its verb and its text with the quotes it had."""

    number: int
    verb: str
    raw: str

    @property
    def words(self) -> tuple[str, ...]:
        """The words without their quotes."""
        return words(self.raw)


def statements(text: str, warnings: list[str] | None = None) -> Iterator[Line]:
    """Yield every statement; a quoted value over several lines is one word of its first line."""
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        start, raw = at, lines[at].strip()
        at += 1
        if not raw or raw[0] == "#":
            continue
        if '"' in raw and _is_open(raw):
            end = _closing(lines, at)
            if end is None:
                if warnings is not None and len(warnings) < MAX_DEPTH:
                    warnings.append(f"line {start + 1}: a quoted text has no end")
            else:
                raw = "\n".join((raw, *lines[at : end + 1]))
                at = end + 1
        yield Line(start + 1, raw.split(None, 1)[0], raw)


def _hinted(text: str) -> bool:
    low = text.lower()
    return any(each in low for each in _HINTS)


def words(raw: str) -> tuple[str, ...]:
    """Return the words of a statement without their quotes."""
    if '"' not in raw and "'" not in raw:
        return tuple(raw.split())
    return tuple(_plain(each) for each in _WORD.finditer(raw))


def _plain(found: re.Match[str]) -> str:
    if found[1] is not None:
        return _ESCAPED.sub(r"\1", found[1]) if "\\" in found[1] else found[1]
    return found[2] if found[2] is not None else found[3]


def _is_open(raw: str) -> bool:
    if "\\" not in raw:
        return raw.count('"') % 2 == 1
    return sum(each[0] == '"' for each in _QUOTES.finditer(raw)) % 2 == 1


def _closing(lines: list[str], at: int) -> int | None:
    for index in range(at, min(len(lines), at + QUOTED_LINES)):
        if '"' in lines[index] and _is_open(lines[index]):
            return index
    return None


class Reader:
    """One pass over a configuration: ``entries`` of the tables asked for, ``unheard`` lines."""

    def __init__(self, tables: frozenset[str]) -> None:
        self.tables = tables
        self.entries: list[Entry] = []
        self.warnings: list[str] = []
        self.other: list[tuple[str, Line]] = []
        self._stack: list[tuple[str, str]] = []
        self._open: list[Entry | None] = []
        self._too_deep = 0

    def read(self, text: str, mention: re.Pattern[str]) -> None:
        """Take the whole text; lines outside ``tables`` that match ``mention`` go to ``other``."""
        for line in statements(text, self.warnings):
            verb = line.verb
            if verb in {"config", "edit"}:
                self._enter(verb, " ".join(line.words[1:]), line, mention)
            elif verb in {"next", "end"}:
                self._leave(verb)
            elif verb == "set" and self._current:
                _, *rest = line.words
                if rest:
                    self._current.settings[rest[0]] = tuple(rest[1:])
                    self._current.quotes[rest[0]] = _quote(line)
            elif _hinted(line.raw[:_KEPT]) and mention.search(line.raw[:_KEPT]):
                self.other.append((self._table, line))

    @property
    def _current(self) -> Entry | None:
        return self._open[-1] if self._open else None

    @property
    def _table(self) -> str:
        return next((name for kind, name in reversed(self._stack) if kind == "config"), "")

    def _vdom(self) -> str:
        inside = self._stack[:2]
        return inside[1][1] if len(inside) > 1 and inside[0] == ("config", "vdom") else ""

    def _enter(self, kind: str, name: str, line: Line, mention: re.Pattern[str]) -> None:
        if len(self._stack) >= MAX_DEPTH:
            self._too_deep += 1
            return
        above = self._current
        table = name if kind == "config" else self._table
        self._stack.append((kind, name))
        if above is None and not (kind == "config" and table in self.tables):
            self._open.append(None)
            if kind == "config" and _hinted(table) and mention.search(table):
                self.other.append((table, line))
            return
        entry = Entry(table, name if kind == "edit" else "", self._vdom(), _quote(line))
        self._home(kind).append(entry)
        self._open.append(entry)

    def _home(self, kind: str) -> list[Entry]:
        """Return where a new entry belongs: an ``edit`` beside its table, not below it."""
        back = 2 if kind == "edit" else 1
        home = self._open[-back] if len(self._open) >= back else None
        return home.below if home else self.entries

    def _leave(self, verb: str) -> None:
        if self._too_deep:
            self._too_deep -= 1
        elif verb == "next":
            if self._stack and self._stack[-1][0] == "edit":
                self._pop()
        else:
            while self._stack and self._stack[-1][0] == "edit":
                self._pop()
            if self._stack:
                self._pop()

    def _pop(self) -> None:
        self._stack.pop()
        self._open.pop()


def _quote(line: Line) -> Evidence:
    first = line.raw.split("\n", 1)[0]
    return Evidence(CONFIG, line.number, first[:_KEPT])


def flatten(text: str) -> tuple[ConfigLine, ...]:
    """Return every ``set``, ``unset`` and empty entry under the tables that enclose it."""
    found: list[ConfigLine] = []
    stack: list[tuple[str, tuple[str, ...]]] = [("", ())]
    for line in statements(text):
        verb = line.verb
        raw = " ".join(line.raw.split())
        parents = stack[-1][1]
        if verb in {"config", "edit"}:
            if verb == "edit":
                found.append(ConfigLine(parents, raw, line.number))
            deep = len(stack) > MAX_DEPTH
            stack.append((verb, parents if deep else (*parents, raw)))
        elif verb == "next":
            if stack[-1][0] == "edit":
                stack.pop()
        elif verb == "end":
            while stack[-1][0] == "edit":
                stack.pop()
            if len(stack) > 1:
                stack.pop()
        else:
            found.append(ConfigLine(parents, raw, line.number))
    return tuple(found)
