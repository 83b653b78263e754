"""netwatch approve: a standing permission for what a finding tells of."""

from typing import Annotated

import typer

from netwatch.cli._common import Format, Output, emit
from netwatch.model.policy import Scope


def command(
    context: typer.Context,
    findings: Annotated[
        list[str] | None, typer.Argument(help="Fingerprints, or how they begin.")
    ] = None,
    *,
    ticket: Annotated[str | None, typer.Option(help="The change or request it rests on.")] = None,
    until: Annotated[
        str | None, typer.Option(help="2026-12-31 (that whole day, UTC), or a span: 30d.")
    ] = None,
    by: Annotated[str | None, typer.Option(help="Who approves; the login user.")] = None,
    reason: Annotated[str | None, typer.Option(help="Why, for whoever asks later.")] = None,
    requested_by: Annotated[
        str | None, typer.Option(help="Who asked for it; who approves by itself.")
    ] = None,
    owner: Annotated[
        str | None, typer.Option(help="Who answers for it; who asked by itself.")
    ] = None,
    scope: Annotated[
        Scope | None,
        typer.Option(
            help="finding: only this. destination: any source. model: this image on all of its "
            "model. device, everywhere: the same on the whole device, on every device.",
            show_default=False,
        ),
    ] = None,
    listed: Annotated[bool, typer.Option("--list", help="Show every approval there is.")] = False,
    revoke: Annotated[
        list[int] | None, typer.Option(help="End this approval (its number in --list).")
    ] = None,
    form: Format = "table",
    output: Output = None,
) -> None:
    """Permit what findings tell of, until a day. They stay listed, explained.

    Where policy wants two people, the first call asks and a second person's call grants.

    Example: netwatch approve 1f3a9c2e --ticket CHG123 --until 2026-12-31 --reason "IDS pilot"
    """
    from netwatch.app.approval_views import approvals_view, approved_view
    from netwatch.app.approving import Wanted, approve
    from netwatch.app.approving import revoke as end
    from netwatch.app.dates import until as end_of
    from netwatch.app.workspace import Workspace, utc_now

    if sum((bool(findings), listed, bool(revoke))) != 1:
        raise typer.BadParameter("give findings to approve, or --list, or --revoke NUMBER")
    now = utc_now()
    with Workspace.open(context.obj) as work:
        if listed:
            document = approvals_view(work.store.approvals.all(), work.policy, now)
        elif revoke:
            document = approved_view(end(work, revoke, by, reason, now), work.policy, now)
        else:
            wanted = Wanted(
                by=by,
                requested_by=requested_by,
                ticket=ticket,
                reason=reason,
                owner=owner,
                until=end_of(until, now) if until else None,
                scope=scope,
            )
            approved = approve(work, findings or (), wanted, now)
            document = approved_view(approved, work.policy, now)
    emit(document, form, output)
