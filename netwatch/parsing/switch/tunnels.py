"""Tunnel interfaces of NX-OS and EOS, and mirror destinations that lead into one."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from ipaddress import ip_interface

from netwatch.model.evidence import Evidence
from netwatch.model.mirror import Destination, DestinationKind, Mirror, MirrorKind, Tunnel
from netwatch.parsing.stanzas import Block, Line

_HEAD = re.compile(r"interface +(\S.*)", re.IGNORECASE)
_TUNNEL = re.compile(r"tu(?:n(?:n(?:e(?:l)?)?)?)? ?\d", re.IGNORECASE)
_SETTING = re.compile(r"tunnel +(\S+)(?: +(.+))?", re.IGNORECASE)
_ADDRESS = re.compile(r"ip(?:v6)? +address +(\S+)", re.IGNORECASE)
_VRF = re.compile(r"(?:(?:use-)?vrf|underlay +vrf) +(\S+)", re.IGNORECASE)


def tunnels(blocks: Sequence[Block], topic: str) -> tuple[Tunnel, ...]:
    """Return every tunnel interface; ``local`` is as written, an address or an interface."""
    return tuple(
        _tunnel(head[1].strip(), block, topic)
        for block in blocks
        if (head := _HEAD.match(block.text)) and _TUNNEL.match(head[1])
    )


def _tunnel(name: str, block: Block, topic: str) -> Tunnel:
    settings: dict[str, str] = {}
    evidence = [Evidence(topic, block.number, block.text)]
    vrf = None
    for line in block.children:
        setting = _SETTING.match(line.text)
        if not setting:
            continue
        evidence.append(Evidence(topic, line.number, line.text))
        found = _VRF.search(line.text)
        vrf = found[1] if found else vrf
        settings[setting[1].lower()] = setting[2] or ""
    return Tunnel(
        name=name,
        mode=settings.get("mode") or None,
        local=settings.get("source", "").removeprefix("interface ").strip() or None,
        remote=_first_word(settings.get("destination")),
        vrf=vrf,
        key=settings.get("key") or None,
        evidence=tuple(evidence),
    )


def _first_word(text: str | None) -> str | None:
    return text.split()[0] if text and text.split() else None


def resolve(
    mirrors: tuple[Mirror, ...],
    known: tuple[Tunnel, ...],
    blocks: Sequence[Block],
    interface_key: Callable[[str], str],
) -> tuple[Mirror, ...]:
    """Put the far end in the place of a destination that is a tunnel interface.

    The session then leaves by GRE to another box: a local one becomes ``erspan-source``.
    """
    by_key = {interface_key(each.name): each for each in known if each.remote}
    if not by_key:
        return mirrors
    addresses = _addresses(blocks, interface_key)
    return tuple(
        _resolved(each, by_key, addresses, interface_key)
        if any(interface_key(end.value) in by_key for end in each.destinations)
        else each
        for each in mirrors
    )


def _resolved(
    mirror: Mirror,
    by_key: dict[str, Tunnel],
    addresses: dict[str, str],
    interface_key: Callable[[str], str],
) -> Mirror:
    ends: list[Destination] = []
    evidence = list(mirror.evidence)
    for end in mirror.destinations:
        tunnel = by_key.get(interface_key(end.value))
        if tunnel is None or end.kind is not DestinationKind.INTERFACE:
            ends.append(end)
            continue
        local = tunnel.local or ""
        ends.append(
            replace(
                end,
                kind=DestinationKind.IP,
                value=tunnel.remote or end.value,
                vrf=tunnel.vrf,
                origin=addresses.get(interface_key(local), local) or None,
                encapsulation=_first_word(tunnel.mode),
                resolved_from=end.value,
            )
        )
        evidence.extend(tunnel.evidence)
    kind = MirrorKind.ERSPAN_SOURCE if mirror.kind is MirrorKind.LOCAL else mirror.kind
    return replace(mirror, kind=kind, destinations=tuple(ends), evidence=tuple(evidence))


def _addresses(blocks: Sequence[Block], interface_key: Callable[[str], str]) -> dict[str, str]:
    return {
        interface_key(head[1]): address
        for block in blocks
        if (head := _HEAD.match(block.text))
        for address in _written(block.children)
    }


def _written(lines: tuple[Line, ...]) -> Iterator[str]:
    for line in lines:
        found = _ADDRESS.match(line.text)
        if not found:
            continue
        try:
            yield str(ip_interface(found[1]).ip)
        except ValueError:
            continue
        return
