"""Work that a person asked a page for and that takes minutes: done behind, its progress told.

Nothing of it is stored: an errand that dies with its process left nothing half done behind, for
whatever it does is kept visit by visit, and it can be asked for again.
"""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime

from netwatch.app.sweep import StoppedError
from netwatch.app.workspace import utc_now
from netwatch.collect.deadline import Halt
from netwatch.model.checked import Checked
from netwatch.model.errors import NetwatchError

_AT_ONCE = 4
_WAITING = 32
_REMEMBERED = 500


class BusyError(NetwatchError):
    """The same is being done already, or too much is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """What is done to ``subject``, who asked for it, and how far it has come.

    ``total`` is how many devices it visits, ``done`` how many of them were; ``latest`` is the last
    of these. ``ended`` is None while it goes on; then ``said`` tells how it ended.
    """

    subject: str
    act: str
    by: str
    began: datetime
    total: int
    done: int = 0
    latest: str = ""
    ended: datetime | None = None
    failed: bool = False
    said: str = ""


class Task:
    """What an errand's work is given: a switch that stops it, and where it tells of progress."""

    def __init__(self, halt: Halt, step: Callable[[str], None]) -> None:
        self.halt, self._step = halt, step

    def until_stopped(self, stream: Iterator[Checked]) -> Iterator[Checked]:
        """Yield the outcomes of ``stream``, telling of each; fewer when the errand is stopped."""
        for each in stream:
            self._step(each.device.name)
            yield each
            if self.halt.closing():
                return

    def shown(self, stream: Iterator[Checked]) -> Iterator[Checked]:
        """Yield every outcome of ``stream``, telling of each. Raises StoppedError when stopped."""
        yield from self.until_stopped(stream)
        if self.halt.closing():
            raise StoppedError("netwatch was stopped; what was visited before is kept")


Work = Callable[[Task], str]
"""Does an errand and returns in a sentence how it ended; may raise NetwatchError."""


@dataclass
class Errands:
    """The errands of one process; safe to share between threads."""

    _kept: dict[str, Errand] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _halt: Halt = field(default_factory=Halt)
    _pool: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="errand")
    )

    def start(self, errand: Errand, work: Work) -> Errand:
        """Begin ``work`` behind and return its errand. Raises BusyError."""
        with self._lock:
            there = self._kept.get(errand.subject)
            if there is not None and there.ended is None:
                raise BusyError(
                    f"{errand.subject}: {there.act} was asked for by {there.by} and goes on; "
                    "wait for its end"
                )
            if sum(each.ended is None for each in self._kept.values()) >= _WAITING:
                raise BusyError("too much is being done; try again when some of it has ended")
            self._kept.pop(errand.subject, None)
            self._kept[errand.subject] = errand
            self._forget()
        self._pool.submit(self._run, errand.subject, work)
        return errand

    def latest(self, subject: str) -> Errand | None:
        """Return the last errand about ``subject`` of this process, None for none."""
        with self._lock:
            return self._kept.get(subject)

    def stop(self) -> None:
        """Begin no more, let visits in flight end, and wait for that."""
        self._halt.wind_down()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _forget(self) -> None:
        over = [name for name, each in self._kept.items() if each.ended is not None]
        for name in over[: max(0, len(self._kept) - _REMEMBERED)]:
            del self._kept[name]

    def _run(self, subject: str, work: Work) -> None:
        failed = True
        try:
            said = work(Task(self._halt, lambda device: self._step(subject, device)))
            failed = False
        except NetwatchError as error:
            said = str(error)
        except Exception as error:  # noqa: BLE001  # a thread's end must be told, whatever it was
            said = f"{type(error).__name__}: {error}"
        self._change(subject, lambda now: replace(now, ended=utc_now(), failed=failed, said=said))

    def _step(self, subject: str, device: str) -> None:
        self._change(subject, lambda now: replace(now, done=now.done + 1, latest=device))

    def _change(self, subject: str, to: Callable[[Errand], Errand]) -> None:
        with self._lock, suppress(KeyError):
            self._kept[subject] = to(self._kept[subject])
