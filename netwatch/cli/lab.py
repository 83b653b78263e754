"""netwatch lab: simulated devices to try and train with."""

from pathlib import Path
from typing import Annotated

import typer

from netwatch.cli._common import say


def command(
    devices: Annotated[
        Path | None, typer.Argument(help="A folder of device files; the demo fleet when none.")
    ] = None,
    folder: Annotated[Path, typer.Option(help="Where inventory and host keys go.")] = Path(
        "netwatch-lab"
    ),
) -> None:
    """Serve simulated devices over SSH until Ctrl-C.

    Type a stage (before, after) and Enter to change every device, or "after core-rtr1" for one.

    Example: netwatch lab
    """
    from netwatch.lab.stand import open_stand

    with open_stand(devices, folder) as stand:
        for line in stand.briefing():
            say(line)
        for line in typer.get_text_stream("stdin"):
            say(stand.obey(line))
        stand.wait()
