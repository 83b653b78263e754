"""Known-good values in the database: kept once each, found by the names a device shows."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from itertools import islice

from sqlalchemy import Connection, func, or_, select

from netwatch.model.image import Measurement
from netwatch.model.known_good import KnownKind, KnownValue
from netwatch.model.policy import KnownImage
from netwatch.store.contents import upsert
from netwatch.store.schema import KnownGoodRow

# Eleven columns a row, and PostgreSQL takes 65535 parameters a statement.
_ROWS_A_STATEMENT = 1000
_NAMES_A_QUERY = 500
_KEY = ("name_key", "kind", "algorithm", "digest", "model")


def keep(connection: Connection, values: Iterable[KnownValue], source: str, at: datetime) -> int:
    """Keep ``values`` and return how many are new; one that is known keeps its first source."""
    before = _count(connection)
    rows = (_row(each, source, at) for each in values)
    while batch := list(islice(rows, _ROWS_A_STATEMENT)):
        statement = upsert(connection, KnownGoodRow).on_conflict_do_nothing(index_elements=_KEY)
        connection.execute(statement, batch)
    return _count(connection) - before


def images(connection: Connection, names: Collection[str]) -> Iterator[KnownImage]:
    """Yield what is known of files with these names, whatever their case."""
    keys = iter(sorted({each.casefold() for each in names}))
    while batch := list(islice(keys, _NAMES_A_QUERY)):
        query = select(KnownGoodRow.__table__).where(
            KnownGoodRow.kind == KnownKind.FILE, KnownGoodRow.name_key.in_(batch)
        )
        for row in connection.execute(query.order_by(KnownGoodRow.id)):
            yield KnownImage(
                digest=row.digest,
                algorithm=row.algorithm,
                version=row.version,
                models=(row.model,) if row.model else (),
                file=row.name,
                source=f"{row.source}:{row.line}" if row.line else row.source,
                imported_at=row.imported_at,
            )


def measurements(connection: Connection, measured: Collection[Measurement]) -> Iterator[KnownValue]:
    """Yield the values of boot stages whose version or digest is one of those measured."""
    names = iter(sorted({each.version.casefold() for each in measured if each.version}))
    digests = iter(sorted({each.digest for each in measured}))
    kept = KnownGoodRow
    while True:
        some, more = list(islice(names, _NAMES_A_QUERY)), list(islice(digests, _NAMES_A_QUERY))
        if not some and not more:
            return
        query = select(kept.__table__).where(
            kept.kind != KnownKind.FILE, or_(kept.name_key.in_(some), kept.digest.in_(more))
        )
        for row in connection.execute(query.order_by(kept.id)):
            yield KnownValue(
                kind=KnownKind(row.kind),
                name=row.name,
                algorithm=row.algorithm,
                digest=row.digest,
                model=row.model,
                version=row.version,
                line=row.line,
            )


def _count(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(KnownGoodRow)).scalar_one()


def _row(value: KnownValue, source: str, at: datetime) -> dict[str, object]:
    return {
        "kind": value.kind.value,
        "name_key": value.name.casefold(),
        "name": value.name,
        "algorithm": value.algorithm,
        "digest": value.digest,
        "model": value.model,
        "version": value.version,
        "source": source,
        "line": value.line,
        "imported_at": at,
    }
