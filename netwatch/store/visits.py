"""Visits in: one row, and a text only where something is new."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from netwatch.model.snapshot import Snapshot
from netwatch.model.state import DeviceState
from netwatch.store import contents, places, present_writing
from netwatch.store.blobs import to_bytes
from netwatch.store.contents import Content, NewBlob
from netwatch.store.documents import (
    ANSWERS,
    CLOCKS,
    KNOWN,
    SEEN,
    TEXTS,
    write_answers,
    write_counters,
    write_failures,
    write_state,
)
from netwatch.store.schema import DeviceRow, ObservationRow
from netwatch.store.values import Outcome, Visit


@dataclass(frozen=True, slots=True)
class Prepared:
    """A visit with everything compressed that is new; writing it is short.

    ``relied`` are the digests of texts that are there already and are not written again.
    """

    visit: Visit
    answers: bytes
    seen: bytes
    known: bytes
    blobs: tuple[NewBlob, ...]
    relied: frozenset[bytes]


@dataclass(frozen=True, slots=True)
class Texts:
    """Every text of a visit; ``answers``, ``seen`` and ``known`` are what its row names."""

    answers: Content
    seen: Content
    known: Content
    others: tuple[Content, ...]

    @property
    def all(self) -> tuple[Content, ...]:
        """Return them in the order they are packed in."""
        return (*self.others, self.answers, self.known, self.seen)


def texts_of(visit: Visit) -> Texts:
    """Return the texts that ``visit`` is kept as."""
    answered = visit.snapshot.artifacts
    # A known state that equals the seen one is the same text, kept once.
    known = Content.of(KNOWN, "", write_state(visit.known))
    return Texts(
        answers=Content.of(ANSWERS, "", write_answers(answered)),
        seen=known if visit.seen == visit.known else Content.of(SEEN, "", write_state(visit.seen)),
        known=known,
        others=(
            *(Content.of(each.topic, each.command, to_bytes(each.text)) for each in answered),
            *_big_texts(visit.known),
            *_big_texts(visit.seen),
        ),
    )


def prepare(connection: Connection, visit: Visit) -> Prepared:
    """Pack what ``visit`` brings and the store does not hold."""
    texts = texts_of(visit)
    blobs = contents.prepare(connection, visit.snapshot.device, texts.all)
    new = {each.content.digest for each in blobs}
    relied = frozenset(each.digest for each in texts.all) - new
    return Prepared(
        visit, texts.answers.digest, texts.seen.digest, texts.known.digest, blobs, relied
    )


def still_there(connection: Connection, prepared: Prepared) -> bool:
    """Tell whether nothing that ``prepared`` relies on was pruned since; then it stays."""
    contents.hold(connection)
    bases = {each.base_id for each in prepared.blobs if each.base_id is not None}
    kept = contents.ids(connection, prepared.relied)
    return len(kept) == len(prepared.relied) and contents.present(connection, bases) == len(bases)


def write(connection: Connection, prepared: Prepared) -> int:
    """Insert the visit and return its device's row id, locked until the transaction ends."""
    snapshot = prepared.visit.snapshot
    device_id = device_row(connection, snapshot.device, snapshot.platform)
    contents.insert(connection, device_id, prepared.blobs)
    digests = (prepared.answers, prepared.seen, prepared.known)
    rows = contents.ids(connection, digests)
    answers_id, seen_id, known_id = (rows[each] for each in digests)
    named = (answers_id, seen_id, known_id)
    connection.execute(insert(ObservationRow), [row_of(prepared.visit, device_id, named)])
    present_writing.note(
        connection, device_id, prepared.visit, outcome_of(snapshot), seen_id, known_id
    )
    if prepared.blobs:  # a visit that brought nothing new changes no address either
        places.keep(connection, device_id, prepared.visit.known.addresses or ())
    return device_id


def row_of(visit: Visit, device_id: int, named: Iterable[int]) -> dict[str, object]:
    """Return the row of ``visit``; ``named`` are the ids of answers, seen and known state."""
    image, snapshot = visit.known.image, visit.snapshot
    return {
        "device_id": device_id,
        "taken_at": snapshot.taken_at,
        "outcome": outcome_of(snapshot).value,
        **dict(zip(("answers_id", "seen_id", "known_id"), named, strict=True)),
        **{name: getattr(image, name, None) for name in CLOCKS},
        "failures": write_failures(visit.seen.failures),
        "counters": write_counters(visit.known.counters),
    }


def outcome_of(snapshot: Snapshot) -> Outcome:
    """Tell how much ``snapshot`` could observe."""
    if not snapshot.artifacts:
        return Outcome.FAILED
    return Outcome.PARTIAL if snapshot.failures else Outcome.OK


def _big_texts(state: DeviceState) -> tuple[Content, ...]:
    texts = ((name, getattr(state, name)) for name in TEXTS)
    return tuple(
        Content.of(f".{name}", "", to_bytes(text)) for name, text in texts if text is not None
    )


def device_row(connection: Connection, device: str, platform: str) -> int:
    """Return the row id of ``device``, locked until the transaction ends; it is made if need be."""
    # FOR UPDATE (nothing in SQLite): two visits to one device are kept one after the other.
    query = select(DeviceRow.id, DeviceRow.platform).where(DeviceRow.name == device)
    row = connection.execute(query.with_for_update()).one_or_none()
    if row is None:
        statement = contents.upsert(connection, DeviceRow)
        values = {"name": device, "platform": platform}
        connection.execute(statement.values(values).on_conflict_do_nothing(index_elements=["name"]))
        row = connection.execute(query.with_for_update()).one()
    if row.platform != platform:
        change = update(DeviceRow).where(DeviceRow.id == row.id)
        connection.execute(change.values(platform=platform))
    device_id: int = row.id
    return device_id
