"""The images that are known to run, grouped over devices."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, func, or_, select

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
    limit = min(limit, MOST)
    columns = (some.c.contradicted, some.c.number, some.c.first_id)
    query = select(some).order_by(*(each.desc() for each in columns)).limit(limit + 1)
    if following is not None:
        query = query.where(beyond(columns, key_of(following, int, int, int)))
    rows = connection.execute(query).all()
    shown = rows[:limit]
    last = rows[limit - 1] if len(rows) > limit else None
    members = _members(connection, within, {each.version for each in shown})
    return Page(
        items=tuple(_group(each, members) for each in shown),
        total=rows[0].total if rows else 0,
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
            func.count().over().label("total"),
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


def _group(row: AnyRow, members: Mapping[tuple[Any, ...], list[str]]) -> ImageGroup:
    key = tuple(getattr(row, each) for each in _KEY)
    return ImageGroup(
        **dict(zip(_KEY, key, strict=True)),
        device_count=row.number,
        devices=tuple(members.get(key, ())),
        least=row.least,
        most=row.most,
        contradicted=row.contradicted,
    )


def _members(
    connection: Connection, within: Within, versions: Collection[str | None]
) -> dict[tuple[Any, ...], list[str]]:
    """Return by image the first few names of its devices."""
    columns = [DeviceRow.platform, *(getattr(_KNOWN, each) for each in _KEY[1:])]
    place = func.row_number().over(partition_by=columns, order_by=DeviceRow.name)
    named = (
        select(*columns, DeviceRow.name, place.label("place"))
        .join(DeviceRow, DeviceRow.id == _KNOWN.device_id)
        .where(
            _KNOWN.version.in_([each for each in versions if each is not None])
            | _KNOWN.version.is_(None)
        )
    )
    ids = allowed(connection, within)
    if ids is not None:
        named = named.where(DeviceRow.id.in_(ids))
    some = named.subquery()
    found: dict[tuple[Any, ...], list[str]] = {}
    query = select(some).where(some.c.place <= _SHOWN).order_by(some.c.name)
    for row in connection.execute(query):
        found.setdefault(tuple(row[: len(_KEY)]), []).append(row.name)
    return found
