"""Whose word is it: the address a log line came from -> the device of the inventory it is about."""

import socket
from collections import defaultdict
from collections.abc import Iterable

from netwatch.app.host_names import HostNames
from netwatch.judgement.ownership import parse_address
from netwatch.model.device import Device


class AddressBook:
    """Knows devices by address and by name; ``relays`` are addresses that speak for others.

    Host names in the inventory are looked up once, here; one that does not resolve is known by
    its name alone.
    """

    def __init__(self, devices: Iterable[Device], relays: Iterable[str] = ()) -> None:
        self._by_address: defaultdict[str, list[Device]] = defaultdict(list)
        known = tuple(devices)
        self._names = HostNames(known)
        for device in known:
            for address in _addresses(device.address) if device.cloud is None else ():
                self._by_address[address].append(device)
        self._relays = {address for each in relays for address in _addresses(each)}

    def device(self, sender: str, claims: Iterable[str | None]) -> Device | None:
        """Return the device a line from ``sender`` is about, None for a stranger's.

        ``claims`` are the names or addresses in the line itself, best first. They count only where
        the sender may speak for several: it is a relay, or several devices share its address.
        """
        address = _plain(sender)
        own = self._by_address.get(address, [])
        if address not in self._relays and len(own) == 1:
            return own[0]
        for claim in claims:
            claimed = self._claimed(claim) if claim else None
            if claimed and (address in self._relays or claimed in own):
                return claimed
        return own[0] if len(own) == 1 else None

    def named(self, name: str) -> Device | None:
        """Return the device of that name or address, or the cloud account of it; or None."""
        return self._names.device(name)

    def _claimed(self, claim: str) -> Device | None:
        there = self._by_address.get(_plain(claim), [])
        if len(there) == 1:
            return there[0]
        return self._names.device(claim) or self._names.device(claim.partition(".")[0])


def _plain(text: str) -> str:
    address = parse_address(text)
    return str(address) if address else text.casefold()


def _addresses(name: str) -> tuple[str, ...]:
    if parse_address(name):
        return (_plain(name),)
    try:
        found = socket.getaddrinfo(name, None, proto=socket.IPPROTO_TCP)
    except OSError:
        return ()
    return tuple(dict.fromkeys(_plain(str(each[4][0])) for each in found))
