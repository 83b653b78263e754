"""netwatch parse: read one configuration file."""

from pathlib import Path
from typing import Annotated

import typer

from netwatch.cli._common import Format, Output, emit
from netwatch.model.checked import ExitCode


def command(
    file: Annotated[Path, typer.Argument(help="A saved running configuration.")],
    platform: Annotated[
        str, typer.Option("--platform", "-p", help="Its platform, or auto to recognise it.")
    ] = "auto",
    form: Format = "table",
    output: Output = None,
) -> None:
    """Read one configuration: its mirrors, and every line about mirroring that was not understood.

    Example: netwatch parse core-rtr1.cfg --platform cisco_xe --format json
    """
    from netwatch.app.scan import scan_file
    from netwatch.app.views import reading_view
    from netwatch.app.workspace import utc_now
    from netwatch.model.policy import Policy

    scanned = scan_file(file, platform=platform, policy=Policy(), now=utc_now(), name=file.name)
    emit(reading_view(scanned), form, output)
    if scanned.state is None or scanned.state.failures:
        raise typer.Exit(ExitCode.UNKNOWN)
