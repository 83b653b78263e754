"""What a log calls a host -> the device or account of the inventory."""

from collections import Counter
from collections.abc import Iterable

from netwatch.model.device import Device


class HostNames:
    """Knows the inventory by name and by address (of a cloud: its account's number or name).

    An address that several devices share is nobody's. No name is looked up in DNS.
    """

    def __init__(self, devices: Iterable[Device]) -> None:
        known = tuple(devices)
        shared = Counter(each.address.casefold() for each in known)
        self._known = {
            each.address.casefold(): each for each in known if shared[each.address.casefold()] == 1
        }
        self._known |= {each.name.casefold(): each for each in known}

    def device(self, host: str | None) -> Device | None:
        """Return the device that a log calls ``host``, None for a stranger's name."""
        return self._known.get(host.casefold()) if host else None
