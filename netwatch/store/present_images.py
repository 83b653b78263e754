"""The images that are known to run, grouped over devices."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, Select, and_, case, func, or_, select

from netwatch.model.finding import Status
from netwatch.store.paging import MOST, AnyRow, AnySelect, allowed, beyond, cursor, key_of
from netwatch.store.present_values import ImageGroup, ImageKey, Page, Within
from netwatch.store.schema import DeviceRow, FindingRow
from netwatch.store.schema_present import PresentDeviceRow

_SHOWN = 4
_KNOWN = PresentDeviceRow
_KEY = ("platform", "model", "version", "running_file", "algorithm", "digest")
# Devices of one such fleet should run the same bytes (rules/image_digest_differs_from_fleet.py).
_FLEET = ("platform", "model", "version", "running_file", "algorithm")
_TOLD = (Status.OPEN.value, Status.ACKNOWLEDGED.value)


def groups(
    connection: Connection, within: Within, against: Collection[str], text: str | None,
    following: str | None, limit: int, platform: str | None, *, apart: bool,
) -> Page[ImageGroup]:  # fmt: skip
    """Return the images by platform, model, version, file and hash, outliers first.

    With ``apart`` only those that differ from the rest of their fleet.
    """
    some = _beside_fleet(_grouped(connection, within, against, text, platform)).subquery()
    counted = select(some, func.count().over().label("total"))
    all_of_it = (counted.where(some.c.apart == 1) if apart else counted).subquery()
    limit = min(limit, MOST)
    order = ("apart", "contradicted", "number", "first_id")
    columns = [all_of_it.c[each] for each in order]
    query = select(all_of_it).order_by(*(each.desc() for each in columns)).limit(limit + 1)
    if following is not None:
        query = query.where(beyond(columns, key_of(following, int, int, int, int)))
    rows = connection.execute(query).all()
    shown = rows[:limit]
    names = _first_names(connection, within, {each.version for each in shown})
    return Page(
        items=tuple(_group(each, names) for each in shown),
        total=rows[0].total if rows else 0,
        following=_cursor(rows[limit - 1]) if len(rows) > limit else None,
    )


def _cursor(row: AnyRow) -> str:
    return cursor(row.apart, row.contradicted, row.number, row.first_id)


def _beside_fleet(grouped: AnySelect) -> AnySelect:
    """Return the groups with how many devices of the same fleet are hashed, and the largest camp.

    A group is ``apart`` when its fleet has another hash and no fewer devices vouch for that one.
    """
    some = grouped.subquery()
    hashed = case((some.c.digest.is_not(None), some.c.number), else_=0)
    fleet = [some.c[each] for each in _FLEET]
    kin = func.sum(hashed).over(partition_by=fleet)
    camps = func.count(some.c.digest).over(partition_by=fleet)
    largest = func.max(hashed).over(partition_by=fleet)
    beside = select(
        some, kin.label("fleet"), camps.label("camps"), largest.label("largest")
    ).subquery()
    # In a fleet of two camps of equal size, either may be the patched one.
    level = select(
        beside,
        func.count()
        .over(partition_by=[*(beside.c[each] for each in _FLEET), beside.c.number])
        .label("level"),
    ).subquery()
    differs = (
        level.c.digest.is_not(None)
        & (level.c.camps > 1)
        & ((level.c.number < level.c.largest) | (level.c.level > 1))
    )
    return select(level, case((differs, 1), else_=0).label("apart"))


def _grouped(
    connection: Connection, within: Within, against: Collection[str], text: str | None,
    platform: str | None,
) -> AnySelect:  # fmt: skip
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
    if platform is not None:
        query = query.where(DeviceRow.platform == platform)
    if text:
        query = query.where(
            or_(*(func.lower(each).contains(text.casefold(), autoescape=True) for each in columns))
        )
    return query


def _group(row: AnyRow, names: Mapping[tuple[Any, ...], list[str]]) -> ImageGroup:
    key = tuple(getattr(row, each) for each in _KEY)
    return ImageGroup(
        **dict(zip(_KEY, key, strict=True)),
        device_count=row.number,
        devices=tuple(names.get(key, ())),
        least=row.least,
        most=row.most,
        contradicted=row.contradicted,
        fleet=int(row.fleet),
        apart=bool(row.apart),
    )


def members(
    connection: Connection, image: ImageKey, within: Within, following: str | None, limit: int
) -> Page[str]:
    """Return the devices that run exactly this image, by name."""
    query = _running(connection, image, within)
    total = connection.execute(select(func.count()).select_from(query.subquery())).scalar_one()
    query = query.order_by(DeviceRow.name).limit(limit + 1)
    if following is not None:
        query = query.where(DeviceRow.name > key_of(following, str)[0])
    names = tuple(connection.execute(query).scalars())
    more = len(names) > limit
    return Page(
        items=names[:limit], total=total, following=cursor(names[limit - 1]) if more else None
    )


def _first_names(
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


def _running(connection: Connection, image: ImageKey, within: Within) -> Select[str]:
    same = (getattr(_KNOWN, each).is_not_distinct_from(getattr(image, each)) for each in _KEY[1:])
    query = (
        select(DeviceRow.name)
        .join(_KNOWN, _KNOWN.device_id == DeviceRow.id)
        .where(and_(*same), DeviceRow.platform == image.platform, _KNOWN.evidence.is_not(None))
    )
    ids = allowed(connection, within)
    return query if ids is None else query.where(DeviceRow.id.in_(ids))
