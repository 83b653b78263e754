"""Mirrors in words: the titles people read and the subjects that identify a fact."""

import hashlib
from collections.abc import Callable

from netwatch.model.mirror import Destination, DestinationKind, Mirror, Source, SourceKind

_SHOWN = 4
_TITLE_WORD = 80
# The longest name of a receiver that people copy out of a title: an ARN.
_TITLE_NAME = 120
_SUBJECT = 200
_PORTS = frozenset({DestinationKind.INTERFACE, DestinationKind.BRIDGE_PORT})


def cut(text: str, limit: int = _TITLE_WORD) -> str:
    """Return ``text`` on one line, at most ``limit`` characters, for people to read."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def sentence(text: str) -> str:
    """Return ``text`` with its first letter large; names inside keep their spelling."""
    return text[:1].upper() + text[1:]


def label(text: str) -> str:
    """Return ``text`` as part of a subject: two texts never share a label.

    What is too long to keep is replaced by its hash, or padding could make a new fact look like
    one that was already looked at.
    """
    line = " ".join(text.split())
    if len(line) <= _SUBJECT:
        return line
    digest = hashlib.sha256(line.encode(errors="backslashreplace")).hexdigest()
    return f"{line[:_SUBJECT]}…{digest[:16]}"


def destination_key(destination: Destination, interface_key: Callable[[str], str]) -> str:
    """Return what makes two destinations the same receiver on one device.

    The resolved end, its VRF and the neighbour behind it count; the session's own numbers, and
    the tunnel that leads there, do not.
    """
    value = destination.value
    if destination.kind in _PORTS:
        value = interface_key(value)
    kind = "" if destination.kind is DestinationKind.IP else f"{destination.kind} "
    vrf = f" vrf {destination.vrf}" if destination.vrf else ""
    hop = f" next-hop {destination.next_hop}" if destination.next_hop else ""
    return label(f"{kind}{value}{vrf}{hop}")


def source_key(source: Source, interface_key: Callable[[str], str]) -> str:
    """Return what makes two sources the same on one device, direction included."""
    name = interface_key(source.name) if source.kind is SourceKind.INTERFACE else source.name
    words = (source.kind, name, source.direction or "", *sorted(source.on), source.acl or "")
    return " ".join(each for each in words if each)


def destination_text(destination: Destination) -> str:
    """Return a destination for a title: ``192.0.2.50 (vrf MGMT, through Tunnel5)``."""
    kind = "" if destination.kind is DestinationKind.IP else _kind(destination)
    details = [cut(each) for each in destination.resolved_to[:_SHOWN]]
    if destination.vrf:
        details.append(f"vrf {cut(destination.vrf)}")
    if destination.next_hop:
        details.append(f"next hop {cut(destination.next_hop)}")
    if destination.resolved_from:
        details.append(f"through {cut(destination.resolved_from)}")
    extra = f" ({', '.join(details)})" if details else ""
    return f"{kind}{cut(destination.value, _TITLE_NAME)}{extra}"


def source_text(source: Source) -> str:
    """Return a source for a title: ``Gi1/0/1 rx``, ``vlan 10 both``, ``eni-1 rx (i-1)``."""
    kind = "" if source.kind is SourceKind.INTERFACE else _kind(source)
    direction = f" {source.direction}" if source.direction else ""
    where = f" on {', '.join(cut(each) for each in source.on[:_SHOWN])}" if source.on else ""
    behind = ", ".join(cut(each) for each in source.resolved_to[:_SHOWN])
    return f"{kind}{cut(source.name)}{direction}{where}{f' ({behind})' if behind else ''}"


def _kind(end: Source | Destination) -> str:
    """Return the word in front of a name, which a cloud's own names begin with already."""
    name = end.name if isinstance(end, Source) else end.value
    return "" if name.startswith(f"{end.kind}-") else f"{end.kind} "


def sources_text(sources: tuple[Source, ...]) -> str:
    """Return sources for a title, the first few named and the rest counted."""
    return _listed([source_text(each) for each in sources]) or "no source yet"


def destinations_text(destinations: tuple[Destination, ...]) -> str:
    """Return destinations for a title, the first few named and the rest counted."""
    return _listed([destination_text(each) for each in destinations]) or "no destination yet"


def session_text(mirror: Mirror) -> str:
    """Return ``session 52 (erspan-source)``."""
    return f"session {cut(mirror.id)} ({mirror.kind})"


def _listed(words: list[str]) -> str:
    shown = ", ".join(words[:_SHOWN])
    rest = len(words) - _SHOWN
    return f"{shown} and {rest} more" if rest > 0 else shown
