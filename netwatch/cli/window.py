"""netwatch window: announce a change, and see whether it did exactly what was said."""

from dataclasses import replace
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Annotated

import typer

from netwatch.cli._common import Format, Output, emit, say
from netwatch.cli._progress import outcomes
from netwatch.parsing.text import visible

app = typer.Typer(no_args_is_help=True, help="Announce a change and verify what came of it.")

Name = Annotated[str, typer.Argument(help="The window's name: CHG123.")]
Hash = Annotated[
    bool, typer.Option("--hash/--no-hash", help="Have images hashed now, or not at all.")
]
Actor = Annotated[str, typer.Option("--by", help="Who decides this.")]


@app.command("open")
def open_(
    context: typer.Context,
    name: Name,
    *,
    devices: Annotated[
        str | None,
        typer.Option("--devices", help="By commas; or site:nyc, tag:edge, role:core."),
    ] = None,
    ends: Annotated[
        str | None, typer.Option("--to", help="When it ends: 2026-03-01T02:00, or with +01:00.")
    ] = None,
    starts: Annotated[
        str | None, typer.Option("--from", help="When it begins; now, when not said.")
    ] = None,
    expect: Annotated[
        list[Path] | None,
        typer.Option(help="Expectations, one a line or YAML."),
    ] = None,
    timezone: Annotated[
        str | None, typer.Option(help="Zone of times without one; else the setting timezone.")
    ] = None,
    title: Annotated[str, typer.Option(help="What the change is.")] = "",
    by: Actor = "",
    hashes: Hash = True,
    form: Format = "table",
    output: Output = None,
) -> None:
    """Open a window and take its baseline at once.

    What changes in it and was expected is explained; anything else stays a finding. One that a
    calendar or ticket planned is opened by its name alone.

    Example: netwatch window open CHG123 --devices core-rtr1,site:nyc --to 2026-03-01T02:00
    --expect chg123.yaml
    """
    from netwatch.app.cadence import wish
    from netwatch.app.window_views import opened_view
    from netwatch.app.windows import open_planned, open_window
    from netwatch.app.workspace import Workspace, utc_now
    from netwatch.inventory.announced import check_name
    from netwatch.inventory.window_file import read_expectations
    from netwatch.model.checked import ExitCode
    from netwatch.model.window import ChangeWindow

    if (devices is None) is not (ends is None):
        raise typer.BadParameter("a window needs both --devices and --to")
    with Workspace.open({**(context.obj or {}), "timezone": timezone}) as work:
        zone, now = work.settings.zone, utc_now()
        if devices is None or ends is None:
            planned = work.store.windows.get(name).window
            shown = outcomes(len(work.devices(planned.devices)))
            opened = open_planned(work, name, by, now, shown, wish(hashes))
        else:
            window = ChangeWindow(
                name=check_name(name),
                starts=now if starts is None else _moment(starts, zone, "--from"),
                ends=_moment(ends, zone, "--to"),
                devices=tuple(each.strip() for each in devices.split(",") if each.strip()),
                expectations=tuple(
                    each for path in expect or () for each in read_expectations(path)
                ),
                title=title,
                origin="command line",
            )
            shown = outcomes(len(work.devices(window.devices)))
            opened = open_window(work, window, by, now, shown, wish(hashes))
    emit(opened_view(opened), form, output)
    blind = any(each.why_not for each in opened.kept.baselines)
    raise typer.Exit(ExitCode.UNKNOWN if blind else ExitCode.OK)


@app.command()
def verify(
    context: typer.Context,
    name: Name,
    hashes: Hash = True,
    form: Format = "table",
    output: Output = None,
) -> None:
    """Look again and tell what was expected and seen, missing, and not expected.

    Exit code 0: exactly as said; 1: something missing or unexpected; 3: not everything observed.

    Example: netwatch window verify CHG123 --format junit --output chg123.xml
    """
    from netwatch.app.cadence import wish
    from netwatch.app.window_views import verified_view
    from netwatch.app.windows import verify_window
    from netwatch.app.workspace import Workspace

    with Workspace.open(context.obj) as work:
        kept = work.store.windows.get(name)
        done = verify_window(work, name, outcomes(len(kept.devices)), wish(hashes))
    emit(verified_view(done), form, output)
    raise typer.Exit(done.verdict.exit_code)


@app.command()
def close(
    context: typer.Context,
    name: Name,
    *,
    by: Actor = "",
    note: Annotated[str, typer.Option(help="Why, for the record.")] = "",
    look: Annotated[
        bool, typer.Option("--verify/--no-verify", help="Look and judge once more first.")
    ] = True,
    hashes: Hash = True,
    form: Format = "table",
    output: Output = None,
) -> None:
    """Verify a window for the last time and close it: it explains nothing more.

    Example: netwatch window close CHG123 --by anna
    """
    from netwatch.app.cadence import wish
    from netwatch.app.window_views import list_view, verified_view
    from netwatch.app.windows import close_window, verify_window
    from netwatch.app.workspace import Workspace, utc_now
    from netwatch.store.values import Decision

    with Workspace.open(context.obj) as work:
        kept = work.store.windows.get(name)
        shown = outcomes(len(kept.devices))
        done = verify_window(work, name, shown, wish(hashes)) if look else None
        kept = close_window(work, name, Decision(at=utc_now(), actor=by, note=note))
    if done is None:
        emit(list_view((kept,)), form, output)
        return
    emit(verified_view(replace(done, kept=kept)), form, output)
    raise typer.Exit(done.verdict.exit_code)


@app.command()
def cancel(
    context: typer.Context,
    name: Name,
    by: Actor = "",
    note: Annotated[str, typer.Option(help="Why, for the record.")] = "",
) -> None:
    """Call off a planned window, so that nothing opens it.

    Example: netwatch window cancel CHG123 --by anna
    """
    from netwatch.app.workspace import Workspace, utc_now
    from netwatch.store.values import Decision

    with Workspace.open(context.obj) as work:
        work.store.windows.cancel(name, Decision(at=utc_now(), actor=by, note=note))
    say(f"{name} is cancelled")


@app.command("list")
def list_(context: typer.Context, form: Format = "table", output: Output = None) -> None:
    """Show every window, the latest first.

    Example: netwatch window list
    """
    from netwatch.app.window_views import list_view
    from netwatch.app.workspace import Workspace

    with Workspace.open(context.obj) as work:
        windows = work.store.windows.list()
    emit(list_view(windows), form, output)


@app.command()
def show(context: typer.Context, name: Name, form: Format = "table", output: Output = None) -> None:
    """Show one window with its verdicts, as they were kept.

    Example: netwatch window show CHG123 --format html --output chg123.html
    """
    from netwatch.app.window_views import show_view
    from netwatch.app.workspace import Workspace

    with Workspace.open(context.obj) as work:
        kept = work.store.windows.get(name)
        verdicts = work.store.windows.verdicts(name)
    emit(show_view(kept, verdicts), form, output)


@app.command("import")
def import_(
    context: typer.Context,
    where: Annotated[str, typer.Argument(help="iCalendar file, or https:// address of a feed.")],
    timezone: Annotated[
        str | None, typer.Option(help="Zone of times without one; else the setting timezone.")
    ] = None,
) -> None:
    """Plan the windows of a calendar, recurring ones for the next sixty days.

    netwatch serve opens and closes them by itself. Exit code 3: an event could not be used.

    Example: netwatch window import changes.ics
    """
    from netwatch.app.announcements import import_calendar
    from netwatch.app.workspace import Workspace, utc_now
    from netwatch.model.checked import ExitCode

    with Workspace.open({**(context.obj or {}), "timezone": timezone}) as work:
        done = import_calendar(work, where, utc_now())
    for remark in done.remarks:
        say(f"passed over: {visible(remark)}")
    say(
        f"{len(done.planned)} windows planned, {len(done.unchanged)} known already, "
        f"{len(done.cancelled)} cancelled; {done.ignored} events name no devices"
    )
    raise typer.Exit(ExitCode.UNKNOWN if done.remarks else ExitCode.OK)


def _moment(text: str, zone: tzinfo, option: str) -> datetime:
    from netwatch.parsing.moment import MomentError, read_moment

    try:
        return read_moment(text, zone)
    except MomentError as error:
        raise typer.BadParameter(f"{option}: {error}") from None
