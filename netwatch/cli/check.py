"""netwatch check: look at devices now."""

from typing import Annotated

import typer

from netwatch.cli._common import FailOn, Format, Nagios, Output, SeverityWord, emit, nagios, say
from netwatch.cli._progress import outcomes


def command(
    context: typer.Context,
    devices: Annotated[
        list[str], typer.Argument(help="Devices, or site:nyc, tag:edge, role:core.")
    ],
    fail_on: FailOn = SeverityWord.MEDIUM,
    as_nagios: Nagios = False,
    hashes: Annotated[
        bool, typer.Option("--hash/--no-hash", help="Have images hashed now, or not at all.")
    ] = True,
    fetch_image: Annotated[
        bool, typer.Option("--fetch-image", help="Fetch its image files now and hash them here.")
    ] = False,
    form: Format = "table",
    output: Output = None,
) -> None:
    """Collect, compare and judge devices now.

    Images are hashed at every check; a sweep hashes them when they changed visibly or grew old.

    Example: netwatch check core-rtr1 --format json
    """
    from netwatch.app.alerting import telling
    from netwatch.app.cadence import wish
    from netwatch.app.kept_views import check_view
    from netwatch.app.sweep import sweep
    from netwatch.app.workspace import Workspace
    from netwatch.model.checked import exit_code

    with Workspace.open(context.obj) as work:
        chosen = work.devices(tuple(devices))
        with telling(work, say):
            swept = sweep(work, chosen, outcomes(len(chosen)), wish(hashes, copies=fetch_image))
    if as_nagios:
        nagios(swept.checked, fail_on.severity)
    emit(check_view(swept.checked), form, output)
    raise typer.Exit(exit_code(swept.checked, fail_on.severity))
