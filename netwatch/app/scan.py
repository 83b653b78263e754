"""Reading saved configurations with no inventory, no store and no network."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from netwatch import registry
from netwatch.detect import detect_all
from netwatch.model.device import Device
from netwatch.model.errors import NetwatchError
from netwatch.model.finding import Finding
from netwatch.model.platform import CONFIG, Platform
from netwatch.model.policy import Policy
from netwatch.model.rule import Facts
from netwatch.model.snapshot import Artifact, Snapshot
from netwatch.model.state import DeviceState
from netwatch.parsing.noise import blank
from netwatch.parsing.recognise import recognise
from netwatch.parsing.redact import redact
from netwatch.parsing.text import TooLargeError, clean
from netwatch.read import read_device

AUTO = "auto"
_MAX_BYTES = 64 * 1024 * 1024
_SNIFFED = 8192
# A key of no consequence: what is read here is printed, never kept.
PASSING_KEY = b"netwatch scan keeps nothing"


class FileUnreadableError(NetwatchError):
    """The file cannot be read as a configuration."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """One file: ``state`` is None when its platform was not recognised.

    ``ignored`` counts what policy does not want told.
    """

    path: str
    platform: str | None
    detected: bool
    state: DeviceState | None = None
    findings: tuple[Finding, ...] = ()
    ignored: int = 0


def files_under(paths: tuple[Path, ...]) -> Iterator[Path]:
    """Yield every file in ``paths`` and below, sorted, without hidden folders and symlinks.

    Raises FileUnreadableError for a path that does not exist.
    """
    for path in paths:
        if path.is_file():
            yield path
        elif path.is_dir():
            for each in sorted(path.rglob("*")):
                hidden = any(part.startswith(".") for part in each.relative_to(path).parts)
                if not hidden and not each.is_symlink() and each.is_file():
                    yield each
        else:
            raise FileUnreadableError(f"{path}: no such file or directory")


def read_text(path: Path) -> str | None:
    """Return the text of ``path`` cleaned for readers, None when it is binary.

    Raises FileUnreadableError when it cannot be opened or is larger than any configuration.
    """
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise FileUnreadableError(f"{path}: larger than 64 MB")
        raw = path.read_bytes()
        if b"\0" in raw[:_SNIFFED]:
            return None
        return clean(raw.decode("utf-8", errors="replace"))
    except OSError as error:
        raise FileUnreadableError(f"{path}: {error.strerror}") from None
    except TooLargeError as error:
        raise FileUnreadableError(f"{path}: {error}") from None


def scan_file(
    path: Path, *, platform: str = AUTO, policy: Policy, now: datetime, name: str | None = None
) -> Scanned:
    """Read and judge one file.

    ``platform`` names its platform or is ``auto``. Raises FileUnreadableError, UnknownUnitError.
    """
    shown = name or str(path)
    text = read_text(path)
    detected = platform == AUTO
    found = recognise(text or "", registry.platforms()) if detected else platform
    if text is None or found is None:
        return Scanned(path=shown, platform=None, detected=False)
    known = registry.platform(found)
    state = _state(shown, text, known, now)
    findings = _findings(state, known, policy, now)
    return Scanned(
        path=shown,
        platform=found,
        detected=detected,
        state=state,
        findings=tuple(each for each in findings if each.ignored is None),
        ignored=sum(each.ignored is not None for each in findings),
    )


def _state(name: str, text: str, platform: Platform, now: datetime) -> DeviceState:
    quiet = blank(redact(text, platform.secrets, PASSING_KEY), platform.noise, CONFIG)
    artifact = Artifact(CONFIG, CONFIG, quiet)
    snapshot = Snapshot(device=name, platform=platform.name, taken_at=now, artifacts=(artifact,))
    return read_device(platform, snapshot)


def _findings(
    state: DeviceState, platform: Platform, policy: Policy, now: datetime
) -> tuple[Finding, ...]:
    device = Device(name=state.device, address="", platform=platform.name)
    facts = Facts(
        device=device, platform=platform, now=now, before=None, after=state, known=state,
        policy=policy,
    )  # fmt: skip
    return detect_all(facts, registry.rules())
