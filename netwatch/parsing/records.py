"""Lines of a log file -> JSON records, whatever they are wrapped in.

Known are one object a line, one array, and objects that hold a list under ``Records``,
``records``, ``Events``, ``entries`` or ``value`` (CloudTrail files, Azure exports, lookup answers),
each record perhaps inside ``detail`` (EventBridge), ``CloudTrailEvent``, ``message`` or ``body``.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

LONGEST_DOCUMENT = 256 * 1024 * 1024
_LISTS = ("Records", "records", "Events", "events", "entries", "value", "logs")
_WRAPPED = ("detail", "CloudTrailEvent", "message", "Message", "body", "event")
_DEEPEST = 4


class NoRecordsError(ValueError):
    """The text is not JSON, or larger than any log file's single document."""


def records(lines: Iterable[str]) -> Iterator[Mapping[str, Any]]:
    """Yield every record in ``lines``. Raises NoRecordsError when they are no JSON.

    A line that is damaged, between good ones, is passed over.
    """
    waiting = iter(lines)
    first = next((each for each in waiting if each.strip()), "")
    whole = _parsed(first)
    if whole is _BROKEN:
        yield from unwrapped(_document(first, waiting))
        return
    yield from unwrapped(whole)
    for line in waiting:
        yield from unwrapped(_parsed(line))


def _document(first: str, rest: Iterator[str]) -> Any:  # noqa: ANN401  # any JSON
    if first.lstrip()[:1] not in {"{", "["}:
        raise NoRecordsError("not JSON")
    pieces, size = [first], len(first)
    for each in rest:
        size += len(each)
        if size > LONGEST_DOCUMENT:
            raise NoRecordsError("one JSON document of more than 256 MB; write one record a line")
        pieces.append(each)
    found = _parsed("\n".join(pieces))
    if found is _BROKEN:
        raise NoRecordsError("not JSON, or cut off")
    return found


_BROKEN = object()


def _parsed(text: str) -> Any:  # noqa: ANN401  # any JSON
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return _BROKEN


def unwrapped(data: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:  # noqa: ANN401
    """Yield every record in ``data``, one JSON value that was unwrapped ``depth`` times already."""
    if depth > _DEEPEST:
        return
    if isinstance(data, list):
        for each in data:
            yield from unwrapped(each, depth + 1)
    elif isinstance(data, Mapping):
        held = next((data[name] for name in _LISTS if isinstance(data.get(name), list)), None)
        if held is not None:
            yield from unwrapped(held, depth + 1)
            return
        for name in _WRAPPED:
            inner = data.get(name)
            inner = _parsed(inner) if isinstance(inner, str) and inner[:1] == "{" else inner
            if isinstance(inner, Mapping):
                yield from unwrapped(inner, depth + 1)
                return
        yield data


def text_at(record: Any, *path: str) -> str | None:  # noqa: ANN401  # any JSON
    """Return the text or number at ``path`` (names in any case), None when there is none."""
    for name in path:
        if not isinstance(record, Mapping):
            return None
        record = record.get(name, _same_name(record, name))
    if isinstance(record, bool) or not isinstance(record, str | int | float):
        return None
    number = isinstance(record, float) and record.is_integer()
    return str(int(record) if number else record)[:1000] or None


def _same_name(record: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401
    wanted = name.casefold()
    return next((value for key, value in record.items() if key.casefold() == wanted), None)
