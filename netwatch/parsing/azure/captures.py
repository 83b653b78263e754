"""Packet captures of Network Watcher: a machine's traffic written to a file or a storage account.

Source: the network API (PacketCapture). Whether one runs is told only to a POST, which netwatch
does not send: an existing capture may run or have ended, and can be started again.
"""

from collections.abc import Iterator

from netwatch.model.evidence import Evidence
from netwatch.model.mirror import (
    Destination,
    DestinationKind,
    Filter,
    Mirror,
    MirrorKind,
    Source,
    SourceKind,
)
from netwatch.parsing.azure.names import owner_of, properties, shown
from netwatch.parsing.draft import Draft
from netwatch.parsing.json_places import Node, Sheet

_FILTERED = ("protocol", "localIPAddress", "localPort", "remoteIPAddress", "remotePort")


def read_captures(sheet: Sheet, watcher: str) -> tuple[tuple[Mirror, ...], tuple[Evidence, ...]]:
    """Return the captures of one watcher, and the lines that were not understood."""
    listed = sheet.root.get("value").items
    named = [each for each in listed if each.get("name").text]
    odd = [each for each in listed if not each.get("name").text]
    return tuple(_capture(sheet, each, watcher) for each in named), sheet.quotes(*odd)


def _capture(sheet: Sheet, node: Node, watcher: str) -> Mirror:
    told = properties(node)
    place, target = told.get("storageLocation"), told.get("target")
    draft = Draft(f"{watcher}/{node.get('name').text}", MirrorKind.CAPTURE, enabled=None)
    if target.text:
        draft.sources.append(Source(SourceKind.INSTANCE, shown(target.text)))
    draft.destinations = list(_files(place))
    draft.filters = list(_filters(told.get("filters")))
    ends = (place.get("storageId"), place.get("storagePath"), place.get("filePath"))
    draft.evidence = list(sheet.quotes(node.get("name"), target, *ends))
    return draft.mirror()


def _files(place: Node) -> Iterator[Destination]:
    account = place.get("storageId").text
    path = place.get("storagePath").text
    if account or path:
        resolved = (path,) if account and path else ()
        name = shown(account) if account else path
        yield Destination(DestinationKind.FILE, name, owner=owner_of(account), resolved_to=resolved)
    for member in ("filePath", "localPath"):
        if own := place.get(member).text:
            yield Destination(DestinationKind.FILE, own)


def _filters(node: Node) -> Iterator[Filter]:
    for each in node.items:
        words = [f"{name} {each.get(name).text}" for name in _FILTERED if each.get(name).text]
        if words:
            yield Filter("packet", " ".join(words))
