"""The steps in the findings' lives, read in the order they were written, none missed."""

from sqlalchemy import Connection, Row, func, select, text
from sqlalchemy.orm import aliased

from netwatch.store.database import Database
from netwatch.store.documents import read_finding
from netwatch.store.letters import Step
from netwatch.store.schema import DeviceRow, EventRow, FindingRow
from netwatch.store.values import EventKind

_TOLD = (EventKind.OPENED, EventKind.REOPENED, EventKind.EXPLAINED, EventKind.RESOLVED)
# A writer that hangs must not have others wait long behind this reader.
_LOCK = "SET LOCAL lock_timeout = '5s'"
BY = "@history"
"""Who took the steps that the past tells of: they are news to nobody."""

_BEGINNINGS = (EventKind.OPENED, EventKind.REOPENED)


def settled_top(database: Database) -> int:
    """Return the id up to which no step can still be on its way into the database.

    PostgreSQL gives out ids before transactions end: a lower id may become visible after a higher
    one. Writers hold ROW EXCLUSIVE from before they draw an id until they end, so who holds SHARE
    sees every id given out so far.
    """
    if database.is_sqlite:
        with database.reading() as connection:
            return _top(connection)
    with database.writing() as connection:
        connection.execute(text(_LOCK))
        connection.execute(text("LOCK TABLE finding_event IN SHARE MODE"))
        return _top(connection)


def unread(connection: Connection, after: int, top: int, limit: int) -> tuple[Step, ...]:
    """Return the steps with ids above ``after`` and up to ``top``, oldest first.

    Those of the past, which an import told of, are left out.
    """
    earlier = aliased(EventRow)
    since = (
        select(func.max(earlier.at))
        .where(
            earlier.finding_id == EventRow.finding_id,
            earlier.id <= EventRow.id,
            earlier.kind.in_([each.value for each in _BEGINNINGS]),
        )
        .scalar_subquery()
    )
    query = (
        select(
            EventRow.id,
            EventRow.at,
            EventRow.kind,
            EventRow.actor,
            EventRow.note,
            func.coalesce(EventRow.document, FindingRow.document).label("document"),
            since.label("since"),
            DeviceRow.name.label("device"),
            DeviceRow.platform,
        )
        .join(FindingRow, FindingRow.id == EventRow.finding_id)
        .join(DeviceRow, DeviceRow.id == FindingRow.device_id)
        .where(
            EventRow.id > after,
            EventRow.id <= top,
            EventRow.kind.in_([each.value for each in _TOLD]),
            EventRow.actor.is_distinct_from(BY),
        )
        .order_by(EventRow.id)
        .limit(limit)
    )
    return tuple(_step(row) for row in connection.execute(query))


def _top(connection: Connection) -> int:
    return connection.execute(select(func.coalesce(func.max(EventRow.id), 0))).scalar_one()


def _step(row: Row) -> Step:  # type: ignore[type-arg]  # of the query above
    return Step(
        id=row.id,
        at=row.at,
        kind=EventKind(row.kind),
        device=row.device,
        platform=row.platform,
        finding=read_finding(row.document),
        since=row.since or row.at,
        actor=row.actor,
        note=row.note,
    )
