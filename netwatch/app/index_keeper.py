"""What visits keep becomes findable: a part of the daemon."""

from collections.abc import Callable

from netwatch.app.keeper import Keeper
from netwatch.app.workspace import Workspace
from netwatch.model.errors import NetwatchError

_LOOK_S = 10.0
_BETWEEN_S = 0.05


class IndexKeeper(Keeper):
    """Lets the search catch up with the visits every ten seconds, in short transactions."""

    name = "search index"
    lost = "no longer indexes what visits keep"

    def __init__(
        self, work: Workspace, say: Callable[[str], None], *, leading: Callable[[], bool],
        look_s: float = _LOOK_S,
    ) -> None:  # fmt: skip
        super().__init__(work, say, leading=leading, look_s=look_s)

    def look(self) -> None:
        """Read what was kept since."""
        try:
            with Workspace(self._work.settings, self._work.environment) as fresh:
                for _ in fresh.store.lines.catch_up():
                    if self._ended.wait(_BETWEEN_S):  # others write in between
                        return
        except NetwatchError as error:
            self.say_once(f"the search index is behind: {error}")
