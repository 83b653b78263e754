"""netwatch mirrors: who copies what to where."""

from collections.abc import Iterable, Iterator
from typing import Annotated

import typer

from netwatch.cli._common import Format, Output, emit
from netwatch.cli._progress import progress


def command(
    context: typer.Context,
    devices: Annotated[list[str] | None, typer.Argument(help="Devices; all when none.")] = None,
    *,
    history: Annotated[
        bool, typer.Option("--history", help="All there ever were: from when to when, by whom.")
    ] = False,
    form: Format = "table",
    output: Output = None,
) -> None:
    """Show every known mirror session, as last observed, and what kept flow records saw of it.

    Example: netwatch mirrors core-rtr1
    """
    from netwatch.app.kept_views import known_states
    from netwatch.app.mirror_traffic import mirrors_view, seen_traffic
    from netwatch.app.workspace import Workspace

    with Workspace.open(context.obj) as work:
        if history:
            from netwatch.app.past.views import past_mirrors_view

            emit(past_mirrors_view(work.store, devices or [], _shown), form, output)
            return
        states = known_states(work.store, tuple(devices or ()))
        traffic = seen_traffic(work.store, states)
    emit(mirrors_view(states, traffic), form, output)


def _shown(names: Iterable[str]) -> Iterator[str]:
    return progress(names, "reading", str)
