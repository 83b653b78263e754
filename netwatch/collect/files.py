"""The offline transport: a saved configuration as the snapshot a visit would have brought."""

from datetime import datetime
from pathlib import Path

from netwatch.collect.access import Redact
from netwatch.model.platform import CONFIG, Platform
from netwatch.model.snapshot import Artifact, Failure, Reason, Snapshot
from netwatch.parsing.text import MAX_CHARS, TooLargeError, clean

_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def collect(
    path: Path, platform: Platform, redact: Redact, *, now: datetime, device: str | None = None
) -> Snapshot:
    """Return the file ``path`` as a snapshot with one artifact, the running-config.

    ``device`` names it, else the file's stem does. A file that cannot be read, is empty, too
    large or no regular file is a failure of the snapshot; nothing is raised.
    """
    name = path.stem if device is None else device
    snapshot = Snapshot(device=name, platform=platform.name, taken_at=now)
    try:
        text = clean(_text(path))
    except (OSError, TooLargeError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return _failed(snapshot, Reason.UNREACHABLE, f"{path}: {why}; name a configuration file")
    if not text.strip():
        return _failed(snapshot, Reason.INCOMPLETE, f"{path} is empty; save the file again")
    artifact = Artifact(CONFIG, f"file {path.name}", redact(text, CONFIG))
    return Snapshot(device=name, platform=platform.name, taken_at=now, artifacts=(artifact,))


def _text(path: Path) -> str:
    if not path.is_file():
        # A pipe or a device would block or never end.
        raise FileNotFoundError(2, "no such regular file")
    with path.open("rb") as file:
        data = file.read(MAX_CHARS + 1)
    if data.startswith(_UTF16):
        return data.decode("utf-16", "replace")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _failed(snapshot: Snapshot, reason: Reason, detail: str) -> Snapshot:
    return Snapshot(
        device=snapshot.device,
        platform=snapshot.platform,
        taken_at=snapshot.taken_at,
        failures=(Failure(None, reason, detail),),
    )
