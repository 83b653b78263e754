"""Tables of the Open vSwitch database as ``ovs-vsctl`` prints them.

``ovs-vsctl --format=json list T`` gives ``{"data":[[...]],"headings":[...]}`` with cells such as
``["uuid",U]``, ``["set",[...]]`` and ``["map",[[k,v]]]``; without --format, ``key : value`` lines
(both seen in real output of Open vSwitch 3.1).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from netwatch.parsing.linux.json import Node, load, printable

_PAIR = re.compile(r"^(?P<name>_?[a-z][a-z0-9_]{0,63}) {0,40}: (?P<value>[^\n]*)$")
_ITEM = re.compile(r'"(?:[^"\\]|\\.)*"|[^,\s]+')
_TABLE = re.compile(r'^[ \t]{0,40}\{\s{0,40}"(?:data|headings|caption)":', re.MULTILINE)
_MAX_TABLES = 64


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a row: ``atoms`` of a scalar, reference or set, ``pairs`` of a map."""

    atoms: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()


_EMPTY = Cell()


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its uuid and its cells by column. ``line`` is where it began, if it had a line."""

    uuid: str
    cells: Mapping[str, Cell]
    line: int | None = None

    def has(self, column: str) -> bool:
        """Tell whether the row was printed with ``column``."""
        return column in self.cells

    def atoms(self, column: str) -> tuple[str, ...]:
        """Return the cell's values as text; one for a scalar or reference, all of a set."""
        return self.cells.get(column, _EMPTY).atoms

    def text(self, column: str) -> str:
        """Return the first value of the cell, ``""`` for an empty one."""
        return next(iter(self.atoms(column)), "")

    def pairs(self, column: str) -> tuple[tuple[str, str], ...]:
        """Return the keys and values of a map cell."""
        return self.cells.get(column, _EMPTY).pairs

    def option(self, column: str, key: str) -> str | None:
        """Return the value of ``key`` in a map cell."""
        return next((value for name, value in self.pairs(column) if name == key), None)


def read_table(text: str | None) -> tuple[Row, ...] | None:
    """Return the rows of one JSON table; None when it was not answered or not read."""
    node = load(text) if text is not None else None
    if node is None or not isinstance(node.get("data").value, list):
        return None
    headings = tuple(each.text for each in node.get("headings").items)
    return tuple(_row(headings, each) for each in node.get("data").items)


def _row(headings: tuple[str, ...], node: Node) -> Row:
    cells: dict[str, Cell] = {}
    for name, value in zip(headings, node.items, strict=False):
        cells.setdefault(name, _cell(value))
    return Row(_uuid(cells), cells)


def _uuid(cells: Mapping[str, Cell]) -> str:
    return next(iter(cells.get("_uuid", _EMPTY).atoms), "")


def _cell(node: Node) -> Cell:
    kind, value = _parts(node)
    if kind == "map":
        found = (each.items for each in value.items)
        return Cell(pairs=tuple((each[0].text, each[1].text) for each in found if len(each) == 2))  # noqa: PLR2004
    if kind == "set":
        return Cell(tuple(_parts(each)[1].text for each in value.items))
    if kind in ("uuid", "named-uuid"):
        return Cell((value.text,))
    return Cell((node.text,)) if node.text else _EMPTY


def _parts(node: Node) -> tuple[str, Node]:
    items = node.items
    return (items[0].text, items[1]) if len(items) == 2 else ("", node)  # noqa: PLR2004


def read_saved(text: str) -> tuple[Row, ...]:
    """Return the rows of every table in a saved file, whichever form each is in."""
    starts = [each.start() for each in _TABLE.finditer(text)][:_MAX_TABLES]
    ends = [*starts[1:], len(text)]
    tables = (read_table(text[at:end]) for at, end in zip(starts, ends, strict=False))
    return tuple(row for table in tables for row in table or ()) + _text_rows(text)


def _text_rows(text: str) -> tuple[Row, ...]:
    """Return the records of ``ovs-vsctl list``; ``_uuid`` or a column again begins the next."""
    rows: list[Row] = []
    cells: dict[str, Cell] = {}
    first = 0
    for number, line in enumerate(text.split("\n"), 1):
        pair = _PAIR.match(line.rstrip())
        name = pair["name"] if pair else ""
        if cells and (name == "_uuid" or name in cells or (not pair and line.strip())):
            rows += _text_row(cells, first)
            cells = {}
        if pair:
            first = first if cells else number
            cells[name] = _text_cell(pair["value"])
    return (*rows, *_text_row(cells, first))


def _text_row(cells: dict[str, Cell], line: int) -> Iterable[Row]:
    uuid = cells.get("_uuid", _EMPTY).atoms
    return [Row(uuid[0], cells, line)] if uuid else []


def _text_cell(text: str) -> Cell:
    if text.startswith("{") and text.endswith("}"):
        found = (each.partition("=") for each in _ITEM.findall(text[1:-1]))
        return Cell(pairs=tuple((_bare(name), _bare(value)) for name, _, value in found))
    if text.startswith("[") and text.endswith("]"):
        return Cell(tuple(_bare(each) for each in _ITEM.findall(text[1:-1])))
    value = _bare(text)
    return Cell((value,)) if value else _EMPTY


def _bare(text: str) -> str:
    return printable(text.strip('"'))
