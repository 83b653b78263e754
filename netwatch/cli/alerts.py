"""netwatch alerts: try receivers, and look after the alerts that wait."""

from typing import Annotated

import typer

from netwatch.cli._common import Format, Output, emit, say
from netwatch.model.checked import ExitCode

app = typer.Typer(no_args_is_help=True, help="Try receivers; list, retry or flush what waits.")

SinkName = Annotated[str | None, typer.Option("--sink", help="Only this sink.")]


@app.command("test")
def try_out(
    context: typer.Context,
    sink: Annotated[str, typer.Argument(help="A sink of alerts.yaml.")],
    form: Format = "table",
    output: Output = None,
) -> None:
    """Send a marked test message and say what the receiver answered.

    Example: netwatch alerts test soc-mail
    """
    from netwatch.app.alert_views import tried_view
    from netwatch.app.alerting import send_test
    from netwatch.app.workspace import Workspace
    from netwatch.inventory.errors import InventoryError
    from netwatch.model.alert import Delivered

    with Workspace.open(context.obj) as work:
        found = work.alerting.sink(sink)
        if found is None:
            known = ", ".join(each.name for each in work.alerting.sinks) or "none"
            path = work.settings.alerts_path
            raise InventoryError(f"no sink {sink!r} in {path} (known: {known})")
        outcome = send_test(work, found)
    emit(tried_view(found, outcome), form, output)
    raise typer.Exit(ExitCode.OK if isinstance(outcome, Delivered) else ExitCode.UNKNOWN)


@app.command("list")
def list_(
    context: typer.Context,
    everything: Annotated[bool, typer.Option("--all", help="Delivered ones too.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many.")] = 200,
    form: Format = "table",
    output: Output = None,
) -> None:
    """List the alerts that wait or never arrived, and what their receivers said.

    Example: netwatch alerts list --all --format json
    """
    from netwatch.app.alert_views import outbox_view
    from netwatch.app.alerting import troubles
    from netwatch.app.workspace import Workspace
    from netwatch.store.letters import LetterState

    states = tuple(LetterState) if everything else (LetterState.WAITING, LetterState.DEAD)
    with Workspace.open(context.obj) as work:
        letters = work.store.outbox.letters(states, limit=limit)
        view = outbox_view(letters, work.alerting, troubles(work))
    emit(view, form, output)


@app.command()
def retry(context: typer.Context, sink: SinkName = None) -> None:
    """Try again what failed or was given up.

    Example: netwatch alerts retry --sink soc-mail
    """
    _again(context, sink, held=False)


@app.command()
def flush(context: typer.Context, sink: SinkName = None) -> None:
    """Send everything now, held for a digest or by quiet hours or not.

    Example: netwatch alerts flush
    """
    _again(context, sink, held=True)


@app.command()
def forget(context: typer.Context, sink: SinkName = None) -> None:
    """Drop the alerts that netwatch gave up; the findings stay.

    Example: netwatch alerts forget --sink old-siem
    """
    from netwatch.app.workspace import Workspace

    with Workspace.open(context.obj) as work:
        dropped = work.store.outbox.forget(sink=sink)
    say(f"{dropped} alerts dropped")


def _again(context: typer.Context, sink: str | None, *, held: bool) -> None:
    import time

    from netwatch.app.alerting import deliver, enqueue, troubles
    from netwatch.app.workspace import Workspace, utc_now

    with Workspace.open(context.obj) as work:
        enqueue(work, say)
        outbox = work.store.outbox
        renew = outbox.flush if held else outbox.revive
        say(f"{renew(now=utc_now(), sink=sink)} alerts are due now")
        done = deliver(work, time.monotonic() + 300)
        say(f"{done.sent} messages sent, {done.failed} failed")
        for each in troubles(work):
            say(each)
    raise typer.Exit(ExitCode.UNKNOWN if done.failed else ExitCode.OK)
