"""netwatch mirrors: who copies what to where."""

from typing import Annotated

import typer

from netwatch.cli._common import Format, Output, emit


def command(
    context: typer.Context,
    devices: Annotated[list[str] | None, typer.Argument(help="Devices; all when none.")] = None,
    form: Format = "table",
    output: Output = None,
) -> None:
    """Show every known mirror session, as last observed.

    Example: netwatch mirrors core-rtr1
    """
    from netwatch.app.kept_views import known_states
    from netwatch.app.views import states_view
    from netwatch.app.workspace import Workspace

    with Workspace.open(context.obj) as work:
        states = known_states(work.store, tuple(devices or ()))
    emit(states_view(states), form, output)
