"""netwatch rules: what is looked for."""

from typing import Annotated

import typer

from netwatch.cli._common import Format, Output, emit


def command(
    rule: Annotated[
        str | None,
        typer.Argument(help="One rule, such as capture-active; or coverage, for the scoreboard."),
    ] = None,
    form: Format = "table",
    output: Output = None,
) -> None:
    """List the rules, one of them with what it needs, or what published intrusions they find.

    Example: netwatch rules mirror-new-destination; netwatch rules coverage
    """
    from netwatch.app.views import rules_view

    if rule == "coverage":
        from netwatch.lab.replay import load_replays
        from netwatch.lab.scoreboard import scoreboard

        emit(scoreboard(load_replays()), form, output)
        return
    emit(rules_view(rule), form, output)
