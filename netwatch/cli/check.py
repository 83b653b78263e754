"""netwatch check: look at devices now."""

from typing import Annotated

import typer

from netwatch.cli._common import FailOn, Format, Hashes, Nagios, Output, SeverityWord, emit, nagios
from netwatch.cli._progress import outcomes


def command(
    context: typer.Context,
    devices: Annotated[
        list[str], typer.Argument(help="Devices, or site:nyc, tag:edge, role:core.")
    ],
    fail_on: FailOn = SeverityWord.MEDIUM,
    as_nagios: Nagios = False,
    hashes: Hashes = None,
    form: Format = "table",
    output: Output = None,
) -> None:
    """Collect, compare and judge devices now.

    Example: netwatch check core-rtr1 --format json
    """
    from netwatch.app.cadence import Wish, effort
    from netwatch.app.kept_views import check_view
    from netwatch.app.sweep import sweep
    from netwatch.app.workspace import Workspace
    from netwatch.model.checked import exit_code

    with Workspace.open(context.obj) as work:
        chosen = work.devices(tuple(devices))
        swept = sweep(work, chosen, outcomes(len(chosen)), Wish(hashes=effort(hashes)))
    if as_nagios:
        nagios(swept.checked, fail_on.severity)
    emit(check_view(swept.checked), form, output)
    raise typer.Exit(exit_code(swept.checked, fail_on.severity))
