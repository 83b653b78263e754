"""Findings over the API."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi import Path as InPath
from pydantic import Field

from netwatch.app import dates
from netwatch.app.approving import Wanted, approve
from netwatch.app.finding_acts import Deed, Word, act, explained
from netwatch.app.finding_file import finding_file
from netwatch.app.finding_lookup import finding_of
from netwatch.app.finding_views import life_shape
from netwatch.model.person import Role
from netwatch.model.policy import Scope
from netwatch.shapes import finding_shape
from netwatch.web.asked import Asked, Operator, Viewer
from netwatch.web.models import FindingModel, LifeModel, Model, Page
from netwatch.web.queries import FindingsAsked

router = APIRouter(prefix="/findings", tags=["findings"])

Fingerprint = Annotated[str, InPath(pattern="^[0-9a-f]{4,32}$", description="or its beginning")]
_Short = Annotated[str, Field(max_length=200)]
_Long = Annotated[str, Field(max_length=4000)]


class Deal(Model):
    """What a person does with a finding; to note or to resolve takes a note."""

    deed: Deed
    note: _Long = ""
    to: _Short = ""


class Ask(Model):
    """What an approval says; an operator's is a request, for an approver to grant."""

    ticket: _Short
    reason: _Long
    until: Annotated[str, Field(max_length=40, description="2026-12-31, or 30d")] = ""
    owner: _Short = ""
    scope: Scope | None = None


class DecidedModel(Model):
    """One thing that decides how a finding is told, and where it stands."""

    about: str
    decided: str
    source: str
    line: int | None


class ApprovalModel(Model):
    """What became of it: ``requested`` waits for a second person."""

    number: int
    state: str


@router.get("", response_model=Page[FindingModel], response_model_exclude_unset=True)
def several(asked: Viewer, wanted: Annotated[FindingsAsked, Query()]) -> object:
    """Return the findings that are asked for, those that stand by themselves."""
    page = asked.work.store.finding_pages.page(wanted.query(asked))
    items = [finding_shape(each) for each in page.items]
    return {"items": items, "total": page.total, "next": page.following}


@router.get("/{fingerprint}", response_model=LifeModel, response_model_exclude_unset=True)
def one(asked: Viewer, fingerprint: Fingerprint) -> object:
    """Return one finding and its life."""
    found = finding_file(asked.work, _seen(asked, fingerprint), asked.now, asked.limit())
    return life_shape(found.kept, found.events)


@router.get("/{fingerprint}/why")
def why(asked: Viewer, fingerprint: Fingerprint) -> list[DecidedModel] | None:
    """Return what decides how a finding is told; null when its device left the inventory."""
    _, decided = explained(asked.work, _seen(asked, fingerprint), asked.now)
    if decided is None:
        return None
    return [
        DecidedModel(about=each.about, decided=each.told, source=each.source, line=each.line)
        for each in decided
    ]


@router.post("/{fingerprint}/acts", response_model=FindingModel, response_model_exclude_unset=True)
def deal(asked: Operator, fingerprint: Fingerprint, said: Deal) -> object:
    """Acknowledge, assign, annotate or resolve; returns the finding as it stands then."""
    name = _seen(asked, fingerprint)
    word = Word(by=asked.visitor.person.name, account=asked.account, note=said.note, to=said.to)
    kept = act(asked.work, said.deed, (name,), word, asked.now)[0]
    asked.note(f"finding {said.deed.value}", name, said.note or said.to)
    return finding_shape(kept)


@router.post("/{fingerprint}/approvals")
def permit(asked: Operator, fingerprint: Fingerprint, said: Ask) -> list[ApprovalModel]:
    """Ask for an approval, grant it, or, where one waits, grant that."""
    name = _seen(asked, fingerprint)
    wanted = Wanted(
        by=asked.visitor.person.name,
        account=asked.account,
        ticket=said.ticket,
        reason=said.reason,
        owner=said.owner or None,
        until=dates.until(said.until, asked.now) if said.until else None,
        scope=said.scope,
        may_grant=asked.may(Role.APPROVER),
    )
    done = approve(asked.work, (name,), wanted, asked.now).approvals
    for each in done:
        asked.note(f"approval {each.state.value}", f"approval {each.number}", said.ticket)
    return [ApprovalModel(number=each.number, state=each.state.value) for each in done]


def _seen(asked: Asked, prefix: str) -> str:
    """Return the whole fingerprint of a finding whose device the person may see."""
    finding = finding_of(asked.work.store, prefix).finding
    asked.device(finding.device)
    return finding.fingerprint
