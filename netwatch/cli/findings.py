"""netwatch findings: what stands open."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from netwatch.cli._common import FailOn, Format, Output, SeverityWord, emit
from netwatch.model.checked import ExitCode


def command(
    context: typer.Context,
    device: Annotated[str | None, typer.Argument(help="Only this device.")] = None,
    rule: Annotated[str | None, typer.Option(help="Only this rule.")] = None,
    severity: Annotated[
        SeverityWord, typer.Option(help="From this severity on.")
    ] = SeverityWord.INFO,
    since: Annotated[datetime | None, typer.Option(help="First seen since (UTC).")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Resolved ones too.")] = False,
    fail_on: FailOn = SeverityWord.MEDIUM,
    form: Format = "table",
    output: Output = None,
) -> None:
    """List findings, worst first.

    Example: netwatch findings --severity high --format json
    """
    from netwatch.app.kept_views import findings_view
    from netwatch.app.workspace import Workspace
    from netwatch.model.finding import Status
    from netwatch.store.values import STANDING, FindingFilter

    moment = since.replace(tzinfo=UTC) if since and since.tzinfo is None else since
    wanted = FindingFilter(
        device=device,
        rule=rule,
        severity=severity.severity,
        statuses=tuple(Status) if everything else STANDING,
        since=moment,
    )
    with Workspace.open(context.obj) as work:
        found = work.store.findings(wanted)
        standing = work.store.findings(FindingFilter(statuses=STANDING))
    emit(findings_view(found, standing), form, output)
    worst = [
        each
        for each in found
        if each.status is Status.OPEN and each.finding.severity >= fail_on.severity
    ]
    raise typer.Exit(ExitCode.FINDINGS if worst else ExitCode.OK)
