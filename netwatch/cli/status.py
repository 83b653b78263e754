"""netwatch status: how netwatch itself is doing."""

from pathlib import Path
from typing import Annotated

import typer

from netwatch.cli._common import Format, Output, emit


def command(
    context: typer.Context,
    metrics: Annotated[
        Path | None,
        typer.Option(help="Also write the numbers there, for Prometheus' textfile collector."),
    ] = None,
    form: Format = "table",
    output: Output = None,
) -> None:
    """Show what was seen, what could not be seen, and what is open.

    Example: netwatch status --metrics /var/lib/node_exporter/netwatch.prom
    """
    from netwatch.app.status import standing, status_view
    from netwatch.app.workspace import Workspace, utc_now

    with Workspace.open(context.obj) as work:
        here = standing(work, utc_now())
    if metrics is not None:
        from netwatch.app.metrics import exposition
        from netwatch.cli._common import write_whole

        write_whole(metrics, exposition(here))
    emit(status_view(here), form, output)
