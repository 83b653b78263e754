"""netwatch logs: read what clouds, devices and flow exporters wrote of mirroring."""

from pathlib import Path
from typing import Annotated

import typer

from netwatch.cli._common import FailOn, Format, Output, SeverityWord, emit


def command(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="Log files, .gz too; any mixture.")],
    threshold: Annotated[
        int | None,
        typer.Option(
            min=0, max=10, help="Show from this risk on (0 to 10); 7 for events, 8 for flows."
        ),
    ] = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep what flow records tell, to compare with later.")
    ] = False,
    fail_on: FailOn = SeverityWord.MEDIUM,
    form: Format = "table",
    output: Output = None,
) -> None:
    """Find in audit logs, device logs and flow records who created a mirror and what was copied.

    CloudTrail, Google Cloud Audit and Azure Activity records, syslog of devices and firewalls,
    TACACS+ accounting, and flow records of Zeek, NetFlow, clouds and firewalls are told apart by
    themselves; no inventory is needed.

    Example: netwatch logs cloudtrail/*.json.gz /var/log/network.log zeek/conn.*.log.gz
    """
    from netwatch.app.reading_logs import read_logs
    from netwatch.app.workspace import Workspace
    from netwatch.model.checked import ExitCode

    with Workspace.open(context.obj) as work:
        document = read_logs(files, work, threshold=threshold, keep=keep)
    emit(document, form, output)
    worst = any(each.finding.severity >= fail_on.severity for each in document.findings)
    raise typer.Exit(ExitCode.FINDINGS if worst else ExitCode.OK)
