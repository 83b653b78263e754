"""netwatch sweep: look at the whole inventory."""

from typing import Annotated

import typer

from netwatch.cli._common import (
    FailOn,
    Format,
    Hashes,
    Nagios,
    Output,
    SeverityWord,
    emit,
    nagios,
    say,
)
from netwatch.cli._progress import outcomes


def command(
    context: typer.Context,
    devices: Annotated[
        list[str] | None, typer.Argument(help="Only these, or site:nyc, tag:edge, role:core.")
    ] = None,
    fail_on: FailOn = SeverityWord.MEDIUM,
    as_nagios: Nagios = False,
    hashes: Hashes = None,
    form: Format = "table",
    output: Output = None,
) -> None:
    """Collect, compare and judge the whole inventory.

    Example: netwatch sweep --fail-on high
    """
    from netwatch.app.alerting import telling
    from netwatch.app.cadence import wish
    from netwatch.app.kept_views import sweep_view
    from netwatch.app.staleness import watch_over
    from netwatch.app.sweep import sweep
    from netwatch.app.workspace import Workspace
    from netwatch.model.checked import exit_code

    with Workspace.open(context.obj) as work:
        chosen = work.devices(tuple(devices or ()))
        with telling(work, say):
            swept = sweep(work, chosen, outcomes(len(chosen)), wish(hashes))
            # Who sweeps by cron has no service to notice what is not seen any more.
            watch_over(work, swept.finished_at)
    if as_nagios:
        nagios(swept.checked, fail_on.severity)
    emit(sweep_view(swept), form, output)
    raise typer.Exit(exit_code(swept.checked, fail_on.severity))
