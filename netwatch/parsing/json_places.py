"""JSON as nodes that know their line, walked without a KeyError in sight.

For answers whose text is kept and quoted: a finding names the line a value stands on. Nothing is
raised and nothing recurses, whatever the text is.
"""

import json
import re
from dataclasses import dataclass

from netwatch.model.evidence import Evidence
from netwatch.parsing.linux.json import printable

_TOKEN = re.compile(
    r'[ \t\r\n]*+(?:(?P<text>"[^"\\\x00-\x1f]*+(?:\\.[^"\\\x00-\x1f]*+)*+")'
    r"|(?P<mark>[{}\[\]:,])|(?P<bare>[A-Za-z0-9.+-]{1,400}+))"
)
_BARE = re.compile(r"true|false|null|-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_WORDS = {"true": True, "false": False, "null": None}
_MAX_DEPTH = 64
_OPENED: dict[str, type] = {"{": dict, "[": list}
_CLOSES: dict[str, type] = {"}": dict, "]": list}
_COLON = ":"


@dataclass(frozen=True, slots=True)
class Node:
    """One JSON value and its 1-based line; what is not there is a node too, an empty one."""

    value: object = None
    line: int = 0

    @property
    def text(self) -> str:
        """The scalar as one printable line, numbers as written, else ``""``."""
        if isinstance(self.value, bool):
            return "true" if self.value else "false"
        return _shown(self.value) if isinstance(self.value, str) else ""

    @property
    def items(self) -> tuple["Node", ...]:
        """The elements of an array, else nothing."""
        return tuple(self.value) if isinstance(self.value, list) else ()

    @property
    def fields(self) -> tuple[tuple[str, "Node"], ...]:
        """The members of an object, of a repeated one the last, else nothing."""
        if not isinstance(self.value, dict):
            return ()
        return tuple((_shown(name), each) for name, each in self.value.items())

    @property
    def is_object(self) -> bool:
        """Tell whether this is an object."""
        return isinstance(self.value, dict)

    def get(self, *path: str) -> "Node":
        """Return the node at the end of ``path``, an empty one where the path breaks off."""
        node = self
        for name in path:
            found = node.value.get(name) if isinstance(node.value, dict) else None
            node = found if isinstance(found, Node) else Node()
        return node


def load(text: str) -> Node | None:
    """Return the JSON value that ``text`` is, None when it is none (or nested beyond reason)."""
    reader = _Reader()
    at = 0
    line, counted = 1, 0
    end = len(text.rstrip(" \t\r\n"))
    while at < end:
        token = _TOKEN.match(text, at)
        if token is None or not token.lastgroup:
            return None
        begin = token.start(token.lastgroup)
        line += text.count("\n", counted, begin)
        counted, at = begin, token.end()
        if not reader.take(token.lastgroup, token[token.lastgroup], line):
            return None
    return reader.whole()


def _shown(text: str) -> str:
    # A lone half of a surrogate pair may stand in JSON and in no encoded text.
    return printable(text).encode(errors="replace").decode()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One answer: its tree, and its lines for quoting. ``source`` is the topic it answered."""

    source: str
    root: Node
    lines: tuple[str, ...]

    def quote(self, node: Node) -> tuple[Evidence, ...]:
        """Return the line ``node`` begins on, nothing for what is not there."""
        if not 0 < node.line <= len(self.lines):
            return ()
        return (Evidence(self.source, node.line, _shown(self.lines[node.line - 1].strip())),)

    def quotes(self, *nodes: Node) -> tuple[Evidence, ...]:
        """Return the lines of ``nodes`` in order, each once."""
        return tuple(dict.fromkeys(each for node in nodes for each in self.quote(node)))


def sheet(source: str, text: str | None) -> Sheet | None:
    """Return the answer ``text`` as a sheet, None when there is none or it is not JSON."""
    root = None if text is None else load(text)
    if text is None or root is None:
        return None
    return Sheet(source, root, tuple(text.split("\n")))


class _Reader:
    """Takes tokens one by one; the containers still open are a stack of nodes."""

    def __init__(self) -> None:
        self._open: list[Node] = []
        self._names: list[str] = []
        self._root: Node | None = None
        self._wants = "value"

    def whole(self) -> Node | None:
        return self._root if not self._open else None

    def take(self, kind: str, token: str, line: int) -> bool:
        """Return whether ``token`` may stand here."""
        if kind == "mark":
            return self._mark(token, line)
        if kind == "text":
            return self._text(token, line)
        if _BARE.fullmatch(token) is None:
            return False
        return self._value(Node(_WORDS.get(token, token), line))

    def _mark(self, mark: str, line: int) -> bool:
        if mark in _OPENED:
            return self._opens(mark, line)
        if mark in _CLOSES:
            return self._closes(mark)
        if mark == _COLON:
            was, self._wants = self._wants, "value"
            return was == "colon"
        if self._wants != "comma-or-end" or not self._open:
            return False
        self._wants = "name" if self._open[-1].is_object else "value"
        return True

    def _opens(self, mark: str, line: int) -> bool:
        node = Node(_OPENED[mark](), line)
        if len(self._open) >= _MAX_DEPTH or not self._value(node):
            return False
        self._open.append(node)
        self._names.append("")
        self._wants = "name-or-end" if node.is_object else "value-or-end"
        return True

    def _closes(self, mark: str) -> bool:
        fits = bool(self._open) and isinstance(self._open[-1].value, _CLOSES[mark])
        if not fits or not self._wants.endswith("-or-end"):
            return False
        self._open.pop()
        self._names.pop()
        self._wants = "comma-or-end"
        return True

    def _text(self, token: str, line: int) -> bool:
        try:
            said = json.loads(token) if "\\" in token else token[1:-1]
        except ValueError:
            return False
        if self._wants in ("name", "name-or-end"):
            self._names[-1] = said
            self._wants = "colon"
            return True
        return self._value(Node(said, line))

    def _value(self, node: Node) -> bool:
        """Put ``node`` where a value is wanted; return whether one is."""
        if self._wants not in ("value", "value-or-end"):
            return False
        self._wants = "comma-or-end"
        if not self._open:
            self._root = node
            return True
        holder = self._open[-1].value
        if isinstance(holder, list):
            holder.append(node)
        elif isinstance(holder, dict):
            holder[self._names[-1]] = node
        return True
