"""What visits keep becomes findable: a part of the daemon."""

import threading
from collections.abc import Callable

from netwatch.app.workspace import Workspace
from netwatch.model.errors import NetwatchError

_LOOK_S = 10.0


class IndexKeeper:
    """Lets the search catch up with the visits every ten seconds, in short transactions.

    Only the ``leading`` one of several servers does. ``say`` hears what failed, once each.
    """

    name = "search index"

    def __init__(
        self, work: Workspace, say: Callable[[str], None], *, leading: Callable[[], bool],
        look_s: float = _LOOK_S,
    ) -> None:  # fmt: skip
        self._work, self._say, self._leading, self._look_s = work, say, leading, look_s
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="search index", daemon=True)
        self._told: set[str] = set()

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more; the transaction under way is finished."""
        self._ended.set()
        self._thread.join()

    def trouble(self) -> str | None:
        """Return what is wrong, None when nothing is."""
        ended = not self._thread.is_alive() and not self._ended.is_set()
        return "no longer indexes what visits keep" if ended else None

    def _run(self) -> None:
        while not self._ended.is_set():
            if self._leading():
                self._look()
            self._ended.wait(self._look_s)

    def _look(self) -> None:
        try:
            with Workspace(self._work.settings, self._work.environment) as fresh:
                for _ in fresh.store.lines.catch_up():
                    if self._ended.wait(0.05):  # others write in between
                        return
        except NetwatchError as error:
            if str(error) not in self._told:
                self._told.add(str(error))
                self._say(f"the search index is behind: {error}")
