"""What the sources list now beside what was synced before: the difference, and the file written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from fnmatch import fnmatchcase
from pathlib import Path

from netwatch import registry
from netwatch.app.workspace import Workspace, utc_now
from netwatch.inventory.errors import InventoryError
from netwatch.inventory.secrets import lookup
from netwatch.inventory.synced_file import (
    Synced,
    acceptable,
    read_synced,
    synced_path,
    write_synced,
)
from netwatch.inventory.yaml_file import hand_written, read_inventory, read_sources
from netwatch.model.document import Document, Table
from netwatch.model.source import Listed, Listing, SourceSettings
from netwatch.parsing.platform_names import platform_named
from netwatch.parsing.text import one_line

_PACKAGE = "inventory.sources"
_SHOWN = 5


class Step(StrEnum):
    """What a sync does to one device of the file."""

    ADDED = "added"
    CHANGED = "changed"
    GONE = "gone"
    BACK = "back"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One device that differs from the last sync; ``told`` says in what."""

    step: Step
    name: str
    source: str
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sync:
    """What a sync comes to: ``devices`` is the whole file as it is to be."""

    path: Path
    devices: tuple[Synced, ...]
    differences: tuple[Difference, ...]
    remarks: tuple[str, ...]
    is_written: bool = False


def plan_sync(work: Workspace, *, forget_gone: bool) -> Sync:
    """Ask every source and return what differs; nothing is written.

    Of two sources that list one device the earlier counts, and what is written by hand counts
    before both. A device that no source lists any more stays, marked, until ``forget_gone``. When a
    source cannot be asked nothing is decided. Raises InventoryError, SecretError.
    """
    inventory = work.settings.inventory
    sources = read_sources(inventory)
    if not sources:
        raise InventoryError(
            f"{inventory} names no `sources:`; docs/inventory-sources.md shows how to write them"
        )
    remarks: list[str] = []
    path = synced_path(inventory)
    by_hand = hand_written(inventory)
    known = {each.device.name: each for each in read_synced(path)}
    credentials = {each.name for each in read_inventory(inventory).credentials}
    listed: dict[str, Synced] = {}
    for source in sources:
        for device in _usable(source, _listing(work, source), credentials, remarks):
            if device.name in by_hand:
                remarks.append(f"{device.name} is written by hand, which counts ({source.kind})")
            elif device.name not in listed:
                listed[device.name] = Synced(device=device, source=source.kind)
            else:
                _tell_twin(listed[device.name], device, source, remarks)
    today = utc_now().date()
    gone = () if forget_gone else tuple(_gone(known, listed, by_hand, today))
    devices = (*listed.values(), *gone)
    return Sync(
        path=path,
        devices=devices,
        differences=tuple(_differences(known, {each.device.name: each for each in devices})),
        remarks=tuple(one_line(each) for each in remarks),
    )


def apply_sync(work: Workspace, sync: Sync) -> Sync:
    """Write the file when anything differs. Raises InventoryError."""
    if not sync.differences:
        return sync
    write_synced(sync.path, sync.devices, work.settings.inventory)
    return replace(sync, is_written=True)


def sync_view(sync: Sync) -> Document:
    """Return the difference, for people and programs."""
    rows = tuple((each.step.value, each.name, each.source, each.told) for each in sync.differences)
    counts = {step: sum(each.step is step for each in sync.differences) for step in Step}
    told = ", ".join(f"{count} {step.value}" for step, count in counts.items() if count)
    outcome = "written" if sync.is_written else "nothing was written"
    data = {
        "schema": "netwatch/inventory-sync/1",
        "file": str(sync.path),
        "written": sync.is_written,
        "devices": len(sync.devices),
        "differences": [
            {"step": step, "device": name, "source": source, "told": said}
            for step, name, source, said in rows
        ],
        "remarks": list(sync.remarks),
    }
    columns = ("what", "device", "source", "told")
    summary = f"{sync.path}: {len(sync.devices)} devices, {told or 'no difference'}; {outcome}"
    return Document(data=data, tables=(Table("", columns, rows),), notes=(*sync.remarks, summary))


def _listing(work: Workspace, source: SourceSettings) -> Listing:
    unit = registry.unit(_PACKAGE, source.kind)
    place = f"{work.settings.inventory}:{source.line}"
    token = source.token and lookup(source.token, work.environment, f"of source {source.kind}")
    try:
        found: Listing = unit.read(source, token)
    except InventoryError as error:
        raise InventoryError(f"{place}: {error}") from None
    return found


def _usable(
    source: SourceSettings, listing: Listing, credentials: set[str], remarks: list[str]
) -> Iterator[Listed]:
    """Yield the devices that can be watched, in our words; tell of all others."""
    remarks += [f"{source.kind}: {each}" for each in listing.remarks]
    unknown: dict[str, list[str]] = {}
    for device in listing.devices:
        if source.only and not any(fnmatchcase(device.name, each) for each in source.only):
            continue
        word = device.platform or ""
        platform = source.platforms.get(word) or platform_named(word)
        if platform is None or registry.platform(platform).transport != "ssh":
            unknown.setdefault(word, []).append(device.name)
            continue
        whole = replace(
            device,
            platform=platform,
            site=device.site or source.site,
            role=device.role or source.role,
            tags=tuple(dict.fromkeys((*device.tags, *source.tags))),
            credentials=device.credentials or source.credentials,
        )
        problem = acceptable(whole)
        if whole.credentials and whole.credentials not in credentials:
            problem = f"no credentials are called {whole.credentials!r}; add them"
        if problem:
            remarks.append(f"{source.kind}: {device.name} is left out: {problem}")
        else:
            yield whole
    remarks += [_of_unknown(source, word, names) for word, names in sorted(unknown.items())]


def _of_unknown(source: SourceSettings, word: str, names: list[str]) -> str:
    shown = ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN} more" * (len(names) > _SHOWN))
    if not word:
        return f"{source.kind}: no platform is told of {shown}: left out"
    return (
        f"{source.kind}: platform {word!r} is unknown, so {shown} is left out: write "
        f"`platforms: {{{word}: ...}}` into the source, or see netwatch platforms"
    )


def _tell_twin(first: Synced, device: Listed, source: SourceSettings, remarks: list[str]) -> None:
    other = [
        f"{each.name} {getattr(device, each.name)}"
        for each in fields(device)
        if each.name in {"address", "platform", "port"}
        and getattr(device, each.name) not in (None, getattr(first.device, each.name))
    ]
    if other:
        said = ", ".join(other)
        remarks.append(f"{device.name}: {source.kind} says {said}; {first.source} counts")


def _gone(
    known: Mapping[str, Synced], listed: Mapping[str, Synced], by_hand: set[str], today: date
) -> Iterator[Synced]:
    for name, each in known.items():
        if name not in listed and name not in by_hand:
            yield replace(each, gone=each.gone or today)


def _differences(known: Mapping[str, Synced], now: Mapping[str, Synced]) -> Iterator[Difference]:
    for name in sorted({*known, *now}):
        old, new = known.get(name), now.get(name)
        if new is None and old is not None:
            yield Difference(Step.REMOVED, name, old.source, "no longer in the file")
        elif old is None and new is not None:
            told = f"{new.device.address}, {new.device.platform}"
            yield Difference(Step.ADDED, name, new.source, told)
        elif old is not None and new is not None and old != new:
            yield _difference(old, new)


def _difference(old: Synced, new: Synced) -> Difference:
    name = new.device.name
    if new.gone and not old.gone:
        told = "no source lists it any more; it is still watched (--forget-gone ends that)"
        return Difference(Step.GONE, name, new.source, told)
    changes = [
        f"{each.name}: {getattr(old.device, each.name)} -> {getattr(new.device, each.name)}"
        for each in fields(Listed)
        if getattr(old.device, each.name) != getattr(new.device, each.name)
    ]
    if old.source != new.source:
        changes.append(f"source: {old.source} -> {new.source}")
    step = Step.BACK if old.gone and not new.gone else Step.CHANGED
    return Difference(step, name, new.source, "; ".join(changes) or "listed again")
