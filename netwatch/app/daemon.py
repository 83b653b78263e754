"""The service: parts that start in order, are looked after, and stop in reverse."""

import signal
import threading
from collections.abc import Sequence
from types import FrameType
from typing import Protocol

from netwatch.app.logs import Log
from netwatch.app.notify_systemd import Systemd

_LOOK_S = 5.0


class Part(Protocol):
    """One thing the service does beside others."""

    @property
    def name(self) -> str:
        """Return the name, for the log."""

    def start(self) -> None:
        """Begin; return when it works. Raises NetwatchError, which ends the service."""

    def stop(self) -> None:
        """End within a bounded time."""

    def trouble(self) -> str | None:
        """Return what is wrong and a restart may mend, None while the part is healthy."""


class Daemon:
    """Runs ``parts`` until it is told to stop.

    systemd's watchdog is fed only while every part is healthy.
    """

    def __init__(self, parts: Sequence[Part], log: Log, systemd: Systemd) -> None:
        self._parts = tuple(parts)
        self._log = log
        self._systemd = systemd
        self._ending = threading.Event()

    def run(self) -> None:
        """Start every part, look after them, and stop them when ``end`` was called.

        Raises what a part's start raises, after the parts before it were stopped.
        """
        started: list[Part] = []
        try:
            for part in self._parts:
                part.start()
                started.append(part)
            self._systemd.ready("running")
            self._look_after()
        finally:
            self._systemd.stopping()
            for part in reversed(started):
                self._log.info(f"stopping {part.name}")
                part.stop()

    def end(self) -> None:
        """Let ``run`` come to its end; safe in a signal handler."""
        self._ending.set()

    def _look_after(self) -> None:
        told: dict[str, str] = {}
        pause = _LOOK_S
        if self._systemd.watchdog_s is not None:
            pause = min(pause, self._systemd.watchdog_s / 3)
        while not self._ending.wait(pause):
            ill = {part.name: said for part in self._parts if (said := part.trouble()) is not None}
            if ill:
                self._systemd.status("; ".join(f"{name}: {said}" for name, said in ill.items()))
            else:
                self._systemd.alive("running")
            for name, said in ill.items():
                if told.get(name) != said:
                    self._log.error("a part of the service is in trouble", part=name, trouble=said)
            for name in told.keys() - ill.keys():
                self._log.info("a part of the service is well again", part=name)
            told = ill


def end_on_signals(daemon: Daemon, now: "EndNow") -> None:
    """End ``daemon`` on SIGTERM and SIGINT; a second signal calls ``now``."""
    seen = threading.Event()

    def handler(number: int, _frame: FrameType | None) -> None:
        if seen.is_set():
            now(number)
        seen.set()
        daemon.end()

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, handler)


class EndNow(Protocol):
    """Ends the process at once."""

    def __call__(self, number: int, /) -> None:
        """End because of the signal ``number``."""
