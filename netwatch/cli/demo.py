"""netwatch demo: see it work in a minute."""

from pathlib import Path
from typing import Annotated

import typer

from netwatch.cli._common import emit, say
from netwatch.cli._progress import outcomes


def command(
    folder: Annotated[Path, typer.Option(help="Where its database goes.")] = Path("netwatch-demo"),
) -> None:
    """Watch a simulated network being tampered with.

    Example: netwatch demo
    """
    from netwatch.app.kept_views import sweep_view
    from netwatch.lab.demo import perform

    say("Simulated routers and switches start on loopback and speak real SSH.")
    for act in perform(folder, outcomes):
        typer.echo(f"\n== {act.title}\n")
        emit(sweep_view(act.swept), "table")
    typer.echo(
        f"\nLook around in the same data:\n"
        f"  netwatch --state-dir {folder} findings\n"
        f"  netwatch --state-dir {folder} diff core-rtr1\n"
        f"  netwatch --state-dir {folder} mirrors"
    )
