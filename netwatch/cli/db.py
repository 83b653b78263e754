"""netwatch db: the store's schema."""

import typer

from netwatch.cli._common import say
from netwatch.model.checked import ExitCode

app = typer.Typer(no_args_is_help=True, help="Upgrade or check the database.")


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
