"""The same fleet in a process of its own, so that it shares no interpreter lock with a client."""

import multiprocessing
from collections.abc import Iterable, Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from netwatch.lab.device import SessionLog
from netwatch.lab.fleet import Fleet, FleetError
from netwatch.lab.spec import DeviceSpec

_START_S = 60.0
_STOP_S = 10.0


class FleetProcess:
    """Like ``Fleet``, for benchmarks: the client keeps its interpreter to itself.

    The child is spawned, so a script that uses it needs ``if __name__ == "__main__":``.
    Raises FleetError when the child does not come up or refuses what it was asked.
    """

    def __init__(
        self,
        devices: Iterable[DeviceSpec],
        *,
        ports: Mapping[str, int] | None = None,
        key_folder: Path | None = None,
    ) -> None:
        self.specs = tuple(devices)
        context = multiprocessing.get_context("spawn")
        self._line, far = context.Pipe()
        self._process = context.Process(
            target=_serve, args=(far, self.specs, dict(ports or {}), key_folder), daemon=True
        )
        self._far = far
        self._ports: dict[str, int] = {}

    def __enter__(self) -> Self:
        """Start the child and wait until every port is open."""
        self._process.start()
        self._far.close()
        try:
            self._ports = self._received(_START_S)
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
        """End the child."""
        self.close()

    def close(self) -> None:
        """Hang up, which ends the child; a child that lingers is terminated."""
        self._line.close()
        self._process.join(_STOP_S)
        if self._process.is_alive():
            self._process.terminate()
            self._process.join(_STOP_S)

    @property
    def ports(self) -> dict[str, int]:
        """The port of each device by name."""
        return dict(self._ports)

    def stage(self, name: str, device: str | None = None) -> None:
        """Put ``device``, or every device, into the stage ``name``, while they run."""
        self._ask("stage", name, device)

    def sessions(self, device: str) -> tuple[SessionLog, ...]:
        """Return what was received by ``device`` in each session so far, oldest first."""
        received: tuple[SessionLog, ...] = self._ask("sessions", device)
        return received

    def _ask(self, *order: str | None) -> Any:  # noqa: ANN401  # each question has its own answer
        try:
            self._line.send(order)
        except OSError:
            raise FleetError("the fleet's process has ended") from None
        return self._received(_STOP_S)

    def _received(self, seconds: float) -> Any:  # noqa: ANN401  # each question has its own answer
        try:
            if not self._line.poll(seconds):
                raise FleetError("the fleet's process does not answer")
            answer = self._line.recv()
        except (EOFError, OSError):
            raise FleetError("the fleet's process has ended") from None
        if isinstance(answer, FleetError):
            raise answer
        return answer


def _serve(
    line: Connection, specs: tuple[DeviceSpec, ...], ports: dict[str, int], keys: Path | None
) -> None:
    try:
        with Fleet(specs, ports=ports, key_folder=keys) as fleet:
            line.send(fleet.ports)
            _obey(line, fleet)
    except OSError as error:
        line.send(FleetError(f"the fleet cannot open its ports: {error}"))


def _obey(line: Connection, fleet: Fleet) -> None:
    while True:
        try:
            order = line.recv()
        except (EOFError, KeyboardInterrupt):
            return
        try:
            match order:
                case ("stage", str(name), device):
                    fleet.stage(name, device)
                    line.send(None)
                case ("sessions", str(device)):
                    line.send(fleet.sessions(device))
        except FleetError as error:
            line.send(error)
