"""Many values in one statement, as each database likes it."""

import json
from collections.abc import Sequence

from sqlalchemy import Connection, text

_CASTS = {int: "int[]", bytes: "bytea[]", str: "text[]"}


def among(connection: Connection, column: str, name: str, kind: type = int) -> str:
    """Return SQL that ``column`` is one of the values bound as ``name`` by ``bound``."""
    if connection.dialect.name == "sqlite":
        return f"{column} IN (SELECT value FROM json_each(:{name}))"
    return f"{column} = ANY(CAST(:{name} AS {_CASTS[kind]}))"


def bound(connection: Connection, values: Sequence[int] | Sequence[str]) -> object:
    """Return ``values`` as the parameter of ``among``."""
    return json.dumps(values) if connection.dialect.name == "sqlite" else list(values)


def insert_rows(
    connection: Connection, table: str, columns: Sequence[tuple[str, type]],
    rows: Sequence[Sequence[int | str | bytes | None]],
) -> None:  # fmt: skip
    """Insert ``rows`` of ``columns``, given with their types."""
    if not rows:
        return
    names = ", ".join(name for name, _ in columns)
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(columns))
        statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"
        connection.exec_driver_sql(statement, [tuple(each) for each in rows])
        return
    arrays = ", ".join(f"CAST(:{name} AS {_CASTS[kind]})" for name, kind in columns)
    parameters = {
        name: list(each) for (name, _), each in zip(columns, zip(*rows, strict=True), strict=True)
    }
    statement = f"INSERT INTO {table} ({names}) SELECT * FROM unnest({arrays})"
    connection.execute(text(statement), parameters)
