r"""A RouterOS export as statements: menu, verb, selector, parameters.

Layouts seen in real output of 6.49 to 7.18: ``/menu`` on a line of its own with its statements
below (``/export``), or in front of each (``/export terse``). A line that ends in ``\`` goes on
in the next one, in mid-word if need be; the next line's four blanks are layout.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from netwatch.model.state import ConfigLine

VERBS = frozenset(("add", "set", "remove", "disable", "enable", "move", "reset", "print"))
_TOKEN = re.compile(
    r"\[(?P<find>[^\[\]]{0,500})\]"
    r"|(?P<key>[A-Za-z0-9_.-]{1,80})="
    r"(?:\"(?P<quoted>[^\"\\]*(?:\\.[^\"\\]*)*)(?:\"|\\?\Z)|(?P<bare>[^\s\"]*))"
    r"|(?P<word>[^\s\"]+|\")",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\([0-9A-F]{2}|.)", re.DOTALL)
_PLAIN = {"n": "\n", "r": "\r", "t": "\t", "_": " "}
_MENU_WORD = re.compile(r"[a-z0-9-]{1,40}")
_TERSE = re.compile(r"/([a-z0-9-]{1,40}(?: [a-z0-9-]{1,40}){0,7}?) (add|set) ")
_FIND_VALUE = re.compile(r"(?:^|\s)(?:default-)?name=\"?([^\s\"]{1,120})")
_MENU_WORDS = 8


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement: ``number`` is its first line, ``text`` the statement without wrapping.

    ``menu`` is the path in blanks (``ip firewall mangle``). ``selector`` is what ``set`` names:
    ``0``, ``switch1``, or the name inside ``[ find default-name=ether2 ]``.
    """

    menu: str
    verb: str
    text: str
    number: int
    selector: str = ""
    values: dict[str, str] = field(default_factory=dict)

    def get(self, key: str) -> str:
        """Return the value of ``key``; empty where it is not set or set to nothing."""
        value = self.values.get(key, "")
        return "" if value == "none" else value

    def says(self, key: str) -> bool:
        """Tell whether ``key`` is set to yes."""
        return self.values.get(key) in {"yes", "true"}


def logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield (number of the first line, line) with continuations joined; blank lines vanish."""
    parts: list[str] = []
    start = 0
    for number, raw in enumerate(map(str.rstrip, text.split("\n")), 1):  # a terminal pads
        if not parts and raw[-1:] != "\\":
            if whole := raw.strip():
                yield number, whole
            continue
        if parts and not raw:
            continue
        line = raw.removeprefix("    ").removeprefix("\t") if parts else raw
        start = start if parts else number
        if _goes_on(line):
            parts.append(line[:-1])
            continue
        whole = "".join((*parts, line)).strip()
        parts = []
        if whole:
            yield start, whole
    if parts and (rest := "".join(parts).strip()):
        yield start, rest


def _goes_on(line: str) -> bool:
    if not line.endswith("\\"):
        return False
    return (len(line) - len(line.rstrip("\\"))) % 2 == 1


def cut_short(text: str) -> bool:
    """Tell whether the export ends in the middle of a statement."""
    return _goes_on(text.rstrip("\n").rpartition("\n")[2])


def heads(text: str) -> Iterator[tuple[str, int, str]]:
    """Yield (menu, number, statement without its menu) of every statement; cheap."""
    menu = ""
    for number, line in logical_lines(text):
        if line[0] == "#":
            continue
        if line[0] != "/":
            yield menu, number, line
            continue
        menu, rest = _menu(line)
        if rest:
            yield menu, number, rest


def _menu(line: str) -> tuple[str, str]:
    """Split ``/ip firewall mangle add action=..`` into its menu and the statement."""
    plain = _TERSE.match(line)
    if plain:
        return plain[1], line[plain.start(2) :]
    words: list[str] = []
    rest = line[1:]
    while rest and len(words) < _MENU_WORDS:
        found = _MENU_WORD.match(rest)
        if not found or found[0] in VERBS or rest[found.end() : found.end() + 1] not in " /\t":
            break
        words.append(found[0])
        rest = rest[found.end() :].lstrip(" /\t")
    return " ".join(words), rest


def statement(menu: str, number: int, text: str) -> Statement:
    """Return the parsed statement; ``!key`` (a value that is unset, in verbose exports) is none."""
    verb, selector, values = "", "", {}
    for found in _TOKEN.finditer(text):
        key, bare, quoted, query, word = found.group("key", "bare", "quoted", "find", "word")
        if key:
            values[key] = _unquoted(quoted or "") if bare is None else bare
        elif query is not None:
            selector = _found(query) or selector
        elif not verb:
            verb = word
        elif not selector and word[0] not in '!"':
            selector = word
    return Statement(menu, verb, text, number, selector, values)


def _unquoted(text: str) -> str:
    return _ESCAPE.sub(_unescaped, text) if "\\" in text else text


def _unescaped(found: re.Match[str]) -> str:
    code = found[1]
    if len(code) > 1:
        return chr(int(code, 16))
    return _PLAIN.get(code, code)


def _found(query: str) -> str:
    named = _FIND_VALUE.search(query)
    return named[1] if named else " ".join(query.split())


def flatten(text: str) -> tuple[ConfigLine, ...]:
    """Return every statement below its menu; terse and wrapped exports give the same lines."""
    return tuple(
        ConfigLine((f"/{menu}",) if menu else (), " ".join(line.split()), number)
        for menu, number, line in heads(text)
    )
