"""netwatch analyse: questions over whole files of flows."""

from pathlib import Path
from typing import Annotated

import typer

from netwatch.cli._common import Format, Output, emit
from netwatch.cli._settings import Setting, read_settings


def command(
    files: Annotated[
        list[Path],
        typer.Argument(help="Zeek conn.log (TSV or JSON), CSV with a header, Parquet; .gz too."),
    ],
    question: Annotated[
        str, typer.Option("--question", "-q", help="first-seen, beacons, volumes or duplication.")
    ] = "first-seen",
    *,
    memory: Annotated[str, typer.Option(help="Use no more memory than that.")] = "1GB",
    spill: Annotated[
        Path | None, typer.Option(help="Folder for what does not fit into memory.")
    ] = None,
    limit: Annotated[
        int, typer.Option(min=1, max=100_000, help="Show at most so many rows.")
    ] = 100,
    setting: Setting = None,
    form: Format = "table",
    output: Output = None,
) -> None:
    """Ask a question about whole files of flows; needs the extra `analytics`.

    first-seen: conversations never seen before the last day. beacons: regular intervals and sizes.
    volumes: more bytes than the source usually sends. duplication: what looks like a mirror.

    Example: netwatch analyse conn.*.log.gz --question beacons --memory 512MB
    """
    from netwatch.app.analytics import question_named
    from netwatch.app.whole_table import ask, document

    answer = ask(
        files, question_named(question), memory=memory, spill=spill, limit=limit,
        settings=read_settings(setting),
    )  # fmt: skip
    emit(document(answer), form, output)
