"""Where an address or a port leads: what devices know of their interfaces and neighbours."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InterfaceAddress:
    """An address that a device's configuration gives one of its interfaces."""

    interface: str
    address: str


@dataclass(frozen=True, slots=True)
class Neighbour:
    """What a device sees at the receiving end of one of its mirrors.

    ``end`` is the port or address that was asked about, ``via`` the protocol (``cdp``, ``lldp``,
    ``arp``), ``name`` the neighbour's own name (of ARP its hardware address), ``place`` the
    interface an address was resolved on. A neighbour's name is its own word and may be forged.
    """

    end: str
    via: str
    name: str
    place: str | None = None
    line: int | None = None
