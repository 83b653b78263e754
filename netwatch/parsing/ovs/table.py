"""Tables of the Open vSwitch database as ``ovs-vsctl`` prints them.

``ovs-vsctl --format=json list T`` gives ``{"data":[[...]],"headings":[...]}`` with cells such as
``["uuid",U]``, ``["set",[...]]`` and ``["map",[[k,v]]]``; without --format, ``key : value`` lines
(both seen in real output of Open vSwitch 3.1).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from netwatch.parsing.linux.json import Node, load

_PAIR = re.compile(r"^(?P<name>_?[a-z][a-z0-9_]{0,63}) {0,40}: (?P<value>[^\n]*)$")
_ITEM = re.compile(r'"(?:[^"\\]|\\.)*"|[^,\s]+')
_TABLE = re.compile(r'^[ \t]{0,40}\{\s{0,40}"(?:data|headings|caption)":', re.MULTILINE)
_MAX_TABLES = 64


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its uuid and its cells by column. ``line`` is where it began, if it had a line."""

    uuid: str
    cells: tuple[tuple[str, Node], ...]
    line: int | None = None

    def has(self, column: str) -> bool:
        """Tell whether the row was printed with ``column``."""
        return any(name == column for name, _ in self.cells)

    def atoms(self, column: str) -> tuple[str, ...]:
        """Return the cell's values as text; one for a scalar or reference, all of a set."""
        return _atoms(self._cell(column))

    def text(self, column: str) -> str:
        """Return the first value of the cell, ``""`` for an empty one."""
        return next(iter(self.atoms(column)), "")

    def pairs(self, column: str) -> tuple[tuple[str, str], ...]:
        """Return the keys and values of a map cell."""
        kind, values = _parts(self._cell(column))
        if kind != "map":
            return ()
        found = (each.items for each in values.items)
        return tuple((each[0].text, each[1].text) for each in found if len(each) == 2)  # noqa: PLR2004

    def option(self, column: str, key: str) -> str | None:
        """Return the value of ``key`` in a map cell."""
        return next((value for name, value in self.pairs(column) if name == key), None)

    def _cell(self, column: str) -> Node:
        return next((node for name, node in self.cells if name == column), Node())


def _parts(node: Node) -> tuple[str, Node]:
    items = node.items
    return (items[0].text, items[1]) if len(items) == 2 else ("", node)  # noqa: PLR2004


def _atoms(node: Node) -> tuple[str, ...]:
    kind, value = _parts(node)
    if kind in ("uuid", "named-uuid"):
        return (value.text,)
    if kind == "set":
        return tuple(_parts(each)[1].text for each in value.items)
    return (node.text,) if node.text else ()


def read_table(text: str | None) -> tuple[Row, ...] | None:
    """Return the rows of one JSON table; None when it was not answered or not read."""
    node = load(text) if text is not None else None
    if node is None or not isinstance(node.get("data").value, list):
        return None
    headings = tuple(each.text for each in node.get("headings").items)
    return tuple(_row(headings, each) for each in node.get("data").items)


def _row(headings: tuple[str, ...], node: Node) -> Row:
    cells = tuple(zip(headings, node.items, strict=False))
    uuid = next((_atoms(cell) for name, cell in cells if name == "_uuid"), ())
    return Row(uuid[0] if uuid else "", cells)


def read_saved(text: str) -> tuple[Row, ...]:
    """Return the rows of every table in a saved file, whichever form each is in."""
    starts = [each.start() for each in _TABLE.finditer(text)][:_MAX_TABLES]
    ends = [*starts[1:], len(text)]
    tables = (read_table(text[at:end]) for at, end in zip(starts, ends, strict=False))
    return tuple(row for table in tables for row in table or ()) + _text_rows(text)


def _text_rows(text: str) -> tuple[Row, ...]:
    """Return the records of ``ovs-vsctl list``; ``_uuid`` or a column again begins the next."""
    rows: list[Row] = []
    cells: dict[str, Node] = {}
    first = 0
    for number, line in enumerate(text.split("\n"), 1):
        pair = _PAIR.match(line.rstrip())
        name = pair["name"] if pair else ""
        if cells and (name == "_uuid" or name in cells or (not pair and line.strip())):
            rows += _text_row(cells, first)
            cells = {}
        if pair:
            first = first if cells else number
            cells[name] = _value(pair["value"])
    return (*rows, *_text_row(cells, first))


def _text_row(cells: dict[str, Node], line: int) -> Iterable[Row]:
    uuid = _atoms(cells["_uuid"]) if "_uuid" in cells else ()
    return [Row(uuid[0], tuple(cells.items()), line)] if uuid else []


def _value(text: str) -> Node:
    if text.startswith("{") and text.endswith("}"):
        found = (each.partition("=") for each in _ITEM.findall(text[1:-1]))
        return Node(["map", [[_bare(name), _bare(value)] for name, _, value in found]])
    if text.startswith("[") and text.endswith("]"):
        return Node(["set", [_bare(each) for each in _ITEM.findall(text[1:-1])]])
    return Node(_bare(text))


def _bare(text: str) -> str:
    return text.strip('"')
