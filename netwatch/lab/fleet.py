"""A fleet of simulated devices on loopback, in a thread of this process."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from netwatch.lab.device import SessionLog, SimulatedDevice
from netwatch.lab.server import Door, KeyRing
from netwatch.lab.spec import DeviceSpec

LOOPBACK = "127.0.0.1"
_BACKLOG = 512
_STOP_S = 10.0

T = TypeVar("T")


class FleetError(RuntimeError):
    """The fleet cannot do what was asked; the message says why."""


class Fleet:
    """``with Fleet(devices) as fleet:`` serves every device on a port of its own.

    ``ports`` pins the port of a device (others get a free one); ``key_folder`` keeps host keys
    from one run to the next, so that a user's pinned keys stay right. Sockets are open when the
    ``with`` body starts; OSError when a port is taken.
    """

    def __init__(
        self,
        devices: Iterable[DeviceSpec],
        *,
        ports: Mapping[str, int] | None = None,
        key_folder: Path | None = None,
    ) -> None:
        self.specs = tuple(devices)
        self._devices = {spec.name: SimulatedDevice(spec) for spec in self.specs}
        if len(self._devices) != len(self.specs):
            raise FleetError("two devices have the same name")
        self._wanted = dict(ports or {})
        self._keys = KeyRing(key_folder)
        self._ports: dict[str, int] = {}
        self._servers: list[asyncio.Server] = []
        self._doors: list[Door] = []
        self._loop = asyncio.new_event_loop()
        # One thread of its own: a pool shared with a blocking client starves both.
        self._loop.set_default_executor(ThreadPoolExecutor(1, "lab"))
        self._thread = threading.Thread(target=self._loop.run_forever, name="lab", daemon=True)

    def __enter__(self) -> Self:
        """Open every port."""
        self._thread.start()
        try:
            self._call(self._open)
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close every port and end every session."""
        self.close()

    async def _open(self) -> None:
        for name, device in self._devices.items():
            door = Door(device, self._keys)
            server = await self._loop.create_server(
                door, LOOPBACK, self._wanted.get(name, 0), backlog=_BACKLOG
            )
            self._doors.append(door)
            self._servers.append(server)
            self._ports[name] = server.sockets[0].getsockname()[1]

    def close(self) -> None:
        """Stop serving; a second call does nothing."""
        if self._loop.is_closed():
            return
        if self._thread.is_alive():
            self._call(self._shut)
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(_STOP_S)
        self._loop.close()

    async def _shut(self) -> None:
        for server in self._servers:
            server.close()
        for door in self._doors:
            door.abort()
        await asyncio.sleep(0)
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._loop.shutdown_default_executor()

    @property
    def ports(self) -> dict[str, int]:
        """The port of each device by name."""
        return dict(self._ports)

    def stage(self, name: str, device: str | None = None) -> None:
        """Put ``device``, or every device, into the stage ``name``, while they run.

        Raises FleetError for a device there is none of, or a stage nobody has.
        """
        chosen = tuple(self._devices.values()) if device is None else (self._device(device),)
        if not any(name in each.spec.stages for each in chosen):
            raise FleetError(f"no device has a stage {name!r}")

        async def go() -> None:
            for each in chosen:
                each.go(name)

        self._call(go)

    def sessions(self, device: str) -> tuple[SessionLog, ...]:
        """Return what was received by ``device`` in each session so far, oldest first."""
        wanted = self._device(device)

        async def copied() -> tuple[SessionLog, ...]:
            return tuple(
                SessionLog(each.username, bytearray(each.received), list(each.executed))
                for each in wanted.sessions
            )

        return self._call(copied)

    def _device(self, name: str) -> SimulatedDevice:
        try:
            return self._devices[name]
        except KeyError:
            raise FleetError(f"no device {name!r} in this fleet") from None

    def _call(self, work: Callable[[], Coroutine[None, None, T]]) -> T:
        return asyncio.run_coroutine_threadsafe(work(), self._loop).result()
