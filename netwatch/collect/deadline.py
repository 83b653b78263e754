"""Time limits that hold whatever hangs: every wait is capped, and a lifeline cuts the socket."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from netwatch.collect.errors import CollectError
from netwatch.model.snapshot import Reason

_STOPPED = "netwatch was stopped"


class Cuttable(Protocol):
    """What wakes whoever waits on it when it is shut down: a socket, or an answer half read."""

    def shutdown(self, how: int, /) -> None:
        """End what is in flight, from any thread."""
        ...

    def close(self) -> None:
        """Give the resource back."""
        ...


class Lifeline:
    """The hard limit of one visit.

    ``left`` is what remains. When it is used up, or ``cut`` is called from another thread, every
    socket handed to ``hold`` is shut down, which wakes any thread that waits on it: paramiko has
    waits without a limit of their own (pty request, a full send buffer).
    """

    def __init__(self, limit_s: float) -> None:
        self.limit_s = limit_s
        self.ended: str | None = None
        self._until = time.monotonic() + limit_s
        self._lock = threading.Lock()
        self._sockets: list[Cuttable] = []
        self._timer = self._armed(limit_s)

    @contextmanager
    def allowing(self, seconds: float) -> Iterator[None]:
        """Allow ``seconds`` more inside the ``with``, for a command that is known to be slow.

        What it did not use is taken back, so that it never pays for a later hang.
        """
        began = time.monotonic()
        self._extend(seconds)
        try:
            yield
        finally:
            self._extend(min(0.0, time.monotonic() - began - seconds))

    def _extend(self, seconds: float) -> None:
        with self._lock:
            self.limit_s += seconds
            self._until += seconds
            self._timer.cancel()
            self._timer = self._armed(max(0.0, self._until - time.monotonic()))

    def _armed(self, seconds: float) -> threading.Timer:
        timer = threading.Timer(seconds, self._run_out)
        timer.daemon = True
        timer.start()
        return timer

    def _run_out(self) -> None:
        self.cut(f"the limit of {self.limit_s:g} s was up")

    def left(self, step_s: float | None = None) -> float:
        """Return the seconds the next wait may take, at most ``step_s``.

        Raises CollectError (timeout) when nothing is left.
        """
        left = self._until - time.monotonic()
        if left <= 0 or self.ended:
            raise self.error()
        return left if step_s is None else min(left, step_s)

    def hold(self, sock: Cuttable) -> None:
        """Take charge of an open socket."""
        with self._lock:
            self._sockets.append(sock)
            ended = self.ended
        if ended:
            _shut(sock)

    def cut(self, why: str) -> None:
        """End the visit now, from any thread."""
        with self._lock:
            self.ended = self.ended or why
        self.shut()

    def error(self) -> CollectError:
        """Return why the visit ended, as the failure of the whole device."""
        why = self.ended or f"the limit of {self.limit_s:g} s was up"
        detail = f"{why} before the visit was complete; raise the device's timeout_s if it is slow"
        return CollectError(Reason.TIMEOUT, detail)

    def shut(self) -> None:
        """Wake every thread that waits on a socket of this visit."""
        with self._lock:
            held = tuple(self._sockets)
        for sock in held:
            _shut(sock)

    def close(self) -> None:
        """Close what is still open and end the timer's thread."""
        self._timer.cancel()
        self.shut()
        with self._lock:
            held, self._sockets = tuple(self._sockets), []
        for sock in held:
            sock.close()
        self._timer.join(1.0)


class Halt:
    """A switch that ends all visits in flight, for a clean stop on Ctrl-C or shutdown.

    ``wind_down`` lets no visit begin and those in flight end; ``now`` cuts these too.
    """

    def __init__(self) -> None:
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._lines: set[Lifeline] = set()
        self._stopped = threading.Event()

    def watch(self, line: Lifeline) -> None:
        """Take a visit in; after ``now`` it is cut at once."""
        with self._lock:
            self._lines.add(line)
        if self._stopped.is_set():
            line.cut(_STOPPED)

    def forget(self, line: Lifeline) -> None:
        """Let a finished visit go."""
        with self._lock:
            self._lines.discard(line)

    def closing(self, within_s: float = 0.0) -> bool:
        """Tell whether no visit is to begin any more, waiting ``within_s`` for it to be said."""
        return self._closing.wait(within_s)

    def stopped(self) -> bool:
        """Tell whether visits in flight were cut."""
        return self._stopped.is_set()

    def wind_down(self) -> None:
        """Let no further visit begin."""
        self._closing.set()

    def now(self) -> None:
        """Cut every visit in flight and every later one."""
        self._closing.set()
        self._stopped.set()
        with self._lock:
            lines = tuple(self._lines)
        for line in lines:
            line.cut(_STOPPED)

    def wait(self, seconds: float) -> bool:
        """Sleep, unless stopped; return whether it was."""
        return self._stopped.wait(seconds)


def within(seconds: float, work: Callable[[], object], name: str) -> bool:
    """Run ``work`` in a daemon thread and wait; return whether it finished in time.

    For calls that cannot be interrupted (name resolution, a key agent). A thread that is left
    behind ends when its call does.
    """
    thread = threading.Thread(target=work, name=name, daemon=True)
    thread.start()
    thread.join(seconds)
    return not thread.is_alive()


def _shut(sock: Cuttable) -> None:
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # already closed by the other side or by paramiko
