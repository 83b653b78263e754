"""A progress bar on a terminal, nothing in a pipe: progress is never part of the answer."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sized
from typing import TypeVar

import typer

from netwatch.model.checked import Checked

T = TypeVar("T")


def progress(
    things: Iterable[T], doing: str, name: Callable[[T], str], total: int | None = None
) -> Iterator[T]:
    """Yield ``things`` while showing how many are done, on standard error."""
    count = len(things) if total is None and isinstance(things, Sized) else total
    if not sys.stderr.isatty():
        yield from things
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
    )  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(doing, total=count)
        for thing in things:
            yield thing
            bar.update(task, advance=1, description=f"{doing} {name(thing)[-40:]}")


def outcomes(total: int) -> Callable[[Iterator[Checked]], Iterator[Checked]]:
    """Return what shows a stream of outcomes: a bar on a terminal, a line each in a pipe."""

    def shown(stream: Iterator[Checked]) -> Iterator[Checked]:
        if sys.stderr.isatty():
            yield from progress(stream, "visiting", lambda each: each.device.name, total)
            return
        for number, checked in enumerate(stream, 1):
            line = f"[{number}/{total}] {checked.device.name} {checked.status.value}"
            typer.echo(line, err=True)
            yield checked

    return shown
