"""Many devices at once: bounded threads, few logins a site at a time, results as they come."""

import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from netwatch.collect.deadline import Halt
from netwatch.model.device import Device

T = TypeVar("T")

_STOP_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """How hard to press on the network.

    ``threads`` visits run at once, at most ``per_site`` of them in one site, and two logins in
    one site start at least ``pace_s`` seconds apart (devices and AAA servers limit the rate).
    A device without a site is limited by ``threads`` alone. ``halt`` ends the visits in flight
    when a run is left early; the visits must have been given the same one.
    """

    threads: int = 50
    per_site: int | None = None
    pace_s: float = 0.0
    halt: Halt = field(default_factory=Halt)

    def run(self, devices: Iterable[Device], work: Callable[[Device], T]) -> Iterator[T]:
        """Yield ``work(device)`` for every device, as each finishes.

        When ``halt`` winds down, no further visit begins and the run ends with those in flight.

        What ``work`` raises is raised here and ends the run. Leaving the iteration early (an
        exception, Ctrl-C, ``break``) starts nothing more and cuts what is in flight.
        """
        run = _Run(tuple(devices), self, work)
        try:
            yield from run.results()
        finally:
            run.stop()


class _Run(Generic[T]):
    """One run: who waits, who is being visited, what came back. One lock guards all of it."""

    def __init__(
        self, devices: tuple[Device, ...], pool: Pool, work: Callable[[Device], T]
    ) -> None:
        self._pool, self._work = pool, work
        self._sites: dict[str | None, deque[Device]] = {}
        for device in devices:
            self._sites.setdefault(device.site, deque()).append(device)
        self._busy: Counter[str | None] = Counter()
        self._free_at: dict[str | None, float] = {}
        self._done: deque[T] = deque()
        self._left = len(devices)
        self._error: Exception | None = None
        self._stopped = False
        lock = threading.Lock()
        self._turn = threading.Condition(lock)
        self._arrived = threading.Condition(lock)
        self._room = threading.Condition(lock)
        self._workers = [
            threading.Thread(target=self._visit_all, name=f"visit-{number}", daemon=True)
            for number in range(min(pool.threads, len(devices)))
        ]

    def results(self) -> Iterator[T]:
        """Start the threads and yield until every device is done."""
        for worker in self._workers:
            worker.start()
        while self._left:
            with self._arrived:
                while self._left and not self._done and self._error is None:
                    self._arrived.wait()
                if self._error is not None:
                    raise self._error
                if not self._left:
                    return
                self._left -= 1
                result = self._done.popleft()
                self._room.notify()
            yield result

    def stop(self) -> None:
        """End the threads; cut what they wait for when the run is not complete."""
        with self._turn:
            self._stopped = True
            for each in (self._turn, self._room):
                each.notify_all()
        if self._left:
            self._pool.halt.now()
        until = time.monotonic() + _STOP_S
        for worker in self._workers:
            if worker.ident is not None:
                worker.join(max(0.0, until - time.monotonic()))

    def _visit_all(self) -> None:
        device = self._take()
        while device is not None:
            try:
                result = self._work(device)
            except Exception as error:  # noqa: BLE001  # raised again where the run is read
                self._fail(error)
                return
            self._give(device, result)
            device = self._take()

    def _take(self) -> Device | None:
        """Return the next device that may be visited; wait for one; None when none is left."""
        with self._turn:
            while not self._stopped:
                if self._pool.halt.closing():
                    self._drop_waiting()
                if not self._sites:
                    self._turn.notify_all()
                    return None
                site, wait_s = self._next_site(time.monotonic())
                if wait_s == 0.0:
                    return self._start(site)
                self._turn.wait(wait_s)
        return None

    def _drop_waiting(self) -> None:
        self._left -= sum(map(len, self._sites.values()))
        self._sites.clear()
        self._arrived.notify_all()

    def _next_site(self, now: float) -> tuple[str | None, float | None]:
        """Return a site with a free slot and 0, or how long to wait; None until one is done."""
        soonest: float | None = None
        for site in self._sites:
            if site is None:
                return site, 0.0
            if self._pool.per_site and self._busy[site] >= self._pool.per_site:
                continue
            wait_s = max(0.0, self._free_at.get(site, 0.0) - now)
            if wait_s == 0.0:
                return site, wait_s
            soonest = wait_s if soonest is None else min(soonest, wait_s)
        return None, soonest

    def _start(self, site: str | None) -> Device:
        waiting = self._sites.pop(site)
        device = waiting.popleft()
        if waiting:
            # To the end of the line: the sites take turns.
            self._sites[site] = waiting
        self._busy[site] += 1
        self._free_at[site] = time.monotonic() + self._pool.pace_s
        return device

    def _give(self, device: Device, result: T) -> None:
        with self._room:
            self._busy[device.site] -= 1
            self._turn.notify()
            # A slow reader holds the visits back, or their results would fill the memory.
            while len(self._done) >= 2 * self._pool.threads and not self._stopped:
                self._room.wait()
            self._done.append(result)
            self._arrived.notify()

    def _fail(self, error: Exception) -> None:
        with self._arrived:
            self._error = self._error or error
            self._arrived.notify_all()
