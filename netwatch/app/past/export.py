"""Versions out to a git repository as Oxidized keeps one: a file a device, a commit a version."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from netwatch.app.past.replay import read_origin
from netwatch.app.workspace import Workspace
from netwatch.collect.git_write import Written, latest, prepare, write
from netwatch.model.past import Recorded
from netwatch.model.platform import CONFIG
from netwatch.store.store import Store

_OURSELVES = "netwatch <netwatch@localhost>"

Shown = Callable[[Iterator[Written]], Iterator[Written]]


@dataclass(frozen=True, slots=True)
class Exported:
    """How many commits were made, of how many devices there are."""

    commits: int
    devices: int


@dataclass(frozen=True, slots=True)
class _Change:
    """A visit that showed a configuration other than the one before it."""

    at: datetime
    device: str
    digest: str
    recorded: Recorded | None


def export_git(
    work: Workspace, folder: Path, devices: tuple[str, ...] = (), shown: Shown = iter
) -> Exported:
    """Write every version that ``folder`` has not yet, oldest first. Raises GitError, StoreError.

    The same store gives the same commits wherever it is exported to. What became known later of a
    time that was exported already (an import of older history) is not put in: export anew for it.
    """
    repository = prepare(folder, work.environment)
    done = latest(repository)
    names = [each.name for each in work.store.devices() if not devices or each.name in devices]
    changes = [
        each
        for name in names
        for each in _changes(work.store, name)
        if int(each.at.timestamp()) > done.get(name, 0)
    ]
    changes.sort(key=lambda each: (each.at, each.device))
    made = write(repository, shown(_written(work.store, changes)), goes_on=bool(done))
    return Exported(commits=made, devices=len(names))


def _changes(store: Store, device: str) -> Iterator[_Change]:
    """Yield each visit whose configuration differs from the one before; one a second, the last."""
    last: _Change | None = None
    shown = None
    for at, digests, origin in store.hindsight.answers(device, CONFIG):
        digest = digests[0] if digests else None
        if digest is None or digest == shown:
            continue
        change = _Change(at, device, digest, read_origin(origin) if origin else None)
        if last is not None and int(last.at.timestamp()) != int(at.timestamp()):
            yield last
        last, shown = change, digest
    if last is not None:
        yield last


def _written(store: Store, changes: list[_Change]) -> Iterator[Written]:
    for each in changes:
        said = each.recorded
        subject = said.subject if said and said.subject else f"update {each.device}"
        yield Written(
            path=each.device,
            text=store.text(each.digest).encode("utf-8", "surrogatepass"),
            at=each.at,
            author=said.author if said and said.author else _OURSELVES,
            message=f"{subject}\n\ndevice: {each.device}\nseen: {each.at:%Y-%m-%dT%H:%M:%SZ}\n",
        )
