"""Work behind the pages: once at a time, told step by step, ended in words."""

import threading
import time
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from netwatch.app.errands import BusyError, Errand, Errands
from netwatch.app.sweep import StoppedError
from netwatch.model.errors import NetwatchError

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def errand(subject="window CHG1"):
    return Errand(subject=subject, act="verifying", by="anna", began=NOW, total=2)


def ended(errands, subject="window CHG1"):
    until = time.monotonic() + 10
    while errands.latest(subject).ended is None and time.monotonic() < until:
        time.sleep(0.005)
    return errands.latest(subject)


def outcomes(*names):
    return (SimpleNamespace(device=SimpleNamespace(name=each)) for each in names)


@pytest.fixture
def errands():
    made = Errands()
    yield made
    made.stop()


def test_progress_and_end_are_told(errands):
    step = threading.Event()

    def work(task):
        for each in task.shown(outcomes("r1", "r2")):
            if each.device.name == "r2":
                step.wait(10)
        return "exactly as said"

    assert errands.start(errand(), work).ended is None
    until = time.monotonic() + 10
    while errands.latest("window CHG1").done < 2 and time.monotonic() < until:
        time.sleep(0.005)
    assert errands.latest("window CHG1").latest == "r2"
    with pytest.raises(BusyError, match="asked for by anna"):
        errands.start(errand(), work)
    step.set()
    over = ended(errands)
    assert (over.done, over.failed, over.said) == (2, False, "exactly as said")
    errands.start(errand(), lambda _: "again")
    assert ended(errands).said == "again"


@pytest.mark.parametrize(
    ("error", "said"),
    [(NetwatchError("no secret"), "no secret"), (ZeroDivisionError("x"), "ZeroDivisionError: x")],
)
def test_what_goes_wrong_is_told_and_frees_the_subject(errands, error, said):
    def work(_task):
        raise error

    errands.start(errand(), work)
    over = ended(errands)
    assert (over.failed, over.said) == (True, said)
    errands.start(errand(), lambda _: "")


def test_stopping_ends_a_verification_and_keeps_a_part_of_a_baseline():
    begun, seen = threading.Event(), []

    def endless():
        while True:
            begun.set()
            yield from outcomes("r1")

    def verifying(task):
        list(task.shown(endless()))

    def opening(task):
        seen.extend(task.until_stopped(endless()))
        return "open"

    for work, failed in ((verifying, True), (opening, False)):
        errands = Errands()
        begun.clear()
        errands.start(errand(), work)
        assert begun.wait(10)
        errands.stop()
        assert ended(errands).failed is failed
    assert seen


def test_too_much_at_once_is_refused(errands):
    step = threading.Event()
    for number in range(32):
        errands.start(errand(f"window {number}"), lambda _: str(step.wait(10)))
    with pytest.raises(BusyError, match="too much"):
        errands.start(errand("window 33"), lambda _: "")
    step.set()


def test_a_stopped_sweep_is_told_as_such(errands):
    def work(_task):
        raise StoppedError("netwatch was stopped")

    errands.start(errand(), work)
    assert ended(errands).said == "netwatch was stopped"
