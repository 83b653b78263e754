"""netwatch images: what code the devices say they run."""

from typing import Annotated

import typer

from netwatch.cli._common import Format, Output, emit


def command(
    context: typer.Context,
    devices: Annotated[list[str] | None, typer.Argument(help="Devices; all when none.")] = None,
    form: Format = "table",
    output: Output = None,
) -> None:
    """Show version, image, hash and bootloader of each device, as last observed.

    Example: netwatch images core-rtr1
    """
    from netwatch.app.kept_views import images_view, known_states
    from netwatch.app.workspace import Workspace

    with Workspace.open(context.obj) as work:
        states = known_states(work.store, tuple(devices or ()))
    emit(images_view(states), form, output)
