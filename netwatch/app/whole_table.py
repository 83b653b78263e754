"""Questions over whole files of flows, answered by DuckDB in bounded memory."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from netwatch.app.analytics import EXTRA, AnalyticsError, Dialect, Question, sql, title
from netwatch.app.flow_tables import Loaded, load
from netwatch.model.document import Document, Table
from netwatch.parsing.text import visible
from netwatch.parsing.timestamps import moment

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SCHEMA = "netwatch/analysis/1"
_MEMORY = re.compile(r"\d{1,6}(?:\.\d{1,3})? ?[KMGT]i?B")
_HEADINGS = {
    "first_ts": "first", "last_ts": "last", "first_s": "first", "last_s": "last",
    "destination_port": "to", "interval_s": "every_s", "size_bytes": "bytes",
}  # fmt: skip
_TIMES = frozenset({"first_ts", "last_ts", "first_s", "last_s"})


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of an answer under their columns; ``more`` tells that there were further ones."""

    question: Question
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    more: bool
    loaded: tuple[Loaded, ...]


def ask(
    paths: Sequence[Path],
    question: Question,
    *,
    memory: str = "1GB",
    spill: Path | None = None,
    limit: int = 1000,
    settings: Mapping[str, float] | None = None,
) -> Answer:
    """Return what ``question`` finds in the flow files at ``paths``, at most ``limit`` rows.

    DuckDB keeps to ``memory`` ("512MB") and writes what does not fit into a folder of its own under
    ``spill`` (the system's folder for temporary files by default), which is removed at the end.
    Raises AnalyticsError for files, settings and limits that cannot be used.
    """
    if not _MEMORY.fullmatch(memory):
        raise AnalyticsError(f"{memory!r} is no amount of memory; write it like 512MB or 4GB")
    text = sql(question, Dialect.DUCKDB, settings)
    with _database(memory, spill) as connection:
        loaded = load(connection, paths)
        found = connection.execute(text)
        columns = tuple(each[0] for each in found.description)
        rows = found.fetchmany(limit + 1)
    return Answer(question, columns, tuple(rows[:limit]), len(rows) > limit, loaded)


@contextmanager
def _database(memory: str, spill: Path | None) -> Iterator["DuckDBPyConnection"]:
    try:
        import duckdb
    except ImportError:
        raise AnalyticsError(f"this needs DuckDB: {EXTRA}") from None
    try:
        with TemporaryDirectory(prefix="netwatch-", dir=spill) as folder:
            settings: dict[str, str | bool | int | float | list[str]] = {
                "memory_limit": memory,
                "temp_directory": f"{folder}/spill",
                "preserve_insertion_order": False,
                # the network is never asked for a part of DuckDB
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            }
            with duckdb.connect(f"{folder}/flows.duckdb", config=settings) as connection:
                connection.execute("SET TimeZone = 'UTC'")
                yield connection
    except duckdb.OutOfMemoryException:
        raise AnalyticsError(
            f"{memory} of memory are too little for this question; give more with --memory"
        ) from None
    except duckdb.Error as error:
        raise AnalyticsError(f"DuckDB: {visible(str(error).splitlines()[0])}") from None
    except OSError as error:
        raise AnalyticsError(f"{spill or 'temporary folder'}: {error.strerror}") from None


def document(answer: Answer) -> Document:
    """Return ``answer`` for people and programs."""
    found = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
    headings = tuple(each for each in answer.columns if each != "protocol")
    rows = tuple(tuple(_cell(each, row) for each in headings) for row in found)
    data = {
        "schema": SCHEMA,
        "question": answer.question.value,
        "files": [
            {"path": str(each.path), "flows": each.flows, "unread": each.unread}
            for each in answer.loaded
        ],
        "more": answer.more,
        "rows": found,
    }
    return Document(
        data=data,
        tables=(Table(title(answer.question), tuple(map(_heading, headings)), rows),),
        notes=tuple(_notes(answer)),
    )


def _notes(answer: Answer) -> Iterator[str]:
    flows = sum(each.flows for each in answer.loaded)
    yield f"{flows} flows in {len(answer.loaded)} files, {len(answer.rows)} rows in answer"
    for each in answer.loaded:
        if each.unread:
            yield f"{each.path}: {each.unread} rows were not understood"
    if answer.more:
        yield f"more than {len(answer.rows)} rows: see --limit"
    if any("learning" in row for row in answer.rows):
        yield "learning: the files tell too little of before to call this unusual"


def _heading(column: str) -> str:
    name = _HEADINGS.get(column, column)
    return name.removesuffix("_score").replace("_", " ")


def _cell(column: str, row: Mapping[str, Any]) -> str:
    value = row[column]
    if value is None:
        return "-"
    if column == "destination_port":
        return f"{row['protocol']}/{value}" if value else str(row["protocol"])
    if column in _TIMES:
        at = moment(str(value))
        return f"{at:%Y-%m-%d %H:%M}" if at else "-"
    if isinstance(value, float):
        return f"{value:.0f}" if value == int(value) else f"{value:.3f}"
    return str(value)
