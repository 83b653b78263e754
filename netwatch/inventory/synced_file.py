"""The file that a sync writes beside the inventory, and the only one it ever writes.

The inventory itself is people's: its comments and order are theirs. What sources list goes into a
file of its own, which is read with it, so that no sweep depends on a source being there.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from netwatch.inventory.errors import InventoryError
from netwatch.inventory.yaml_text import line_of, load
from netwatch.model.source import Listed

_HEAD = (
    "# Written by `netwatch inventory sync` from the sources in {name}; changes here are lost.\n"
    "# A device that should differ is written into {name} by hand: what stands there counts.\n"
)
Name = Annotated[str, Field(min_length=1, max_length=255, pattern=r"^[\w][\w.:@-]*$")]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name
    address: Annotated[str, Field(min_length=1, max_length=255)]
    platform: Name
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    site: str | None = None
    role: str | None = None
    tags: tuple[str, ...] = ()
    credentials: str | None = None
    source: str
    gone: date | None = None


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    devices: tuple[_Entry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Synced:
    """One device of the file; ``gone`` is since when no source lists it any more."""

    device: Listed
    source: str
    gone: date | None = None


def synced_path(inventory: Path) -> Path:
    """Return where the file of ``inventory`` lies."""
    return inventory.with_name(f"{inventory.stem}.synced.yaml")


def read_synced(path: Path) -> tuple[Synced, ...]:
    """Return what the last sync wrote; () when there was none. Raises InventoryError."""
    if not path.exists():
        return ()
    data, lines = load(path, kind="synced inventory")
    try:
        parsed = _File.model_validate(data or {})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        line = line_of(lines, tuple(first["loc"]))
        raise InventoryError(
            f"{path}:{line}: {first['msg']}; delete the file and run netwatch inventory sync"
        ) from None
    return tuple(_synced(each) for each in parsed.devices)


def _synced(entry: _Entry) -> Synced:
    given = entry.model_dump(exclude={"source", "gone"})
    return Synced(device=Listed(**given), source=entry.source, gone=entry.gone)


def write_synced(path: Path, devices: Iterable[Synced], inventory: Path) -> None:
    """Put ``devices`` in place of the file at once, by name. Raises InventoryError."""
    listed = [_plain(each) for each in sorted(devices, key=lambda each: each.device.name)]
    text = yaml.safe_dump({"devices": listed}, sort_keys=False, allow_unicode=True, width=1000)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_text(_HEAD.format(name=inventory.name) + text, encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise InventoryError(f"cannot write {path}: {error.strerror}") from None


def _plain(synced: Synced) -> dict[str, object]:
    device = synced.device
    fields: dict[str, object] = {
        "name": device.name, "address": device.address, "platform": device.platform,
        "port": device.port, "site": device.site, "role": device.role, "tags": list(device.tags),
        "credentials": device.credentials, "source": synced.source, "gone": synced.gone,
    }  # fmt: skip
    return {key: value for key, value in fields.items() if value not in (None, [])}


def acceptable(device: Listed) -> str | None:
    """Return why a device cannot stand in an inventory, None when it can."""
    try:
        _Entry(
            name=device.name, address=device.address, platform=device.platform or "",
            port=device.port, source="-",
        )  # fmt: skip
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        return f"its {first['loc'][0]} cannot be used ({first['msg'].lower()})"
    return None
