"""A part of the daemon that looks after something again and again, in a thread of its own."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable

from netwatch.app.workspace import Workspace


class Keeper(ABC):
    """Looks every ``look_s`` seconds, while it is the ``leading`` one of several servers.

    ``say`` hears what was done and what failed.
    """

    name: str
    lost: str
    """What is no longer done when the thread has ended by itself, for people."""

    def __init__(
        self, work: Workspace, say: Callable[[str], None], *, leading: Callable[[], bool],
        look_s: float,
    ) -> None:  # fmt: skip
        self._work, self._say, self._leading, self._look_s = work, say, leading, look_s
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)
        self._told: set[str] = set()

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more; what is under way is finished."""
        self._ended.set()
        self._thread.join()

    def trouble(self) -> str | None:
        """Return what is wrong, None when nothing is."""
        ended = not self._thread.is_alive() and not self._ended.is_set()
        return self.lost if ended else None

    @abstractmethod
    def look(self) -> None:
        """Do what is due; no error leaves it."""

    def say_once(self, text: str) -> None:
        """Say what was not said before."""
        if text not in self._told:
            self._told.add(text)
            self._say(text)

    def _run(self) -> None:
        while not self._ended.is_set():
            if self._leading():
                self.look()
            self._ended.wait(self._look_s)
