"""netwatch init: files to start from."""

from pathlib import Path
from typing import Annotated

import typer

from netwatch.cli._common import say


def command(
    folder: Annotated[Path, typer.Argument(help="Where to write them.")] = Path(),
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that are there.")] = False,
) -> None:
    """Write an inventory.yaml and a policy.yaml to start from.

    Example: netwatch init /etc/netwatch
    """
    from netwatch.app.starter import write_starter

    for path in write_starter(folder, replace=force):
        say(f"wrote {path}")
    say("Next: edit the inventory, then run netwatch doctor DEVICE and netwatch sweep.")
