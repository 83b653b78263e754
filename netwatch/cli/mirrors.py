"""netwatch mirrors: who copies what to where."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from netwatch.cli._common import Format, Output, emit
from netwatch.cli._progress import progress

if TYPE_CHECKING:
    from netwatch.app.workspace import Workspace
    from netwatch.model.document import Document

_DRAWN = frozenset({"dot", "mermaid", "svg"})


def _detail(value: str | None) -> str | None:
    from netwatch.model.mirror_graph import Detail

    words = [each.word for each in Detail]
    if value is not None and value not in words:
        raise typer.BadParameter(f"{value!r} is not one of {', '.join(words)}")
    return value


def command(
    context: typer.Context,
    devices: Annotated[list[str] | None, typer.Argument(help="Devices; all when none.")] = None,
    *,
    history: Annotated[
        bool, typer.Option("--history", help="All there ever were: from when to when, by whom.")
    ] = False,
    form: Format = "table",
    output: Output = None,
    detail: Annotated[
        str | None,
        typer.Option(
            callback=_detail,
            help="Of svg, dot and mermaid: fold less, to sessions, devices, sites, owners, kinds.",
        ),
    ] = None,
) -> None:
    """Show every known mirror session, as last observed, and what kept flow records saw of it.

    The formats svg, dot and mermaid draw them as a map.

    Example: netwatch mirrors --format svg --output map.svg
    """
    from netwatch.app.kept_views import known_states
    from netwatch.app.mirror_traffic import mirrors_view, seen_traffic
    from netwatch.app.mirror_volumes import all_volumes
    from netwatch.app.workspace import Workspace, utc_now

    with Workspace.open(context.obj) as work:
        if history:
            from netwatch.app.past.views import past_mirrors_view

            document = past_mirrors_view(work.store, devices or [], _shown)
        elif form in _DRAWN:
            document = _map(work, tuple(devices or ()), detail, utc_now())
        else:
            states = known_states(work.store, tuple(devices or ()))
            traffic = seen_traffic(work.store, states)
            volumes = all_volumes(work.store, states, utc_now())
            document = mirrors_view(states, traffic, volumes)
    emit(document, form, output)


def _map(
    work: "Workspace", devices: tuple[str, ...], detail: str | None, now: datetime
) -> "Document":
    from netwatch.app.mirror_map_views import map_view
    from netwatch.model.mirror_graph import Choice, Detail

    limit = frozenset(each.name for each in work.devices(devices)) if devices else None
    choice = Choice(detail=Detail[detail.upper()] if detail else None)
    return map_view(work.boards.map.seen(work, choice, now, limit).graph)


def _shown(names: Iterable[str]) -> Iterator[str]:
    return progress(names, "reading", str)
