"""How long somebody waits after failing to sign in: longer with every failure.

A name waits at most a minute, so that nobody is locked out for long by somebody else; an address,
where nobody else is meant, up to a quarter of an hour. An hour of quiet forgets.
"""

from datetime import timedelta
from ipaddress import IPv6Address, ip_address

from netwatch.app.one_time import digest_of
from netwatch.store.people_values import Tried

_FREE_NAME, _FREE_ADDRESS = 5, 30
_LONGEST_NAME, _LONGEST_ADDRESS = timedelta(minutes=1), timedelta(minutes=15)
_DOUBLINGS = 20
_SUBNET = 64


def name_tried(name: str) -> Tried:
    """Return what failures under ``name`` have in common."""
    return Tried(digest=digest_of(f"name {name}"), wait=name_wait)


def address_tried(address: str) -> Tried:
    """Return what failures from ``address`` have in common; of IPv6, the whole /64."""
    return Tried(digest=digest_of(f"address {_network(address)}"), wait=address_wait)


def name_wait(failures: int) -> timedelta:
    """Return how long after its last of so many failures a name waits."""
    return _growing(failures - _FREE_NAME, _LONGEST_NAME)


def address_wait(failures: int) -> timedelta:
    """Return how long after its last of so many failures an address waits."""
    return _growing(failures - _FREE_ADDRESS, _LONGEST_ADDRESS)


def _growing(over: int, longest: timedelta) -> timedelta:
    if over < 0:
        return timedelta(0)
    return min(longest, timedelta(seconds=2 ** min(over, _DOUBLINGS)))


def _network(address: str) -> str:
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return parsed.exploded[: _SUBNET // 4 + _SUBNET // 16 - 1]
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)
