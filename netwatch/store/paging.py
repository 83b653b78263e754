"""Pages by key: a cursor names the last row shown, and the next page begins after it.

A page costs the same however far one has turned, and a row that is added meanwhile moves none.
"""

import json
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Row,
    Select,
    Text,
    any_,
    func,
    literal,
    select,
    type_coerce,
)
from sqlalchemy.sql.elements import SQLCoreOperations

from netwatch.model.errors import NetwatchError
from netwatch.store.present_values import Within
from netwatch.store.schema import BIG, DeviceRow

AnyRow: TypeAlias = Row[*tuple[Any, ...]]
AnySelect: TypeAlias = Select[*tuple[Any, ...]]

MOST = 1000
"""Rows of one page."""
_LONGEST = 4096
_HUGE = 1 << 63
_SURROGATE = re.compile("[\ud800-\udfff]")


class CursorError(NetwatchError):
    """A page was asked for by a text that no earlier page gave."""


def cursor(*key: object) -> str:
    """Return the text that names a row by its key."""
    return json.dumps(key, separators=(",", ":"))


def key_of(text: str, *kinds: type) -> list[Any]:
    """Return the key in a cursor, its parts of ``kinds``. Raises CursorError."""
    try:
        key = json.loads(text[:_LONGEST])
    except (ValueError, RecursionError):
        key = None
    if (
        not isinstance(key, list)
        or len(key) != len(kinds)
        or not all(_fits(each, kind) for each, kind in zip(key, kinds, strict=True))
    ):
        raise CursorError("this page cannot be found: begin again with the first one")
    return key


def _fits(value: object, kind: type) -> bool:
    """Tell whether a part of a key is of its kind, and one that a database takes."""
    if type(value) is not kind:
        return False
    if isinstance(value, str):
        return "\0" not in value and not _SURROGATE.search(value)
    return not isinstance(value, int) or -_HUGE <= value < _HUGE


def micros(moment: datetime) -> int:
    """Return a time as a cursor holds it: microseconds since 1970."""
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def as_number(column: SQLCoreOperations[Any]) -> ColumnElement[int]:
    """Return a column as the number it is kept as, also that of a time."""
    return type_coerce(column, BIG)


def beyond(columns: Sequence[SQLCoreOperations[Any]], key: Sequence[Any]) -> ColumnElement[bool]:
    """Return the condition that a row comes after ``key`` where each column falls.

    A column that rises is given negated, or the row comes before.
    """
    condition: ColumnElement[bool] | None = None
    for column, value in reversed(list(zip(columns, key, strict=True))):
        further = column < value
        condition = further if condition is None else further | ((column == value) & condition)
    if condition is None:
        raise ValueError("a key has a part")
    return condition


def allowed(connection: Connection, within: Within) -> Select[int] | None:
    """Return the query of the row ids of the devices ``within``; None for every device."""
    return None if within is None else ids_of(connection, within)


def ids_of(connection: Connection, names: Iterable[str]) -> Select[int]:
    """Return the query of the row ids of the devices with these names.

    The names go over as one array, joined once, however many they are: a thousand parameters are
    slow to prepare, and SQLite takes no more than 32,766 (sqlite.org/limits.html).
    """
    wanted = sorted(set(names))
    query = select(DeviceRow.id)
    if connection.dialect.name == "sqlite":
        listed = func.json_each(json.dumps(wanted)).table_valued("value")
        return query.where(DeviceRow.name.in_(select(listed.c.value)))
    return query.where(DeviceRow.name == any_(literal(wanted, ARRAY(Text))))
