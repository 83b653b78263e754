"""netwatch history: every visit and every version kept of a device."""

from typing import Annotated

import typer

from netwatch.cli._common import Format, Output, emit


def command(
    context: typer.Context,
    device: Annotated[str, typer.Argument(help="A device.")],
    limit: Annotated[int, typer.Option(min=1, help="At most this many visits.")] = 20,
    show: Annotated[
        str | None, typer.Option(help="Print the kept text with this digest, or its beginning.")
    ] = None,
    form: Format = "table",
    output: Output = None,
) -> None:
    """Show when a device was visited and every distinct answer it gave.

    Example: netwatch history core-rtr1 --show 1f0c
    """
    from netwatch.app.kept_views import history_view, version_view
    from netwatch.app.workspace import Workspace

    with Workspace.open(context.obj) as work:
        found = (
            version_view(work.store, device, show)
            if show
            else history_view(work.store, device, limit)
        )
    emit(found, form, output)
