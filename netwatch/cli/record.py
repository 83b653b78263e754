"""netwatch record: a live session becomes a golden case."""

from pathlib import Path
from typing import Annotated

import typer

from netwatch.cli._common import Format, Output, emit
from netwatch.model.checked import ExitCode


def command(
    context: typer.Context,
    device: Annotated[str, typer.Argument(help="A device.")],
    into: Annotated[
        Path | None, typer.Option("--into", help="The case's folder, new or empty.")
    ] = None,
    form: Format = "table",
    output: Output = None,
) -> None:
    """Visit a device and keep its answers as a test case, without secrets, names and addresses.

    The folder is ready for tests/data/platforms/PLATFORM/ once a person has read it.

    Example: netwatch record core-rtr1 --into cases/cisco_xe/erspan
    """
    from netwatch.app.record import record, record_view
    from netwatch.app.workspace import Workspace

    with Workspace.open(context.obj) as work:
        (chosen,) = work.devices((device,))
        recorded = record(work, chosen, into or Path("recorded") / chosen.platform / "case")
    emit(record_view(recorded), form, output)
    raise typer.Exit(ExitCode.UNKNOWN if recorded.failures else ExitCode.OK)
