"""Records that are JSON objects: one a line, or the elements of one array, however indented."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from netwatch.logs.flows._values import address, count, flow_of, seconds
from netwatch.model.flow import FlowLayout, NormalFlow, Quick

_LONGEST = 65_536
_LONGEST_WORD = 24
_DECODER = json.JSONDecoder()
_NEEDED = ("source", "destination", "protocol", "destination_port", "bytes_out")
_INDENTED = re.compile(r"\A\s*\[\s*?(\n[ \t]*)\{\s*\n")
_MOST_LOOKED_AT = 200

Names = Mapping[str, tuple[str, ...]]
"""Where each value of a ``NormalFlow`` stands: dotted paths, the first that is there counts."""


def first_record(
    head: str, fits: Callable[[Mapping[str, Any]], bool] = bool
) -> Mapping[str, Any] | None:
    """Return the first object that ``fits`` in a file that begins with ``head``, or None."""
    if head.lstrip()[:1] not in {"{", "["}:
        return None
    separator = separator_of(head)
    pieces = head.split(separator)[:_MOST_LOOKED_AT]
    records = (parsed(each, separator) for each in pieces)
    return next((each for each in records if each is not None and fits(each)), None)


def separator_of(head: str) -> str:
    """Return what ends each object: a new line, or the brace at the indent of an array's element.

    ``nfdump -o json`` and Google's exports write an array with every object over many lines.
    """
    indented = _INDENTED.match(head)
    return f"{indented[1]}}}" if indented else "\n"


def parsed(piece: str, separator: str) -> Mapping[str, Any] | None:
    """Return the object that ``piece`` is, without its separator; None for anything else.

    What stands behind the object (a comma, a bracket) does not matter.
    """
    begin = piece.find("{")
    if begin < 0 or len(piece) > _LONGEST:
        return None
    try:
        found, _ = _DECODER.raw_decode(piece if separator == "\n" else piece + "}", begin)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def at_path(record: Any, path: str) -> Any:  # noqa: ANN401  # any JSON
    """Return the value at the dotted ``path``, or under that whole name; None when absent."""
    if not isinstance(record, Mapping):
        return None
    if path in record:
        return record[path]
    name, dot, rest = path.partition(".")
    return at_path(record.get(name), rest) if dot else None


def layout(
    name: str,
    head: str,
    names: Names,
    *,
    flow: Callable[[Mapping[str, Any]], NormalFlow | None] | None = None,
    inner: Callable[[Mapping[str, Any]], bool] | None = None,
) -> FlowLayout:
    """Return how to read objects that hold the values under ``names``."""
    separator = separator_of(head)
    times = names.get("at", ())
    return FlowLayout(
        format=name,
        separator=separator,
        rows=_rows(separator, names),
        flow=flow or (lambda record: normal(record, names)),
        when=lambda record: seconds(_value(record, times)),
        inner=inner,
    )


def chosen(record: Mapping[str, Any], names: Names) -> dict[str, tuple[str, ...]]:
    """Return ``names`` with those first that ``record`` has."""
    return {
        value: tuple(sorted(paths, key=lambda each: at_path(record, each) is None))
        for value, paths in names.items()
    }


def normal(record: Mapping[str, Any], names: Names) -> NormalFlow | None:
    """Return the flow that ``record`` tells of, None when it names no two addresses."""

    def value(name: str) -> Any:  # noqa: ANN401  # any JSON
        return _value(record, names.get(name, ()))

    return flow_of(value)


def _rows(separator: str, names: Names) -> Callable[[Iterable[str]], Iterator[Quick]]:
    """Return the loop over pieces; a value under its first name is looked up at once."""
    needed = [names[each] for each in _NEEDED]
    source_at, destination_at, protocol_at, port_at, size_at = (each[0] for each in needed)
    sources, destinations, protocols, ports, sizes = needed

    def rows(pieces: Iterable[str]) -> Iterator[Quick]:
        for piece in pieces:
            record = parsed(piece, separator)
            if record is None:
                continue
            get = record.get
            source = address(get(source_at) or _value(record, sources))
            destination = address(get(destination_at) or _value(record, destinations))
            if source is None or destination is None:
                continue
            port, protocol, size = get(port_at), get(protocol_at), get(size_at)
            yield (
                source,
                destination,
                str(_value(record, protocols) if protocol is None else protocol)[:_LONGEST_WORD],
                str(_value(record, ports) if port is None else port)[:_LONGEST_WORD],
                size if type(size) is int and size >= 0 else count(_value(record, sizes)) or 0,
                record,
            )

    return rows


def _value(record: Mapping[str, Any], paths: tuple[str, ...]) -> Any:  # noqa: ANN401  # any JSON
    for path in paths:
        found = record.get(path)
        if found is None and "." in path:
            found = at_path(record, path)
        if found is not None:
            return found
    return None
