"""Visits in several processes: the threads of one process share one interpreter lock.

The children collect and read; what they saw goes to the parent, which alone judges and keeps.
"""

import multiprocessing
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext, SpawnContext
from multiprocessing.process import BaseProcess

from netwatch import registry
from netwatch.app.cadence import Wish
from netwatch.app.collecting import collector
from netwatch.app.settings import Settings
from netwatch.app.workspace import Workspace
from netwatch.collect.deadline import Halt
from netwatch.collect.pool import Pool
from netwatch.model.device import Device
from netwatch.model.errors import NetwatchError
from netwatch.model.snapshot import Snapshot
from netwatch.model.state import DeviceState
from netwatch.read import read_device

_STOP_S = 5.0
_LOOK_S = 0.5
_SIGNAL_S = 1.0


class CrewError(NetwatchError):
    """A child process ended before it had visited its devices."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One visit: the answers, and what the platform's reader made of them."""

    device: Device
    snapshot: Snapshot
    state: DeviceState


def visits(
    work: Workspace,
    devices: tuple[Device, ...],
    processes: int,
    wish: Wish | None = None,
    halt: Halt | None = None,
) -> Iterator[Seen]:
    """Yield a visit to each of ``devices`` as it finishes, from ``processes`` children.

    Each child takes every n-th device and an n-th of the threads. When ``halt`` winds down the
    children end at once, and what they were visiting is not seen. Raises SecretError and
    InventoryError as a child met them, CrewError when a child died.
    """
    started = context()
    children: dict[Connection, BaseProcess] = {}
    try:
        for number in range(processes):
            near, far = started.Pipe(duplex=False)
            share = (work.settings, dict(work.environment), devices[number::processes], processes)
            child: BaseProcess = started.Process(
                target=_visit, args=(far, *share, wish), daemon=True
            )
            child.start()
            far.close()
            children[near] = child
        yield from _received(children, halt or Halt())
    finally:
        for near, child in children.items():
            near.close()
            child.terminate()
            child.join(_STOP_S)


def context() -> ForkServerContext | SpawnContext:
    """Return a way to start children that forks no threads; imports are shared where they can."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    method = multiprocessing.get_context("forkserver")
    method.set_forkserver_preload(["netwatch.app.warm"])
    return method


def _received(children: Mapping[Connection, BaseProcess], halt: Halt) -> Iterator[Seen]:
    open_lines = list(children)
    while open_lines and not halt.closing():
        for line in wait(open_lines, _LOOK_S):
            if not isinstance(line, Connection):
                continue
            try:
                message = line.recv()
            except EOFError:
                if halt.closing(_SIGNAL_S):  # the same signal ended both, the child first
                    return
                raise CrewError(
                    f"a collecting process ended (exit {children[line].exitcode}); nothing that "
                    "was kept is lost, run the sweep again or with --processes 1"
                ) from None
            if message is None:
                open_lines.remove(line)
            elif isinstance(message, Exception):
                raise message
            else:
                yield message


def _visit(
    line: Connection,
    settings: Settings,
    environment: Mapping[str, str],
    devices: tuple[Device, ...],
    processes: int,
    wish: Wish | None,
) -> None:
    """Be a child: visit ``devices`` and send each, then None."""
    # An interrupt reaches the whole group; the parent answers it.
    with suppress(KeyboardInterrupt, BrokenPipeError), Workspace(settings, environment) as work:
        halt = Halt()
        try:
            collect = collector(work, devices, halt, wish)
        except NetwatchError as error:
            line.send(error)
            return

        def see(device: Device) -> Seen:
            snapshot = collect(device)
            state = read_device(registry.platform(device.platform), snapshot)
            return Seen(device, snapshot, state)

        pool = Pool(
            threads=max(1, settings.threads // processes),
            per_site=max(1, settings.per_site // processes),
            pace_s=settings.pace_s * processes,
            halt=halt,
        )
        for seen in pool.run(devices, see):
            line.send(seen)
        line.send(None)
