"""Planned change windows open and close by themselves: a part of the daemon."""

import threading
from collections.abc import Callable

from netwatch.app.windows import Due, close_due, open_due
from netwatch.app.workspace import Workspace, utc_now
from netwatch.model.checked import ExitCode
from netwatch.model.errors import NetwatchError

_LOOK_S = 30.0
_WORDS = {
    ExitCode.OK: "exactly as said",
    ExitCode.FINDINGS: "something was missing or not expected",
    ExitCode.UNKNOWN: "something could not be observed",
}

Say = Callable[[str], None]


class WindowKeeper:
    """Opens windows that are about to begin and closes those that are over, every half minute.

    Only the ``leading`` one of several servers does. ``say`` hears what was done and what failed.
    """

    name = "windows"

    def __init__(
        self, work: Workspace, say: Say, *, leading: Callable[[], bool], look_s: float = _LOOK_S
    ) -> None:
        self._work, self._say, self._leading, self._look_s = work, say, leading, look_s
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="windows", daemon=True)
        self._told: set[str] = set()

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more; what is being opened or verified is finished."""
        self._ended.set()
        self._thread.join()

    def trouble(self) -> str | None:
        """Return what is wrong, None when nothing is."""
        ended = not self._thread.is_alive() and not self._ended.is_set()
        return "no longer looks after change windows" if ended else None

    def _run(self) -> None:
        while not self._ended.is_set():
            if self._leading():
                self._look()
            self._ended.wait(self._look_s)

    def _look(self) -> None:
        try:
            with Workspace(self._work.settings, self._work.environment) as fresh:
                for act in (close_due, open_due):
                    self._tell(act(fresh, utc_now()))
        except NetwatchError as error:
            self._once(f"change windows cannot be looked after: {error}")

    def _tell(self, due: Due) -> None:
        for opened in due.opened:
            self._say(f"change window {opened.kept.window.name} is open")
        for verdict in due.verdicts:
            self._say(f"change window {verdict.window} is closed: {_WORDS[verdict.exit_code]}")
        for problem in due.problems:
            self._once(problem)

    def _once(self, problem: str) -> None:
        if problem not in self._told:
            self._told.add(problem)
            self._say(problem)
