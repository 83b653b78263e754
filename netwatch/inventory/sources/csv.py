"""A table with a line of names above it, in CSV."""

import csv
import io

from netwatch.inventory.errors import InventoryError
from netwatch.inventory.sources._files import (
    number,
    path_of,
    remark_on,
    said,
    secrets_in,
    text_of,
    words,
)
from netwatch.model.source import Listed, Listing, SourceSettings

_NAMES = {
    "name": ("name", "device", "hostname", "host", "node"),
    "address": ("address", "ip", "ip_address", "ipaddress", "management_ip", "primary_ip"),
    "platform": ("platform", "model", "os", "type", "device_type", "driver", "vendor_os"),
    "port": ("port", "ssh_port"),
    "site": ("site", "group", "location"),
    "role": ("role", "device_role"),
    "tags": ("tags", "tag", "labels"),
    "credentials": ("credentials",),
}  # fmt: skip
_SNIFFED = 4096


def read(source: SourceSettings, token: str | None) -> Listing:
    """Return the devices of a CSV file. Raises InventoryError."""
    del token
    path = path_of(source)
    text = text_of(path)
    if source.delimiter and len(source.delimiter) != 1:
        raise InventoryError("the delimiter of a csv source is one character")
    lines = io.StringIO(text, newline=None)  # an old Mac's line ends too
    rows = csv.DictReader(lines, delimiter=source.delimiter or _delimiter(text))
    try:
        columns = {_plain(each): each for each in rows.fieldnames or () if each}
    except csv.Error as error:
        raise InventoryError(f"{path}:1: {error}") from None
    chosen = {
        what: source.fields.get(what) or next((columns[e] for e in names if e in columns), None)
        for what, names in _NAMES.items()
    }
    if chosen["name"] is None:
        raise InventoryError(f"{path}:1: no column is called name, device or hostname")
    devices, secrets, nameless = [], set(), 0
    try:
        for row in rows:
            secrets |= secrets_in({key: value for key, value in row.items() if key})
            given = {what: said(row.get(key)) if key else None for what, key in chosen.items()}
            name = given["name"]
            if name is None:
                nameless += 1
                continue
            devices.append(
                Listed(
                    name=name,
                    address=given["address"] or name,
                    platform=given["platform"],
                    port=number(given["port"]),
                    site=given["site"],
                    role=given["role"],
                    tags=words(given["tags"] or ""),
                    credentials=given["credentials"],
                )
            )
    except csv.Error as error:
        raise InventoryError(f"{path}: {error}") from None
    remarks = remark_on(path, secrets)
    if nameless:
        remarks = (*remarks, f"{path}: {nameless} lines have no name")
    return Listing(tuple(devices), remarks)


def _plain(name: str) -> str:
    return name.strip().casefold().replace(" ", "_").replace("-", "_")


def _delimiter(text: str) -> str:
    """Return what stands most often in the first line."""
    first = text[:_SNIFFED].split("\n", 1)[0]
    return max((",", ";", "\t", "|"), key=first.count)
