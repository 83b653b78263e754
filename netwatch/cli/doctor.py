"""netwatch doctor: why a device cannot be observed."""

from typing import Annotated

import typer

from netwatch.cli._common import Format, Output, emit
from netwatch.model.checked import ExitCode


def command(
    context: typer.Context,
    device: Annotated[str, typer.Argument(help="A device.")],
    form: Format = "table",
    output: Output = None,
) -> None:
    """Explain a failing visit step by step.

    Example: netwatch doctor core-rtr1
    """
    from netwatch.app.doctor import diagnosis
    from netwatch.app.workspace import Workspace

    with Workspace.open(context.obj) as work:
        (chosen,) = work.devices((device,))
        document, healthy = diagnosis(work, chosen)
    emit(document, form, output)
    raise typer.Exit(ExitCode.OK if healthy else ExitCode.UNKNOWN)
