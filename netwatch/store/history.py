"""What was seen when: visits, states, answers and their versions."""

from datetime import UTC, datetime

from sqlalchemy import Connection, Row, Select, func, select
from sqlalchemy.orm import aliased

from netwatch.model.snapshot import Artifact
from netwatch.model.state import DeviceState
from netwatch.model.volume import COUNTED_AT, Counted, port_counts
from netwatch.store import contents
from netwatch.store.blobs import to_text
from netwatch.store.documents import (
    Answer,
    Moment,
    read_answers,
    read_counters,
    read_failures,
    read_state,
    texts_of,
)
from netwatch.store.schema import BlobRow, DeviceRow, ObservationRow
from netwatch.store.values import KeptDevice, Observation, Outcome, Version

_MOST_COUNTED = 500


def known_at(connection: Connection, device: str, when: datetime | None) -> DeviceState | None:
    """Return the merged state at ``when`` (None: now)."""
    row = _latest(connection, device, when)
    return None if row is None else _state(connection, device, row, row.known_id)


def seen_at(connection: Connection, device: str, when: datetime) -> DeviceState | None:
    """Return what the latest visit at or before ``when`` itself observed."""
    row = _latest(connection, device, when)
    return None if row is None else _state(connection, device, row, row.seen_id)


def devices(connection: Connection) -> tuple[KeptDevice, ...]:
    """Return every device with its first and latest visit, by name."""
    # Asked device by device: each is one step in the index, however long the history.
    taken, of_device = ObservationRow.taken_at, ObservationRow.device_id == DeviceRow.id
    latest = (
        select(ObservationRow.outcome)
        .where(of_device)
        .order_by(taken.desc(), ObservationRow.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = select(
        DeviceRow.name,
        DeviceRow.platform,
        select(func.min(taken)).where(of_device).scalar_subquery(),
        select(func.max(taken)).where(of_device).scalar_subquery(),
        latest,
    ).order_by(DeviceRow.name)
    return tuple(
        KeptDevice(
            name=name,
            platform=platform,
            first_visit=first,
            last_visit=last,
            outcome=Outcome(outcome),
        )
        for name, platform, first, last, outcome in connection.execute(query)
        if first is not None  # a finding may be made of a device that was never visited
    )


def visits(
    connection: Connection, device: str, since: datetime | None, limit: int
) -> tuple[Observation, ...]:
    """Return the visits to a device, latest first."""
    answers, seen, known = aliased(BlobRow), aliased(BlobRow), aliased(BlobRow)
    query = (
        select(
            ObservationRow.taken_at, ObservationRow.outcome, ObservationRow.failures,
            answers.sha256, seen.sha256, known.sha256,
        )
        .join(DeviceRow, DeviceRow.id == ObservationRow.device_id)
        .join(answers, answers.id == ObservationRow.answers_id)
        .join(seen, seen.id == ObservationRow.seen_id)
        .join(known, known.id == ObservationRow.known_id)
        .where(DeviceRow.name == device)
        .order_by(ObservationRow.taken_at.desc(), ObservationRow.id.desc())
        .limit(limit)
    )  # fmt: skip
    if since is not None:
        query = query.where(ObservationRow.taken_at >= since)
    return tuple(
        Observation(
            device=device,
            taken_at=taken_at,
            outcome=Outcome(outcome),
            failures=read_failures(failures),
            answers=bytes(answers_digest).hex(),
            seen=bytes(seen_digest).hex(),
            known=bytes(known_digest).hex(),
        )
        for taken_at, outcome, failures, answers_digest, seen_digest, known_digest in (
            connection.execute(query)
        )
    )


def counted(connection: Connection, device: str, since: datetime) -> tuple[Counted, ...]:
    """Return what interfaces had carried at each visit after ``since``, latest first, at most 500.

    A visit that counted nothing carries the counts of an earlier one, with that one's time.
    """
    query = (
        select(ObservationRow.booted_at, ObservationRow.counters)
        .join(DeviceRow, DeviceRow.id == ObservationRow.device_id)
        .where(DeviceRow.name == device, ObservationRow.taken_at > since)
        .where(ObservationRow.counters.contains(COUNTED_AT))
        .order_by(ObservationRow.taken_at.desc(), ObservationRow.id.desc())
        .limit(_MOST_COUNTED)
    )
    found: dict[int, Counted] = {}
    for booted_at, document in connection.execute(query):
        counters = read_counters(document) or ()
        at = next((each.value for each in counters if each.name == COUNTED_AT), None)
        if at is not None:
            # The latest row of one count is the last that carried it on; the first says the boot.
            found[at] = Counted(datetime.fromtimestamp(at, UTC), booted_at, port_counts(counters))
    return tuple(found[at] for at in sorted(found, reverse=True))


def artifact(connection: Connection, device: str, topic: str, when: datetime) -> Artifact | None:
    """Return the last answer to ``topic`` given at or before ``when``."""
    taken = func.max(ObservationRow.taken_at)
    query = _manifests(device).add_columns(taken).where(ObservationRow.taken_at <= when)
    for row in connection.execute(query.order_by(taken.desc())):
        for answer in _answers(connection, row.answers_id):
            if answer.topic == topic:
                return _artifact(connection, answer)
    return None


def artifacts_at(connection: Connection, device: str, when: datetime) -> tuple[Artifact, ...]:
    """Return every answer of the latest visit at or before ``when``."""
    row = _latest(connection, device, when)
    answers = () if row is None else _answers(connection, row.answers_id)
    return tuple(_artifact(connection, each) for each in answers)


def topics(connection: Connection, device: str) -> tuple[str, ...]:
    """Return every topic the device ever answered, by name."""
    manifests = tuple(row[0] for row in connection.execute(_manifests(device)))
    documents = contents.by_ids(connection, manifests).values()
    return tuple(sorted({each.topic for one in documents for each in read_answers(one)}))


def versions(connection: Connection, device: str, topic: str) -> tuple[Version, ...]:
    """Return every distinct answer to ``topic``, the one seen last first."""
    taken = ObservationRow.taken_at
    query = _manifests(device).add_columns(func.min(taken), func.max(taken))
    seen = {row_id: (first, last) for row_id, first, last in connection.execute(query)}
    spans: dict[Answer, tuple[datetime, datetime]] = {}
    for manifest_id, document in contents.by_ids(connection, tuple(seen)).items():
        first, last = seen[manifest_id]
        for answer in read_answers(document):
            if answer.topic == topic:
                began, ended = spans.get(answer, (first, last))
                spans[answer] = (min(began, first), max(ended, last))
    sizes = contents.sizes(connection, [each.digest for each in spans])
    found = (
        Version(
            topic=topic,
            command=answer.command,
            digest=answer.digest,
            size=sizes[answer.digest],
            first_seen=first,
            last_seen=last,
        )
        for answer, (first, last) in spans.items()
    )
    return tuple(sorted(found, key=lambda each: each.last_seen, reverse=True))


def text(connection: Connection, digest: str) -> str:
    """Return the kept text with this hex SHA-256; raises KeyError."""
    rows = contents.ids(connection, [bytes.fromhex(digest)])
    if not rows:
        raise KeyError(f"no stored text {digest}")
    (row_id,) = rows.values()
    return to_text(contents.by_ids(connection, [row_id])[row_id])


def _latest(
    connection: Connection, device: str, when: datetime | None
) -> Row[ObservationRow] | None:
    query = (
        select(ObservationRow)
        .join(DeviceRow, DeviceRow.id == ObservationRow.device_id)
        .where(DeviceRow.name == device)
        .order_by(ObservationRow.taken_at.desc(), ObservationRow.id.desc())
        .limit(1)
    )
    if when is not None:
        query = query.where(ObservationRow.taken_at <= when)
    return connection.execute(query).one_or_none()


def _state(
    connection: Connection, device: str, row: Row[ObservationRow], document_id: int
) -> DeviceState:
    document = contents.by_ids(connection, [document_id])[document_id]
    texts = contents.by_digests(connection, texts_of(document))
    moment = Moment(
        device=device,
        taken_at=row.taken_at,
        booted_at=row.booted_at,
        uptime_s=row.uptime_s,
        counters=read_counters(row.counters),
        failures=read_failures(row.failures),
    )
    return read_state(document, {each: to_text(texts[each]) for each in texts}, moment)


def _manifests(device: str) -> Select[int]:
    return (
        select(ObservationRow.answers_id)
        .join(DeviceRow, DeviceRow.id == ObservationRow.device_id)
        .where(DeviceRow.name == device)
        .group_by(ObservationRow.answers_id)
    )


def _answers(connection: Connection, manifest_id: int) -> tuple[Answer, ...]:
    return read_answers(contents.by_ids(connection, [manifest_id])[manifest_id])


def _artifact(connection: Connection, answer: Answer) -> Artifact:
    data = contents.by_digests(connection, [answer.digest])[answer.digest]
    return Artifact(answer.topic, answer.command, to_text(data))
