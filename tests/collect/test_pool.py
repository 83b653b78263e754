import threading
import time
from collections import Counter
from itertools import pairwise

import pytest

from netwatch.collect.deadline import Halt, Lifeline
from netwatch.collect.pool import Pool
from netwatch.model.device import Device

pytestmark = pytest.mark.usefixtures("threads_end")


def devices(number, sites=(None,)):
    return [
        Device(name=f"r{n}", address="192.0.2.1", platform="box", site=sites[n % len(sites)])
        for n in range(number)
    ]


class Counted:
    """Work that records how many ran at once, in all and in each site."""

    def __init__(self, seconds=0.002):
        self.seconds = seconds
        self.lock = threading.Lock()
        self.running = Counter()
        self.most = Counter()
        self.starts = []

    def __call__(self, device):
        with self.lock:
            self.starts.append((device.site, time.monotonic()))
            for key in ("all", device.site):
                self.running[key] += 1
                self.most[key] = max(self.most[key], self.running[key])
        time.sleep(self.seconds)
        with self.lock:
            for key in ("all", device.site):
                self.running[key] -= 1
        return device.name


def test_every_device_is_visited_once():
    given = devices(200, ("a", "b", None))
    assert sorted(Pool(threads=20).run(given, Counted())) == sorted(each.name for each in given)


def test_winding_down_begins_nothing_more_and_lets_what_is_in_flight_end():
    halt = Halt()
    begun, go_on = threading.Semaphore(0), threading.Event()

    def work(device):
        begun.release()
        go_on.wait(5)
        return device.name

    seen = []
    running = threading.Thread(
        target=lambda: seen.extend(Pool(threads=3, halt=halt).run(devices(50), work))
    )
    running.start()
    for _ in range(3):
        assert begun.acquire(timeout=5)
    halt.wind_down()
    go_on.set()
    running.join(5)
    assert sorted(seen) == ["r0", "r1", "r2"]
    assert halt.closing()
    assert not halt.stopped()


def test_no_devices_no_results():
    assert list(Pool().run([], Counted())) == []


def test_threads_and_sites_bound_what_runs_at_once():
    work = Counted()
    list(Pool(threads=6, per_site=2).run(devices(80, ("a", "b", "c", "d")), work))
    assert work.most["all"] <= 6
    assert max(work.most[site] for site in "abcd") == 2


def test_a_crowded_site_does_not_hold_up_the_others():
    release = threading.Event()

    def work(device):
        if device.site == "a":
            release.wait(5)
        return device.site

    given = devices(40, ("a", "b"))
    seen = Pool(threads=4, per_site=2).run(given, work)
    first = [next(seen) for _ in range(20)]
    release.set()
    assert first == ["b"] * 20
    assert list(seen) == ["a"] * 20


def test_a_hung_device_costs_its_slot_and_nothing_else():
    release = threading.Event()

    def work(device):
        if device.name == "r0":
            release.wait(5)
        return device.name

    seen = Pool(threads=2).run(devices(30), work)
    first = [next(seen) for _ in range(29)]
    release.set()
    assert "r0" not in first
    assert list(seen) == ["r0"]


def test_logins_in_one_site_are_paced():
    work = Counted(0)
    list(Pool(threads=8, pace_s=0.03).run(devices(8, ("a", "b")), work))
    for site in "ab":
        starts = sorted(at for name, at in work.starts if name == site)
        gaps = [later - earlier for earlier, later in pairwise(starts)]
        assert min(gaps) >= 0.025


def test_a_slow_reader_holds_the_visits_back():
    work = Counted(0)
    seen = Pool(threads=3).run(devices(100), work)
    next(seen)
    time.sleep(0.2)
    assert len(work.starts) <= 1 + 2 * 3 + 3 + 1
    assert len(list(seen)) == 99


def test_an_error_of_ours_ends_the_run_and_is_raised():
    def work(device):
        if device.name == "r3":
            raise ValueError(device.name)
        return device.name

    with pytest.raises(ValueError, match="r3"):
        list(Pool(threads=2).run(devices(50), work))


def test_ctrl_c_cuts_what_is_in_flight_and_starts_nothing_more():
    pool = Pool(threads=2)
    begun = []

    def work(device):
        begun.append(device.name)
        if device.name == "r0":
            return device.name
        line = Lifeline(60)
        pool.halt.watch(line)
        while line.ended is None:
            time.sleep(0.005)
        line.close()
        return device.name

    seen = pool.run(devices(50), work)
    next(seen)
    with pytest.raises(KeyboardInterrupt):
        seen.throw(KeyboardInterrupt())
    assert len(begun) <= 4
