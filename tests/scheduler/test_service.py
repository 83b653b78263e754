import threading
from datetime import UTC, datetime

import pytest

from netwatch.scheduler.service import Schedule, ScheduleError, Service, overdue

NIGHTLY = Schedule("30 2 * * *", "Europe/Berlin")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("last", "now", "is_overdue"),
    [
        (None, "2026-01-02T00:00", True),
        ("2026-01-01T01:31", "2026-01-02T01:29", False),
        ("2026-01-01T01:31", "2026-01-02T01:30", True),
        # Clocks go forward on 29 March 2026: half past two does not exist that night.
        ("2026-03-28T01:31", "2026-03-29T00:59", False),
        ("2026-03-28T01:31", "2026-03-29T23:00", True),
        # They go back on 25 October: half past two comes twice, and is swept twice, never not.
        ("2026-10-25T00:31", "2026-10-25T00:59", False),
        ("2026-10-25T00:31", "2026-10-25T01:30", True),
    ],
)
def test_a_missed_sweep_is_made_up_for(last, now, is_overdue):
    assert overdue(NIGHTLY, last and at(last), at(now)) is is_overdue


@pytest.mark.parametrize(
    "schedule",
    [Schedule("every night"), Schedule("61 2 * * *"), Schedule("0 2 * * *", "Mars/Olympus")],
)
def test_a_schedule_that_makes_no_sense_says_so(schedule):
    with pytest.raises(ScheduleError, match="five cron fields"):
        schedule.trigger()


def test_an_overdue_sweep_runs_at_once_and_the_next_by_the_clock():
    ran = threading.Event()
    service = Service(NIGHTLY, ran.set, pytest.fail)
    service.start(at_once=True)
    assert ran.wait(10)
    service.stop()
    service.wait()


def test_nothing_runs_before_its_time():
    ran = threading.Event()
    service = Service(NIGHTLY, ran.set, pytest.fail)
    service.start(at_once=False)
    assert service.next_run > datetime.now(UTC)
    service.stop()
    assert not ran.is_set()


def test_a_sweep_that_fails_is_told_and_the_service_lives():
    told, heard = [], threading.Event()

    def fail():
        raise RuntimeError("the database is full")

    def trouble(message):
        told.append(message)
        heard.set()

    service = Service(NIGHTLY, fail, trouble)
    service.start(at_once=True)
    assert heard.wait(10)
    assert told == ["a sweep failed: the database is full"]
    assert service.next_run is not None
    service.stop()


def test_stopping_lets_a_running_sweep_finish():
    begun, go_on, finished = threading.Event(), threading.Event(), threading.Event()

    def work():
        begun.set()
        go_on.wait(10)
        finished.set()

    service = Service(NIGHTLY, work, pytest.fail)
    service.start(at_once=True)
    assert begun.wait(10)
    stopping = threading.Thread(target=service.stop)
    stopping.start()
    go_on.set()
    stopping.join(10)
    assert finished.is_set()
