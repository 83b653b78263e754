"""netwatch import oxidized, rancid, git and folder: the past that other tools kept."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from netwatch.cli._common import Format, Output, SeverityWord, emit
from netwatch.cli._progress import progress

if TYPE_CHECKING:
    from netwatch.app.past.crew import Replayed
    from netwatch.app.past.run import Plan, Wish
    from netwatch.app.workspace import Workspace

Platform = Annotated[
    str,
    typer.Option(
        "--platform", "-p", help="Read all as this; netmiko's, Oxidized's or RANCID's name will do."
    ),
]
Devices = Annotated[
    list[str] | None, typer.Option("--device", "-d", help="Only these; patterns such as 'nyc-*'.")
]
Since = Annotated[
    str | None, typer.Option(help="Only versions from then on: 2024-01-31, or 52w for a year.")
]
From = Annotated[
    SeverityWord, typer.Option("--findings-from", help="Keep findings of this severity and above.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be read; keep nothing.")]
Branch = Annotated[str, typer.Option(help="The branch whose history is read.")]
Layout = Annotated[
    str | None,
    typer.Option(
        "--path", help="Where the names stand: 'configs/{group}/{device}.cfg'; also {platform}."
    ),
]


def oxidized(
    context: typer.Context,
    repository: Annotated[Path, typer.Argument(help="Oxidized's git repository, or their folder.")],
    *,
    platform: Platform = "auto",
    device: Devices = None,
    since: Since = None,
    findings_from: From = SeverityWord.MEDIUM,
    branch: Branch = "HEAD",
    layout: Layout = None,
    dry_run: DryRun = False,
    form: Format = "table",
    output: Output = None,
) -> None:
    """Take in every version that Oxidized ever committed, and tell which mirrors there were.

    Example: netwatch import oxidized ~/.config/oxidized/configs.git
    """
    from netwatch.app.past.run import plan_oxidized

    wish = _wish(platform, device, since, findings_from, branch, layout)
    _import(
        context, lambda work: plan_oxidized(work, repository, wish), wish, dry_run, form, output
    )


def rancid(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="RANCID's folder of groups, or one group.")],
    *,
    platform: Platform = "auto",
    device: Devices = None,
    since: Since = None,
    findings_from: From = SeverityWord.MEDIUM,
    branch: Branch = "HEAD",
    layout: Layout = None,
    dry_run: DryRun = False,
    form: Format = "table",
    output: Output = None,
) -> None:
    """Take in every version that RANCID ever committed to git.

    Example: netwatch import rancid /var/lib/rancid
    """
    from netwatch.app.past.run import plan_rancid

    wish = _wish(platform, device, since, findings_from, branch, layout)
    _import(context, lambda work: plan_rancid(work, folder, wish), wish, dry_run, form, output)


def git(
    context: typer.Context,
    repository: Annotated[Path, typer.Argument(help="A git repository of configurations.")],
    *,
    platform: Platform = "auto",
    device: Devices = None,
    since: Since = None,
    findings_from: From = SeverityWord.MEDIUM,
    branch: Branch = "HEAD",
    layout: Layout = None,
    dry_run: DryRun = False,
    form: Format = "table",
    output: Output = None,
) -> None:
    """Take in every version of any git repository of configurations.

    Example: netwatch import git backups --path 'sites/{group}/{device}/running.cfg'
    """
    from netwatch.app.past.run import plan_git

    wish = _wish(platform, device, since, findings_from, branch, layout)
    _import(context, lambda work: plan_git(work, repository, wish), wish, dry_run, form, output)


def folder(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="A folder with dates in its names.")],
    *,
    platform: Platform = "auto",
    device: Devices = None,
    since: Since = None,
    findings_from: From = SeverityWord.MEDIUM,
    layout: Layout = None,
    dry_run: DryRun = False,
    form: Format = "table",
    output: Output = None,
) -> None:
    """Take in saved configurations whose names, or whose folders' names, hold a date (UTC).

    Example: netwatch import folder /backup --path '{date}/{device}.cfg'
    """
    from netwatch.app.past.run import plan_folder

    wish = _wish(platform, device, since, findings_from, "HEAD", layout)
    _import(context, lambda work: plan_folder(work, folder, wish), wish, dry_run, form, output)


def _wish(  # what the command line gives
    platform: str, devices: list[str] | None, since: str | None, findings_from: SeverityWord,
    branch: str, layout: str | None,
) -> "Wish":  # fmt: skip
    from netwatch.app.dates import since as moment
    from netwatch.app.past.run import Wish
    from netwatch.app.workspace import utc_now

    return Wish(
        platform=platform,
        devices=tuple(devices or ()),
        since=moment(since, utc_now()) if since else None,
        findings_from=findings_from.severity,
        branch=branch,
        layout=layout,
    )


def _import(  # what the command line gives
    context: typer.Context, planned: Callable[["Workspace"], "Plan"], wish: "Wish",
    dry_run: bool, form: str, output: Path | None,  # an option as it came
) -> None:  # fmt: skip
    from netwatch.app.past.run import run
    from netwatch.app.past.views import imported_view, plan_view
    from netwatch.app.workspace import Workspace

    began = time.monotonic()
    with Workspace.open(context.obj) as work:
        plan = planned(work)
        if dry_run:
            emit(plan_view(plan), form, output)
            return

        def shown(stream: "Iterator[Replayed]") -> "Iterator[Replayed]":
            return progress(stream, "importing", lambda each: each.name, len(plan.jobs))

        done = run(work, plan, wish, shown)
        emit(imported_view(work.store, done, plan, time.monotonic() - began), form, output)
