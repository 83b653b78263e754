"""Tunnel interfaces of IOS, and mirrors followed through them to the far end."""

import re
from collections.abc import Iterable
from dataclasses import replace
from ipaddress import ip_address

from netwatch.model.evidence import Evidence
from netwatch.model.mirror import Destination, DestinationKind, Mirror, Tunnel
from netwatch.model.platform import CONFIG
from netwatch.parsing.interfaces import interface_key
from netwatch.parsing.stanzas import Block

_INTERFACE = re.compile(r"interface (?P<name>\S.*)$", re.IGNORECASE)
_TUNNEL = re.compile(r"tu\w* ?\d", re.IGNORECASE)
_SETTING = re.compile(r"tunnel (mode|source|destination|vrf|key) (.+)$", re.IGNORECASE)
_ADDRESS = re.compile(r"ip address (\d{1,3}(?:\.\d{1,3}){3}) ", re.IGNORECASE)


def tunnels(blocks: Iterable[Block]) -> tuple[Tunnel, ...]:
    """Return every ``interface Tunnel`` with its mode, ends, transport VRF and key.

    ``local`` is the address of the source interface where the same text gives it, else the
    source as written. The mode is IOS's default ``gre ip`` when none is written.
    """
    addresses: dict[str, str] = {}
    found = []
    for block in blocks:
        match = _INTERFACE.match(block.text)
        if not match:
            continue
        if _TUNNEL.match(match["name"]):
            found.append(_tunnel(match["name"], block))
        for line in block.children:
            address = _ADDRESS.match(line.text)
            if address:
                addresses.setdefault(interface_key(match["name"]), address[1])
    return tuple(
        replace(each, local=addresses.get(interface_key(each.local), each.local))
        if each.local
        else each
        for each in found
    )


def _tunnel(name: str, block: Block) -> Tunnel:
    settings: dict[str, str] = {}
    evidence = [Evidence(CONFIG, block.number, block.text)]
    for line in block.children:
        match = _SETTING.match(line.text)
        if match:
            settings[match[1].lower()] = match[2].strip()
            evidence.append(Evidence(CONFIG, line.number, line.text))
    remote = settings.get("destination")
    return Tunnel(
        name=name,
        mode=settings.get("mode", "gre ip"),
        local=settings.get("source"),
        remote=None if remote == "dynamic" else remote,
        vrf=settings.get("vrf"),
        key=settings.get("key"),
        evidence=tuple(evidence),
    )


def resolve(mirrors: Iterable[Mirror], roads: tuple[Tunnel, ...]) -> tuple[Mirror, ...]:
    """Return the mirrors with every destination that is a tunnel replaced by its far end."""
    known = {interface_key(each.name): each for each in roads if each.remote}
    return tuple(
        replace(each, destinations=tuple(_far_end(end, known) for end in each.destinations))
        for each in mirrors
    )


def _far_end(destination: Destination, known: dict[str, Tunnel]) -> Destination:
    if destination.kind is not DestinationKind.INTERFACE:
        return destination
    road = known.get(interface_key(destination.value))
    if road is None or road.remote is None:
        return destination
    return replace(
        destination,
        kind=DestinationKind.IP if _is_address(road.remote) else DestinationKind.HOST,
        value=road.remote,
        vrf=road.vrf,
        origin=road.local,
        resolved_from=destination.value,
    )


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
