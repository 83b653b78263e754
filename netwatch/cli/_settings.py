"""The option ``--set NAME=NUMBER`` of the commands that ask about tables of flows."""

from collections.abc import Sequence
from typing import Annotated

import typer

Setting = Annotated[
    list[str] | None,
    typer.Option("--set", help="Another value for a setting: window_s=7200. May be repeated."),
]


def read_settings(given: Sequence[str] | None) -> dict[str, float]:
    """Return ``NAME=NUMBER`` words as a mapping; a word of another form is a usage error."""
    settings: dict[str, float] = {}
    for each in given or ():
        name, _, value = each.partition("=")
        try:
            settings[name] = float(value)
        except ValueError:
            raise typer.BadParameter(f"{each!r} is not NAME=NUMBER") from None
    return settings
