"""netwatch logs: read what clouds, devices and flow exporters wrote of mirroring."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from netwatch.cli._common import FailOn, Format, Output, SeverityWord, emit, say
from netwatch.cli._progress import outcomes

if TYPE_CHECKING:
    from netwatch.app.reading_logs import LogsRead
    from netwatch.app.workspace import Workspace
    from netwatch.model.checked import ExitCode
    from netwatch.model.document import Document


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
        bool, typer.Option("--keep", help="Keep what logs tell of devices, for later checks.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Keep, then check the devices that events tell of.")
    ] = False,
    fail_on: FailOn = SeverityWord.MEDIUM,
    form: Format = "table",
    output: Output = None,
) -> None:
    """Find in audit logs, device logs and flow records who created a mirror and what was copied.

    CloudTrail, Google Cloud Audit and Azure Activity records, syslog of devices and firewalls,
    TACACS+ accounting, and flow records of Zeek, NetFlow, clouds and firewalls are told apart by
    themselves; no inventory is needed. With --check, the devices and accounts of the inventory
    that events tell of are checked at once, and who acted stands beside what changed.

    Example: netwatch logs cloudtrail/*.json.gz /var/log/network.log zeek/conn.*.log.gz
    """
    from netwatch.app.reading_logs import read_logs
    from netwatch.app.workspace import Workspace
    from netwatch.model.checked import ExitCode

    code = ExitCode.OK
    with Workspace.open(context.obj) as work:
        told = read_logs(files, work, threshold=threshold, keep=keep or check)
        document = told.document
        if check:
            document, code = _with_check(work, told, fail_on)
    emit(document, form, output)
    worst = any(each.finding.severity >= fail_on.severity for each in told.document.findings)
    raise typer.Exit(ExitCode.FINDINGS if worst else code)


def _with_check(
    work: "Workspace", told: "LogsRead", fail_on: SeverityWord
) -> "tuple[Document, ExitCode]":
    """Return what the logs tell together with the check of whom they tell of, and its exit code."""
    from netwatch.app.alerting import telling
    from netwatch.app.kept_views import sweep_view
    from netwatch.app.reading_logs import MOST_CHECKED, with_check
    from netwatch.app.sweep import sweep
    from netwatch.model.checked import exit_code

    chosen = told.devices[:MOST_CHECKED]
    with telling(work, say):
        swept = sweep(work, chosen, outcomes(len(chosen)))
    left = len(told.devices) - len(chosen)
    return with_check(told.document, sweep_view(swept), left), exit_code(
        swept.checked, fail_on.severity
    )
