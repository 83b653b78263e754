"""A visit to a device -> a golden case that may be shown: no secrets, names or addresses."""

from dataclasses import dataclass, replace
from pathlib import Path

from netwatch import registry
from netwatch.app.cadence import Effort, Wish
from netwatch.app.collecting import collector
from netwatch.app.golden import EXPECTED, write_case
from netwatch.app.workspace import Workspace
from netwatch.collect.deadline import Halt
from netwatch.model.device import Device
from netwatch.model.document import Document, Table
from netwatch.model.errors import NetwatchError
from netwatch.model.snapshot import Artifact, Failure, Snapshot
from netwatch.model.state import DeviceState
from netwatch.parsing.anonymise import anonymise
from netwatch.read import read_device
from netwatch.shapes import failure_shape

_REVIEW = (
    "read every file before you show it: descriptions, banners and user names are as the device "
    "printed them; then compare expected.json with what you know of the device"
)


class RecordError(NetwatchError):
    """The case cannot be recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A case on disk: its files with what each holds, and what the device did not answer."""

    folder: Path
    files: tuple[tuple[str, Artifact], ...]
    failures: tuple[Failure, ...]


def record(work: Workspace, device: Device, folder: Path) -> Recorded:
    """Visit ``device`` and write what it answered into ``folder``, which must be empty or new.

    Raises RecordError, SecretError, InventoryError.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise RecordError(f"{folder} is not an empty folder; name another with --into")
    platform = registry.platform(device.platform)
    wish = Wish(hashes=Effort.ALWAYS, copies=Effort.NEVER)
    alone = replace(device, second_account=None, snmp=None, netconf=None)
    snapshot = collector(work, (alone,), Halt(), wish)(alone)
    if not snapshot.artifacts:
        told = "; ".join(f"{each.reason.value}: {each.detail}" for each in snapshot.failures)
        raise RecordError(f"nothing to record from {device.name}: {told}")
    artifacts = shown(snapshot, read_device(platform, snapshot), device.name)
    try:
        files = write_case(folder, platform, artifacts)
    except OSError as error:
        raise RecordError(f"cannot write to {folder}: {error.strerror}") from None
    return Recorded(folder=folder, files=files, failures=snapshot.failures)


def shown(snapshot: Snapshot, state: DeviceState, name: str) -> tuple[Artifact, ...]:
    """Return the answers, and the commands that fetched them, with the device's names replaced.

    ``name`` is the inventory's, used where the device did not say its own.
    """
    identity = state.identity
    texts = [part for each in snapshot.artifacts for part in (each.command, each.text)]
    safe = anonymise(
        texts,
        hostname=(identity.hostname if identity else None) or name,
        serial=identity.serial if identity else None,
    )
    return tuple(
        replace(each, command=command, text=text)
        for each, command, text in zip(snapshot.artifacts, safe[::2], safe[1::2], strict=True)
    )


def record_view(recorded: Recorded) -> Document:
    """Return what was written, and what a person has to do with it."""
    rows = tuple(
        (name, each.command, str(each.text.count("\n") + 1)) for name, each in recorded.files
    )
    lost = tuple((each.command or "", each.reason.value, each.detail) for each in recorded.failures)
    return Document(
        data={
            "folder": str(recorded.folder),
            "files": [*(name for name, _ in recorded.files), EXPECTED],
            "failures": [failure_shape(each) for each in recorded.failures],
        },
        tables=(
            Table(str(recorded.folder), ("file", "command", "lines"), rows),
            Table("Not answered", ("command", "reason", "detail"), lost),
        ),
        notes=(_REVIEW,),
    )
