"""The images that are known to run, grouped over devices."""

from collections.abc import Collection

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
    wanted = select(some).where(some.c.apart == 1) if apart else select(some)
    total = connection.execute(select(func.count()).select_from(wanted.subquery())).scalar_one()
    limit = min(limit, MOST)
    columns = (some.c.apart, some.c.contradicted, some.c.number, some.c.first_id)
    query = wanted.order_by(*(each.desc() for each in columns)).limit(limit + 1)
    if following is not None:
        query = query.where(beyond(columns, key_of(following, int, int, int, int)))
    rows = connection.execute(query).all()
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(
        items=tuple(_group(connection, each, within) for each in rows[:limit]),
        total=total,
        following=cursor(last.apart, last.contradicted, last.number, last.first_id)
        if last
        else None,
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


def _group(connection: Connection, row: AnyRow, within: Within) -> ImageGroup:
    return ImageGroup(
        **{each: getattr(row, each) for each in _KEY},
        device_count=row.number,
        devices=_members(connection, row, within),
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


def _members(connection: Connection, row: AnyRow, within: Within) -> tuple[str, ...]:
    image = ImageKey(**{each: getattr(row, each) for each in _KEY})
    query = _running(connection, image, within).limit(_SHOWN)
    return tuple(connection.execute(query).scalars())


def _running(connection: Connection, image: ImageKey, within: Within) -> Select[str]:
    same = (getattr(_KNOWN, each).is_not_distinct_from(getattr(image, each)) for each in _KEY[1:])
    query = (
        select(DeviceRow.name)
        .join(_KNOWN, _KNOWN.device_id == DeviceRow.id)
        .where(and_(*same), DeviceRow.platform == image.platform, _KNOWN.evidence.is_not(None))
    )
    ids = allowed(connection, within)
    return query if ids is None else query.where(DeviceRow.id.in_(ids))
