"""What pruning took away goes from the search as well."""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection, Row, delete, select, text, update

from netwatch.store import line_index
from netwatch.store.arrays import among, bound
from netwatch.store.database import Database
from netwatch.store.schema import ObservationRow
from netwatch.store.schema_search import ConfigVersionRow, SourceRow

_STEP = 20


def forget(database: Database, before: datetime) -> Iterator[None]:
    """Bring what the index says of the time before ``before`` in line with the visits left of it.

    May be left off after any step: the next pruning finds the same again.
    """
    old = select(ConfigVersionRow.source_id).where(ConfigVersionRow.first_at < before).distinct()
    with database.reading() as connection:
        sources = connection.execute(old).scalars().all()
    for begin in range(0, len(sources), _STEP):
        with database.writing() as connection:
            position = line_index.locked_position(connection)
            for each in sources[begin : begin + _STEP]:
                _forget(connection, each, before, position)
        yield


def _forget(connection: Connection, source_id: int, before: datetime, position: int) -> None:
    source = connection.execute(select(SourceRow.__table__).where(SourceRow.id == source_id)).one()
    version = ConfigVersionRow
    query = select(version.__table__).where(version.source_id == source_id).order_by(version.number)
    left: list[int] = []
    lost: list[int] = []
    for row in connection.execute(query).all():
        times = (row.first_at, row.last_at)
        seen = times if row.first_at >= before else _seen(connection, source, row)
        if seen is None:
            lost.append(row.number)
            continue
        left.append(row.number)
        if seen != times:
            change = update(version).where(
                version.source_id == source_id, version.number == row.number
            )
            connection.execute(change.values(first_at=seen[0], last_at=seen[1]))
    if lost and (not left or max(lost) > left[-1]):
        line_index.reread(connection, source.device_id, position)
    elif lost:
        gone = delete(version).where(version.source_id == source_id, version.number.in_(lost))
        connection.execute(gone)
        _drop_spans(connection, source_id, left)


def _seen(
    connection: Connection,
    source: Row[SourceRow],
    version: Row[ConfigVersionRow],
) -> tuple[datetime, datetime] | None:
    """Return when the visits that are left saw this version first and last."""
    taken = ObservationRow.taken_at
    query = (
        select(taken, ObservationRow.answers_id)
        .where(
            ObservationRow.device_id == source.device_id,
            taken.between(version.first_at, version.last_at),
        )
        .order_by(taken)
    )
    rows = connection.execute(query).all()
    answers = line_index.configurations(connection, {each.answers_id for each in rows})
    digest = bytes(version.digest).hex()
    times = [
        each.taken_at for each in rows if answers[each.answers_id].get(source.command) == digest
    ]
    return (times[0], times[-1]) if times else None


def _drop_spans(connection: Connection, source_id: int, left: list[int]) -> None:
    """Delete the spans that no version ``left`` lies in, and the lines nobody has any more."""
    query = text(
        "SELECT line_id, first, last FROM line_span WHERE source_id = :source AND last IS NOT NULL"
    )
    dead = [
        (line_id, first)
        for line_id, first, last in connection.execute(query, {"source": source_id})
        if (at := bisect_left(left, first)) == len(left) or left[at] > last
    ]
    for first in {each for _, each in dead}:
        ids = [line_id for line_id, each in dead if each == first]
        statement = text(
            "DELETE FROM line_span WHERE source_id = :source AND first = :first "
            f"AND {among(connection, 'line_id', 'ids')}"
        )
        values = {"source": source_id, "first": first, "ids": bound(connection, ids)}
        connection.execute(statement, values)
    line_index.drop_unused(connection, [line_id for line_id, _ in dead])
