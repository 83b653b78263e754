"""Visits of the past, many in one transaction, put where they belong in time.

What a live visit does one by one is done here for a batch: texts are packed before anybody is
kept waiting, and rows are written together. A visit that lies before another of the same device
changes nothing that tells of the device now: not its platform, not its addresses.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, Row, func, insert, select

from netwatch.model.mirror import Mirror
from netwatch.model.past import ORIGIN
from netwatch.store import contents, past_lives, places, present_writing, visits
from netwatch.store.blobs import Keyframe, Packed, pack, to_text
from netwatch.store.contents import Content
from netwatch.store.database import Database
from netwatch.store.documents import mirrors_of, read_answers
from netwatch.store.errors import BlobCorruptError, SameMomentError
from netwatch.store.schema import BlobRow, DeviceRow, ObservationRow, StreamRow
from netwatch.store.values import PastVisit

_BATCH = 200


@dataclass(frozen=True, slots=True)
class Glimpse:
    """The mirrors one visit knew of (None: never observed); ``origin`` names its answers."""

    at: datetime
    mirrors: tuple[Mirror, ...] | None
    answers: int


class Hindsight:
    """The past of devices; reached as ``Store.hindsight``. Every method raises StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def times(self, device: str) -> tuple[datetime, ...]:
        """Return when ``device`` was visited, oldest first."""
        query = (
            select(ObservationRow.taken_at)
            .join(DeviceRow, DeviceRow.id == ObservationRow.device_id)
            .where(DeviceRow.name == device)
            .order_by(ObservationRow.taken_at)
        )
        with self._database.reading() as connection:
            return tuple(connection.execute(query).scalars())

    def keep(self, batch: tuple[PastVisit, ...]) -> None:
        """Keep visits to one device, oldest first, all or none, in their places in time.

        Raises SameMomentError when one of them is kept already.
        """
        (device,) = {each.visit.snapshot.device for each in batch}
        while True:
            with self._database.reading() as connection:
                bundle = _packed(connection, device, batch)
            with suppress(_StaleError), self._database.writing() as connection:
                _write(connection, bundle)
                return

    def finish(self, device: str) -> None:
        """Let findings that stand begin when the past, now known, shows that they began."""
        with self._database.writing() as connection:
            past_lives.begin_earlier(connection, device)

    def glimpses(self, device: str) -> Iterator[Glimpse]:
        """Yield what mirrors were known at each visit to ``device``, oldest first."""
        query = (
            select(ObservationRow.taken_at, ObservationRow.known_id, ObservationRow.answers_id)
            .join(DeviceRow, DeviceRow.id == ObservationRow.device_id)
            .where(DeviceRow.name == device)
            .order_by(ObservationRow.taken_at, ObservationRow.id)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        for start in range(0, len(rows), _BATCH):
            some = rows[start : start + _BATCH]
            with self._database.reading() as connection:
                texts = contents.by_ids(connection, tuple({row.known_id for row in some}))
            known = {row_id: mirrors_of(text) for row_id, text in texts.items()}
            for row in some:
                yield Glimpse(row.taken_at, known[row.known_id], row.answers_id)

    def answers(
        self, device: str, topic: str
    ) -> Iterator[tuple[datetime, tuple[str, ...], str | None]]:
        """Yield the digests of what ``device`` answered to ``topic`` at each visit, oldest first.

        Beside them stands what a visit of the past says of where it comes from.
        """
        query = (
            select(ObservationRow.taken_at, ObservationRow.answers_id)
            .join(DeviceRow, DeviceRow.id == ObservationRow.device_id)
            .where(DeviceRow.name == device)
            .order_by(ObservationRow.taken_at, ObservationRow.id)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        for start in range(0, len(rows), _BATCH):
            some = rows[start : start + _BATCH]
            with self._database.reading() as connection:
                documents = contents.by_ids(connection, tuple({row.answers_id for row in some}))
                listed = {row_id: read_answers(text) for row_id, text in documents.items()}
                wanted = {e.digest for one in listed.values() for e in one if e.topic == ORIGIN}
                origins = contents.by_digests(connection, wanted)
            for row in some:
                answers = listed[row.answers_id]
                said = [to_text(origins[e.digest]) for e in answers if e.topic == ORIGIN]
                digests = tuple(each.digest for each in answers if each.topic == topic)
                yield row.taken_at, digests, said[0] if said else None

    def origin(self, glimpse: Glimpse) -> str | None:
        """Return what a visit of the past says of where it comes from, None for another visit."""
        with self._database.reading() as connection:
            document = contents.by_ids(connection, [glimpse.answers])[glimpse.answers]
            for each in read_answers(document):
                if each.topic == ORIGIN:
                    return to_text(contents.by_digests(connection, [each.digest])[each.digest])
        return None


@dataclass(slots=True)
class _Key:
    """The keyframe of one stream, kept or about to be."""

    digest: bytes
    frame: Keyframe


@dataclass(frozen=True, slots=True)
class _Blob:
    content: Content
    packed: Packed
    base: bytes | None


@dataclass(slots=True)
class _Bundle:
    """A batch, packed and ready to be written."""

    device: str
    batch: tuple[PastVisit, ...]
    texts: list[visits.Texts] = field(default_factory=list)
    blobs: list[_Blob] = field(default_factory=list)
    keys: dict[tuple[str, str], _Key] = field(default_factory=dict)
    relied: set[bytes] = field(default_factory=set)


class _StaleError(Exception):
    """What a bundle relies on went, or came packed otherwise, since it was packed."""


def _packed(connection: Connection, device: str, batch: tuple[PastVisit, ...]) -> _Bundle:
    """Pack every text that is new, each against the keyframe it will find."""
    bundle = _Bundle(device, batch, [visits.texts_of(each.visit) for each in batch])
    everything = [content for texts in bundle.texts for content in texts.all]
    kept = contents.ids(connection, {each.digest for each in everything})
    bundle.relied = set(kept)
    seen = set(kept)
    for each in everything:
        if each.digest not in seen:
            seen.add(each.digest)
            bundle.blobs.append(_packed_one(connection, bundle, each))
    return bundle


def _packed_one(connection: Connection, bundle: _Bundle, content: Content) -> _Blob:
    stream = (content.topic, content.command)
    if stream not in bundle.keys and (found := _key(connection, bundle.device, stream)):
        bundle.keys[stream] = found
    key = bundle.keys.get(stream)
    packed = pack(content.text, key.frame if key else None)
    if key and packed.delta:
        frame = key.frame
        key.frame = Keyframe(frame.text, frame.stored, frame.deltas + 1)
        return _Blob(content, packed, key.digest)
    bundle.keys[stream] = _Key(content.digest, Keyframe(content.text, len(packed.data), 0))
    return _Blob(content, packed, None)


def _key(connection: Connection, device: str, stream: tuple[str, str]) -> _Key | None:
    query = (
        select(BlobRow.id, BlobRow.sha256, BlobRow.data, StreamRow.deltas)
        .join(StreamRow, StreamRow.key_id == BlobRow.id)
        .join(DeviceRow, DeviceRow.id == StreamRow.device_id)
        .where(DeviceRow.name == device, StreamRow.topic == stream[0])
        .where(StreamRow.command == stream[1])
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    try:
        text = contents.by_ids(connection, [row.id])[row.id]
    except BlobCorruptError:
        return None  # a damaged keyframe must not stop new evidence
    return _Key(bytes(row.sha256), Keyframe(text, len(row.data), row.deltas))


def _write(connection: Connection, bundle: _Bundle) -> None:
    """Write a batch. Raises _StaleError."""
    contents.hold(connection)
    new = {each.content.digest for each in bundle.blobs}
    bases = {each.base for each in bundle.blobs if each.base is not None}
    old = bundle.relied | (bases - new)
    if len(contents.ids(connection, old)) != len(old):
        raise _StaleError
    visit = bundle.batch[-1].visit
    latest = _latest(connection, bundle.device)
    is_newest = latest is None or latest.taken_at <= visit.snapshot.taken_at
    platform = visit.snapshot.platform if latest is None or is_newest else latest.platform
    device_id = visits.device_row(connection, bundle.device, platform)
    _refuse_twins(connection, device_id, bundle)
    rows = _inserted(connection, bundle.blobs, bases)
    rows |= contents.ids(connection, old | new)
    _advance(connection, device_id, bundle, rows)
    _observe(connection, device_id, bundle, rows)
    if is_newest:
        places.keep(connection, device_id, visit.known.addresses or ())
    past_lives.settle(connection, device_id, bundle.batch)


def _refuse_twins(connection: Connection, device_id: int, bundle: _Bundle) -> None:
    """Raise SameMomentError when a visit at one of these moments is kept already."""
    moments = [each.visit.snapshot.taken_at for each in bundle.batch]
    query = select(func.count()).where(
        ObservationRow.device_id == device_id,
        ObservationRow.taken_at >= moments[0],
        ObservationRow.taken_at <= moments[-1],
        ObservationRow.taken_at.in_(moments),
    )
    if connection.execute(query).scalar_one():
        raise SameMomentError(
            f"another import of {bundle.device} is at work; let it end and run this one again"
        )


def _latest(connection: Connection, device: str) -> Row | None:  # type: ignore[type-arg]  # of two columns
    query = (
        select(func.max(ObservationRow.taken_at).label("taken_at"), DeviceRow.platform)
        .join(DeviceRow, DeviceRow.id == ObservationRow.device_id)
        .where(DeviceRow.name == device)
        .group_by(DeviceRow.platform)
    )
    return connection.execute(query).one_or_none()


def _inserted(connection: Connection, blobs: list[_Blob], bases: set[bytes]) -> dict[bytes, int]:
    """Insert the whole texts, then the deltas; return the ids of the ``bases``.

    Raises _StaleError when somebody else kept a base as a delta meanwhile.
    """
    # In one order everywhere: two writers with the same new texts must not wait in a circle.
    ordered = sorted(blobs, key=lambda each: each.content.digest)
    _insert(connection, (each for each in ordered if each.base is None), {})
    query = select(BlobRow.sha256, BlobRow.id, BlobRow.base_id)
    found: dict[bytes, int] = {}
    for row in connection.execute(query.where(BlobRow.sha256.in_(tuple(bases)))):
        if row.base_id is not None:
            raise _StaleError
        found[bytes(row.sha256)] = row.id
    _insert(connection, (each for each in ordered if each.base is not None), found)
    return found


def _insert(connection: Connection, blobs: Iterable[_Blob], bases: dict[bytes, int]) -> None:
    rows = [
        {
            "sha256": each.content.digest,
            "codec": each.packed.codec,
            "base_id": None if each.base is None else bases[each.base],
            "raw_size": len(each.content.text),
            "data": each.packed.data,
        }
        for each in blobs
    ]
    if rows:
        statement = contents.upsert(connection, BlobRow)
        connection.execute(statement.on_conflict_do_nothing(index_elements=["sha256"]), rows)


def _advance(
    connection: Connection, device_id: int, bundle: _Bundle, rows: dict[bytes, int]
) -> None:
    for (topic, command), key in bundle.keys.items():
        now = {"key_id": rows[key.digest], "deltas": key.frame.deltas}
        row = {"device_id": device_id, "topic": topic, "command": command, **now}
        statement = contents.upsert(connection, StreamRow).values(row)
        place = ["device_id", "topic", "command"]
        connection.execute(statement.on_conflict_do_update(index_elements=place, set_=now))


def _observe(
    connection: Connection, device_id: int, bundle: _Bundle, rows: dict[bytes, int]
) -> None:
    values, kept = [], []
    for past, texts in zip(bundle.batch, bundle.texts, strict=True):
        answers, seen, known = (
            rows[each.digest] for each in (texts.answers, texts.seen, texts.known)
        )
        values.append(visits.row_of(past.visit, device_id, (answers, seen, known)))
        kept.append((past.visit, visits.outcome_of(past.visit.snapshot), seen, known))
    connection.execute(insert(ObservationRow), values)
    if not present_writing.note_past(connection, device_id, kept):
        present_writing.rebuild(connection, device_id)
