"""What the commands share: their common options, and how an answer leaves the process."""

import contextlib
import os
import shutil
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from netwatch import registry
from netwatch.model.checked import Checked
from netwatch.model.document import Document, Look
from netwatch.model.errors import NetwatchError
from netwatch.model.evidence import Severity
from netwatch.model.finding import Status
from netwatch.parsing.text import visible


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
        help="table for people, json or jsonl for programs, text for grep.",
    ),
]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="Write to this file instead of the terminal.")
]
FailOn = Annotated[
    SeverityWord, typer.Option("--fail-on", help="Exit 1 from findings of this severity on.")
]
Nagios = Annotated[bool, typer.Option("--nagios", help="One status line with performance data.")]


Hashes = Annotated[
    bool | None,
    typer.Option(
        "--hash/--no-hash",
        help="Have images hashed now, or not at all; by itself when they changed or grew old.",
        show_default=False,
    ),
]


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


def write_whole(path: Path, text: str) -> None:
    """Put ``text`` in place of ``path`` at once: nobody ever reads half of it.

    Raises OutputError when it cannot be written.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise OutputError(f"cannot write {path}: {error.strerror}") from None


def nagios(checked: Sequence[Checked], fail_on: Severity) -> NoReturn:
    """Print one status line with performance data and exit 0-3 as monitoring plugins do."""
    standing = [each for one in checked for each in one.told if each.status is Status.OPEN]
    critical = sum(each.finding.severity >= Severity.HIGH for each in standing)
    warning = sum(fail_on <= each.finding.severity < Severity.HIGH for each in standing)
    blind = sum(bool(each.state.failures) for each in checked)
    if critical:
        code, word = 2, "CRITICAL"
    elif warning:
        code, word = 1, "WARNING"
    elif blind:
        code, word = 3, "UNKNOWN"
    else:
        code, word = 0, "OK"
    worst = f": {visible(standing[0].finding.title)}" if standing else ""
    typer.echo(
        f"NETWATCH {word} - {len(checked)} devices, {len(standing)} findings, {blind} not fully "
        f"observed{worst} | devices={len(checked)} critical={critical} warning={warning} "
        f"unknown={blind}"
    )
    raise typer.Exit(code)


def invoked() -> str:
    """Return how this netwatch was called, for commands that people are told to type."""
    command = Path(sys.argv[0])
    if command.name != "netwatch":
        return "netwatch"
    if shutil.which("netwatch") == str(command):
        return "netwatch"
    with contextlib.suppress(ValueError):
        return str(command.absolute().relative_to(Path.cwd()))
    return str(command)


def say(message: str) -> None:
    """Tell the person something that is not the answer: on standard error."""
    typer.echo(message, err=True)


def _look(*, to_file: bool) -> Look:
    from rich.console import Console

    console = Console()
    terminal = sys.stdout.isatty() and not to_file
    colour = terminal and not console.no_color and console.color_system is not None
    return Look(colour=colour, width=console.width if terminal else 160)
