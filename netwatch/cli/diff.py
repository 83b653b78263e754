"""netwatch diff: what changed on a device, or how two devices differ."""

import shutil
from datetime import UTC, datetime
from typing import Annotated

import typer

from netwatch.cli._common import Format, Output, emit


def command(
    context: typer.Context,
    device: Annotated[str, typer.Argument(help="A device.")],
    other: Annotated[
        str | None, typer.Option("--with", help="Compare with this device instead of with before.")
    ] = None,
    since: Annotated[
        datetime | None, typer.Option(help="Compare with what was known then (UTC).")
    ] = None,
    old: Annotated[
        str | None, typer.Option("--from", help="The older version's digest, or its beginning.")
    ] = None,
    new: Annotated[
        str | None, typer.Option("--to", help="The newer version's digest, or its beginning.")
    ] = None,
    topic: Annotated[str, typer.Option(help="Which answer to compare.")] = "running-config",
    text: Annotated[bool, typer.Option("--text", help="A plain unified diff.")] = False,
    side_by_side: Annotated[
        bool, typer.Option("--side-by-side", "-y", help="Both texts, for a wide terminal.")
    ] = False,
    form: Format = "table",
    output: Output = None,
) -> None:
    """Show how a device's configuration changed, each line under its parent statements.

    Example: netwatch diff core-rtr1 --since 2026-01-31
    """
    from netwatch.app.difference import Wanted
    from netwatch.app.difference_view import diff_view
    from netwatch.app.workspace import Workspace

    moment = since.replace(tzinfo=UTC) if since and since.tzinfo is None else since
    wanted = Wanted(device=device, other=other, topic=topic, old=old, new=new, since=moment)
    columns = shutil.get_terminal_size((160, 50)).columns if side_by_side else None
    with Workspace.open(context.obj) as work:
        found = diff_view(work.store, wanted, as_text=text, columns=columns)
    emit(found, form, output)
