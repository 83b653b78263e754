"""Where an inventory comes from besides its own file, and what such a source lists."""

from dataclasses import dataclass, field
from pathlib import Path

from netwatch.model.inventory import SecretRef


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSettings:
    """One source as the inventory describes it; ``line`` is where it stands there.

    ``platforms`` maps the source's own words for platforms to ours. ``site``, ``role``, ``tags``
    and ``credentials`` hold for devices of which the source says nothing. ``fields`` names the
    source's own fields (``platform``: ``custom_fields.netwatch_platform``). ``only`` are patterns
    of device names, () for all.
    """

    kind: str
    line: int | None = None
    path: Path | None = None
    url: str | None = None
    token: SecretRef | None = None
    ca_file: str | None = None
    filters: tuple[tuple[str, str], ...] = ()
    delimiter: str | None = None
    columns: tuple[str, ...] = ()
    fields: dict[str, str] = field(default_factory=dict)
    platforms: dict[str, str] = field(default_factory=dict)
    site: str | None = None
    role: str | None = None
    tags: tuple[str, ...] = ()
    credentials: str | None = None
    only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One device as a source lists it; ``platform`` is in the source's words, None for none."""

    name: str
    address: str
    platform: str | None = None
    port: int | None = None
    site: str | None = None
    role: str | None = None
    tags: tuple[str, ...] = ()
    credentials: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """Everything a source lists, and what a person should know of the rest."""

    devices: tuple[Listed, ...]
    remarks: tuple[str, ...] = ()
