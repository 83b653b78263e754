"""Devices as NetBox and Nautobot answer them: one reading for both, whose fields differ in name."""

from collections.abc import Iterable
from typing import Any

from netwatch.inventory.sources._files import said
from netwatch.model.source import Listed, Listing, SourceSettings

Json = Any  # what a server sends, looked at piece by piece


def listing(source: SourceSettings, results: Iterable[Json]) -> Listing:
    """Return what the results of ``/api/dcim/devices/`` list."""
    devices, nameless, unreachable = [], 0, []
    for each in results:
        name = said(_at(each, "name"))
        if name is None:
            nameless += 1
            continue
        address = _address(each)
        if address is None:
            unreachable.append(name)
            continue
        devices.append(
            Listed(
                name=name,
                address=address,
                platform=_own(source, each, "platform") or _platform(each),
                site=_own(source, each, "site") or _word(each, "site") or _word(each, "location"),
                role=_own(source, each, "role")
                or _word(each, "role")
                or _word(each, "device_role"),
                tags=tuple(word for tag in _list(_at(each, "tags")) if (word := _name(tag))),
                credentials=_own(source, each, "credentials"),
            )
        )
    remarks = []
    if nameless:
        remarks.append(f"{nameless} devices have no name there")
    if unreachable:
        shown = ", ".join(unreachable[:5])
        remarks.append(f"{len(unreachable)} devices have no primary address there ({shown})")
    return Listing(tuple(devices), tuple(remarks))


def _address(device: Json) -> str | None:
    for field in ("primary_ip", "primary_ip4", "primary_ip6", "oob_ip"):
        found = _at(device, field)
        text = (
            said(_at(found, "host")) or said(_at(found, "address")) or said(_at(found, "display"))
        )
        if text:
            return text.partition("/")[0]
    return None


def _platform(device: Json) -> str | None:
    platform = _at(device, "platform")
    words = (said(_at(platform, each)) for each in ("network_driver", "slug", "name", "display"))
    return next((each for each in words if each), None)


def _own(source: SourceSettings, device: Json, what: str) -> str | None:
    """Return what the source's own field says, a path such as ``custom_fields.x``."""
    path = source.fields.get(what)
    if not path:
        return None
    found = device
    for part in path.split("."):
        found = _at(found, part)
    return said(found) or _name(found)


def _word(device: Json, field: str) -> str | None:
    return _name(_at(device, field))


def _name(value: Json) -> str | None:
    words = (said(_at(value, each)) for each in ("slug", "name", "value", "label", "display"))
    return next((each for each in words if each), None)


def _at(value: Json, key: str) -> Json:
    return value.get(key) if isinstance(value, dict) else None


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []
