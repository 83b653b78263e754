"""A progress bar on a terminal, nothing in a pipe: progress is never part of the answer."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sized
from typing import TypeVar

import typer

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


def plain_lines(things: Iterable[T], line: Callable[[int, T], str]) -> Iterator[T]:
    """Yield ``things`` with a line each on standard error: progress for a pipe or a log."""
    for number, thing in enumerate(things, 1):
        typer.echo(line(number, thing), err=True)
        yield thing
