"""netwatch demo: see it work in a minute."""

from pathlib import Path
from typing import Annotated

import typer

from netwatch.cli._common import emit, invoked, say
from netwatch.cli._progress import outcomes

PORT = 8550
"""Where the demonstration's console answers."""


def command(
    folder: Annotated[Path, typer.Option(help="Where its database goes.")] = Path("netwatch-demo"),
) -> None:
    """Watch a simulated network being tampered with.

    Example: netwatch demo
    """
    from netwatch.lab.demo import FLOW_LOG, invitation, perform

    say("Simulated routers and switches start on loopback and speak real SSH.")
    for act in perform(folder, outcomes):
        typer.echo(f"\n== {act.title}\n")
        emit(act.shown, "table")
    typer.echo("\nLook around in the same data:")
    looks = ("findings --severity high", "diff core-rtr1", "mirrors", "images")
    for words in (*looks, f"logs {folder / FLOW_LOG}"):
        typer.echo(f"  {invoked()} --state-dir {folder} {words}")
    typer.echo("\nAnd look at it in a browser: start the web console, and open the link, once:")
    inventory = folder / "inventory.yaml"
    pages = f"serve --web :{PORT} --pages-only"
    typer.echo(f"  {invoked()} --state-dir {folder} --inventory {inventory} {pages}")
    typer.echo(f"  http://127.0.0.1:{PORT}{invitation(folder)}")
