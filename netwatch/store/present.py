"""What is known of the devices now, read from the present tables: no state is decoded."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import BigInteger, Connection, Select, cast, exists, func, select, update

from netwatch.model.codec import decode
from netwatch.model.mirror import Mirror
from netwatch.store import finding_pages, present_devices, present_images, present_writing
from netwatch.store.database import Database
from netwatch.store.documents import read_failures, read_finding
from netwatch.store.finding_text import columns_of
from netwatch.store.paging import (
    MOST,
    allowed,
    as_number,
    beyond,
    cursor,
    key_of,
    micros,
)
from netwatch.store.present_values import (
    BlindSpot,
    DayCount,
    DeviceQuery,
    Facet,
    ImageGroup,
    ImageKey,
    KeptMirrors,
    MirrorSight,
    Overview,
    Page,
    PresentDevice,
    Within,
)
from netwatch.store.schema import DeviceRow, EventRow, FindingRow, ObservationRow
from netwatch.store.schema_present import (
    DeviceDayRow,
    PresentDeviceRow,
    PresentFacetRow,
    PresentMirrorRow,
    PresentVisitRow,
)
from netwatch.store.values import EventKind, Outcome

_VISIT, _KNOWN, _FACET = PresentVisitRow, PresentDeviceRow, PresentFacetRow
_BATCH = 50
_FINDINGS = 500
_DAY_US = 86_400_000_000
_BEGINNINGS = (EventKind.OPENED.value, EventKind.REOPENED.value)


class Present:
    """What is known of every device now; every method raises StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def devices(self, wanted: DeviceQuery) -> Page[PresentDevice]:
        """Return the visited devices that match. Raises CursorError."""
        with self._database.reading() as connection:
            return present_devices.page(connection, wanted)

    def named(self, names: Iterable[str]) -> tuple[PresentDevice, ...]:
        """Return the visited ones among the devices of these names, by name."""
        with self._database.reading() as connection:
            return present_devices.named(connection, names)

    def visited(self) -> frozenset[str]:
        """Return the names of every device that was ever visited."""
        query = select(DeviceRow.name).join(_VISIT, _VISIT.device_id == DeviceRow.id)
        with self._database.reading() as connection:
            return frozenset(connection.execute(query).scalars())

    def overview(self, within: Within = None) -> Overview:
        """Return the numbers of the first page."""
        with self._database.reading() as connection:
            return _overview(connection, within)

    def blind_spots(
        self, within: Within = None, *, facet: str | None = None, after: str | None = None,
        limit: int = 50,
    ) -> Page[BlindSpot]:  # fmt: skip
        """Return what could not be observed at the latest visits, the newest first.

        ``facet`` asks for one facet alone. Raises CursorError.
        """
        with self._database.reading() as connection:
            return _blind_spots(connection, within, facet, after, min(limit, MOST))

    def blind_counts(self, within: Within = None) -> Mapping[str, int]:
        """Return by facet how many devices it could not be observed on at their latest visit."""
        with self._database.reading() as connection:
            return _blind_counts(connection, allowed(connection, within))

    def mirror_marks(self) -> Mapping[str, int]:
        """Return by device that has mirrors a number that differs when they do."""
        query = (
            select(DeviceRow.name, _KNOWN.mark)
            .join(_KNOWN, _KNOWN.device_id == DeviceRow.id)
            .where(_KNOWN.mirrors > 0)
        )
        with self._database.reading() as connection:
            return {name: mark for name, mark in connection.execute(query)}  # noqa: C416  # rows

    def stamp(self) -> tuple[int, int, int]:
        """Return numbers that differ when anything known of any device does."""
        known = cast(_VISIT.known_id, BigInteger)
        query = select(
            func.count(), func.coalesce(func.sum(known), 0),
            func.coalesce(func.sum(known * _VISIT.device_id), 0),
        ).select_from(_VISIT)  # fmt: skip
        with self._database.reading() as connection:
            devices, first, second = connection.execute(query).one()
        return int(devices), int(first), int(second)

    def mirror_sights(self) -> tuple[MirrorSight, ...]:
        """Return how far the mirrors of every visited device are known, by device."""
        declared = exists().where(
            _FACET.device_id == DeviceRow.id, _FACET.facet == Facet.DECLARED.value
        )
        query = (
            select(
                DeviceRow.name, DeviceRow.platform, _KNOWN.mirrors, _KNOWN.dormant,
                declared, _KNOWN.mark, _VISIT.known_id,
            )
            .join(_VISIT, _VISIT.device_id == DeviceRow.id)
            .join(_KNOWN, _KNOWN.device_id == DeviceRow.id)
            .order_by(DeviceRow.name)
        )  # fmt: skip
        with self._database.reading() as connection:
            return tuple(
                MirrorSight(
                    device=name, platform=platform, mirrors=mirrors, dormant=dormant,
                    declared=bool(seen), mark=mark, known=known,
                )
                for name, platform, mirrors, dormant, seen, mark, known in connection.execute(query)
            )  # fmt: skip

    def mirrors(self, names: Within = None) -> tuple[KeptMirrors, ...]:
        """Return the mirror sessions of the named devices, of all for None, by device."""
        with self._database.reading() as connection:
            return _mirrors(connection, names)

    def images(
        self, within: Within = None, *, against: Collection[str] = (), text: str | None = None,
        after: str | None = None, limit: int = 50, platform: str | None = None,
        apart: bool = False,
    ) -> Page[ImageGroup]:  # fmt: skip
        """Return the images, those apart from their fleet first, then contradicted ones.

        ``against`` are the rules whose standing findings contradict an image; ``apart`` asks for
        those that differ from their fleet alone. Raises CursorError.
        """
        with self._database.reading() as connection:
            return present_images.groups(
                connection, within, against, text, after, limit, platform, apart=apart
            )

    def image_members(
        self, image: ImageKey, within: Within = None, *, after: str | None = None, limit: int = 50
    ) -> Page[str]:
        """Return the devices that say they run exactly ``image``, by name. Raises CursorError."""
        with self._database.reading() as connection:
            return present_images.members(connection, image, within, after, min(limit, MOST))

    def trend(self, first: date, last: date, within: Within = None) -> tuple[DayCount, ...]:
        """Return the numbers of every day from ``first`` to ``last`` (UTC)."""
        with self._database.reading() as connection:
            return _trend(connection, first, last, within)

    def fill(self) -> Iterator[int]:
        """Fill what an older netwatch left empty, step by step; yield how much each step did.

        Each step is kept by itself: an interrupted filling goes on where it stopped.
        """
        yield from _fill_devices(self._database)
        yield from _fill_findings(self._database)


def _overview(connection: Connection, within: Within) -> Overview:
    ids = allowed(connection, within)
    visits = select(
        _VISIT.outcome, func.count(), func.max(_VISIT.taken_at), func.min(_VISIT.taken_at)
    ).group_by(_VISIT.outcome)
    known = select(
        func.sum(_KNOWN.mirrors),
        func.count().filter(_KNOWN.mirrors > 0),
        func.sum(_KNOWN.hidden),
    )
    if ids is not None:
        visits = visits.where(_VISIT.device_id.in_(ids))
        known = known.where(_KNOWN.device_id.in_(ids))
    rows = connection.execute(visits).all()
    mirrors, mirroring, hidden = connection.execute(known).one()
    return Overview(
        devices=sum(each[1] for each in rows),
        outcomes={Outcome(each[0]): each[1] for each in rows},
        last_visit=max((each[2] for each in rows), default=None),
        oldest_visit=min((each[3] for each in rows), default=None),
        mirrors=int(mirrors or 0),
        mirroring=mirroring,
        hidden=int(hidden or 0),
        findings=finding_pages.counts(connection, within),
        blind=_blind_counts(connection, ids),
        unfilled=connection.execute(
            select(func.count()).select_from(_unfilled().subquery())
        ).scalar_one(),
    )


def _blind_counts(connection: Connection, ids: Select[int] | None) -> Mapping[str, int]:
    blind = select(_FACET.facet, func.count()).where(_FACET.observed == 0).group_by(_FACET.facet)
    if ids is not None:
        blind = blind.where(_FACET.device_id.in_(ids))
    return {facet: number for facet, number in connection.execute(blind)}  # noqa: C416  # rows


def _blind_spots(
    connection: Connection, within: Within, facet: str | None, following: str | None, limit: int
) -> Page[BlindSpot]:
    ids = allowed(connection, within)
    conditions = [_FACET.observed == 0]
    if facet is not None:
        conditions.append(_FACET.facet == facet)
    if ids is not None:
        conditions.append(_FACET.device_id.in_(ids))
    total = connection.execute(
        select(func.count()).select_from(_FACET).where(*conditions)
    ).scalar_one()
    columns = (as_number(_FACET.since), as_number(_FACET.device_id), _FACET.facet)
    query = (
        select(DeviceRow.name, _FACET.__table__, _VISIT.failures)
        .join(DeviceRow, DeviceRow.id == _FACET.device_id)
        .join(_VISIT, _VISIT.device_id == _FACET.device_id)
        .where(*conditions)
        .order_by(*(each.desc() for each in columns))
        .limit(limit + 1)
    )
    if following is not None:
        query = query.where(beyond(columns, key_of(following, int, int, str)))
    rows = connection.execute(query).all()
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(
        items=tuple(
            BlindSpot(
                device=each.name, facet=each.facet, since=each.since, seen_at=each.seen_at,
                failures=read_failures(each.failures),
            )
            for each in rows[:limit]
        ),
        total=total,
        following=cursor(micros(last.since), last.device_id, last.facet) if last else None,
    )  # fmt: skip


def _mirrors(connection: Connection, names: Within) -> tuple[KeptMirrors, ...]:
    row = PresentMirrorRow
    query = (
        select(DeviceRow.name, DeviceRow.platform, _KNOWN.serial, _KNOWN.mark, row.document)
        .join(DeviceRow, DeviceRow.id == row.device_id)
        .join(_KNOWN, _KNOWN.device_id == row.device_id)
        .order_by(DeviceRow.name, row.position)
    )
    ids = allowed(connection, names)
    if ids is not None:
        query = query.where(row.device_id.in_(ids))
    found: dict[str, KeptMirrors] = {}
    mirrors: dict[str, list[Mirror]] = {}
    for name, platform, serial, mark, document in connection.execute(query):
        if name not in found:
            found[name] = KeptMirrors(
                device=name, platform=platform, serial=serial, mark=mark, mirrors=()
            )
        mirrors.setdefault(name, []).append(decode(Mirror, json.loads(document)))
    return tuple(replace(each, mirrors=tuple(mirrors[name])) for name, each in found.items())


def _trend(connection: Connection, first: date, last: date, within: Within) -> tuple[DayCount, ...]:
    ids = allowed(connection, within)
    begin, end = _day(first), _day(last)
    day = as_number(EventRow.at) // _DAY_US
    kinds = (*_BEGINNINGS, EventKind.RESOLVED.value)
    steps = (
        select(EventRow.kind, day, func.count())
        .where(
            EventRow.kind.in_(kinds),
            as_number(EventRow.at) >= begin * _DAY_US,
            as_number(EventRow.at) < (end + 1) * _DAY_US,
        )
        .group_by(EventRow.kind, day)
    )
    seen = (
        select(DeviceDayRow.day, func.count())
        .where(DeviceDayRow.day >= begin, DeviceDayRow.day <= end)
        .group_by(DeviceDayRow.day)
    )
    if ids is not None:
        steps = steps.join(FindingRow, FindingRow.id == EventRow.finding_id)
        steps = steps.where(FindingRow.device_id.in_(ids))
        seen = seen.where(DeviceDayRow.device_id.in_(ids))
    observed = {day_: number for day_, number in connection.execute(seen)}  # noqa: C416  # rows
    opened: dict[int, int] = {}
    resolved: dict[int, int] = {}
    for kind, number, many in connection.execute(steps):
        of_kind = opened if kind in _BEGINNINGS else resolved
        of_kind[number] = of_kind.get(number, 0) + many
    return tuple(
        DayCount(
            day=date(1970, 1, 1) + timedelta(days=each), opened=opened.get(each, 0),
            resolved=resolved.get(each, 0), observed=observed.get(each, 0),
        )
        for each in range(begin, end + 1)
    )  # fmt: skip


def _day(day: date) -> int:
    return present_writing.day_of(datetime(day.year, day.month, day.day, tzinfo=UTC))


def _unfilled() -> Select[int]:
    visited = select(ObservationRow.id).where(ObservationRow.device_id == DeviceRow.id)
    return (
        select(DeviceRow.id)
        .outerjoin(_VISIT, _VISIT.device_id == DeviceRow.id)
        .where(_VISIT.device_id.is_(None), visited.exists())
    )


def _fill_devices(database: Database) -> Iterator[int]:
    while True:
        with database.writing() as connection:
            query = _unfilled().order_by(DeviceRow.id).limit(_BATCH)
            # Of two that fill, the second finds the first one's devices filled.
            locked = query.with_for_update(of=DeviceRow)
            ids = connection.execute(locked).scalars().all()
            for each in ids:
                present_writing.rebuild(connection, each)
        if not ids:
            return
        yield len(ids)


def _fill_findings(database: Database) -> Iterator[int]:
    while True:
        with database.writing() as connection:
            query = (
                select(FindingRow.id, FindingRow.document)
                .where(FindingRow.mark.is_(None))
                .order_by(FindingRow.id)
                .limit(_FINDINGS)
                .with_for_update()
            )
            rows = connection.execute(query).all()
            for row_id, document in rows:
                values = columns_of(read_finding(document)) | {"document": document}
                connection.execute(
                    update(FindingRow).where(FindingRow.id == row_id).values(**values)
                )
        if not rows:
            return
        yield len(rows)
