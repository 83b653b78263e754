"""CONFIG_DB as text in any of its spellings -> the rows that concern mirrors, each with its line.

Seen in real files: nested tables (``config_db.json``), flat ``TABLE|key`` members (a dump of
redis, where a row may stand in ``value`` beside its ``ttl``) and lists of ``TABLE:key`` objects
with an ``OP`` member (swssconfig input).
"""

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from netwatch.model.state import ConfigLine
from netwatch.parsing.flatten import by_indent

TABLES = ("MIRROR_SESSION", "ACL_TABLE", "ACL_RULE", "DEVICE_METADATA")
_MAX_BROKEN = 8
_MAX_DEPTH = 8
_ROW = re.compile(
    rf'(?<!\\)"(?P<table>{"|".join(TABLES)})(?:_TABLE)?(?:[|:](?P<key>(?:[^"\\\n]|\\.){{1,400}}))?"'
    r"\s{0,40}:\s{0,40}(?=\{)"
)
_MEMBER = re.compile(r'(?<!\\)"(?P<name>(?:[^"\\\n]|\\.){1,400})"\s{0,40}:\s{0,40}\{')
_ASIC = re.compile(r'^[ \t]{0,4}"(asic\d{1,3})"\s{0,40}:\s{0,40}\{', re.MULTILINE)
_AFTER = re.compile(r'\s{0,400},\s{0,400}"OP"\s{0,40}:\s{0,40}"(\w{1,8})"')
_BEFORE = re.compile(r'"OP"\s{0,40}:\s{0,40}"(\w{1,8})"\s{0,40},\s{0,400}\Z')
_BEGIN = re.compile(r"^[ \t]{0,40}(?=[\[{])", re.MULTILINE)
_TABLE_NAME = re.compile(r"[A-Z][A-Z0-9_]{1,60}")
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of a table and the lines it stands on.

    ``key`` is empty for the line that opens a table. ``fields`` are (name, value) with lists
    joined by commas; ``asic`` names the database of a
    chassis with several (``asic0``), else it is empty.
    """

    table: str
    key: str
    fields: tuple[tuple[str, str], ...]
    first: int
    last: int
    asic: str = ""
    deleted: bool = False

    def get(self, name: str) -> str:
        """Return the field ``name`` (a list is spelled ``ports`` or ``ports@``), or ""."""
        for found, value in self.fields:
            if found.rstrip("@").lower() == name.lower():
                return value
        return ""

    def list(self, name: str) -> tuple[str, ...]:
        """Return the parts of a field that is a list."""
        return tuple(each.strip() for each in self.get(name).split(",") if each.strip())


class _Lines:
    def __init__(self, text: str) -> None:
        self._starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]

    def at(self, offset: int) -> int:
        return bisect_right(self._starts, offset)


def rows(text: str) -> tuple[Row, ...]:
    """Return the rows of the tables in ``TABLES`` in order, from a whole database or a piece of it.

    A row that is cut off is not returned: its lines stay unread.
    """
    return tuple(_rows(text)) if '"' in text else ()


def is_json(text: str) -> bool:
    """Tell whether ``text`` is one complete JSON value."""
    return load(text) is not None


def begins(text: str) -> bool:
    """Tell whether a JSON value begins on a line of ``text``; a prompt may stand above it."""
    return _BEGIN.search(text) is not None


def load(text: str) -> object:
    """Return the JSON value in ``text``, None when there is no complete one."""
    start = _BEGIN.search(text)
    if start is None:
        return None
    try:
        return _DECODER.raw_decode(text, start.end())[0]
    except (ValueError, RecursionError):
        return None


def _rows(text: str) -> Iterator[Row]:
    lines, asics = _Lines(text), [(each.start(), each[1]) for each in _ASIC.finditer(text)]
    done = broken = 0
    for found in _ROW.finditer(text):
        if found.start() < done or broken > _MAX_BROKEN:
            continue
        try:
            value, end = _DECODER.raw_decode(text, found.end())
        except (ValueError, RecursionError):
            broken += 1
            continue
        done = end
        at = bisect_right(asics, (found.start(), "~")) - 1
        asic = asics[at][1] if at >= 0 else ""
        if found["key"]:
            span = lines.at(found.start()), lines.at(end)
            yield Row(
                found["table"], _plain(found["key"]), _fields(value), *span, asic,
                _is_removed(text, found.start(), end),
            )  # fmt: skip
        else:
            head = lines.at(found.start())
            yield Row(found["table"], "", (), head, head, asic)
            yield from _members(found["table"], value, (found.end(), end), text, lines, asic)


def _members(
    table: str, value: object, span: tuple[int, int], text: str, lines: _Lines, asic: str
) -> Iterator[Row]:
    places = {_plain(each["name"]): each.start() for each in _MEMBER.finditer(text, *span)}
    held = value.items() if isinstance(value, dict) else ()
    starts = sorted(places.values())
    for key, fields in held:
        start = places.get(key, span[0])
        after = bisect_right(starts, start)
        end = text.rfind("}", start, starts[after] if after < len(starts) else span[1] - 1)
        first = lines.at(start)
        yield Row(table, key, _fields(fields), first, max(first, lines.at(end)), asic)


def _is_removed(text: str, start: int, end: int) -> bool:
    """Tell whether the swssconfig operation beside the row deletes it."""
    said = _BEFORE.search(text[max(0, start - 600) : start]) or _AFTER.match(text, end)
    return said is not None and said[1].upper() == "DEL"


def _plain(name: str) -> str:
    return name.replace('\\"', '"').replace("\\\\", "\\")


def _fields(value: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, dict):
        return ()
    inner = value.get("value")
    held = inner if value.get("type") == "hash" and isinstance(inner, dict) else value
    return tuple((name, _text(each)) for name, each in held.items())


def _text(value: object) -> str:
    if isinstance(value, list):
        return ",".join(_text(each) for each in value)
    return value if isinstance(value, str) else json.dumps(value)


def flatten(text: str) -> tuple[ConfigLine, ...]:
    """Return every field as a statement under its table and key, for drift without order.

    A text that is no JSON (Dell Enterprise SONiC) is taken by its indentation.
    """
    data = load(text)
    if data is None:
        return by_indent(text)
    named = _lines_of_names(text)
    return tuple(_statements(data, (), named, 1))


def _lines_of_names(text: str) -> dict[str, int]:
    return {
        found[1]: number
        for number, line in enumerate(text.split("\n"), 1)
        if (found := re.match(r'\s*"((?:[^"\\]|\\.){1,400})"\s*:', line[:1000]))
    }


def _statements(
    value: object, parents: tuple[str, ...], named: dict[str, int], line: int
) -> Iterator[ConfigLine]:
    if isinstance(value, dict) and len(parents) < _MAX_DEPTH:
        if not value:
            yield ConfigLine(parents, "{}", line)
        for name, each in value.items():
            at = named.get(name, line)
            if isinstance(each, dict):
                yield from _statements(each, (*parents, name), named, at)
            else:
                yield ConfigLine(parents, f"{name} = {_text(each)}", at)
    elif isinstance(value, list):
        for each in value:
            yield from _statements(each, parents, named, line)
    else:
        yield ConfigLine(parents, _text(value), line)
