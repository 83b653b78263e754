"""The part of the daemon that sends alerts, all the time, in a thread of its own."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

from netwatch.app.alerting import deliver, enqueue, troubles
from netwatch.app.workspace import Workspace
from netwatch.model.errors import NetwatchError

_EVERY_S = 5.0
_ROUND_S = 20.0


class Dispatcher:
    """Reads new steps of findings and sends what is due, until it is stopped.

    ``say`` hears what a person should read in the log; inventory and alerts.yaml are read anew
    when they change.
    """

    name = "alerts"

    def __init__(
        self, work: Workspace, say: Callable[[str], None], *, every_s: float = _EVERY_S
    ) -> None:
        self._settings = work.settings
        self._environment = work.environment
        self._say = say
        self._every_s = every_s
        self._halt = threading.Event()
        self._thread: threading.Thread | None = None
        self._trouble: str | None = None

    def start(self) -> None:
        """Start the thread."""
        self._halt.clear()
        self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Let the message that is being sent end, send no other, and return."""
        self._halt.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def trouble(self) -> str | None:
        """Return what a restart would mend, None when nothing: a receiver that is down is not."""
        if self._thread is not None and not self._thread.is_alive():
            return "the thread that sends alerts has ended; restart netwatch serve"
        return None

    @property
    def complaint(self) -> str | None:
        """Why alerts do not go out, in a sentence; None when they do."""
        return self._trouble

    def _run(self) -> None:
        while not self._halt.is_set():
            stamp = self._stamp()
            with Workspace(self._settings, self._environment) as work:
                while not self._halt.is_set() and self._stamp() == stamp:
                    self._note(self._round(work))
                    self._halt.wait(self._every_s)

    def _round(self, work: Workspace) -> str | None:
        try:
            if not work.alerting.routes:
                return None
            enqueue(work, self._say)
            deliver(work, time.monotonic() + _ROUND_S)
            return "; ".join(troubles(work)) or None
        except NetwatchError as error:
            return f"alerts: {error}"
        except Exception as error:  # noqa: BLE001  # the thread must live; a text may hold secrets
            return f"alerts: {type(error).__name__}, tried again in {self._every_s:g} s"

    def _note(self, trouble: str | None) -> None:
        if trouble and trouble != self._trouble:
            self._say(trouble)
        self._trouble = trouble

    def _stamp(self) -> tuple[int, ...]:
        paths = (self._settings.alerts_path, self._settings.inventory)
        return tuple(_changed(each) for each in paths)


def _changed(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
