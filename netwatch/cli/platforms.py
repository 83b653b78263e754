"""netwatch platforms: what can be read, and what is sent to do so."""

from typing import Annotated

import typer

from netwatch.cli._common import Format, Output, emit

app = typer.Typer(no_args_is_help=True, help="What netwatch can read, and what it sends to do so.")


@app.command("list")
def list_platforms(form: Format = "table", output: Output = None) -> None:
    """List the platforms.

    Example: netwatch platforms list
    """
    from netwatch.app.views import platforms_view

    emit(platforms_view(), form, output)


@app.command("show")
def show(
    name: Annotated[str, typer.Argument(help="A platform, such as cisco_xe.")],
    commands: Annotated[
        bool, typer.Option("--commands", help="Every command ever sent, for the AAA server.")
    ] = False,
    form: Format = "table",
    output: Output = None,
) -> None:
    """Show what one platform offers, or the read-only command set it needs.

    --format tacacs prints the command set for tac_plus, --format ise the CSV for Cisco ISE,
    --format iam the policy of an AWS role, --format role one of Google Cloud or Azure.

    Example: netwatch platforms show cisco_xe --commands --format tacacs
    """
    from netwatch.app.views import commands_view, coverage_view

    emit(commands_view(name) if commands else coverage_view(name), form, output)
