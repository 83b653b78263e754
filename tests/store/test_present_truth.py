"""The present tables say what the kept visits say, whatever came in which order."""

from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update
from support import strategies
from support.visits import START, finding, moment, visit

from netwatch.compare import overlay
from netwatch.model.snapshot import Artifact, Snapshot
from netwatch.store import Store, Visit, migrate
from netwatch.store.database import Database
from netwatch.store.present import Present
from netwatch.store.present_values import DeviceQuery, FindingQuery
from netwatch.store.present_writing import rebuild
from netwatch.store.schema import DeviceRow, FindingRow
from netwatch.store.schema_present import (
    DeviceDayRow,
    PresentDeviceRow,
    PresentFacetRow,
    PresentMirrorRow,
    PresentVisitRow,
)

TABLES = (PresentVisitRow, PresentDeviceRow, PresentMirrorRow, PresentFacetRow)
NUMBERS = count()
HELD = {"suppress_health_check": [HealthCheck.function_scoped_fixture], "deadline": None}


@st.composite
def visits(draw):
    """Some visits, as check.py makes them: repeated, failed, in part, and not always in order."""
    name = f"device {next(NUMBERS)}"  # one store serves every example
    kinds = draw(st.lists(strategies.states, min_size=1, max_size=3))
    known, made = None, []
    for _ in range(draw(st.integers(1, 6))):
        hours = draw(st.integers(0, 60))
        state = draw(st.sampled_from(kinds))
        seen = replace(state, device=name, taken_at=START + timedelta(hours=hours))
        blank = draw(st.booleans())
        if blank:
            seen = replace(
                seen, config=None, startup=None, declared=None, operating=None, mirrors=None,
                image=None, files=None,
            )  # fmt: skip
        known = overlay(known, seen)
        artifacts = () if blank else (Artifact("version", "show version", "17.9"),)
        snapshot = Snapshot(
            device=name, platform="cisco_xe", taken_at=seen.taken_at, artifacts=artifacts,
            failures=seen.failures,
        )  # fmt: skip
        made.append(Visit(snapshot=snapshot, seen=seen, known=known))
    return made


def device_id(connection, name):
    return connection.execute(select(DeviceRow.id).where(DeviceRow.name == name)).scalar_one()


def present(connection, name):
    number = device_id(connection, name)
    return {
        table.__tablename__: sorted(
            map(repr, connection.execute(select(table.__table__).where(table.device_id == number)))
        )
        for table in TABLES
    }


def days(connection, number=None):
    query = select(DeviceDayRow.day)
    if number is not None:
        query = query.where(DeviceDayRow.device_id == number)
    return set(connection.execute(query).scalars())


@settings(max_examples=25, **HELD)
@given(made=visits())
def test_what_was_written_step_by_step_is_what_the_kept_visits_give(store, made):
    for each in made:
        store.keep(each)
    name = made[0].snapshot.device
    with store.database.writing() as connection:
        number = device_id(connection, name)
        written, written_days = present(connection, name), days(connection, number)
        connection.execute(delete(DeviceDayRow))
        rebuild(connection, number)
        assert present(connection, name) == written
        assert days(connection, number) == written_days


def emptied(store):
    """Leave the store as an older netwatch would have."""
    with store.database.writing() as connection:
        for table in (*TABLES, DeviceDayRow):
            connection.execute(delete(table))
        connection.execute(update(FindingRow).values(words=None, alike=None, mark=None))


def fleet(store, number=3):
    for index in range(number):
        name = f"r{index}"
        for hour in (0, 60, 2000):
            store.keep(visit(hour + index, device=name, raised=(finding(device=name),)))


def everything(store):
    with store.database.reading() as connection:
        rows = [present(connection, f"r{index}") for index in range(3)]
        findings = connection.execute(
            select(FindingRow.words, FindingRow.alike, FindingRow.mark).order_by(FindingRow.id)
        ).all()
        return rows, findings, days(connection)


def test_an_upgrade_fills_what_an_older_netwatch_left(url, store):
    fleet(store)
    before = everything(store)
    emptied(store)
    assert store.present.overview().unfilled == 3
    migrate.upgrade(url)
    assert everything(store) == before
    assert store.present.overview().unfilled == 0


def test_an_interrupted_filling_goes_on(store, monkeypatch):
    monkeypatch.setattr("netwatch.store.present._BATCH", 1)
    fleet(store)
    before = everything(store)
    emptied(store)
    steps = store.present.fill()
    next(steps)
    steps.close()
    assert store.present.overview().unfilled == 2
    assert sum(Present(store.database).fill()) == 2 + 3
    assert everything(store) == before


def test_a_visit_fills_its_own_device(store):
    fleet(store)
    emptied(store)
    store.keep(visit(3000, device="r1"))
    (shown,) = store.present.devices(DeviceQuery()).items
    assert (shown.name, shown.first_visit, shown.last_visit) == ("r1", moment(1), moment(3000))


def test_a_late_visit_does_not_hide_a_later_one(store):
    store.keep(visit(10))
    late = visit(5, text="hostname other\n")
    store.keep(replace(late, known=replace(late.known, mirrors=())))
    (shown,) = store.present.devices(DeviceQuery()).items
    assert (shown.last_visit, shown.mirrors) == (moment(10), 1)
    assert shown.first_visit == moment(5)


def test_pruning_forgets_the_days_it_forgot_the_visits_of(store):
    day = 24 * 60
    for number in (0, day, 3 * day):
        store.keep(visit(number))
    for _ in store.prune(START + timedelta(days=2)):
        pass
    with store.database.reading() as connection:
        assert len(days(connection)) == 1


def test_findings_of_before_are_listed_while_they_wait_to_be_filled(store):
    fleet(store)
    emptied(store)
    assert store.finding_pages.page(FindingQuery()).total == 3
    assert store.finding_pages.groups(FindingQuery(), least=2).total == 0


@pytest.mark.parametrize("number", [1, 3000])
def test_any_number_of_names_may_limit_an_answer(store, number):
    fleet(store)
    names = frozenset(f"r{index}" for index in range(number))
    assert store.present.overview(names).devices == min(number, 3)


def test_the_schema_is_that_of_an_upgraded_database(url):
    migrate.upgrade(url)
    migrate.check(url)
    Database.open(url).close()
    with Store.open(url) as opened:
        assert opened.present.overview().devices == 0
