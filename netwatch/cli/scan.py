"""netwatch scan: read every configuration in a folder."""

from pathlib import Path
from typing import Annotated

import typer

from netwatch.cli._common import FailOn, Format, Output, SeverityWord, emit
from netwatch.cli._progress import progress


def command(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="Files or folders of configurations.")],
    platform: Annotated[
        str, typer.Option("--platform", "-p", help="Read every file as this platform.")
    ] = "auto",
    fail_on: FailOn = SeverityWord.MEDIUM,
    form: Format = "table",
    output: Output = None,
) -> None:
    """Find every traffic mirror in a folder of configurations; needs no inventory.

    Example: netwatch scan ~/oxidized/configs
    """
    from netwatch.app.scan import files_under, scan_file
    from netwatch.app.views import scan_exit_code, scan_view
    from netwatch.app.workspace import Workspace, utc_now

    with Workspace.open(context.obj) as work:
        files = list(files_under(tuple(paths)))
        now = utc_now()
        scanned = [
            scan_file(each, platform=platform, policy=work.policy, now=now)
            for each in progress(files, "reading", str)
        ]
    emit(scan_view(scanned, now), form, output)
    raise typer.Exit(scan_exit_code(scanned, fail_on.severity))
