"""Forgetting old visits and the texts that only they named, in steps that hold nobody up.

What stays whatever its age: each device's latest visit and its latest that answered anything (the
known state), and of every standing finding the visits of its first and last sighting with the one
before the first (its evidence).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.orm import aliased

from netwatch.store import contents, line_retention, present_writing
from netwatch.store.database import Database
from netwatch.store.documents import read_answers, texts_of
from netwatch.store.schema import BlobRow, DeviceRow, FindingRow, ObservationRow, StreamRow
from netwatch.store.values import STANDING, Outcome, Pruned

_STEP = 500


def prune(database: Database, before: datetime) -> Iterator[Pruned]:
    """Delete the visits from ``before`` and what only they named; yield after every step."""
    for ids in _steps(_every_old_visit(database, before)):
        with database.writing() as connection:
            connection.execute(delete(ObservationRow).where(ObservationRow.id.in_(ids)))
        yield Pruned(visits=len(ids))
    with database.writing() as connection:
        present_writing.forget_days(connection, before)
    for _ in line_retention.forget(database, before):
        yield Pruned()
    yield from _sweep_texts(database)


def prunable(database: Database, before: datetime) -> Pruned:
    """Return how many visits ``prune`` would delete; which texts go is known only then."""
    return Pruned(visits=sum(1 for _ in _every_old_visit(database, before)))


def _every_old_visit(database: Database, before: datetime) -> Iterator[int]:
    with database.reading() as connection:
        devices = connection.execute(select(DeviceRow.id)).scalars().all()
    for device_id in devices:
        with database.reading() as connection:
            yield from _old_visits(connection, device_id, before)


def _old_visits(connection: Connection, device_id: int, before: datetime) -> list[int]:
    taken, of_device = ObservationRow.taken_at, ObservationRow.device_id == device_id
    old = select(ObservationRow.id, taken).where(of_device, taken < before)
    rows = connection.execute(old).all()
    if not rows:
        return []
    kept = {_last(connection, device_id, None, answered=each) for each in (True, False)}
    moments = set()
    query = select(FindingRow.first_seen, FindingRow.last_seen).where(
        FindingRow.device_id == device_id,
        FindingRow.status.in_([each.value for each in STANDING]),
    )
    for first, last in connection.execute(query):
        moments |= {first, last}
        kept |= {_last(connection, device_id, first, answered=each) for each in (True, False)}
    return [row_id for row_id, at in rows if row_id not in kept and at not in moments]


def _last(
    connection: Connection, device_id: int, before: datetime | None, *, answered: bool
) -> int | None:
    query = (
        select(ObservationRow.id)
        .where(ObservationRow.device_id == device_id)
        .order_by(ObservationRow.taken_at.desc(), ObservationRow.id.desc())
        .limit(1)
    )
    if before is not None:
        query = query.where(ObservationRow.taken_at < before)
    if answered:
        query = query.where(ObservationRow.outcome != Outcome.FAILED.value)
    return connection.execute(query).scalar()


@dataclass
class _Marked:
    """What visits up to row ``seen`` name: the rows of texts in use, and their digests."""

    rows: set[int] = field(default_factory=set)
    digests: set[bytes] = field(default_factory=set)
    seen: int = 0


def _sweep_texts(database: Database) -> Iterator[Pruned]:
    with database.reading() as connection:
        newest = connection.execute(select(func.max(BlobRow.id))).scalar() or 0
    marked = _Marked()
    with database.reading() as connection:
        _mark(connection, marked)
    # A delta goes before the keyframe it stands on.
    for keyframes in (False, True):
        with database.reading() as connection:
            unused = _unused(connection, marked, newest, keyframes=keyframes)
        for ids in _steps(unused):
            with database.writing() as connection:
                contents.exclude_writers(connection)
                # What was kept since then may name a text that nothing named before.
                _mark(connection, marked)
                gone = _delete(connection, ids, marked)
            yield Pruned(texts=gone)


def _mark(connection: Connection, marked: _Marked) -> None:
    last = connection.execute(select(func.max(ObservationRow.id))).scalar() or 0
    new = (ObservationRow.id > marked.seen) & (ObservationRow.id <= last)
    for column, digests_in in (
        (ObservationRow.answers_id, _named_in_answers),
        (ObservationRow.seen_id, _named_in_state),
        (ObservationRow.known_id, _named_in_state),
    ):
        named = connection.execute(select(column).where(new).distinct()).scalars().all()
        fresh = [each for each in named if each not in marked.rows]
        marked.rows.update(fresh)
        for ids in _steps(fresh):
            for document in contents.by_ids(connection, ids).values():
                marked.digests.update(bytes.fromhex(each) for each in digests_in(document))
    marked.seen = last


def _named_in_answers(document: bytes) -> Iterator[str]:
    return (each.digest for each in read_answers(document))


def _named_in_state(document: bytes) -> Iterable[str]:
    return texts_of(document)


def _unused(connection: Connection, marked: _Marked, newest: int, *, keyframes: bool) -> list[int]:
    whole = BlobRow.base_id.is_(None)
    query = select(BlobRow.id, BlobRow.sha256).where(
        BlobRow.id <= newest, whole if keyframes else ~whole
    )
    return [
        row_id
        for row_id, digest in connection.execute(query)
        if row_id not in marked.rows and bytes(digest) not in marked.digests
    ]


def _delete(connection: Connection, ids: Sequence[int], marked: _Marked) -> int:
    query = select(BlobRow.id, BlobRow.sha256).where(BlobRow.id.in_(ids))
    unused = [
        row_id
        for row_id, digest in connection.execute(query)
        if row_id not in marked.rows and bytes(digest) not in marked.digests
    ]
    delta = aliased(BlobRow)
    statement = delete(BlobRow).where(
        BlobRow.id.in_(unused),
        ~select(StreamRow.key_id).where(StreamRow.key_id == BlobRow.id).exists(),
        ~select(delta.id).where(delta.base_id == BlobRow.id).exists(),
    )
    return connection.execute(statement).rowcount


def _steps(ids: Iterable[int]) -> Iterator[Sequence[int]]:
    step: list[int] = []
    for each in ids:
        step.append(each)
        if len(step) == _STEP:
            yield step
            step = []
    if step:
        yield step
