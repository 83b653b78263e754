"""netwatch audit: who did what."""

from typing import Annotated

import typer

from netwatch.cli._common import Format, Output, emit
from netwatch.model.act import ActOutcome

app = typer.Typer(no_args_is_help=True, help="What people did with netwatch.")


@app.callback()
def group() -> None:
    """Keep the commands a group, though it has only one."""


@app.command()
def log(
    context: typer.Context,
    *,
    who: Annotated[str | None, typer.Option(help="Only acts of this name.")] = None,
    act: Annotated[
        str | None, typer.Option(help="Only acts that begin so: account, token create.")
    ] = None,
    subject: Annotated[str | None, typer.Option(help="Only what was done to this.")] = None,
    outcome: Annotated[ActOutcome | None, typer.Option(help="done or refused.")] = None,
    since: Annotated[str | None, typer.Option(help="2026-01-31, or a span back: 7d.")] = None,
    before: Annotated[int | None, typer.Option(help="Only acts older than this id.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=500, help="How many at most.")] = 50,
    form: Format = "table",
    output: Output = None,
) -> None:
    """List who did what, from where, and whether it came about; the latest first.

    Example: netwatch audit log --act session --outcome refused
    """
    from netwatch.app.audit_log import acts
    from netwatch.app.dates import since as begin_of
    from netwatch.app.people_views import acts_view
    from netwatch.app.workspace import Workspace, utc_now
    from netwatch.store.people_values import ActFilter

    wanted = ActFilter(
        who=who,
        act=act,
        subject=subject,
        outcome=outcome,
        since=begin_of(since, utc_now()) if since else None,
    )
    with Workspace.open(context.obj) as work:
        document = acts_view(acts(work, wanted, before=before, limit=limit))
    emit(document, form, output)
