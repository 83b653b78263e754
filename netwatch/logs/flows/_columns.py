"""Records that are lines of columns under a header."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from netwatch.logs.flows._values import address, count, flow_of, seconds
from netwatch.model.flow import FlowLayout, NormalFlow, Quick

_LONGEST_LINE = 4096
_NEEDED = ("source", "destination", "protocol", "destination_port", "bytes_out")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the values of a ``NormalFlow`` stand in a line; absent ones are not written there."""

    format: str
    places: Mapping[str, int]
    separator: str
    quoted: bool = False

    @property
    def complete(self) -> bool:
        """Tell whether every value without which a record says nothing has its column."""
        return all(each in self.places for each in _NEEDED)


def places(header: Sequence[str], names: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Return the column of each value: the first of its ``names`` that ``header`` has."""
    known = {each.strip().strip('"').casefold(): number for number, each in enumerate(header)}
    found = {
        value: next((known[each] for each in spelled if each in known), None)
        for value, spelled in names.items()
    }
    return {value: number for value, number in found.items() if number is not None}


def layout(
    columns: Columns,
    flow: Callable[[Sequence[str]], NormalFlow | None] | None = None,
    inner: Callable[[str], bool] | None = None,
) -> FlowLayout:
    """Return how to read lines with these columns; ``flow`` builds what is special to a format."""
    build = flow or (lambda values: normal(columns.places, values))
    at = columns.places.get("at")

    def when(line: str) -> float | None:
        if at is None:
            return None
        values = _split(columns, line, at + 1)
        return seconds(values[at]) if len(values) > at else None

    return FlowLayout(
        format=columns.format,
        separator="\n",
        rows=_rows(columns),
        flow=lambda line: build(_split(columns, line)),
        when=when,
        inner=inner,
    )


def normal(where: Mapping[str, int], values: Sequence[str]) -> NormalFlow | None:
    """Return the flow of one line's ``values``, None when it names no two addresses."""

    def value(name: str) -> str | None:
        place = where.get(name)
        return values[place] if place is not None and place < len(values) else None

    return flow_of(value)


def _rows(columns: Columns) -> Callable[[Iterable[str]], Iterator[Quick]]:
    source, destination, protocol, to_port, size = (columns.places[each] for each in _NEEDED)
    splitter, last = columns.separator, max(columns.places[each] for each in _NEEDED) + 1

    def rows(pieces: Iterable[str]) -> Iterator[Quick]:
        for line in pieces:
            values = line.split(splitter, last)
            if len(values) < last or line[:1] == "#" or len(line) > _LONGEST_LINE:
                continue
            origin, sent = values[source], values[size]
            if "." in origin or ":" in origin:
                yield (
                    origin,
                    values[destination],
                    values[protocol],
                    values[to_port],
                    int(sent) if sent.isdecimal() and len(sent) < 19 else 0,  # noqa: PLR2004  # 64 bits
                    line,
                )

    def quoted(pieces: Iterable[str]) -> Iterator[Quick]:
        for line in pieces:
            values = _split(columns, line)
            if len(values) < last:
                continue
            origin = address(values[source])
            if origin is not None:
                row = (origin, values[destination], values[protocol], values[to_port])
                yield (*row, count(values[size]) or 0, line)

    return quoted if columns.quoted else rows


def _split(columns: Columns, line: str, most: int = -1) -> list[str]:
    if len(line) > _LONGEST_LINE:
        return []
    if not columns.quoted:
        return line.rstrip("\r").split(columns.separator, most)
    try:
        return next(csv.reader((line,), delimiter=columns.separator, skipinitialspace=True), [])
    except csv.Error:
        return []
