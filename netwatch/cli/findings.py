"""netwatch findings: what stands open, why it is told so, and what people said of it."""

from typing import TYPE_CHECKING, Annotated

import typer

from netwatch.cli._common import FailOn, Format, Output, SeverityWord, emit
from netwatch.model.checked import ExitCode
from netwatch.model.finding import KeptFinding, Status

if TYPE_CHECKING:
    from datetime import datetime

    from netwatch.app.finding_acts import Asked
    from netwatch.app.workspace import Workspace
    from netwatch.model.document import Document


def command(
    context: typer.Context,
    devices: Annotated[
        list[str] | None,
        typer.Argument(help="Only these: names, patterns, site:nyc, tag:edge, role:core."),
    ] = None,
    rule: Annotated[str | None, typer.Option(help="Only this rule, or a pattern.")] = None,
    severity: Annotated[
        SeverityWord, typer.Option(help="From this severity on.")
    ] = SeverityWord.INFO,
    status: Annotated[
        list[Status] | None,
        typer.Option(help="Only these; by itself open, acknowledged and explained."),
    ] = None,
    owner: Annotated[str | None, typer.Option(help="Only what is assigned to this person.")] = None,
    text: Annotated[str | None, typer.Option(help="Only what mentions this.")] = None,
    since: Annotated[
        str | None,
        typer.Option(help="Opened, reopened or resolved since: 2026-01-31 (UTC), 12h, 7d."),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Resolved and ignored ones too.")
    ] = False,
    group: Annotated[
        bool | None,
        typer.Option(
            "--group/--no-group",
            help="One row for what is alike on several devices; by itself from 3 devices on.",
            show_default=False,
        ),
    ] = None,
    explain: Annotated[
        str | None, typer.Option(metavar="ID", help="Why this finding is told as it is.")
    ] = None,
    history: Annotated[
        str | None, typer.Option(metavar="ID", help="The life of this finding.")
    ] = None,
    ack: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Mark as seen, with --note.")
    ] = None,
    assign: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Give to the person in --to.")
    ] = None,
    annotate: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Leave the text of --note.")
    ] = None,
    resolve: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Close, for the reason in --note.")
    ] = None,
    to: Annotated[str | None, typer.Option(help="With --assign: who; else nobody.")] = None,
    note: Annotated[str | None, typer.Option(help="What to remember with it.")] = None,
    by: Annotated[str | None, typer.Option(help="Who says so; the login user.")] = None,
    fail_on: FailOn = SeverityWord.MEDIUM,
    form: Format = "table",
    output: Output = None,
) -> None:
    """List findings, worst first; look into one, or say something of it.

    An ID is a fingerprint, or how it begins.

    Example: netwatch findings site:nyc --severity high --since 7d
    """
    from netwatch.app.dates import since as moment_of
    from netwatch.app.finding_acts import Asked, Deed, Word, act, found
    from netwatch.app.finding_views import findings_view
    from netwatch.app.workspace import Workspace, utc_now
    from netwatch.store.values import STANDING

    deeds = {
        Deed.ACKNOWLEDGE: ack, Deed.ASSIGN: assign, Deed.ANNOTATE: annotate, Deed.RESOLVE: resolve,
    }  # fmt: skip
    done = [(deed, ids) for deed, ids in deeds.items() if ids]
    if len(done) + (explain is not None) + (history is not None) > 1:
        raise typer.BadParameter("one thing at a time: list, look into one, or say something of it")
    if to is not None and not assign:
        raise typer.BadParameter("--to goes with --assign")
    now = utc_now()
    with Workspace.open(context.obj) as work:
        if explain is not None or history is not None:
            emit(_looked_into(work, explain, history, now), form, output)
            return
        for deed, ids in done:
            word = Word(by=by, note=note or "", to=to)
            emit(findings_view(act(work, deed, ids, word, now)), form, output)
            return
        asked = Asked(
            devices=tuple(devices or ()),
            rule=rule,
            severity=severity.severity,
            statuses=tuple(Status) if everything else tuple(status or STANDING),
            owner=owner,
            text=text,
            since=moment_of(since, now) if since else None,
        )
        listed = found(work, asked)
        document = _list(work, asked, listed, _least(form, group=group))
    emit(document, form, output)
    is_bad = any(
        each.status is Status.OPEN and each.finding.severity >= fail_on.severity for each in listed
    )
    raise typer.Exit(ExitCode.FINDINGS if is_bad else ExitCode.OK)


def _looked_into(
    work: "Workspace", explain: str | None, history: str | None, now: "datetime"
) -> "Document":
    from netwatch.app.finding_acts import explained
    from netwatch.app.finding_lookup import finding_of
    from netwatch.app.finding_views import explain_view, life_view

    if explain is not None:
        return explain_view(*explained(work, explain, now))
    kept = finding_of(work.store, history or "")
    return life_view(kept, work.store.events(kept.finding.fingerprint))


def _list(
    work: "Workspace", asked: "Asked", listed: tuple[KeptFinding, ...], least: int | None
) -> "Document":
    from dataclasses import replace

    from netwatch.app.finding_acts import found
    from netwatch.app.finding_views import findings_view
    from netwatch.store.values import FindingFilter

    ignored = 0
    if Status.IGNORED not in asked.statuses:
        ignored = len(found(work, replace(asked, statuses=(Status.IGNORED,))))
    standing = work.store.findings(FindingFilter())
    return findings_view(listed, standing, least=least, ignored=ignored)


def _least(form: str, *, group: bool | None) -> int | None:
    """Return on how many devices equal findings become one row; None for never.

    A line of text stands for itself, so that grep finds every device.
    """
    from netwatch.app.finding_views import MANY

    if group is None:
        return MANY if form == "table" else None
    return 2 if group else None
