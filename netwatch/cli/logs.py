"""netwatch logs: read what clouds and devices wrote of mirroring."""

from pathlib import Path
from typing import Annotated

import typer

from netwatch.cli._common import FailOn, Format, Output, SeverityWord, emit


def command(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="Log files, .gz too; any mixture.")],
    threshold: Annotated[
        int, typer.Option(min=0, max=10, help="Show events from this risk on (0 to 10).")
    ] = 7,
    fail_on: FailOn = SeverityWord.MEDIUM,
    form: Format = "table",
    output: Output = None,
) -> None:
    """Find in audit logs and device logs who created or changed a mirror.

    CloudTrail, Google Cloud Audit and Azure Activity records, syslog of devices and firewalls, and
    TACACS+ accounting are told apart by themselves; no inventory is needed.

    Example: netwatch logs cloudtrail/*.json.gz /var/log/network.log
    """
    from netwatch.app.event_logs import events_view, findings_of, gather
    from netwatch.app.workspace import Workspace, utc_now
    from netwatch.model.checked import ExitCode

    gathered = gather(files)
    now = utc_now()
    with Workspace.open(context.obj) as work:
        devices = work.inventory.devices if work.settings.inventory.exists() else ()
        found = findings_of(gathered.ordered(), devices, work.policy, now)
    emit(events_view(gathered, found, threshold, now), form, output)
    worst = any(each.severity >= fail_on.severity for each in found)
    raise typer.Exit(ExitCode.FINDINGS if worst else ExitCode.OK)
