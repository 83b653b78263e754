"""Archives of configurations: git repositories and dated folders, as devices with versions."""

import os
import stat
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from netwatch.collect.git import Repository
from netwatch.collect.git_history import Commit, Step, steps
from netwatch.model.errors import NetwatchError
from netwatch.model.past import PastDevice, PastVersion, Recorded
from netwatch.parsing.path_layout import Layout, Place, moment_of
from netwatch.parsing.text import one_line

_TICK = timedelta(microseconds=1)
_MOST = 5_000_000
_SHOWN = 120


class ArchiveError(NetwatchError):
    """An archive holds nothing that can be imported, or too much."""


@dataclass(frozen=True, slots=True)
class Archive:
    """Where versions lie: a git repository, or a folder."""

    at: Repository | Path


@dataclass(slots=True)
class Remarks:
    """What was left out of an archive, in numbers, with an example of each reason."""

    counts: dict[str, int] = field(default_factory=dict)
    samples: dict[str, str] = field(default_factory=dict)

    def add(self, reason: str, sample: str, number: int = 1) -> None:
        """Count something that was left out."""
        self.counts[reason] = self.counts.get(reason, 0) + number
        self.samples.setdefault(reason, one_line(sample, _SHOWN))


@dataclass(slots=True)
class _Found:
    """The versions of one device while they are gathered, oldest first."""

    platform: str | None = None
    alive: bool = False
    steps: list[tuple[datetime | None, str | None, str, Recorded]] = field(default_factory=list)


def from_git(
    repository: Repository, layout: Layout, branch: str, now: datetime, remarks: Remarks
) -> Iterator[PastDevice]:
    """Yield every device of a git repository. Raises GitError, ArchiveError."""
    kept: dict[str, tuple[Place, list[tuple[int, Step]]]] = {}
    strange: set[str] = set()
    for number, step in enumerate(steps(repository, branch)):
        if number >= _MOST:
            raise ArchiveError(f"{repository.folder} has more than {_MOST:,} versions")
        if step.path not in kept:
            place = None if step.path in strange else layout(step.path)
            if place is None:
                strange.add(step.path)
                continue
            kept[step.path] = (place, [])
        kept[step.path][1].append((number, step))
    for path in sorted(strange):
        remarks.add("files that are no device's by this layout", path)
    alive = {path for path, (_, found) in kept.items() if found[0][1].blob is not None}
    twins = Counter(map(_last, alive))
    by_name: dict[str, list[tuple[int, Step]]] = {}
    said: dict[str, str | None] = {}
    for path, (place, found) in kept.items():
        name = place.device
        if place.group and path in alive and twins[_last(path)] > 1:
            name = f"{name}@{place.group.replace('/', '.')}"  # another group has one by this name
        by_name.setdefault(name, []).extend(found)
        said[name] = said.get(name) or place.platform
    recorded: dict[str, Recorded] = {}
    for name in sorted(by_name):
        ordered = sorted(by_name[name], key=lambda each: -each[0])
        gathered = _Found(said[name], any(step.path in alive for _, step in ordered))
        for _, step in ordered:
            who = recorded.setdefault(step.commit.name, _recorded(step.commit))
            gathered.steps.append((_moment(step.commit), step.blob, step.path, who))
        yield _device(name, gathered, now, remarks)


def from_folder(
    folder: Path, layout: Layout, now: datetime, remarks: Remarks
) -> Iterator[PastDevice]:
    """Yield every device of a folder tree by date. Raises ArchiveError."""
    found: dict[str, _Found] = {}
    dated: list[tuple[datetime, str, Place]] = []
    for path in _files(folder):
        place = layout(path)
        moment = moment_of(place.date) if place and place.date else None
        if place is None or moment is None:
            remarks.add("files without a device's name and a date", path)
            continue
        dated.append((moment, path, place))
    for moment, path, place in sorted(dated, key=lambda each: each[:2]):
        device = found.setdefault(place.device, _Found(place.platform, alive=True))
        device.steps.append((moment, path, path, Recorded(path)))
    for name in sorted(found):
        yield _device(name, found[name], now, remarks)


def _files(folder: Path) -> Iterator[str]:
    """Yield the paths of regular files below ``folder``; no link is followed."""
    if not folder.is_dir():
        raise ArchiveError(f"{folder} is no folder")
    for here, folders, names in os.walk(folder, followlinks=False):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        for name in sorted(names):
            path = Path(here, name)
            if not name.startswith(".") and stat.S_ISREG(path.lstat().st_mode):
                yield path.relative_to(folder).as_posix()


def _last(path: str) -> str:
    return path.rsplit("/", 1)[-1]


def _recorded(commit: Commit) -> Recorded:
    return Recorded(commit.name, commit.author, commit.subject)


def _moment(commit: Commit) -> datetime | None:
    try:
        return datetime.fromtimestamp(commit.seconds, UTC) if commit.seconds > 0 else None
    except (OverflowError, OSError, ValueError):
        return None


def _device(name: str, found: _Found, now: datetime, remarks: Remarks) -> PastDevice:
    """Place the versions in time: in the order they were recorded, each after the one before."""
    versions: list[PastVersion] = []
    latest, shown = datetime.fromtimestamp(0, UTC), None
    for moment, text, path, recorded in found.steps:
        if text is None or text == shown:
            shown = text
            continue
        if moment is None or moment > now:
            remarks.add("versions dated in the future, or by no date at all", f"{name}: {path}")
            continue
        if moment < latest.replace(microsecond=0):
            remarks.add("versions dated before the version they follow", f"{name}: {path}")
        latest, shown = max(moment, latest + _TICK), text
        versions.append(PastVersion(latest, text, path, recorded))
    return PastDevice(name, tuple(versions), found.platform, gone=not found.alive)
