"""One finding: its evidence and its life, and what people do with it."""

from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse

from netwatch.app import dates
from netwatch.app.approving import Wanted, approve, revoke
from netwatch.app.finding_acts import Deed, Word, act, explained
from netwatch.app.finding_file import finding_file
from netwatch.app.finding_lookup import finding_of
from netwatch.judgement.attack import technique
from netwatch.model.errors import NetwatchError
from netwatch.model.person import Role
from netwatch.model.policy import Scope
from netwatch.web.asked import Approver, Asked, Operator, Viewer
from netwatch.web.errors import NotFoundError
from netwatch.web.rendering import segment

router = APIRouter()

_Short = Annotated[str, Form(max_length=200)]
_Long = Annotated[str, Form(max_length=4000)]


@router.get("/findings/{fingerprint}")
def show(asked: Viewer, fingerprint: str) -> Response:
    """Show one finding."""
    return _page(asked, fingerprint)


@router.get("/findings/{fingerprint}/why")
def why(asked: Viewer, fingerprint: str) -> Response:
    """Show what decided how it is told: a part of the page, fetched when it is opened."""
    kept, decided = explained(asked.work, _seen(asked, fingerprint), asked.now)
    return asked.page("finding_why.html", kept=kept, decided=decided)


@router.post("/findings/{fingerprint}/acts")
def do(
    asked: Operator,
    fingerprint: str,
    deed: Annotated[Deed, Form()],
    note: _Long = "",
    to: _Short = "",
) -> Response:
    """Acknowledge, assign, note or resolve."""
    said = Word(by=asked.visitor.person.name, account=asked.account, note=note, to=to)
    name = _seen(asked, fingerprint)
    try:
        act(asked.work, deed, (name,), said, asked.now)
    except NetwatchError as error:
        return _page(asked, name, wrong=str(error))
    asked.note(f"finding {deed.value}", name, note or to)
    return RedirectResponse(f"/findings/{segment(name)}", status_code=303)


@router.post("/findings/{fingerprint}/approvals")
def permit(
    asked: Operator,
    fingerprint: str,
    ticket: _Short = "",
    reason: _Long = "",
    until: _Short = "",
    owner: _Short = "",
    scope: Annotated[Scope | None, Form()] = None,
) -> Response:
    """Ask for an approval; an approver's own word grants it where policy needs no second."""
    name = _seen(asked, fingerprint)
    try:
        wanted = Wanted(
            by=asked.visitor.person.name,
            account=asked.account,
            ticket=ticket or None,
            reason=reason or None,
            owner=owner or None,
            until=dates.until(until, asked.now) if until else None,
            scope=scope,
            may_grant=asked.may(Role.APPROVER),
        )
        done = approve(asked.work, (name,), wanted, asked.now)
    except NetwatchError as error:
        return _page(asked, name, wrong=str(error))
    for each in done.approvals:
        asked.note(f"approval {each.state.value}", f"approval {each.number}", ticket or reason)
    return RedirectResponse(f"/findings/{segment(name)}", status_code=303)


@router.post("/findings/{fingerprint}/approvals/{number}/revoke")
def end(asked: Approver, fingerprint: str, number: int, reason: _Long = "") -> Response:
    """End an approval, or turn a request down."""
    name = _seen(asked, fingerprint)
    about = finding_file(asked.work, name, asked.now).approvals
    if number not in {each.approval.number for each in about}:
        raise NotFoundError(f"approval {number} is not about this finding")
    try:
        revoke(asked.work, (number,), asked.visitor.person.name, reason, asked.now, asked.account)
    except NetwatchError as error:
        return _page(asked, name, wrong=str(error))
    asked.note("approval revoked", f"approval {number}", reason)
    return RedirectResponse(f"/findings/{segment(name)}", status_code=303)


def _seen(asked: Asked, prefix: str) -> str:
    """Return the whole fingerprint of a finding whose device the person may see."""
    finding = finding_of(asked.work.store, prefix).finding
    asked.device(finding.device)
    return finding.fingerprint


def _page(asked: Asked, prefix: str, wrong: str | None = None) -> Response:
    found = finding_file(asked.work, prefix, asked.now, asked.limit())
    asked.device(found.kept.finding.device)
    return asked.page(
        "finding.html",
        status=422 if wrong else 200,
        file=found,
        techniques=tuple(technique(each) for each in found.kept.finding.techniques),
        terms=asked.work.policy.terms,
        may_act=asked.may(Role.OPERATOR),
        may_grant=asked.may(Role.APPROVER),
        wrong=wrong,
        now=asked.now,
    )
