"""The ``netwatch`` command: finds the command files beside it and runs one of them."""

import importlib
import pkgutil
import sys
from pathlib import Path
from typing import Annotated

import typer

import netwatch.cli
from netwatch import __version__
from netwatch.model.checked import ExitCode
from netwatch.model.errors import NetwatchError

_GLOBAL = ("--inventory", "-i", "--policy", "--database-url", "--state-dir")
_EPILOG = (
    "Start with: netwatch scan FOLDER-OF-CONFIGS. "
    "Then: netwatch init, netwatch doctor DEVICE, netwatch sweep. "
    "The options above may stand anywhere on the line."
)

app = typer.Typer(
    name="netwatch",
    no_args_is_help=True,
    rich_markup_mode=None,  # rich costs a quarter of a second at every start
    pretty_exceptions_enable=False,
    epilog=_EPILOG,
    help="Who is copying traffic, is every box running the code it should, and did the change "
    "window do exactly what it said?",
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"netwatch {__version__}")
        raise typer.Exit


@app.callback()
def root(
    context: typer.Context,
    *,
    inventory: Annotated[
        Path | None, typer.Option("--inventory", "-i", help="What to watch (inventory.yaml).")
    ] = None,
    policy: Annotated[
        Path | None, typer.Option(help="What is allowed (policy.yaml beside the inventory).")
    ] = None,
    database_url: Annotated[
        str | None, typer.Option(help="SQLite or PostgreSQL, as SQLAlchemy spells it.")
    ] = None,
    state_dir: Annotated[
        Path | None, typer.Option(help="Where the database, key and host keys live.")
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Keep the options every command shares; nothing is opened yet."""
    del version
    context.obj = {
        "inventory": inventory,
        "policy": policy,
        "database_url": database_url,
        "state_dir": state_dir,
    }


def _add_commands() -> None:
    for each in pkgutil.iter_modules(netwatch.cli.__path__):
        if each.name.startswith("_") or each.name == "main":
            continue
        module = importlib.import_module(f"netwatch.cli.{each.name}")
        name = each.name.rstrip("_").replace("_", "-")
        if hasattr(module, "app"):
            app.add_typer(module.app, name=name)
        else:
            app.command(name)(module.command)


_add_commands()


def hoist(words: list[str]) -> list[str]:
    """Return ``words`` with the global options moved in front of the command."""
    front: list[str] = []
    rest: list[str] = []
    waiting = iter(words)
    for word in waiting:
        if word == "--":
            rest.extend((word, *waiting))
        elif word in _GLOBAL:
            front.extend((word, *[each for each in [next(waiting, None)] if each is not None]))
        elif word.startswith(tuple(f"{each}=" for each in _GLOBAL if each.startswith("--"))):
            front.append(word)
        else:
            rest.append(word)
    return front + rest


def main() -> None:
    """Run the command line; every known error becomes one message and exit code 2."""
    try:
        app(args=hoist(sys.argv[1:]))
    except NetwatchError as error:
        typer.secho(f"netwatch: {error}", fg="red", err=True)
        sys.exit(ExitCode.USAGE)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(ExitCode.OK)
