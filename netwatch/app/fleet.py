"""The last known state of every device of the inventory, for rules that compare devices."""

import threading
from collections.abc import Callable
from dataclasses import replace

from netwatch.model.device import Device
from netwatch.model.state import DeviceState


class Fleet:
    """Reads each device's last state once and then follows what is kept; safe between threads.

    Only ``identity``, ``image`` and ``files`` are remembered: configurations of a whole fleet
    would not fit in memory.
    """

    def __init__(self, devices: tuple[Device, ...] = ()) -> None:
        """Take the devices of the inventory."""
        self._devices = devices
        self._states: dict[str, dict[str, DeviceState]] = {}
        self._lock = threading.Lock()

    def peers(
        self, device: Device, known_state: Callable[[str], DeviceState | None]
    ) -> tuple[DeviceState, ...]:
        """Return the other visited devices of ``device``'s platform, by ``known_state`` at first.

        Raises what ``known_state`` raises.
        """
        with self._lock:
            if device.platform not in self._states:
                self._states[device.platform] = self._read(device.platform, known_state)
            states = self._states[device.platform]
            return tuple(each for name, each in states.items() if name != device.name)

    def keep(self, state: DeviceState) -> None:
        """Remember ``state`` as the last known one of its device."""
        with self._lock:
            if state.platform in self._states:
                self._states[state.platform][state.device] = _essence(state)

    def _read(
        self, platform: str, known_state: Callable[[str], DeviceState | None]
    ) -> dict[str, DeviceState]:
        names = [each.name for each in self._devices if each.platform == platform]
        found = ((name, known_state(name)) for name in names)
        # A device may have been recorded as another platform before the inventory was corrected.
        return {name: _essence(each) for name, each in found if each and each.platform == platform}


def _essence(state: DeviceState) -> DeviceState:
    return DeviceState(
        device=state.device,
        platform=state.platform,
        taken_at=state.taken_at,
        identity=state.identity,
        image=replace(state.image, evidence=()) if state.image else None,
        files=state.files,
    )
