"""netwatch schedules: what netwatch does by itself."""

import signal
from typing import Annotated

import typer

from netwatch.cli._common import Format, Output, emit, say
from netwatch.model.checked import ExitCode

app = typer.Typer(no_args_is_help=True, help="List, run, pause or resume what is scheduled.")

Name = Annotated[str, typer.Argument(help="The schedule's name.")]


@app.command("list")
def list_(context: typer.Context, form: Format = "table", output: Output = None) -> None:
    """List the schedules with their next and last runs.

    Example: netwatch schedules list --format json
    """
    from netwatch.app.schedules import schedules_view
    from netwatch.app.workspace import Workspace

    with Workspace.open(context.obj) as work:
        document = schedules_view(work)
    emit(document, form, output)


@app.command()
def run(context: typer.Context, name: Name) -> None:
    """Do a schedule's work now, in this process, and wait for its end.

    Exits 3 when it failed or was stopped; findings are told by netwatch findings.

    Example: netwatch schedules run nightly
    """
    from netwatch.app.logs import LogFormat, open_log
    from netwatch.app.schedules import run_now
    from netwatch.app.workspace import Workspace
    from netwatch.collect.deadline import Halt
    from netwatch.store.run_values import RunStatus

    halt = Halt()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: halt.now() if halt.closing() else halt.wind_down())
    with Workspace.open(context.obj) as work:
        status = run_now(work, name, halt, open_log(LogFormat.TEXT))
    raise typer.Exit(ExitCode.OK if status is RunStatus.DONE else ExitCode.UNKNOWN)


@app.command()
def pause(context: typer.Context, name: Name) -> None:
    """Let a schedule rest until it is resumed.

    Example: netwatch schedules pause nightly
    """
    _pause(context, name, paused=True)
    say(f"{name} is paused")


@app.command()
def resume(context: typer.Context, name: Name) -> None:
    """Let a paused schedule run again; a run that was due meanwhile is made up for.

    Example: netwatch schedules resume nightly
    """
    _pause(context, name, paused=False)
    say(f"{name} runs again")


def _pause(context: typer.Context, name: str, *, paused: bool) -> None:
    from netwatch.app.schedules import pause as pause_schedule
    from netwatch.app.workspace import Workspace

    with Workspace.open(context.obj) as work:
        pause_schedule(work, name, paused=paused)
