"""netwatch serve: watch by the clock."""

import os
from typing import Annotated

import typer

from netwatch.app.logs import LogFormat


def command(
    context: typer.Context,
    schedule: Annotated[
        str | None,
        typer.Option(help='When to sweep if no file says so: "0 2 * * *" for 2 in the night.'),
    ] = None,
    timezone: Annotated[
        str | None, typer.Option(help="Time zone of the schedules, Europe/Berlin for instance.")
    ] = None,
    web: Annotated[
        str | None,
        typer.Option(help="Answer the web console and its API there; :8550 is loopback alone."),
    ] = None,
    *,
    pages_only: Annotated[
        bool, typer.Option("--pages-only", help="Show what is kept; visit and send nothing.")
    ] = False,
    log_format: Annotated[
        LogFormat, typer.Option(help="text for people, json for log collectors.")
    ] = LogFormat.TEXT,
) -> None:
    """Run the schedules until stopped: sweeps, image checks, retention, reports.

    Alerts are sent and change windows kept meanwhile. With syslog_udp, syslog_tcp, syslog_tls or
    traps set, devices that say they changed are checked at once; with web set, people get the
    web console and its API, and machines health, metrics and webhooks. What is overdue is made up
    for at once.

    SIGTERM and Ctrl-C let visits in flight end, for stop_grace_s at most; what is left is taken
    up at the next start. A second signal ends at once.

    Example: netwatch serve --schedule "30 1 * * *" --timezone Europe/Berlin --web :8550
    """
    from netwatch.app.daemon import Daemon, end_on_signals
    from netwatch.app.logs import open_log
    from netwatch.app.notify_systemd import Systemd
    from netwatch.app.workspace import Workspace
    from netwatch.cli._service import pages_of, parts_of
    from netwatch.scheduler.service import SchedulerPart

    given = {**(context.obj or {}), "schedule": schedule, "timezone": timezone, "web": web}
    log = open_log(log_format)
    with Workspace.open(given) as work:
        scheduler = SchedulerPart(work, log)
        parts = pages_of(work, log) if pages_only else parts_of(work, log, scheduler)
        if work.settings.console_url:
            log.info("the web console answers", at=work.settings.console_url)
        daemon = Daemon(parts, log, Systemd(work.environment))
        # Whatever a kill leaves behind is taken up again, so nothing is lost by ending at once.
        end_on_signals(daemon, lambda number: os._exit(128 + number))
        daemon.run()
    if scheduler.busy:
        os._exit(0)  # a thread that hangs in a visit would hold the process
