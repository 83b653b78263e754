"""Devices replayed side by side, each by one process: a core reads, judges and keeps on its own.

A device's versions depend on each other, devices do not. So a process takes a device, works it off
and asks for the next. A process whose parent is gone finds its line closed and ends.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from multiprocessing import parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Self

from netwatch.app.crew import CrewError, context
from netwatch.app.fleet import Fleet
from netwatch.app.past.archive import Archive
from netwatch.app.past.platforms import chooser
from netwatch.app.past.replay import Replay, Tally
from netwatch.app.past.texts import Cleaner, Reader
from netwatch.app.settings import Settings
from netwatch.app.watch import Watch
from netwatch.app.workspace import Workspace, utc_now
from netwatch.model.device import Device
from netwatch.model.errors import NetwatchError
from netwatch.model.evidence import Severity
from netwatch.model.past import PastDevice
from netwatch.model.snapshot import Snapshot
from netwatch.store.store import Store

_WAIT_S = 300.0
_STOP_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One device to be replayed; ``known`` is what the inventory says of it."""

    past: PastDevice
    archive: Archive
    known: Device | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How versions are judged, the same for all devices.

    ``owners`` are the device and interface of addresses, ``addresses`` the inventory's.
    """

    platform: str | None
    since: Severity
    owners: Mapping[str, tuple[str, str]]
    addresses: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What became of one device; ``platform`` is None when nobody could tell it."""

    name: str
    platform: str | None
    tally: Tally
    first: datetime | None
    last: datetime | None


def replayed(
    work: Workspace, jobs: Sequence[Job], terms: Terms, processes: int
) -> Iterator[Replayed]:
    """Replay every device and yield what became of it as it is done.

    Raises what a process met: StoreError, GitError and the rest of NetwatchError; CrewError when
    one died. What was kept before stays.
    """
    if processes <= 1:
        with Worker(work, terms) as worker:
            yield from map(worker.replay, jobs)
        return
    children: dict[Connection, BaseProcess] = {}
    try:
        for _ in range(processes):
            near, far = context().Pipe()
            given = (far, work.settings, dict(work.environment), terms)
            child: BaseProcess = context().Process(target=_serve, args=given, daemon=True)
            child.start()
            far.close()
            children[near] = child
        yield from _shared_out(children, iter(jobs))
    finally:
        for near, child in children.items():
            near.close()
            child.terminate()
            child.join(_STOP_S)


def _shared_out(
    children: Mapping[Connection, BaseProcess], jobs: Iterator[Job]
) -> Iterator[Replayed]:
    busy = [line for line in children if _given(line, next(jobs, None))]
    while busy:
        for line in wait(busy):
            if not isinstance(line, Connection):
                continue
            try:
                message = line.recv()
            except EOFError:
                raise CrewError(
                    f"an importing process ended (exit {children[line].exitcode}); nothing that "
                    "was kept is lost, run the import again or with --processes 1"
                ) from None
            if isinstance(message, Exception):
                raise message
            yield message
            if not _given(line, next(jobs, None)):
                busy.remove(line)


def _given(line: Connection, job: Job | None) -> bool:
    if job is not None:
        line.send(job)
    return job is not None


def _serve(
    line: Connection, settings: Settings, environment: Mapping[str, str], terms: Terms
) -> None:
    """Be a child: replay what the parent sends until its end of the line is closed."""
    with (
        suppress(KeyboardInterrupt, EOFError, BrokenPipeError, ConnectionResetError),
        Workspace(settings, environment) as work,
    ):
        try:
            with Worker(work, terms) as worker:
                while True:
                    line.send(worker.replay(line.recv()))
        except NetwatchError as error:
            line.send(error)


class Worker:
    """Replays devices, one after the other; use it in a ``with``."""

    def __init__(self, work: Workspace, terms: Terms) -> None:
        """Take the workspace, whose store is not used: other processes write for long."""
        self._work = work
        self._terms = terms
        self._reader = Reader()
        self._store = Store.open(work.settings.url, wait_s=_WAIT_S)
        self._heard_kept = self._store.heard.any_kept()
        self._windows_kept = self._store.windows.any_kept()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Close what is open."""
        self._reader.__exit__(None, None, None)
        self._store.close()

    def replay(self, job: Job) -> Replayed:
        """Take one device through its past. Raises StoreError, GitError."""
        versions = job.past.versions

        def text(index: int) -> str | None:
            return self._reader.text(job.archive, versions[index])

        choose = chooser(
            self._terms.platform,
            job.known.platform if job.known else None,
            job.past.platform,
            (text(-1), text(0)) if versions else (None, None),
        )
        newest = choose(text(-1) or "") if versions else None
        device = job.known or Device(
            name=job.past.name, address="", platform=newest.name if newest else ""
        )
        replay = Replay(
            device=device,
            watch=self._watch(),
            cleaner=Cleaner(self._work.key),
            platform=choose,
            since=self._terms.since,
            go_on=_while_wanted,
        )
        tally = replay.run(versions, lambda version: self._reader.text(job.archive, version))
        return Replayed(
            name=device.name,
            platform=newest.name if newest else None,
            tally=tally,
            first=versions[0].at if versions else None,
            last=versions[-1].at if versions else None,
        )

    def _watch(self) -> Watch:
        return Watch(
            collect=_nothing,
            store=self._store,
            now=utc_now,
            policy=self._work.policy,
            addresses=self._terms.addresses,
            # What other devices run today says nothing of what this one ran then.
            fleet=Fleet(),
            heard_kept=self._heard_kept,
            windows_kept=self._windows_kept,
            stale_after=self._work.settings.stale_after,
            owners=lambda wanted: {
                each: self._terms.owners[each] for each in wanted if each in self._terms.owners
            },
        )


def _while_wanted() -> None:
    """End this process when the one that started it is gone: nobody waits for the outcome."""
    parent = parent_process()
    if parent is not None and not parent.is_alive():
        raise EOFError


def _nothing(device: Device) -> Snapshot:
    raise NotImplementedError(f"{device.name} is not visited: its past is read")


def wanted(name: str, patterns: Sequence[str]) -> bool:
    """Tell whether a device is among those asked for: all, where none were named."""
    return not patterns or any(fnmatchcase(name, each) for each in patterns)
