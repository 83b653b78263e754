"""Planned change windows open and close by themselves: a part of the daemon."""

from collections.abc import Callable

from netwatch.app.keeper import Keeper
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


class WindowKeeper(Keeper):
    """Opens windows that are about to begin and closes those that are over, every half minute."""

    name = "windows"
    lost = "no longer looks after change windows"

    def __init__(
        self, work: Workspace, say: Callable[[str], None], *, leading: Callable[[], bool],
        look_s: float = _LOOK_S,
    ) -> None:  # fmt: skip
        super().__init__(work, say, leading=leading, look_s=look_s)

    def look(self) -> None:
        """Open and close what is due."""
        try:
            with Workspace(self._work.settings, self._work.environment) as fresh:
                for act in (close_due, open_due):
                    self._tell(act(fresh, utc_now()))
        except NetwatchError as error:
            self.say_once(f"change windows cannot be looked after: {error}")

    def _tell(self, due: Due) -> None:
        for opened in due.opened:
            self._say(f"change window {opened.kept.window.name} is open")
        for verdict in due.verdicts:
            self._say(f"change window {verdict.window} is closed: {_WORDS[verdict.exit_code]}")
        for problem in due.problems:
            self.say_once(problem)
