"""netwatch plan: judge a configuration before it is deployed."""

from pathlib import Path
from typing import Annotated

import typer

from netwatch.cli._common import FailOn, Format, Output, SeverityWord, emit


def command(
    context: typer.Context,
    candidate: Annotated[Path, typer.Option("--candidate", help="The configuration to judge.")],
    device: Annotated[str, typer.Option("--device", help="For which device.")],
    base: Annotated[
        str, typer.Option(help="What it replaces: running (last known), or a file.")
    ] = "running",
    merge: Annotated[
        bool, typer.Option("--merge", help="The candidate is a fragment to lay onto the base.")
    ] = False,
    platform: Annotated[
        str | None, typer.Option("--platform", "-p", help="For a device in no inventory.")
    ] = None,
    fail_on: FailOn = SeverityWord.MEDIUM,
    form: Format = "table",
    output: Output = None,
) -> None:
    """Tell what a configuration would add, redirect or weaken; nobody logs in anywhere.

    Example: netwatch plan --candidate core-rtr1.cfg --device core-rtr1 --base main/core-rtr1.cfg
    """
    from netwatch.app.plan import Request, plan, plan_view
    from netwatch.app.workspace import Workspace, utc_now

    request = Request(
        candidate=candidate,
        device=device,
        base=None if base == "running" else Path(base),
        merge=merge,
        platform=platform,
    )
    with Workspace.open(context.obj) as work:
        planned = plan(work, request, utc_now())
    emit(plan_view(planned, fail_on.severity), form, output)
    raise typer.Exit(planned.exit_code(fail_on.severity))
