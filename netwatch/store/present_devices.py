"""Visited devices as pages ask for them."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, Connection, func, literal, or_, select

from netwatch.model.evidence import Severity
from netwatch.model.finding import Status
from netwatch.store.documents import read_failures
from netwatch.store.finding_text import folded
from netwatch.store.paging import (
    MOST,
    AnyRow,
    AnySelect,
    allowed,
    as_number,
    beyond,
    cursor,
    ids_of,
    key_of,
)
from netwatch.store.present_values import (
    DeviceOrder,
    DeviceQuery,
    ImageSummary,
    Page,
    PresentDevice,
)
from netwatch.store.schema import DeviceRow, FindingRow
from netwatch.store.schema_present import PresentDeviceRow, PresentFacetRow, PresentVisitRow
from netwatch.store.values import Outcome

_VISIT, _KNOWN = PresentVisitRow, PresentDeviceRow
_TOLD = (Status.OPEN.value, Status.ACKNOWLEDGED.value)


def page(connection: Connection, wanted: DeviceQuery) -> Page[PresentDevice]:
    """Return the devices that match. Raises CursorError."""
    base = _conditions(connection, wanted)
    joined = _joined(select(func.count()), wanted.order).where(*base)
    total = connection.execute(joined).scalar_one()
    limit = min(wanted.limit, MOST)
    rows = connection.execute(_ordered(wanted, base).limit(limit + 1)).all()
    following = cursor(*rows[limit - 1][1:]) if len(rows) > limit else None
    by_id = _details(connection, [each.id for each in rows[:limit]])
    return Page(
        items=tuple(by_id[each.id] for each in rows[:limit]), total=total, following=following
    )


def named(connection: Connection, names: Iterable[str]) -> tuple[PresentDevice, ...]:
    """Return the visited ones among the devices of these names, by name."""
    ids = connection.execute(ids_of(connection, names)).scalars().all()
    return tuple(sorted(_details(connection, ids).values(), key=lambda each: each.name))


def _conditions(connection: Connection, wanted: DeviceQuery) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    ids = allowed(connection, wanted.within)
    if ids is not None:
        found.append(DeviceRow.id.in_(ids))
    if wanted.text:
        columns = (DeviceRow.name, _KNOWN.model, _KNOWN.serial, _KNOWN.version)
        text = folded(wanted.text)
        found.append(or_(*(func.lower(each).contains(text, autoescape=True) for each in columns)))
    if wanted.outcomes:
        found.append(_VISIT.outcome.in_([each.value for each in wanted.outcomes]))
    if wanted.platforms:
        found.append(DeviceRow.platform.in_(wanted.platforms))
    if wanted.version is not None:
        found.append(_KNOWN.version == wanted.version)
    if wanted.blind:
        blind = select(PresentFacetRow.device_id).where(PresentFacetRow.observed == 0)
        found.append(DeviceRow.id.in_(blind))
    return found


def _joined(query: AnySelect, order: DeviceOrder) -> AnySelect:
    query = (
        query.select_from(DeviceRow)
        .join(_VISIT, _VISIT.device_id == DeviceRow.id)
        .outerjoin(_KNOWN, _KNOWN.device_id == DeviceRow.id)
    )
    if order is DeviceOrder.WORST:
        query = query.outerjoin(_STANDING, _STANDING.c.device_id == DeviceRow.id)
    return query


_STANDING = (
    select(
        FindingRow.device_id,
        func.max(FindingRow.severity).label("worst"),
        func.count().label("number"),
    )
    .where(FindingRow.status.in_(_TOLD))
    .group_by(FindingRow.device_id)
    .subquery()
)


def _ordered(wanted: DeviceQuery, base: Sequence[ColumnElement[bool]]) -> AnySelect:
    row_id = as_number(DeviceRow.id)
    columns: tuple[ColumnElement[int], ...]
    match wanted.order:
        case DeviceOrder.NAME:
            query = _joined(select(DeviceRow.id, DeviceRow.name), wanted.order).where(*base)
            if wanted.after is not None:
                query = query.where(DeviceRow.name > key_of(wanted.after, str)[0])
            return query.order_by(DeviceRow.name)
        case DeviceOrder.WORST:
            columns = (
                func.coalesce(_STANDING.c.worst, literal(-1)),
                func.coalesce(_STANDING.c.number, literal(0)),
                row_id,
            )
        case DeviceOrder.UNSEEN:
            columns = (-func.coalesce(as_number(_VISIT.answered_at), literal(0)), row_id)
    query = _joined(select(DeviceRow.id, *columns), wanted.order).where(*base)
    if wanted.after is not None:
        query = query.where(beyond(columns, key_of(wanted.after, *([int] * len(columns)))))
    return query.order_by(*(each.desc() for each in columns))


def _details(connection: Connection, ids: Sequence[int]) -> dict[int, PresentDevice]:
    if not ids:
        return {}
    query = (
        select(DeviceRow.id, DeviceRow.name, DeviceRow.platform, _VISIT.__table__,
               _KNOWN.__table__)
        .join(_VISIT, _VISIT.device_id == DeviceRow.id)
        .outerjoin(_KNOWN, _KNOWN.device_id == DeviceRow.id)
        .where(DeviceRow.id.in_(ids))
    )  # fmt: skip
    standing = _standing(connection, ids)
    blind = _blind(connection, ids)
    return {
        row.id: _device(row, standing.get(row.id), tuple(blind.get(row.id, ())))
        for row in connection.execute(query)
    }


def _standing(connection: Connection, ids: Sequence[int]) -> Mapping[int, tuple[int, int]]:
    query = (
        select(FindingRow.device_id, func.max(FindingRow.severity), func.count())
        .where(FindingRow.device_id.in_(ids), FindingRow.status.in_(_TOLD))
        .group_by(FindingRow.device_id)
    )
    return {device_id: (worst, number) for device_id, worst, number in connection.execute(query)}


def _blind(connection: Connection, ids: Sequence[int]) -> Mapping[int, list[str]]:
    row = PresentFacetRow
    query = select(row.device_id, row.facet).where(row.device_id.in_(ids), row.observed == 0)
    found: dict[int, list[str]] = {}
    for device_id, facet in connection.execute(query.order_by(row.facet)):
        found.setdefault(device_id, []).append(facet)
    return found


def _device(row: AnyRow, standing: tuple[int, int] | None, blind: tuple[str, ...]) -> PresentDevice:
    worst, number = standing or (None, 0)
    return PresentDevice(
        name=row.name,
        platform=row.platform,
        first_visit=row.first_at,
        last_visit=row.taken_at,
        outcome=Outcome(row.outcome),
        answered_at=row.answered_at,
        failures=read_failures(row.failures),
        hostname=row.hostname,
        serial=row.serial,
        model=row.model,
        mirrors=row.mirrors,
        hidden=row.hidden or 0,
        unread=row.unread or 0,
        dormant=row.dormant or 0,
        image=None if row.evidence is None else _image(row),
        standing=number,
        worst=None if worst is None else Severity(worst),
        blind=blind,
    )


def _image(row: AnyRow) -> ImageSummary:
    return ImageSummary(
        version=row.version,
        running_file=row.running_file,
        algorithm=row.algorithm,
        digest=row.digest,
        bootloader=row.bootloader,
        register=row.register,
        register_next=row.register_next,
        signature=row.signature,
        evidence=row.evidence,
    )
