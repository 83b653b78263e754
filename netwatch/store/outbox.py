"""The outbox: every alert is kept before it is sent, and until it was.

The source of alerts are the steps in the findings' lives, which a visit writes in its own
transaction. A cursor reads them in order; the letters made of them and the cursor's advance are
one transaction. So an alert is neither lost nor doubled by a process that dies.
"""

import json
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased

from netwatch.model.alert import Alert, Occasion
from netwatch.model.codec import CodecError, canonical, decode, encode
from netwatch.store.contents import upsert
from netwatch.store.database import Database
from netwatch.store.errors import StoreVersionError
from netwatch.store.letters import Claim, KeptLetter, Letter, LetterState, Step, Taken, Tally
from netwatch.store.schema import FindingRow, Moment
from netwatch.store.schema_service import CursorRow, OutboxRow
from netwatch.store.steps import settled_top, unread
from netwatch.store.values import EventKind

_READER = "alerts"
_SAID = 1000

Route = Callable[[Step], Iterable[Letter]]


class Outbox:
    """See the module; reached through ``Store.outbox``. Raises StoreError throughout."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self) -> bool:
        """Start reading after the newest step; False when reading has started already.

        What was found before anybody asked for alerts is not told.
        """
        top = settled_top(self._database)
        with self._database.writing() as connection:
            statement = upsert(connection, CursorRow).values(reader=_READER, position=top)
            done = connection.execute(
                statement.on_conflict_do_nothing(index_elements=["reader"]).returning(
                    CursorRow.reader
                )
            )
            return done.first() is not None

    def take(self, route: Route, *, now: datetime, oldest: datetime, limit: int = 500) -> Taken:
        """Make letters of the next steps, ``limit`` at most, and advance: both or neither.

        Steps before ``oldest`` are passed over. ``begin`` must have been called once.
        """
        top = settled_top(self._database)
        with self._database.writing() as connection:
            position = connection.execute(
                select(CursorRow.position).where(CursorRow.reader == _READER).with_for_update()
            ).scalar_one()
            steps = unread(connection, position, top, limit)
            if not steps:
                if position < top:  # what an import wrote is passed over once
                    _advance(connection, top)
                return Taken()
            letters = stale = 0
            for each in steps:
                if each.at < oldest:
                    stale += 1
                    continue
                for letter in route(_with_told(connection, each)):
                    letters += _put(connection, letter, now)
            _advance(connection, steps[-1].id)
        return Taken(steps=len(steps), letters=letters, stale=stale)

    def claim(
        self, sink: str, *, now: datetime, lease: timedelta, limit: int = 200
    ) -> Claim | None:
        """Take the sink's next due message, ours alone until the lease ends; None for none."""
        due = _due(sink, now)
        with self._database.writing() as connection:
            order = (
                select(OutboxRow.__table__)
                .where(due, ~_early(sink))
                .order_by(OutboxRow.due_at, OutboxRow.id)
            )
            first = connection.execute(
                order.limit(1).with_for_update(skip_locked=True)
            ).one_or_none()
            if first is None:
                return None
            rows = [first]
            if first.batch:
                same = (
                    select(OutboxRow.__table__)
                    .where(due, OutboxRow.batch == first.batch)
                    .order_by(OutboxRow.id)
                )
                rows = list(connection.execute(same.limit(limit).with_for_update(skip_locked=True)))
            token = uuid.uuid4().hex
            ids = tuple(row.id for row in rows)
            connection.execute(
                update(OutboxRow)
                .where(OutboxRow.id.in_(ids))
                .values(token=token, leased_until=now + lease)
            )
        return Claim(
            sink=sink,
            token=token,
            ids=ids,
            alerts=tuple(_alert(row.document) for row in rows),
            attempts=max(row.attempts for row in rows),
        )

    def delivered(self, claim: Claim, *, now: datetime, said: str) -> None:
        """Mark the claim's letters as delivered. A lease that ended meanwhile changes nothing."""
        self._settle(
            claim,
            state=LetterState.DELIVERED.value,
            settled_at=now,
            failed_at=None,
            said=_plain(said),
        )

    def failed(self, claim: Claim, *, now: datetime, due: datetime, said: str) -> None:
        """Have the claim's letters wait until ``due``."""
        self._settle(
            claim,
            due_at=due,
            attempts=OutboxRow.attempts + 1,
            failed_at=func.coalesce(OutboxRow.failed_at, literal(now, Moment())),
            said=_plain(said),
        )

    def postpone(self, sink: str, *, now: datetime, until: datetime) -> None:
        """Have everything due at a receiver that is down wait until it is tried again."""
        with self._database.writing() as connection:
            connection.execute(update(OutboxRow).where(_due(sink, now)).values(due_at=until))

    def give_up(self, *, queued_before: datetime, now: datetime) -> int:
        """Mark what waits since before then as dead, and return how many letters that are."""
        with self._database.writing() as connection:
            done = connection.execute(
                update(OutboxRow)
                .where(
                    OutboxRow.state == LetterState.WAITING.value,
                    OutboxRow.queued_at < queued_before,
                    or_(OutboxRow.leased_until.is_(None), OutboxRow.leased_until <= now),
                )
                .values(state=LetterState.DEAD.value, settled_at=now)
            )
            return done.rowcount

    def revive(self, *, now: datetime, sink: str | None = None) -> int:
        """Have the dead and the failed be tried now; return how many letters that are."""
        again = or_(
            OutboxRow.state == LetterState.DEAD.value,
            and_(OutboxRow.state == LetterState.WAITING.value, OutboxRow.attempts > 0),
        )
        return self._at_once(again, now, sink)

    def flush(self, *, now: datetime, sink: str | None = None) -> int:
        """Have all that waits, for digests and quiet hours too, be sent now; return how many."""
        return self._at_once(OutboxRow.state == LetterState.WAITING.value, now, sink)

    def forget(self, *, sink: str | None = None) -> int:
        """Drop the dead letters, of one sink or of all; return how many that were."""
        wanted = [OutboxRow.state == LetterState.DEAD.value]
        if sink is not None:
            wanted.append(OutboxRow.sink == sink)
        with self._database.writing() as connection:
            return connection.execute(delete(OutboxRow).where(*wanted)).rowcount

    def prune(self, *, settled_before: datetime) -> int:
        """Forget what was delivered before then, unless its finding still stands."""
        over = select(FindingRow.fingerprint).where(FindingRow.resolved_at < settled_before)
        with self._database.writing() as connection:
            done = connection.execute(
                delete(OutboxRow).where(
                    OutboxRow.state == LetterState.DELIVERED.value,
                    OutboxRow.settled_at < settled_before,
                    OutboxRow.fingerprint.in_(over),
                )
            )
            return done.rowcount

    def letters(
        self, states: Collection[LetterState], *, limit: int = 200
    ) -> tuple[KeptLetter, ...]:
        """Return letters in these states, the latest first."""
        query = (
            select(OutboxRow.__table__)
            .where(OutboxRow.state.in_([each.value for each in states]))
            .order_by(OutboxRow.id.desc())
            .limit(limit)
        )
        with self._database.reading() as connection:
            return tuple(_kept(row) for row in connection.execute(query))

    def tallies(self) -> tuple[Tally, ...]:
        """Return how each sink with waiting or dead letters stands, by name."""
        with self._database.reading() as connection:
            return tuple(_tallies(connection))

    def _settle(self, claim: Claim, **values: object) -> None:
        with self._database.writing() as connection:
            connection.execute(
                update(OutboxRow)
                .where(OutboxRow.id.in_(claim.ids), OutboxRow.token == claim.token)
                .values(token=None, leased_until=None, **values)
            )

    def _at_once(self, which: ColumnElement[bool], now: datetime, sink: str | None) -> int:
        wanted = [which, or_(OutboxRow.leased_until.is_(None), OutboxRow.leased_until <= now)]
        if sink is not None:
            wanted.append(OutboxRow.sink == sink)
        with self._database.writing() as connection:
            done = connection.execute(
                update(OutboxRow)
                .where(*wanted)
                .values(state=LetterState.WAITING.value, due_at=now, queued_at=now, settled_at=None)
            )
            return done.rowcount


def _advance(connection: Connection, position: int) -> None:
    statement = update(CursorRow).where(CursorRow.reader == _READER)
    connection.execute(statement.values(position=position))


def _with_told(connection: Connection, step: Step) -> Step:
    """Return the end of a finding together with who heard of it; any other step as it is."""
    if step.kind is not EventKind.RESOLVED:
        return step
    fingerprint = step.finding.fingerprint
    query = select(OutboxRow.sink).where(OutboxRow.fingerprint == fingerprint).distinct()
    return replace(step, told=frozenset(connection.execute(query).scalars()))


def _put(connection: Connection, letter: Letter, now: datetime) -> int:
    alert, ticket = letter.alert, letter.ticket
    statement = upsert(connection, OutboxRow).values(
        sink=ticket.sink,
        key=alert.key,
        fingerprint=alert.finding.fingerprint,
        occasion=alert.occasion.value,
        batch=ticket.batch,
        document=canonical(encode(alert)).decode(),
        state=LetterState.WAITING.value,
        queued_at=now,
        due_at=ticket.due,
        attempts=0,
    )
    once = statement.on_conflict_do_nothing(index_elements=["sink", "key"])
    return len(connection.execute(once.returning(OutboxRow.id)).all())


def _due(sink: str, now: datetime) -> ColumnElement[bool]:
    return and_(
        OutboxRow.state == LetterState.WAITING.value,
        OutboxRow.sink == sink,
        OutboxRow.due_at <= now,
        or_(OutboxRow.leased_until.is_(None), OutboxRow.leased_until <= now),
    )


def _early(sink: str) -> ColumnElement[bool]:
    """The end of a finding, while an earlier alert of it still waits to be sent to the sink."""
    earlier = aliased(OutboxRow)
    waits = exists().where(
        earlier.sink == sink,
        earlier.fingerprint == OutboxRow.fingerprint,
        earlier.id < OutboxRow.id,
        earlier.state == LetterState.WAITING.value,
        or_(earlier.batch == "", earlier.batch != OutboxRow.batch),
    )
    return and_(OutboxRow.occasion == Occasion.RESOLVED.value, waits)


def _alert(document: str) -> Alert:
    try:
        return decode(Alert, json.loads(document))
    except CodecError as error:
        raise StoreVersionError(
            f"a kept alert cannot be read ({error}): it was written by a newer netwatch, so "
            "upgrade this one"
        ) from None


def _kept(row: Row) -> KeptLetter:  # type: ignore[type-arg]  # of the outbox table
    return KeptLetter(
        id=row.id,
        sink=row.sink,
        alert=_alert(row.document),
        state=LetterState(row.state),
        queued_at=row.queued_at,
        due=row.due_at,
        attempts=row.attempts,
        said=row.said,
    )


def _tallies(connection: Connection) -> Iterator[Tally]:
    unsettled = (LetterState.WAITING.value, LetterState.DEAD.value)
    counts: dict[str, dict[str, int]] = {}
    query = (
        select(OutboxRow.sink, OutboxRow.state, func.count())
        .where(OutboxRow.state.in_(unsettled))
        .group_by(OutboxRow.sink, OutboxRow.state)
    )
    for sink, state, count in connection.execute(query):
        counts.setdefault(sink, {})[state] = count
    for sink in sorted(counts):
        failing = (
            select(OutboxRow.failed_at, OutboxRow.said)
            .where(
                OutboxRow.sink == sink,
                OutboxRow.state.in_(unsettled),
                OutboxRow.failed_at.is_not(None),
            )
            .order_by(OutboxRow.failed_at)
            .limit(1)
        )
        worst = connection.execute(failing).first()
        yield Tally(
            sink=sink,
            waiting=counts[sink].get(LetterState.WAITING.value, 0),
            dead=counts[sink].get(LetterState.DEAD.value, 0),
            failing_since=worst.failed_at if worst else None,
            said=worst.said if worst else None,
        )


def _plain(said: str) -> str:
    # PostgreSQL stores neither NUL nor half a surrogate pair.
    return said.replace("\0", "").encode("utf-8", "replace").decode()[:_SAID]
