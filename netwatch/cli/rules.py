"""netwatch rules: what is looked for."""

from typing import Annotated

import typer

from netwatch.cli._common import Format, Output, emit


def command(
    rule: Annotated[str | None, typer.Argument(help="One rule, such as capture-active.")] = None,
    form: Format = "table",
    output: Output = None,
) -> None:
    """List the rules, or one of them with what it needs.

    Example: netwatch rules mirror-new-destination
    """
    from netwatch.app.views import rules_view

    emit(rules_view(rule), form, output)
