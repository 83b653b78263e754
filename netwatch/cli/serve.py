"""netwatch serve: sweep by the clock."""

import signal
from types import FrameType
from typing import Annotated

import typer

from netwatch.cli._common import say


def command(
    context: typer.Context,
    schedule: Annotated[
        str | None, typer.Option(help='Five cron fields, "0 2 * * *" for 2 in the night.')
    ] = None,
    timezone: Annotated[
        str | None, typer.Option(help="Time zone of the schedule, Europe/Berlin for instance.")
    ] = None,
) -> None:
    """Sweep the inventory by the clock until stopped.

    An overdue sweep is made up for at once. SIGTERM and Ctrl-C let a running sweep finish.

    Example: netwatch serve --schedule "30 1 * * *" --timezone Europe/Berlin
    """
    from netwatch.app.nightly import last_visit, nightly
    from netwatch.app.workspace import Workspace, utc_now
    from netwatch.scheduler.service import Schedule, Service, overdue

    given = {**(context.obj or {}), "schedule": schedule, "timezone": timezone}
    with Workspace.open(given) as work:
        settings = work.settings
        plan = Schedule(settings.schedule, settings.timezone, settings.jitter_s)
        service = Service(plan, lambda: nightly(work, say), say)

        def stop(_signal: int, _frame: FrameType | None) -> None:
            # A signal arrives between two lines of anything: stopping is another thread's work.
            import threading

            threading.Thread(target=service.stop, name="stop").start()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        service.start(at_once=overdue(plan, last_visit(work), utc_now()))
        say(f"next sweep at {service.next_run}; {len(work.devices(()))} devices")
        service.wait()
        say("stopped")
