"""netwatch search: which configuration has, or ever had, a line."""

from typing import Annotated

import typer

from netwatch.cli._common import Format, Output, emit


def command(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help="A part of a line; case does not count.")],
    device: Annotated[
        str | None, typer.Option(help="Only this device, or those a pattern names: core-*.")
    ] = None,
    site: Annotated[str | None, typer.Option(help="Only devices of this site.")] = None,
    tag: Annotated[str | None, typer.Option(help="Only devices with this tag.")] = None,
    current: Annotated[
        bool, typer.Option("--current", help="Only what the newest configurations have.")
    ] = False,
    at: Annotated[
        str | None,
        typer.Option(help="Only what they had then: 2026-01-31, or 30d for thirty days ago."),
    ] = None,
    regex: Annotated[
        bool, typer.Option("--regex", help="TEXT is a regular expression, without back-references.")
    ] = False,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most this many lines.")] = 50,
    after: Annotated[str | None, typer.Option(help="Go on where a page ended.")] = None,
    form: Format = "table",
    output: Output = None,
) -> None:
    """Search all kept configurations, of today and of every visit before.

    Example: netwatch search 192.0.2.50 --site nyc --current
    """
    from netwatch.app.searching import Sought, search, search_view
    from netwatch.app.workspace import Workspace, utc_now

    with Workspace.open(context.obj) as work:
        for _ in work.store.lines.catch_up():
            pass
        sought = Sought(
            text=text, device=device, site=site, tag=tag, current=current, at=at, regex=regex,
            after=after, limit=limit,
        )  # fmt: skip
        found = search(work, sought, utc_now())
    emit(search_view(found), form, output)
