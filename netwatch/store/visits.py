"""Visits in: one row, and a text only where something is new."""

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


def prepare(connection: Connection, visit: Visit) -> Prepared:
    """Pack what ``visit`` brings and the store does not hold."""
    answers = Content.of(ANSWERS, "", write_answers(visit.snapshot.artifacts))
    # A known state that equals the seen one is the same text, kept once.
    known = Content.of(KNOWN, "", write_state(visit.known))
    seen = Content.of(SEEN, "", write_state(visit.seen))
    everything = (
        *(Content.of(e.topic, e.command, to_bytes(e.text)) for e in visit.snapshot.artifacts),
        answers,
        known,
        seen,
        *_texts(visit.known),
        *_texts(visit.seen),
    )
    blobs = contents.prepare(connection, visit.snapshot.device, everything)
    new = {each.content.digest for each in blobs}
    relied = frozenset(each.digest for each in everything) - new
    return Prepared(visit, answers.digest, seen.digest, known.digest, blobs, relied)


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
    image = prepared.visit.known.image
    statement = insert(ObservationRow).values(
        device_id=device_id,
        taken_at=snapshot.taken_at,
        outcome=outcome_of(snapshot).value,
        answers_id=answers_id,
        seen_id=seen_id,
        known_id=known_id,
        **{name: getattr(image, name, None) for name in CLOCKS},
        failures=write_failures(prepared.visit.seen.failures),
        counters=write_counters(prepared.visit.known.counters),
    )
    connection.execute(statement)
    present_writing.note(
        connection, device_id, prepared.visit, outcome_of(snapshot), seen_id, known_id
    )
    if prepared.blobs:  # a visit that brought nothing new changes no address either
        places.keep(connection, device_id, prepared.visit.known.addresses or ())
    return device_id


def outcome_of(snapshot: Snapshot) -> Outcome:
    """Tell how much ``snapshot`` could observe."""
    if not snapshot.artifacts:
        return Outcome.FAILED
    return Outcome.PARTIAL if snapshot.failures else Outcome.OK


def _texts(state: DeviceState) -> tuple[Content, ...]:
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
