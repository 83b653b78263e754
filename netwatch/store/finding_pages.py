"""Findings as pages ask for them: some at a time, counted, grouped, and marked where they moved."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Text, cast, func, select

from netwatch.model.evidence import Severity
from netwatch.model.finding import KeptFinding, Status
from netwatch.store.database import Database
from netwatch.store.finding_text import folded
from netwatch.store.findings import kept
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
    micros,
)
from netwatch.store.present_values import (
    FindingFacets,
    FindingGroup,
    FindingOrder,
    FindingQuery,
    Page,
    Within,
)
from netwatch.store.schema import BIG, DeviceRow, FindingRow

_SHOWN = 4
_ROW = FindingRow


class FindingPages:
    """The findings of a store, page by page; every method raises StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, wanted: FindingQuery) -> Page[KeptFinding]:
        """Return the findings that match, with how many they are in all. Raises CursorError."""
        with self._database.reading() as connection:
            base = _conditions(connection, wanted)
            query = _page(wanted, base)
            total = connection.execute(select(func.count()).select_from(_ROW).where(*base))
            number = total.scalar_one()
            # Walking the order for what is not there would read every document.
            rows = connection.execute(query).all() if number else []
        limit = min(wanted.limit, MOST)
        following = _cursor(wanted.order, rows[limit - 1]) if len(rows) > limit else None
        return Page(
            items=tuple(kept(each) for each in rows[:limit]), total=number, following=following
        )

    def facets(self, wanted: FindingQuery) -> FindingFacets:
        """Return how many findings each status, severity, rule and owner would leave."""
        with self._database.reading() as connection:
            base = _narrowed(connection, wanted)
            columns = (_ROW.status, _ROW.severity, _ROW.rule, _ROW.owner)
            query = select(*columns, func.count()).where(*base).group_by(*columns)
            counts = [(tuple(row[:4]), row[4]) for row in connection.execute(query)]
        return _facets(wanted, counts)

    def groups(self, wanted: FindingQuery, *, least: int) -> Page[FindingGroup]:
        """Return the findings that say the same of ``least`` devices or more, worst first.

        A group has one rule, severity and status. ``total`` counts groups. Raises CursorError.
        """
        with self._database.reading() as connection:
            base = _conditions(connection, wanted)
            grouped = _grouped(base, least)
            limit = min(wanted.limit, MOST)
            rows = connection.execute(_group_page(grouped, wanted.after, limit)).all()
            items = _groups(connection, rows[:limit], base)
        following = None
        if len(rows) > limit:
            last = rows[limit - 1]
            following = cursor(last.severity, last.number, last.alike, last.status)
        return Page(items=items, total=rows[0].total if rows else 0, following=following)

    def named(self, fingerprints: Iterable[str]) -> tuple[KeptFinding, ...]:
        """Return the findings with these fingerprints, worst first."""
        query = select(_ROW).where(_ROW.fingerprint.in_(tuple(fingerprints)))
        query = query.order_by(_ROW.severity.desc(), _ROW.first_seen.desc(), _ROW.id.desc())
        with self._database.reading() as connection:
            return tuple(kept(each) for each in connection.execute(query))

    def counts(self, within: Within = None) -> Mapping[tuple[Severity, Status], int]:
        """Return how many findings have each severity and status."""
        with self._database.reading() as connection:
            return counts(connection, within)

    def stamps(
        self, rules: Iterable[str], statuses: Iterable[Status]
    ) -> Mapping[str, tuple[int, int]]:
        """Return by device a value that differs when its findings of ``rules`` do.

        Reads the index alone; a device without such findings is left out.
        """
        # Seconds and 40 bits, so that the sum over millions of findings fits.
        seconds = as_number(_ROW.first_seen) // 1_000_000
        sums = func.sum(_ROW.mark % (1 << 40) + seconds)
        of_device = (
            select(_ROW.device_id, func.count().label("number"), sums.label("mark"))
            .where(_ROW.status.in_([each.value for each in statuses]), _ROW.rule.in_(tuple(rules)))
            .group_by(_ROW.device_id)
            .subquery()
        )
        query = select(DeviceRow.name, of_device.c.number, of_device.c.mark).join(
            of_device, of_device.c.device_id == DeviceRow.id
        )
        with self._database.reading() as connection:
            return {
                name: (number, int(mark or 0)) for name, number, mark in connection.execute(query)
            }

    def of_devices(
        self, devices: Iterable[str], rules: Iterable[str], statuses: Iterable[Status]
    ) -> Mapping[str, tuple[KeptFinding, ...]]:
        """Return by device its findings of ``rules``, worst first."""
        found: dict[str, list[KeptFinding]] = {}
        with self._database.reading() as connection:
            query = select(_ROW).where(
                _ROW.device_id.in_(ids_of(connection, devices)),
                _ROW.status.in_([each.value for each in statuses]),
                _ROW.rule.in_(tuple(rules)),
            )
            order = (_ROW.severity.desc(), _ROW.first_seen.desc(), _ROW.id.desc())
            for row in connection.execute(query.order_by(*order)):
                each = kept(row)
                found.setdefault(each.finding.device, []).append(each)
        return {name: tuple(some) for name, some in found.items()}


def counts(connection: Connection, within: Within) -> dict[tuple[Severity, Status], int]:
    """Return how many findings have each severity and status."""
    query = select(_ROW.severity, _ROW.status, func.count()).group_by(_ROW.severity, _ROW.status)
    ids = allowed(connection, within)
    if ids is not None:
        query = query.where(_ROW.device_id.in_(ids))
    return {
        (Severity(severity), Status(status)): number
        for severity, status, number in connection.execute(query)
    }


def _narrowed(connection: Connection, wanted: FindingQuery) -> list[ColumnElement[bool]]:
    """Return the conditions that no facet counts over."""
    found: list[ColumnElement[bool]] = []
    ids = allowed(connection, wanted.within)
    if ids is not None:
        found.append(_ROW.device_id.in_(ids))
    if wanted.text:
        found.append(_ROW.words.contains(folded(wanted.text), autoescape=True))
    if wanted.since is not None:
        found.append((_ROW.first_seen >= wanted.since) | (_ROW.resolved_at >= wanted.since))
    if wanted.alike is not None:
        found.append(_ROW.alike == wanted.alike)
    return found


def _conditions(connection: Connection, wanted: FindingQuery) -> list[ColumnElement[bool]]:
    found = _narrowed(connection, wanted)
    if wanted.statuses:
        found.append(_ROW.status.in_([each.value for each in wanted.statuses]))
    if wanted.severities:
        found.append(_ROW.severity.in_([int(each) for each in wanted.severities]))
    if wanted.rules:
        found.append(_ROW.rule.in_(wanted.rules))
    if wanted.owner is not None:
        found.append(_ROW.owner == wanted.owner if wanted.owner else _ROW.owner.is_(None))
    return found


def _page(wanted: FindingQuery, base: Sequence[ColumnElement[bool]]) -> Select[FindingRow]:
    columns = _order(wanted.order)
    query = select(_ROW).where(*base).order_by(*(each.desc() for each in columns))
    if wanted.after is not None:
        key = key_of(wanted.after, *([int] * len(columns)))
        query = query.where(beyond(columns, key))
    return query.limit(min(wanted.limit, MOST) + 1)


def _order(order: FindingOrder) -> tuple[ColumnElement[int], ...]:
    seen, row_id = as_number(_ROW.first_seen), as_number(_ROW.id)
    return (
        (seen, row_id) if order is FindingOrder.NEWEST else (as_number(_ROW.severity), seen, row_id)
    )


def _cursor(order: FindingOrder, row: AnyRow) -> str:
    key = (micros(row.first_seen), row.id)
    return cursor(*key) if order is FindingOrder.NEWEST else cursor(row.severity, *key)


def _facets(wanted: FindingQuery, rows: Sequence[tuple[tuple[Any, ...], int]]) -> FindingFacets:
    chosen: tuple[set[Any], ...] = (
        {each.value for each in wanted.statuses},
        {int(each) for each in wanted.severities},
        set(wanted.rules),
        set() if wanted.owner is None else {wanted.owner or None},
    )
    found: tuple[Counter[Any], ...] = (Counter(), Counter(), Counter(), Counter())
    total = 0
    for values, number in rows:
        fits = [not some or each in some for each, some in zip(values, chosen, strict=True)]
        missed = fits.count(False)
        total += number if not missed else 0
        for place, counter in enumerate(found):
            if not missed or (missed == 1 and not fits[place]):
                counter[values[place]] += number
    statuses, severities, rules, owners = found
    return FindingFacets(
        statuses={Status(each): number for each, number in statuses.items()},
        severities={Severity(each): number for each, number in severities.items()},
        rules=dict(rules.most_common()),
        owners=dict(owners.most_common()),
        total=total,
    )


def _grouped(base: Sequence[ColumnElement[bool]], least: int) -> AnySelect:
    """Return the query of the groups; it reads the index alone where no words are searched."""
    by = (_ROW.alike, _ROW.severity, _ROW.status)
    # By device first: counting distinct devices would sort every finding.
    some = (
        select(
            *by, _ROW.device_id, func.count().label("number"), func.min(_ROW.id).label("first_id"),
            func.min(_ROW.first_seen).label("first_seen"),
        )
        .where(*base, _ROW.alike.is_not(None))
        .group_by(*by, _ROW.device_id)
        .subquery()
    )  # fmt: skip
    key = (some.c.alike, some.c.severity, some.c.status)
    return (
        select(
            *key,
            cast(func.sum(some.c.number), BIG).label("number"),
            func.count().label("device_count"),
            func.min(some.c.first_id).label("first_id"),
            func.min(some.c.first_seen).label("first_seen"),
            func.aggregate_strings(cast(some.c.device_id, Text), ",").label("device_ids"),
            func.count().over().label("total"),
        )
        .group_by(*key)
        .having(func.count() >= least)
    )


def _group_page(grouped: AnySelect, following: str | None, limit: int) -> AnySelect:
    some = grouped.subquery()
    columns = (some.c.severity, some.c.number, some.c.alike, some.c.status)
    query = select(some).order_by(*(each.desc() for each in columns)).limit(limit + 1)
    if following is not None:
        query = query.where(beyond(columns, key_of(following, int, int, str, str)))
    return query


def _groups(
    connection: Connection, rows: Sequence[AnyRow], base: Sequence[ColumnElement[bool]]
) -> tuple[FindingGroup, ...]:
    if not rows:
        return ()
    first = select(_ROW).where(_ROW.id.in_([each.first_id for each in rows]))
    examples = {each.id: kept(each) for each in connection.execute(first)}
    ours = (*base, _ROW.alike.in_({each.alike for each in rows}))
    names, last = _members(connection, rows), _last_seen(connection, ours)
    return tuple(
        FindingGroup(
            alike=each.alike,
            example=examples[each.first_id],
            findings=each.number,
            device_count=each.device_count,
            devices=tuple(names[one] for one in _first_few(each)),
            first_seen=each.first_seen,
            last_seen=last[each.alike, each.severity, each.status],
        )
        for each in rows
    )


def _members(connection: Connection, rows: Sequence[AnyRow]) -> dict[int, str]:
    """Return by row id the names of the first few devices of each group."""
    ids = {each for row in rows for each in _first_few(row)}
    query = select(DeviceRow.id, DeviceRow.name).where(DeviceRow.id.in_(ids))
    return {row_id: name for row_id, name in connection.execute(query)}  # noqa: C416  # rows


def _first_few(row: AnyRow) -> list[int]:
    return sorted(map(int, row.device_ids.split(",")))[:_SHOWN]


def _last_seen(
    connection: Connection, ours: Sequence[ColumnElement[bool]]
) -> dict[tuple[Any, ...], datetime]:
    by = (_ROW.alike, _ROW.severity, _ROW.status)
    query = select(*by, func.max(_ROW.last_seen)).where(*ours).group_by(*by)
    return {tuple(row[:3]): row[3] for row in connection.execute(query)}
