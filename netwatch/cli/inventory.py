"""netwatch inventory: devices from where people keep them."""

from typing import Annotated

import typer

from netwatch.cli._common import Format, Output, emit

app = typer.Typer(no_args_is_help=True, help="Take devices from where people keep them.")


@app.callback()
def root() -> None:
    """Keep the devices of the inventory in step with its sources."""


@app.command("sync")
def sync(
    context: typer.Context,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the difference; write nothing.")
    ] = False,
    forget_gone: Annotated[
        bool, typer.Option("--forget-gone", help="Drop devices that no source lists any more.")
    ] = False,
    form: Format = "table",
    output: Output = None,
) -> None:
    """Ask every source the inventory names, show what differs, and write it beside the inventory.

    Example: netwatch inventory sync --dry-run
    """
    from netwatch.app.inventory_sync import apply_sync, plan_sync, sync_view
    from netwatch.app.workspace import Workspace

    with Workspace.open(context.obj) as work:
        planned = plan_sync(work, forget_gone=forget_gone)
        done = planned if dry_run else apply_sync(work, planned)
    emit(sync_view(done), form, output)
