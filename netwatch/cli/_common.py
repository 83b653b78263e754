"""What the commands share: their common options, and how an answer leaves the process."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from netwatch import registry
from netwatch.model.document import Document, Look
from netwatch.model.errors import NetwatchError
from netwatch.model.evidence import Severity


class SeverityWord(StrEnum):
    """The severities as words for ``--fail-on``."""

    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def severity(self) -> Severity:
        """Return the ordered value."""
        return Severity.parse(self.value)


def _format_names() -> list[str]:
    return list(registry.names("report"))


def _known_format(value: str) -> str:
    if value not in registry.names("report"):
        names = ", ".join(registry.names("report"))
        raise typer.BadParameter(f"{value!r} is not one of {names}")
    return value


Format = Annotated[
    str,
    typer.Option(
        "--format",
        "-f",
        callback=_known_format,
        autocompletion=_format_names,
        help="table for people, json or jsonl for programs.",
    ),
]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="Write to this file instead of the terminal.")
]
FailOn = Annotated[
    SeverityWord, typer.Option("--fail-on", help="Exit 1 from findings of this severity on.")
]
Nagios = Annotated[bool, typer.Option("--nagios", help="One status line with performance data.")]


class OutputError(NetwatchError):
    """The answer could not be written where it was asked for."""


def emit(document: Document, form: str, output: Path | None = None) -> None:
    """Write ``document`` in the format ``form`` to ``output`` or to standard output.

    Raises OutputError when the file cannot be written.
    """
    renderer = registry.unit("report", form)
    text = renderer.render(document, _look(to_file=output is not None))
    if output is None:
        typer.echo(text)
        return
    try:
        output.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise OutputError(f"cannot write {output}: {error.strerror}") from None


def say(message: str) -> None:
    """Tell the person something that is not the answer: on standard error."""
    typer.echo(message, err=True)


def _look(*, to_file: bool) -> Look:
    from rich.console import Console

    console = Console()
    terminal = sys.stdout.isatty() and not to_file
    colour = terminal and not console.no_color and console.color_system is not None
    return Look(colour=colour, width=console.width if terminal else 160)
