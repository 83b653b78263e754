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
    """Show every known mirror session, as last observed, and what kept flow records saw of it.

    Example: netwatch mirrors core-rtr1
    """
    from netwatch.app.kept_views import known_states
    from netwatch.app.mirror_traffic import mirrors_view, seen_traffic
    from netwatch.app.mirror_volumes import all_volumes
    from netwatch.app.workspace import Workspace, utc_now

    with Workspace.open(context.obj) as work:
        states = known_states(work.store, tuple(devices or ()))
        traffic = seen_traffic(work.store, states)
        volumes = all_volumes(work.store, states, utc_now())
    emit(mirrors_view(states, traffic, volumes), form, output)
