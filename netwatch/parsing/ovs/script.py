"""Open vSwitch configuration written as ``ovs-vsctl`` commands: a start script, a runbook.

The commands are played into tables of the same rows that a dump holds. Grammar from ovs-vsctl(8):
``--`` parts subcommands, ``--id=@name`` names a record for the rest of its command line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from netwatch.parsing.linux.json import printable
from netwatch.parsing.ovs.table import Cell, Row

_WORD = re.compile(r"(?:[^\s\"']+|\"[^\"]*\"|'[^']*')+")
_SET = re.compile(r"(?P<column>[A-Za-z_-]{1,64})(?::(?P<key>[A-Za-z0-9_-]{1,64}))?=(?P<value>.*)")
_TABLES = ("bridge", "port", "interface", "mirror")
_MAX_WORDS = 4096

Columns = dict[str, list[str]]
"""Values by column; ``options:remote_ip`` for a key of a map column."""


@dataclass
class _Record:
    """One row in the making."""

    columns: Columns = field(default_factory=dict)
    line: int | None = None


@dataclass
class _Script:
    """The tables so far, by name (mirrors: by serial number), and the names given by --id."""

    tables: dict[str, dict[str, _Record]] = field(
        default_factory=lambda: {each: {} for each in _TABLES}
    )
    named: dict[str, str] = field(default_factory=dict)

    def record(self, table: str, name: str) -> _Record:
        """Return the record, made on first use."""
        records = self.tables[table]
        if name not in records:
            records[name] = _Record({"name": [name]})
        return records[name]


def read_script(text: str) -> tuple[Row, ...]:
    """Return the rows that the ``ovs-vsctl`` commands of ``text`` would leave behind.

    Empty unless the text creates a mirror: other commands alone tell nothing of mirrors.
    """
    if "ovs-vsctl" not in text:
        return ()
    script = _Script()
    for number, words in _commands(text):
        script.named = {}
        for part in _parts(words):
            _play(script, part, number)
    return tuple(_rows(script)) if script.tables["mirror"] else ()


def _commands(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the words behind each ``ovs-vsctl``, lines ended by a backslash joined."""
    words: list[str] = []
    first = 0
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() if words else "ovs-vsctl" not in line:
            continue
        more = line.rstrip().endswith("\\")
        found = [each.strip("\"'") for each in _WORD.findall(line.rstrip().rstrip("\\"))]
        if not words and "ovs-vsctl" in found and line.lstrip()[:1] != "#":
            first, words = number, found[found.index("ovs-vsctl") + 1 :]
        elif words:
            words += found
        if words and (not more or len(words) > _MAX_WORDS):
            yield first, words
            words = []


def _parts(words: list[str]) -> Iterator[list[str]]:
    part: list[str] = []
    for word in (*words, "--"):
        if word != "--":
            part.append(word)
        elif part:
            yield part
            part = []


def _play(script: _Script, part: list[str], line: int) -> None:
    named = next((each[5:] for each in part if each.startswith("--id=")), "")
    match [each for each in part if not each.startswith("--")]:
        case ["add-br", bridge, *_]:
            script.record("bridge", bridge)
        case ["add-port", bridge, port, *columns]:
            script.record("port", port).columns["interfaces"] = [f"interface {port}"]
            script.record("interface", port)
            _set(script, script.record("port", port), columns)
            script.record("bridge", bridge)
        case ["get", table, name, *_] if table.lower() in _TABLES:
            script.named[named] = f"{table.lower()} {name}"
        case ["create", table, *columns] if table.lower() == "mirror":
            serial = str(len(script.tables["mirror"]))
            made = script.tables["mirror"][serial] = _Record({}, line)
            script.named[named] = f"mirror {serial}"
            _set(script, made, columns)
        case ["set", table, name, *columns] if table.lower() in _TABLES:
            _set(script, script.record(table.lower(), name), columns)
        case ["add", table, name, column, *values] if table.lower() in _TABLES:
            _add(script, script.record(table.lower(), name), column, values)
        case ["clear", table, name, *columns] if table.lower() in _TABLES:
            for column in columns:
                script.record(table.lower(), name).columns.pop(column.replace("-", "_"), None)


def _set(script: _Script, record: _Record, settings: list[str]) -> None:
    for each in settings:
        if found := _SET.fullmatch(each):
            column = found["column"].replace("-", "_")
            values = found["value"].strip("[]").split(",")
            name = f"{column}:{found['key']}" if found["key"] else column
            record.columns[name] = [script.named.get(value, value) for value in values if value]


def _add(script: _Script, record: _Record, column: str, values: list[str]) -> None:
    had = record.columns.setdefault(column.replace("-", "_"), [])
    had += [script.named.get(value, value) for each in values for value in each.split(",")]


def _rows(script: _Script) -> Iterator[Row]:
    needed = {"bridge": "mirrors", "port": "interfaces", "interface": "options",
              "mirror": "select_all"}  # fmt: skip
    for table, records in script.tables.items():
        for name, record in records.items():
            yield Row(f"{table} {name}", {needed[table]: Cell(), **_cells(record)}, record.line)


def _cells(record: _Record) -> dict[str, Cell]:
    maps: dict[str, list[tuple[str, str]]] = {}
    cells: dict[str, Cell] = {}
    for name, values in record.columns.items():
        column, _, key = name.partition(":")
        if key:
            maps.setdefault(column, []).append((printable(key), printable(",".join(values))))
        else:
            cells[column] = Cell(tuple(printable(each) for each in values))
    return {**cells, **{column: Cell(pairs=tuple(pairs)) for column, pairs in maps.items()}}
