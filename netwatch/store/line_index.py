"""Which configuration had which line from when to when: written here, from the kept visits.

Written after the visits and not with them: a device's first configuration is a thousand rows, which
a visit (and on SQLite every other writer) would wait for, and two writers on PostgreSQL would wait
for each other's lines. A visit that brought nothing new costs nothing but the date of its version.
"""

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, text, update

from netwatch.model.platform import CONFIG
from netwatch.store import contents, trigrams
from netwatch.store.arrays import among, bound, insert_rows
from netwatch.store.blobs import to_text
from netwatch.store.database import Database
from netwatch.store.documents import read_answers
from netwatch.store.errors import BlobCorruptError
from netwatch.store.line_text import by_digest
from netwatch.store.schema import ObservationRow
from netwatch.store.schema_search import ConfigVersionRow, LineRow, LineSpanRow, SourceRow
from netwatch.store.schema_service import CursorRow

READER = "config-lines"
_VISITS = 100
_STEP_S = 0.25
"""How long one transaction may keep the other writers of a SQLite database waiting."""

_MANY_STEPS = 8  # on PostgreSQL nobody waits

_ANALYSE_FROM = 10_000
_AT_ONCE = 500  # SQLite before 3.32 takes 999 values in one statement
_SPAN = (("source_id", int), ("line_id", int), ("first", int))
_LINE = (("id", int), ("digest", bytes), ("text", str))


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexed:
    """What one step read: visits, new versions among them, and texts too damaged to read."""

    visits: int = 0
    versions: int = 0
    damaged: int = 0


@dataclass(slots=True)
class _Source:
    """Where the index stands with one source; ``number`` 0 before its first version."""

    id: int
    number: int = 0
    digest: bytes = b""
    last_at: datetime | None = None
    touched: bool = False


def catch_up(database: Database) -> Iterator[Indexed]:
    """Read the visits that were kept since, step by step; may be left off after any of them."""
    with database.writing() as connection:
        # Whoever keeps a visit holds this lock from before it draws an id until it is kept.
        contents.exclude_writers(connection)
        top = connection.execute(select(func.max(ObservationRow.id))).scalar() or 0
        if database.is_sqlite:
            trigrams.make(connection)
    versions = 0
    while True:
        with database.writing() as connection:
            contents.hold(connection)
            step = _Step(connection)
            done = step.run(top)
        versions += done.versions
        if not done.visits:
            break
        yield done
    with database.writing() as connection:
        trigrams.make(connection)
        if versions:
            trigrams.settle(connection)
        if versions >= _ANALYSE_FROM:
            connection.execute(text("ANALYZE"))


def pending(connection: Connection, most: int) -> int:
    """Return how many visits were not read yet, counting to ``most``."""
    position = select(CursorRow.position).where(CursorRow.reader == READER).scalar_subquery()
    waiting = (
        select(ObservationRow.id)
        .where(ObservationRow.id > func.coalesce(position, 0))
        .limit(most)
        .subquery()
    )
    return connection.execute(select(func.count()).select_from(waiting)).scalar_one()


def locked_position(connection: Connection) -> int:
    """Return the id of the last visit read; nobody else writes until this transaction ends."""
    row = {"reader": READER, "position": 0}
    insertion = contents.upsert(connection, CursorRow).values(row)
    connection.execute(insertion.on_conflict_do_nothing(index_elements=["reader"]))
    query = select(CursorRow.position).where(CursorRow.reader == READER).with_for_update()
    return connection.execute(query).scalar_one()


def reread(connection: Connection, device_id: int, up_to: int) -> None:
    """Write what is kept of one device anew, from its visits with ids ``up_to`` there."""
    step = _Step(connection)
    step.reread(device_id, up_to)
    step.finish()


def drop_unused(connection: Connection, line_ids: Iterable[int]) -> None:
    """Delete those of the lines that no span names any more."""
    query = text(
        f"SELECT id, text FROM config_line l WHERE {among(connection, 'id', 'ids')} "
        "AND NOT EXISTS (SELECT 1 FROM line_span s WHERE s.line_id = l.id)"
    )
    values = {"ids": bound(connection, sorted(set(line_ids)))}
    rows = [(row_id, line) for row_id, line in connection.execute(query, values)]
    if rows and trigrams.ready(connection):
        trigrams.remove(connection, rows)
    statement = text(f"DELETE FROM config_line WHERE {among(connection, 'id', 'ids')}")
    connection.execute(statement, {"ids": bound(connection, [row_id for row_id, _ in rows])})


@dataclass
class _Step:
    connection: Connection
    sources: dict[tuple[int, str], _Source] = field(default_factory=dict)
    loaded: set[int] = field(default_factory=set)
    versions: int = 0
    damaged: int = 0
    top_line: int | None = None

    def run(self, top: int) -> Indexed:
        """Read visits after the cursor and up to ``top``, as many as a step has time for."""
        position = locked_position(self.connection)
        query = (
            select(
                ObservationRow.id, ObservationRow.device_id, ObservationRow.taken_at,
                ObservationRow.answers_id,
            )
            .where(ObservationRow.id > position, ObservationRow.id <= top)
            .order_by(ObservationRow.id)
            .limit(_VISITS)
        )  # fmt: skip
        rows = self.connection.execute(query).all()
        answers = configurations(self.connection, {each.answers_id for each in rows})
        self._load({each.device_id for each in rows})
        span = _STEP_S if self.connection.dialect.name == "sqlite" else _STEP_S * _MANY_STEPS
        visits, end = 0, time.monotonic() + span
        for row in rows:
            if visits and time.monotonic() > end:
                break
            self._visit(row.device_id, row.taken_at, answers[row.answers_id], row.id)
            position, visits = row.id, visits + 1
        self.finish()
        change = update(CursorRow).where(CursorRow.reader == READER)
        self.connection.execute(change.values(position=position))
        return Indexed(visits=visits, versions=self.versions, damaged=self.damaged)

    def reread(self, device_id: int, up_to: int) -> None:
        """Forget one device and read its visits again, by the time they were made."""
        of_device = select(SourceRow.id).where(SourceRow.device_id == device_id)
        spans = LineSpanRow.source_id.in_(of_device)
        lines = self.connection.execute(select(LineSpanRow.line_id).where(spans)).scalars().all()
        versions = ConfigVersionRow.source_id.in_(of_device)
        self.connection.execute(delete(LineSpanRow).where(spans))
        self.connection.execute(delete(ConfigVersionRow).where(versions))
        self.loaded.discard(device_id)
        for key in [each for each in self.sources if each[0] == device_id]:
            del self.sources[key]
        self._load({device_id})
        query = (
            select(ObservationRow.taken_at, ObservationRow.answers_id)
            .where(ObservationRow.device_id == device_id, ObservationRow.id <= up_to)
            .order_by(ObservationRow.taken_at, ObservationRow.id)
        )
        rows = self.connection.execute(query).all()
        answers = configurations(self.connection, {each.answers_id for each in rows})
        for row in rows:
            self._visit(device_id, row.taken_at, answers[row.answers_id], up_to)
        drop_unused(self.connection, lines)

    def finish(self) -> None:
        """Write when the newest versions were seen last."""
        for each in self.sources.values():
            if each.touched:
                change = update(ConfigVersionRow).where(
                    ConfigVersionRow.source_id == each.id, ConfigVersionRow.number == each.number
                )
                self.connection.execute(change.values(last_at=each.last_at))
                each.touched = False

    def _visit(
        self, device_id: int, taken_at: datetime, answers: Mapping[str, str], visit: int
    ) -> None:
        for command, digest in answers.items():
            source = self._source(device_id, command)
            if source.last_at is not None and taken_at < source.last_at:
                self.reread(device_id, visit)
                return
            if bytes.fromhex(digest) == source.digest:
                source.last_at, source.touched = taken_at, True
            else:
                self._version(source, digest, taken_at)

    def _version(self, source: _Source, digest: str, taken_at: datetime) -> None:
        try:
            content = contents.by_digests(self.connection, [digest])[digest]
        except BlobCorruptError:
            self.damaged += 1  # the version before stays the newest one that could be read
            return
        lines = self._ids(by_digest(to_text(content)))
        number = source.number + 1
        query = text("SELECT line_id FROM line_span WHERE source_id = :source AND last IS NULL")
        standing = set(self.connection.execute(query, {"source": source.id}).scalars())
        self._close(source, standing - lines)
        fresh = [(source.id, each, number) for each in sorted(lines - standing)]
        insert_rows(self.connection, "line_span", _SPAN, fresh)
        self.connection.execute(
            insert(ConfigVersionRow).values(
                source_id=source.id, number=number, digest=bytes.fromhex(digest),
                first_at=taken_at, last_at=taken_at,
            )
        )  # fmt: skip
        self.finish()
        source.number, source.digest = number, bytes.fromhex(digest)
        source.last_at, source.touched = taken_at, False
        self.versions += 1

    def _close(self, source: _Source, gone: set[int]) -> None:
        if gone:
            statement = text(
                "UPDATE line_span SET last = :number WHERE source_id = :source AND last IS NULL "
                f"AND {among(self.connection, 'line_id', 'ids')}"
            )
            ids = bound(self.connection, sorted(gone))
            values = {"number": source.number, "source": source.id, "ids": ids}
            self.connection.execute(statement, values)

    def _ids(self, lines: Mapping[bytes, str]) -> set[int]:
        """Return the ids of ``lines``, which are inserted where they are new."""
        known = _known_lines(self.connection, list(lines))
        new = [each for each in lines if each not in known]
        if self.top_line is None:
            self.top_line = self.connection.execute(select(func.max(LineRow.id))).scalar() or 0
        begin = self.top_line + 1
        rows = [(begin + at, each, lines[each]) for at, each in enumerate(new)]
        self.top_line += len(new)
        insert_rows(self.connection, "config_line", _LINE, rows)
        if rows and trigrams.ready(self.connection):
            trigrams.add(self.connection, [(row_id, line) for row_id, _, line in rows])
        return {*known.values(), *(row_id for row_id, _, _ in rows)}

    def _source(self, device_id: int, command: str) -> _Source:
        found = self.sources.get((device_id, command))
        if found is None:
            row = {"device_id": device_id, "command": command}
            statement = insert(SourceRow).values(row).returning(SourceRow.id)
            found = _Source(self.connection.execute(statement).scalar_one())
            self.sources[device_id, command] = found
        return found

    def _load(self, device_ids: set[int]) -> None:
        wanted = sorted(device_ids - self.loaded)
        self.loaded |= device_ids
        query = text(
            "SELECT s.id, s.device_id, s.command, v.number, v.digest, v.last_at "
            "FROM config_source s LEFT JOIN config_version v ON v.source_id = s.id AND v.number = "
            "(SELECT max(n.number) FROM config_version n WHERE n.source_id = s.id) "
            f"WHERE {among(self.connection, 's.device_id', 'ids')}"
        ).columns(last_at=ConfigVersionRow.last_at.type)
        for row in self.connection.execute(query, {"ids": bound(self.connection, wanted)}):
            source = _Source(row.id)
            if row.number is not None:
                source.number, source.digest = row.number, bytes(row.digest)
                source.last_at = row.last_at
            self.sources[row.device_id, row.command] = source


def configurations(connection: Connection, manifests: Iterable[int]) -> dict[int, dict[str, str]]:
    """Return, for each list of answers, the digests of the configurations in it by command."""
    documents = contents.by_ids(connection, tuple(manifests))
    return {
        row_id: {each.command: each.digest for each in read_answers(one) if each.topic == CONFIG}
        for row_id, one in documents.items()
    }


def _known_lines(connection: Connection, digests: list[bytes]) -> dict[bytes, int]:
    if connection.dialect.name != "sqlite":
        query = text(
            f"SELECT digest, id FROM config_line WHERE {among(connection, 'digest', 'd', bytes)}"
        )
        rows = connection.execute(query, {"d": digests})
        return {bytes(digest): row_id for digest, row_id in rows}
    found: dict[bytes, int] = {}
    for begin in range(0, len(digests), _AT_ONCE):
        some = digests[begin : begin + _AT_ONCE]
        marks = ",".join("?" * len(some))
        named = f"SELECT digest, id FROM config_line WHERE digest IN ({marks})"
        rows = connection.exec_driver_sql(named, tuple(some))
        found.update((bytes(digest), row_id) for digest, row_id in rows)
    return found
