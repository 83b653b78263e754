"""The images that are known to run, grouped over devices."""

from collections.abc import Collection

from sqlalchemy import Connection, and_, func, or_, select

from netwatch.model.finding import Status
from netwatch.store.paging import MOST, AnyRow, AnySelect, allowed, beyond, cursor, key_of
from netwatch.store.present_values import ImageGroup, Page, Within
from netwatch.store.schema import DeviceRow, FindingRow
from netwatch.store.schema_present import PresentDeviceRow

_SHOWN = 4
_KNOWN = PresentDeviceRow
_KEY = ("platform", "version", "running_file", "algorithm", "digest")
_TOLD = (Status.OPEN.value, Status.ACKNOWLEDGED.value)


def groups(
    connection: Connection, within: Within, against: Collection[str], text: str | None,
    following: str | None, limit: int,
) -> Page[ImageGroup]:  # fmt: skip
    """Return the images by platform, version, file and hash, those of most devices first."""
    some = _grouped(connection, within, against, text).subquery()
    total = connection.execute(select(func.count()).select_from(some)).scalar_one()
    limit = min(limit, MOST)
    columns = (some.c.contradicted, some.c.number, some.c.first_id)
    query = select(some).order_by(*(each.desc() for each in columns)).limit(limit + 1)
    if following is not None:
        query = query.where(beyond(columns, key_of(following, int, int, int)))
    rows = connection.execute(query).all()
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(
        items=tuple(_group(connection, each, within) for each in rows[:limit]),
        total=total,
        following=cursor(last.contradicted, last.number, last.first_id) if last else None,
    )


def _grouped(
    connection: Connection, within: Within, against: Collection[str], text: str | None
) -> AnySelect:
    contradicted = (
        select(FindingRow.device_id)
        .where(FindingRow.status.in_(_TOLD), FindingRow.rule.in_(tuple(against)))
        .distinct()
        .subquery()
    )
    columns = [DeviceRow.platform, *(getattr(_KNOWN, each) for each in _KEY[1:])]
    query = (
        select(
            *columns,
            func.count().label("number"),
            func.count(contradicted.c.device_id).label("contradicted"),
            func.min(_KNOWN.device_id).label("first_id"),
            func.min(_KNOWN.evidence).label("least"),
            func.max(_KNOWN.evidence).label("most"),
        )
        .join(DeviceRow, DeviceRow.id == _KNOWN.device_id)
        .outerjoin(contradicted, contradicted.c.device_id == _KNOWN.device_id)
        .where(_KNOWN.evidence.is_not(None))
        .group_by(*columns)
    )
    ids = allowed(connection, within)
    if ids is not None:
        query = query.where(_KNOWN.device_id.in_(ids))
    if text:
        query = query.where(
            or_(*(func.lower(each).contains(text.casefold(), autoescape=True) for each in columns))
        )
    return query


def _group(connection: Connection, row: AnyRow, within: Within) -> ImageGroup:
    return ImageGroup(
        **{each: getattr(row, each) for each in _KEY},
        device_count=row.number,
        devices=_members(connection, row, within),
        least=row.least,
        most=row.most,
        contradicted=row.contradicted,
    )


def _members(connection: Connection, row: AnyRow, within: Within) -> tuple[str, ...]:
    same = (getattr(_KNOWN, each).is_not_distinct_from(getattr(row, each)) for each in _KEY[1:])
    query = (
        select(DeviceRow.name)
        .join(_KNOWN, _KNOWN.device_id == DeviceRow.id)
        .where(and_(*same), DeviceRow.platform == row.platform)
        .limit(_SHOWN)
    )
    ids = allowed(connection, within)
    if ids is not None:
        query = query.where(DeviceRow.id.in_(ids))
    return tuple(connection.execute(query).scalars())
