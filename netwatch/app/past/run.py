"""Taking in the past: from an archive's place and a person's wishes to what came of it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from netwatch.app.past.archive import Archive, ArchiveError, Remarks, from_folder, from_git
from netwatch.app.past.crew import Job, Replayed, Terms, replayed, wanted
from netwatch.app.past.platforms import asked_for
from netwatch.app.past.texts import Reader
from netwatch.app.settings import cores
from netwatch.app.workspace import Workspace, utc_now
from netwatch.collect.git import Repository, folder_of
from netwatch.model.device import Device
from netwatch.model.evidence import Severity
from netwatch.model.past import PastDevice, PastVersion
from netwatch.parsing import path_layout
from netwatch.parsing.addresses import interface_addresses
from netwatch.parsing.path_layout import Layout, LayoutError

_WORTHWHILE = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a person wants of an import; ``layout`` is a template of paths where one is given."""

    platform: str = "auto"
    devices: tuple[str, ...] = ()
    since: datetime | None = None
    findings_from: Severity = Severity.MEDIUM
    branch: str = "HEAD"
    layout: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an import will read: devices by name, and what is left out of the archive."""

    jobs: tuple[Job, ...]
    remarks: Remarks = field(default_factory=Remarks)

    @property
    def versions(self) -> int:
        """Return how many versions there are."""
        return sum(len(each.past.versions) for each in self.jobs)


Shown = Callable[[Iterator[Replayed]], Iterator[Replayed]]


def plan_oxidized(work: Workspace, path: Path, wish: Wish) -> Plan:
    """Plan the import of an Oxidized repository, or of a folder of them. Raises NetwatchError."""
    return _of_repositories(work, path, wish, path_layout.oxidized)


def plan_rancid(work: Workspace, path: Path, wish: Wish) -> Plan:
    """Plan the import of RANCID's folder of groups, or of one group. Raises NetwatchError."""
    return _of_repositories(work, path, wish, path_layout.rancid)


def plan_git(work: Workspace, path: Path, wish: Wish) -> Plan:
    """Plan the import of any git repository of configurations. Raises NetwatchError."""
    return _of_repositories(work, path, wish, path_layout.plain)


def plan_folder(work: Workspace, path: Path, wish: Wish) -> Plan:
    """Plan the import of a folder tree by date. Raises NetwatchError."""
    remarks = Remarks()
    layout = _layout(wish, path_layout.dated)
    found = list(from_folder(path.absolute(), layout, utc_now(), remarks))
    return _plan(work, [(each, Archive(path.absolute())) for each in found], wish, remarks)


def run(work: Workspace, plan: Plan, wish: Wish, shown: Shown = iter) -> tuple[Replayed, ...]:
    """Read, judge and keep what ``plan`` names, and return what came of each device.

    ``shown`` wraps the stream of outcomes, for a progress bar. Raises NetwatchError; what was kept
    before stays, and the same import goes on from there.
    """
    platform = asked_for(wish.platform)
    work.store  # noqa: B018  # makes the database, and the key below, before others look for them
    work.key  # noqa: B018
    terms = Terms(
        platform=platform,
        since=wish.findings_from,
        owners=_owners(plan),
        addresses=work.addresses if _has_inventory(work) else {},
    )
    processes = work.settings.processes or max(1, min(cores(), plan.versions // _WORTHWHILE))
    # The longest first: else one process ends long after the others.
    jobs = sorted(plan.jobs, key=lambda each: -len(each.past.versions))
    done = shown(replayed(work, jobs, terms, min(processes, len(jobs))))
    return tuple(sorted(done, key=lambda each: each.name))


def _of_repositories(work: Workspace, path: Path, wish: Wish, layout: Layout) -> Plan:
    remarks = Remarks()
    chosen = _layout(wish, layout)
    found: list[tuple[PastDevice, Archive]] = []
    for each in _repositories(path):
        repository = Repository.at(each, work.environment)
        devices = from_git(repository, chosen, wish.branch, utc_now(), remarks)
        found += [(device, Archive(repository)) for device in devices]
    return _plan(work, found, wish, remarks)


def _repositories(path: Path) -> tuple[Path, ...]:
    """Return ``path`` if it is a repository, else the repositories right below it."""
    if folder_of(path) is not None:
        return (path,)
    below = sorted(path.iterdir()) if path.is_dir() else []
    found = tuple(each for each in below if not each.is_symlink() and folder_of(each) is not None)
    if not found:
        raise ArchiveError(
            f"{path} is no git repository and holds none: name the folder with .git in it, or a "
            "bare repository such as oxidized.git"
        )
    return found


def _layout(wish: Wish, usual: Layout) -> Layout:
    if wish.layout is None:
        return usual
    try:
        return path_layout.template(wish.layout)
    except LayoutError as error:
        raise ArchiveError(f"--path {wish.layout}: {error}") from None


def _plan(
    work: Workspace, found: list[tuple[PastDevice, Archive]], wish: Wish, remarks: Remarks
) -> Plan:
    known = _inventory(work)
    jobs: dict[str, Job] = {}
    for past, archive in found:
        device = known.get(past.name) or known.get(past.name.casefold())
        name = device.name if device else past.name
        if not wanted(name, wish.devices):
            continue
        if name in jobs:
            remarks.add("devices that another repository has by the same name", name)
            continue
        kept = tuple(each for each in past.versions if not wish.since or each.at >= wish.since)
        if kept:
            jobs[name] = Job(
                past=PastDevice(name, kept, past.platform, past.gone), archive=archive, known=device
            )
    if not jobs:
        raise ArchiveError(
            "nothing to import: no file there is a device's by this layout"
            + ("" if wish.layout else "; say where the name stands, as --path '{group}/{device}'")
        )
    return Plan(jobs=tuple(jobs[name] for name in sorted(jobs)), remarks=remarks)


def _has_inventory(work: Workspace) -> bool:
    return work.settings.inventory.exists()


def _inventory(work: Workspace) -> Mapping[str, Device]:
    """Return the devices of the inventory by name; archives may have the names in small letters."""
    if not _has_inventory(work):
        return {}
    devices = [each for each in work.inventory.devices if each.cloud is None]
    return {
        **{each.name.casefold(): each for each in devices},
        **{each.name: each for each in devices},
    }


def _owners(plan: Plan) -> dict[str, tuple[str, str]]:
    """Return whose interface has each address, by every device's newest version.

    An address that several devices have belongs to none.
    """
    found: dict[str, set[tuple[str, str]]] = {}
    with Reader() as reader:
        for job in plan.jobs:
            text = reader.text(job.archive, _newest(job))
            for each in interface_addresses(text) or ():
                found.setdefault(each.address, set()).add((job.past.name, each.interface))
    return {
        address: min(holders)
        for address, holders in found.items()
        if len({device for device, _ in holders}) == 1
    }


def _newest(job: Job) -> PastVersion:
    return job.past.versions[-1]
