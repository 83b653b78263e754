"""netwatch export: what netwatch knows, in the form other tools take."""

import typer

from netwatch.cli._common import Format, Output, emit

app = typer.Typer(no_args_is_help=True, help="Give what netwatch knows to other tools.")


@app.callback()
def root() -> None:
    """Keep ``navigator`` a word of its own while it is the only command."""


@app.command("navigator")
def navigator(form: Format = "json", output: Output = None) -> None:
    """Write the techniques that the rules look for as an ATT&CK Navigator layer.

    Example: netwatch export navigator --output netwatch-layer.json
    """
    from netwatch.app.navigator import navigator_layer

    emit(navigator_layer(), form, output)
