"""How a stored change window and its verdicts are read: what the tables' users share."""

import json
from typing import TypeVar

from sqlalchemy import Select, func, select

from netwatch.model.codec import CodecError, decode
from netwatch.store.errors import StoreVersionError
from netwatch.store.schema_service import WindowRow

T = TypeVar("T")


def latest_forms() -> Select[WindowRow]:
    """Return the query for the latest form of every window."""
    newest = select(func.max(WindowRow.id)).group_by(WindowRow.name)
    return select(WindowRow).where(WindowRow.id.in_(newest))


def read(cls: type[T], document: str) -> T:
    """Return the value that was kept as ``document``. Raises StoreVersionError."""
    try:
        return decode(cls, json.loads(document))
    except CodecError as error:
        raise StoreVersionError(
            f"a stored document cannot be read ({error}): it was written by a newer netwatch, "
            "so upgrade this one"
        ) from None
