"""Schedules and their runs: claimed once, taken up again when their process is gone.

A run is claimed by an INSERT that does nothing when its row is there already, so that two servers
that both believe they lead do no harm. Its owner is checked in the transaction that keeps each
visit: a process that lost its run can add nothing to it.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, Row, Select, delete, func, select, update

from netwatch.store.contents import upsert
from netwatch.store.database import Database
from netwatch.store.errors import ClaimLostError
from netwatch.store.paging import MOST, as_number, beyond, cursor, key_of, micros
from netwatch.store.present_values import Page
from netwatch.store.run_values import Claim, KeptSchedule, Run, RunQuery, RunStatus
from netwatch.store.schema_service import RunDeviceRow, RunRow, ScheduleRow


class Schedules:
    """The tables ``schedule``, ``run`` and ``run_device``; every method raises StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> tuple[KeptSchedule, ...]:
        """Return every schedule, by name."""
        with self._database.reading() as connection:
            rows = connection.execute(select(ScheduleRow.__table__).order_by(ScheduleRow.name))
            return tuple(_schedule(row) for row in rows)

    def sync(self, wanted: Iterable[KeptSchedule]) -> None:
        """Make the table hold exactly ``wanted``; what is kept of their last runs stays."""
        with self._database.writing() as connection:
            names = []
            for each in wanted:
                names.append(each.name)
                plan = {"what": each.what, "plan": each.plan, "next_run": each.next_run}
                statement = upsert(connection, ScheduleRow).values(
                    name=each.name, paused=0, last_run=each.last_run, **plan
                )
                connection.execute(
                    statement.on_conflict_do_update(index_elements=["name"], set_=plan)
                )
            connection.execute(delete(ScheduleRow).where(ScheduleRow.name.not_in(names)))

    def pause(self, name: str, *, paused: bool) -> bool:
        """Pause or resume a schedule; return whether there is one of that name."""
        with self._database.writing() as connection:
            statement = update(ScheduleRow).where(ScheduleRow.name == name)
            return bool(connection.execute(statement.values(paused=int(paused))).rowcount)

    def claim(
        self, schedule: KeptSchedule, due: datetime, next_run: datetime, *, owner: str,
        now: datetime,
    ) -> Claim | None:  # fmt: skip
        """Claim the run that was ``due`` and put the schedule on ``next_run``; None if taken."""
        with self._database.writing() as connection:
            run_id = _insert(connection, schedule, due, RunStatus.RUNNING, owner, now)
            _advance(connection, schedule.name, due, next_run, now)
            return None if run_id is None else Claim(run_id=run_id, owner=owner)

    def skip(
        self, schedule: KeptSchedule, due: datetime, next_run: datetime, *, why: str, now: datetime
    ) -> None:
        """Write down that the run ``due`` was left out, and go on to ``next_run``."""
        with self._database.writing() as connection:
            run_id = _insert(connection, schedule, due, RunStatus.SKIPPED, "", now)
            if run_id is not None:
                _set(connection, run_id, detail=why, finished_at=now)
            _advance(connection, schedule.name, due, next_run, None)

    def beat(self, claim: Claim, now: datetime) -> bool:
        """Say that the owner lives; return whether it still owns the run."""
        with self._database.writing() as connection:
            return _owned(connection, claim, beat_at=now)

    def finish(self, claim: Claim, status: RunStatus, detail: str, now: datetime) -> bool:
        """End the run; return whether it was still the owner's to end."""
        with self._database.writing() as connection:
            return _owned(
                connection, claim, status=status.value, detail=_plain(detail), finished_at=now,
                owner="",
            )  # fmt: skip

    def put_down(self, claim: Claim) -> None:
        """Leave the run unfinished, to be taken up by whoever comes next."""
        with self._database.writing() as connection:
            # Its process did not die of it.
            _owned(connection, claim, owner="", attempts=0)

    def unfinished(self) -> tuple[Run, ...]:
        """Return the runs that were begun and not ended, oldest first."""
        with self._database.reading() as connection:
            query = _runs().where(RunRow.status == RunStatus.RUNNING.value)
            return tuple(_run(row) for row in connection.execute(query.order_by(RunRow.id)))

    def take_up(self, run: Run, *, owner: str, now: datetime) -> Claim | None:
        """Become the owner of an unfinished run; None when another was quicker."""
        with self._database.writing() as connection:
            statement = update(RunRow).where(
                RunRow.id == run.run_id,
                RunRow.owner == run.owner,
                RunRow.beat_at == run.beat_at,
                RunRow.status == RunStatus.RUNNING.value,
            )
            change = statement.values(owner=owner, beat_at=now, attempts=RunRow.attempts + 1)
            taken = connection.execute(change).rowcount
            return Claim(run_id=run.run_id, owner=owner) if taken else None

    def visited(self, run_id: int) -> frozenset[str]:
        """Return the devices that were visited in this run."""
        with self._database.reading() as connection:
            query = select(RunDeviceRow.device).where(RunDeviceRow.run_id == run_id)
            return frozenset(connection.execute(query).scalars())

    def runs(self, schedule: str | None = None, *, limit: int = 20) -> tuple[Run, ...]:
        """Return the latest runs, the one due last first."""
        with self._database.reading() as connection:
            query = _runs().order_by(RunRow.scheduled_for.desc(), RunRow.id.desc()).limit(limit)
            if schedule is not None:
                query = query.where(RunRow.schedule == schedule)
            return tuple(_run(row) for row in connection.execute(query))

    def page(self, wanted: RunQuery) -> Page[Run]:
        """Return a page of runs, the one due last first. Raises CursorError."""
        which = []
        if wanted.schedule is not None:
            which.append(RunRow.schedule == wanted.schedule)
        if wanted.statuses:
            which.append(RunRow.status.in_([each.value for each in wanted.statuses]))
        columns = (as_number(RunRow.scheduled_for), RunRow.id)
        query = _runs().where(*which).order_by(*(each.desc() for each in columns))
        if wanted.after is not None:
            query = query.where(beyond(columns, key_of(wanted.after, int, int)))
        limit = min(wanted.limit, MOST)
        with self._database.reading() as connection:
            count = select(func.count()).select_from(RunRow).where(*which)
            total = connection.execute(count).scalar_one()
            runs = tuple(_run(row) for row in connection.execute(query.limit(limit + 1)))
        last = runs[limit - 1] if len(runs) > limit else None
        return Page(
            items=runs[:limit],
            total=total,
            following=cursor(micros(last.scheduled_for), last.run_id) if last else None,
        )

    def latest(self) -> dict[str, Run]:
        """Return by schedule the run due last among those that are over."""
        with self._database.reading() as connection:
            over = RunRow.status != RunStatus.RUNNING.value
            last = (
                select(RunRow.schedule, func.max(RunRow.scheduled_for).label("due"))
                .where(over)
                .group_by(RunRow.schedule)
                .subquery()
            )
            query = _runs().join(
                last, (last.c.schedule == RunRow.schedule) & (last.c.due == RunRow.scheduled_for)
            )
            return {row.schedule: _run(row) for row in connection.execute(query)}

    def forget(self, before: datetime) -> int:
        """Delete what is kept of runs that were over ``before``; return how many."""
        with self._database.writing() as connection:
            old = select(RunRow.id).where(RunRow.finished_at < before)
            connection.execute(delete(RunDeviceRow).where(RunDeviceRow.run_id.in_(old)))
            return connection.execute(delete(RunRow).where(RunRow.finished_at < before)).rowcount


def record(connection: Connection, claim: Claim, device: str, outcome: str, at: datetime) -> None:
    """Write down in the transaction of a visit that the run has had this device.

    Raises ClaimLostError when the run is another's by now, or has had the device.
    """
    # FOR SHARE (nothing in SQLite): a take-over waits for visits that are being kept.
    query = select(RunRow.owner).where(RunRow.id == claim.run_id).with_for_update(read=True)
    if connection.execute(query).scalar() == claim.owner:
        statement = upsert(connection, RunDeviceRow).values(
            run_id=claim.run_id, device=device, outcome=outcome, at=at
        )
        statement = statement.on_conflict_do_nothing(index_elements=["run_id", "device"])
        if connection.execute(statement.returning(RunDeviceRow.device)).scalar() is not None:
            return
    raise ClaimLostError(
        f"the run of {device} goes on in another netwatch process: nothing of this visit was kept"
    )


def _insert(
    connection: Connection, schedule: KeptSchedule, due: datetime, status: RunStatus, owner: str,
    now: datetime,
) -> int | None:  # fmt: skip
    statement = upsert(connection, RunRow).values(
        schedule=schedule.name, what=schedule.what, scheduled_for=due, status=status.value,
        owner=owner, started_at=now, beat_at=now, attempts=1,
    )  # fmt: skip
    statement = statement.on_conflict_do_nothing(index_elements=["schedule", "scheduled_for"])
    return connection.execute(statement.returning(RunRow.id)).scalar()


def _advance(
    connection: Connection, name: str, due: datetime, next_run: datetime, began: datetime | None
) -> None:
    # Only forward: a second server that is a moment late must not put the clock back.
    statement = update(ScheduleRow).where(ScheduleRow.name == name, ScheduleRow.next_run <= due)
    values = {"next_run": next_run} if began is None else {"next_run": next_run, "last_run": began}
    connection.execute(statement.values(**values))


def _owned(connection: Connection, claim: Claim, **values: object) -> bool:
    statement = update(RunRow).where(
        RunRow.id == claim.run_id,
        RunRow.owner == claim.owner,
        RunRow.status == RunStatus.RUNNING.value,
    )
    return bool(connection.execute(statement.values(**values)).rowcount)


def _set(connection: Connection, run_id: int, **values: object) -> None:
    connection.execute(update(RunRow).where(RunRow.id == run_id).values(**values))


def _plain(text: str) -> str:
    # PostgreSQL stores neither NUL nor half a surrogate pair.
    return text.replace("\0", "").encode("utf-8", "replace").decode()[:2000]


def _runs() -> Select[RunRow]:
    devices = (
        select(func.count())
        .select_from(RunDeviceRow)
        .where(RunDeviceRow.run_id == RunRow.id)
        .scalar_subquery()
    )
    return select(RunRow.__table__, devices.label("devices"))


def _schedule(row: Row[ScheduleRow]) -> KeptSchedule:
    return KeptSchedule(
        name=row.name,
        what=row.what,
        plan=row.plan,
        next_run=row.next_run,
        last_run=row.last_run,
        paused=bool(row.paused),
    )


def _run(row: Row[RunRow]) -> Run:
    return Run(
        run_id=row.id,
        schedule=row.schedule,
        what=row.what,
        scheduled_for=row.scheduled_for,
        status=RunStatus(row.status),
        owner=row.owner,
        started_at=row.started_at,
        beat_at=row.beat_at,
        attempts=row.attempts,
        finished_at=row.finished_at,
        detail=row.detail,
        devices=row.devices,
    )
