"""The workspace of a service that runs for months: one store, and files as they are now."""

import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock, Thread

from netwatch.app.boards import Boards
from netwatch.app.reread import Reread
from netwatch.app.settings import Settings, environment
from netwatch.app.workspace import Workspace, utc_now
from netwatch.model.alert import Alerting
from netwatch.model.errors import NetwatchError
from netwatch.model.inventory import Inventory
from netwatch.model.mirror_graph import Choice
from netwatch.store.store import Store


@dataclass(frozen=True)
class Lent(Workspace):
    """A workspace whose store is the desk's: closing it leaves everything open."""

    read_alerting: Callable[[], Alerting] = field(default=Alerting, repr=False, hash=False)

    @cached_property
    def alerting(self) -> Alerting:
        """Return who is told of findings. Raises NetwatchError."""
        return self.read_alerting()

    def close(self) -> None:
        """Leave the store open: the desk closes it."""


@dataclass(frozen=True, slots=True)
class _Listed:
    inventory: Inventory
    addresses: Mapping[str, str]


class Desk:
    """Gives out workspaces that share what is costly; safe to share between threads.

    Inventory, policy and alerting are read again when their file changed. While a new one is being
    read the one before serves, and also when the new one cannot be read: ``troubles`` says so.
    """

    def __init__(self, settings: Settings, given: Mapping[str, str] | None = None) -> None:
        """Take the settings and the environment, that of the process for None."""
        self._settings = settings
        self._environment = environment() if given is None else given
        self._boards = Boards()
        self._opening = Lock()
        self._store: Store | None = None
        self._listed = Reread(settings.inventory, self._read_inventory)
        self._policy = Reread(settings.policy_path, lambda: self._own().policy)
        self._alerting = Reread(settings.alerts_path, lambda: self._own().alerting)

    def work(self) -> Workspace:
        """Return the workspace as the files are now; who asks need not close it.

        What it holds stays the same however long it is used. Raises NetwatchError.
        """
        listed = self._listed.value()
        lent = Lent(self._settings, self._environment, read_alerting=self._alerting.value)
        vars(lent).update(
            inventory=listed.inventory,
            addresses=listed.addresses,
            policy=self._policy.value(),
            store=self._opened(),
            boards=self._boards,
        )
        return lent

    @property
    def troubles(self) -> tuple[str, ...]:
        """Return a sentence about each file whose latest form could not be used."""
        said = (each.trouble for each in (self._listed, self._policy, self._alerting))
        return tuple(each for each in said if each is not None)

    def warm(self) -> Thread:
        """Begin to work out what takes all devices to say, so that no page waits for it."""
        thread = Thread(target=self._work_out, name="desk", daemon=True)
        thread.start()
        return thread

    def close(self) -> None:
        """Close the store."""
        with self._opening:
            if self._store is not None:
                self._store.close()
                self._store = None

    def _work_out(self) -> None:
        try:
            work = self.work()
            work.boards.mirrors.ends(work, utc_now())
            work.boards.map.seen(work, Choice(), utc_now())
            work.boards.incidents.told(work.store)
            # What was just built stays: a collection need not walk through it for every page.
            gc.collect()
            gc.freeze()
        except NetwatchError:
            return  # whoever asks for a page is told

    def _opened(self) -> Store:
        with self._opening:
            if self._store is None:
                self._store = self._own().store
            return self._store

    def _own(self) -> Workspace:
        return Workspace(self._settings, self._environment)

    def _read_inventory(self) -> _Listed:
        fresh = self._own()
        return _Listed(fresh.inventory, fresh.addresses)
