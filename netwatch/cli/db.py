"""netwatch db: the store's schema and its size."""

from typing import Annotated

import typer

from netwatch.cli._common import say
from netwatch.model.checked import ExitCode

app = typer.Typer(no_args_is_help=True, help="Upgrade, check or prune the database.")


@app.command()
def upgrade(context: typer.Context) -> None:
    """Bring the database's schema up to this version of netwatch.

    Example: netwatch db upgrade
    """
    from netwatch.app.workspace import Workspace
    from netwatch.store import migrate

    work = Workspace.open(context.obj)
    work.settings.state_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    migrate.upgrade(work.settings.url)
    say(f"{migrate.shown(work.settings.url)}: the schema is current")


@app.command()
def check(context: typer.Context) -> None:
    """Check the schema, and that every kept text still has its digest.

    Example: netwatch db check
    """
    from netwatch.app.workspace import Workspace
    from netwatch.store import migrate

    with Workspace.open(context.obj) as work:
        migrate.check(work.settings.url)
        damaged = tuple(work.store.verify())
    for digest in damaged:
        say(f"damaged: {digest}; restore the database from backup, the other texts are sound")
    if damaged:
        raise typer.Exit(ExitCode.FINDINGS)
    say(f"{migrate.shown(work.settings.url)}: schema and contents are sound")


@app.command()
def index(context: typer.Context) -> None:
    """Let the search catch up with what was kept; it may be interrupted and taken up again.

    Example: netwatch db index
    """
    from netwatch.app.workspace import Workspace

    visits = damaged = 0
    with Workspace.open(context.obj) as work:
        for step in work.store.lines.catch_up():
            visits, damaged = visits + step.visits, damaged + step.damaged
        indexed = work.store.lines.indexed()
    say(f"{visits} visits were read; every configuration kept can be searched")
    if damaged:
        say(f"{damaged} texts are damaged and cannot be found: run netwatch db check")
    if not indexed:
        say(
            "searching will be slow: have an administrator run CREATE EXTENSION pg_trgm once in "
            "this database (PostgreSQL), or use SQLite 3.34 or newer; then repeat this command"
        )


@app.command()
def prune(
    context: typer.Context,
    days: Annotated[
        int | None,
        typer.Option("--older-than", min=1, help="Days to keep; by itself the setting keep_days."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count.")] = False,
) -> None:
    """Delete old visits; each device's known state and the evidence of findings stay.

    Example: netwatch db prune --older-than 365 --dry-run
    """
    from datetime import timedelta

    from netwatch.app.settings import SettingsError
    from netwatch.app.workspace import Workspace, utc_now

    with Workspace.open(context.obj) as work:
        keep = days or work.settings.keep_days
        if keep is None:
            raise SettingsError("say how many days to keep: --older-than 365, or keep_days")
        before = utc_now() - timedelta(days=keep)
        if dry_run:
            count = work.store.prunable(before).visits
            say(f"{count} visits from before {before:%Y-%m-%d} would go, and what only they named")
            return
        steps = tuple(work.store.prune(before))
        lines = work.store.heard.forget(before)
    visits, texts = sum(each.visits for each in steps), sum(each.texts for each in steps)
    say(
        f"pruned {visits} visits from before {before:%Y-%m-%d}, {texts} texts and {lines} log lines"
    )
