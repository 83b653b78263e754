"""The blob table: texts in and out by digest."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection, func, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from netwatch.store.blobs import Keyframe, Packed, digest_of, pack, unpack
from netwatch.store.errors import BlobCorruptError
from netwatch.store.schema import Base, BlobRow, DeviceRow, StreamRow

T = TypeVar("T")

# SQLite before 3.32 takes 999 values in one statement.
_BATCH = 500
_TEXTS = "hashtextextended('netwatch.texts/' || current_schema(), 0)"


@dataclass(frozen=True, slots=True)
class Content:
    """A text to keep; device, ``topic`` and ``command`` choose the keyframe it is packed to."""

    topic: str
    command: str
    text: bytes
    digest: bytes

    @classmethod
    def of(cls, topic: str, command: str, text: bytes) -> "Content":
        """Return the content with its digest taken."""
        return cls(topic, command, text, digest_of(text))


@dataclass(frozen=True, slots=True)
class NewBlob:
    """A text packed and ready to insert; ``base_id`` is its keyframe's row, None for a whole."""

    content: Content
    packed: Packed
    base_id: int | None


def prepare(
    connection: Connection, device: str, contents: Iterable[Content]
) -> tuple[NewBlob, ...]:
    """Pack the contents that are not kept yet; reading only, so no writer waits for it."""
    unique: dict[bytes, Content] = {}
    for each in contents:
        unique.setdefault(each.digest, each)
    kept = ids(connection, unique)
    return tuple(
        _prepared(connection, device, each) for each in unique.values() if each.digest not in kept
    )


def hold(connection: Connection) -> None:
    """Let nobody delete texts until this transaction ends; other writers go on."""
    if connection.dialect.name != "sqlite":  # where a writer is alone anyway
        connection.execute(text(f"SELECT pg_advisory_xact_lock_shared({_TEXTS})"))


def exclude_writers(connection: Connection) -> None:
    """Let nobody write texts until this transaction ends."""
    if connection.dialect.name != "sqlite":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_TEXTS})"))


def insert(connection: Connection, device_id: int, blobs: Iterable[NewBlob]) -> None:
    """Write prepared blobs; one that another writer kept meanwhile is left as it is."""
    # In one order everywhere: two writers with the same new texts must not wait in a circle.
    for blob in sorted(blobs, key=lambda each: each.content.digest):
        row = {
            "sha256": blob.content.digest,
            "codec": blob.packed.codec,
            "base_id": blob.base_id,
            "raw_size": len(blob.content.text),
            "data": blob.packed.data,
        }
        statement = upsert(connection, BlobRow).values(row)
        statement = statement.on_conflict_do_nothing(index_elements=["sha256"])
        added = connection.execute(statement.returning(BlobRow.id)).scalar()
        if added is not None:
            _advance(connection, device_id, blob, added)


def ids(connection: Connection, digests: Iterable[bytes]) -> dict[bytes, int]:
    """Return the row ids of the digests that are kept."""
    query = select(BlobRow.sha256, BlobRow.id)
    return {
        bytes(digest): row_id
        for some in _batches(tuple(digests))
        for digest, row_id in connection.execute(query.where(BlobRow.sha256.in_(some)))
    }


def present(connection: Connection, row_ids: Iterable[int]) -> int:
    """Return how many of the rows are there."""
    query = select(func.count()).select_from(BlobRow)
    return sum(
        connection.execute(query.where(BlobRow.id.in_(some))).scalar_one()
        for some in _batches(tuple(row_ids))
    )


def sizes(connection: Connection, digests: Iterable[str]) -> dict[str, int]:
    """Return the sizes in bytes of the texts with these hex digests."""
    query = select(BlobRow.sha256, BlobRow.raw_size)
    return {
        bytes(digest).hex(): size
        for some in _batches([bytes.fromhex(each) for each in digests])
        for digest, size in connection.execute(query.where(BlobRow.sha256.in_(some)))
    }


def by_ids(connection: Connection, wanted: Sequence[int]) -> dict[int, bytes]:
    """Return the proven texts of some rows; raises BlobCorruptError."""
    query = select(
        BlobRow.id, BlobRow.sha256, BlobRow.codec, BlobRow.data, BlobRow.raw_size, BlobRow.base_id
    )
    texts: dict[int, bytes] = {}
    for some in _batches(wanted):
        rows = connection.execute(query.where(BlobRow.id.in_(some))).all()
        keys = _keyframes(connection, {row.base_id for row in rows} - {None})
        for row_id, digest, codec, data, size, base_id in rows:
            key = keys.get(base_id, b"") if base_id else b""
            texts[row_id] = unpack(Packed(codec, bytes(data)), key, bytes(digest), size)
    return texts


def by_digests(connection: Connection, digests: Iterable[str]) -> dict[str, bytes]:
    """Return the proven texts of hex digests; raises BlobCorruptError for one that is gone."""
    wanted = {bytes.fromhex(each) for each in digests}
    rows = ids(connection, wanted)
    if missing := wanted - rows.keys():
        raise BlobCorruptError(min(missing).hex(), "its row is gone")
    texts = by_ids(connection, tuple(rows.values()))
    return {digest.hex(): texts[row_id] for digest, row_id in rows.items()}


def upsert(connection: Connection, table: type[Base]) -> "sqlite.Insert | postgresql.Insert":
    """Return the dialect's INSERT that knows ON CONFLICT."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)


def _prepared(connection: Connection, device: str, content: Content) -> NewBlob:
    query = (
        select(BlobRow, StreamRow.deltas)
        .join(StreamRow, StreamRow.key_id == BlobRow.id)
        .join(DeviceRow, DeviceRow.id == StreamRow.device_id)
        .where(
            DeviceRow.name == device,
            StreamRow.topic == content.topic,
            StreamRow.command == content.command,
        )
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return NewBlob(content, pack(content.text), None)
    try:
        key = _whole(row.sha256, row.codec, row.data, row.raw_size)
    except BlobCorruptError:
        # A damaged keyframe must not stop new evidence: start a new one.
        return NewBlob(content, pack(content.text), None)
    packed = pack(content.text, Keyframe(key, len(row.data), row.deltas))
    return NewBlob(content, packed, row.id if packed.delta else None)


def _advance(connection: Connection, device_id: int, blob: NewBlob, blob_id: int) -> None:
    content = blob.content
    if blob.packed.delta:
        statement = update(StreamRow).where(
            StreamRow.device_id == device_id,
            StreamRow.topic == content.topic,
            StreamRow.command == content.command,
        )
        connection.execute(statement.values(deltas=StreamRow.deltas + 1))
        return
    row = {"topic": content.topic, "command": content.command, "key_id": blob_id, "deltas": 0}
    insertion = upsert(connection, StreamRow).values(device_id=device_id, **row)
    connection.execute(
        insertion.on_conflict_do_update(
            index_elements=["device_id", "topic", "command"],
            set_={"key_id": blob_id, "deltas": 0},
        )
    )


def _keyframes(connection: Connection, wanted: Iterable[int]) -> dict[int, bytes]:
    query = select(BlobRow.id, BlobRow.sha256, BlobRow.codec, BlobRow.data, BlobRow.raw_size)
    return {
        row_id: _whole(digest, codec, data, size)
        for row_id, digest, codec, data, size in connection.execute(
            query.where(BlobRow.id.in_(tuple(wanted)))
        )
    }


def _batches(wanted: Sequence[T]) -> Iterator[Sequence[T]]:
    return (wanted[start : start + _BATCH] for start in range(0, len(wanted), _BATCH))


def _whole(digest: bytes, codec: str, data: bytes, size: int) -> bytes:
    return unpack(Packed(codec, bytes(data)), b"", bytes(digest), size)
