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
    """Show what code each device says it runs, and how far the evidence goes.

    Named devices show every rung of the evidence with its reason.

    Example: netwatch images core-rtr1
    """
    from netwatch.app.image_views import climb, images_view
    from netwatch.app.kept_views import known_states
    from netwatch.app.workspace import Workspace

    with Workspace.open(context.obj) as work:
        states = known_states(work.store, tuple(devices or ()))
        climbed = climb(work.store, work.policy, states)
    emit(images_view(climbed, whole=bool(devices)), form, output)
