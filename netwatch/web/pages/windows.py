"""Change windows: announced, watched, verified, and printed."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field, field_validator

from netwatch.app.actor import Actor
from netwatch.app.errands import Errand
from netwatch.app.window_acts import (
    announce,
    begin_closing,
    begin_opening,
    begin_verifying,
    cancel,
    close_unseen,
    subject_of,
)
from netwatch.app.window_drafts import Draft, forecast, read_draft
from netwatch.app.window_sight import Which, WindowSight, list_windows, see_window
from netwatch.app.window_views import OUTCOMES, TITLES
from netwatch.model.person import Role
from netwatch.model.window import WindowState
from netwatch.store.values import Decision
from netwatch.web.asked import Asked, Operator, Viewer
from netwatch.web.navigation import Nav
from netwatch.web.parameters import After, Number, Text
from netwatch.web.rendering import link
from netwatch.web.window_address import Key, key_of, name_of
from netwatch.web.zones import zones

router = APIRouter()
NAV = Nav(label="Change windows", path="/windows", order=40)

_LIVE_S, _BUSY_S = 10, 2


class WindowForm(BaseModel):
    """The form of a new window; ``act`` says which button was used."""

    name: Annotated[str, Field(max_length=200)] = ""
    title: Annotated[str, Field(max_length=1000)] = ""
    devices: Annotated[str, Field(max_length=100_000)] = ""
    starts: Annotated[str, Field(max_length=60)] = ""
    ends: Annotated[str, Field(max_length=60)] = ""
    zone: Annotated[str, Field(max_length=60)] = ""
    expect: Annotated[str, Field(max_length=500_000)] = ""
    when: Literal["now", "planned"] = "now"
    hashes: bool = False
    act: Literal["look", "keep"] = "look"

    @field_validator("expect", "devices")
    @classmethod
    def plain_lines(cls, text: str) -> str:
        """Return the lines as they are shown again: browsers end each with two characters."""
        return text.replace("\r\n", "\n")

    @property
    def draft(self) -> Draft:
        """Return what was filled in."""
        return Draft(**self.model_dump(exclude={"when", "hashes", "act"}))


class ActForm(BaseModel):
    """What is said with an act on a window."""

    note: Annotated[str, Field(max_length=2000)] = ""
    hashes: bool = False
    look: bool = False


@router.get("/windows")
def windows(
    asked: Viewer,
    state: Which = Which.CURRENT,
    q: Text = "",
    after: After = "",
) -> Response:
    """List the windows."""
    page = list_windows(asked.work, state, asked.limit(), text=q.strip(), after=after)
    following = link("/windows", state=state, q=q, after=page.following)
    return asked.page(
        "windows.html", page=page, state=state, states=tuple(Which), q=q, after=after,
        outcomes=OUTCOMES, following=following if page.following else None, key_of=key_of,
        now=asked.now, operator=_operator(asked),
    )  # fmt: skip


@router.get("/windows/-/new")
def new_window(asked: Operator, devices: Annotated[str, Query(max_length=1000)] = "") -> Response:
    """Show the empty form; ``devices`` fills in the first field, for a link from a device."""
    return _form(asked, WindowForm(devices=devices, hashes=True))


@router.post("/windows/-/new")
def keep_window(asked: Operator, form: Annotated[WindowForm, Form()]) -> Response:
    """Show what the window would announce, or keep it and open it."""
    # One moment for both: a window that begins now must not be opened after it began.
    actor = _actor(asked)
    read = read_draft(asked.work, form.draft, actor.limit, actor.now)
    if read.window is None:
        wrong = {each.field: [e.message for e in read.wrong if e.field == each.field]
                 for each in read.wrong}  # fmt: skip
        return _form(asked, form, status=422, wrong=wrong)
    if form.act == "look":
        seen = forecast(asked.work, read.window, read.devices)
        return _form(asked, form, seen=seen)
    name = read.window.name
    announce(asked.work, read.window, actor)
    asked.note("window planned", name, read.window.title)
    if form.when == "now":
        begin_opening(asked.work, asked.errands, name, actor, hashes=form.hashes)
        asked.note("window opened", name)
    return _to(name)


def _form(
    asked: Asked, form: WindowForm, *, status: int = 200, wrong: object = None, seen: object = None
) -> Response:
    return asked.page(
        "window_new.html", status=status, form=form, wrong=wrong or {}, seen=seen, zones=zones(),
        zone=asked.work.settings.timezone, key_of=key_of, now=asked.now,
    )  # fmt: skip


@router.get("/windows/{key}")
def window(
    asked: Viewer,
    key: Key,
    verdict: Number = None,
    after: Annotated[str, Query(max_length=255)] = "",
    seen: Annotated[str, Query(max_length=60)] = "",
) -> Response:
    """Show one window as it goes on; a part that refreshes itself says what it has ``seen``."""
    name = name_of(key)
    sight = see_window(asked.work, name, asked.limit(), asked.now, verdict=verdict, after=after)
    errand = asked.errands.latest(subject_of(name))
    stands = _stands(sight, errand)
    address = f"/windows/{key}"
    answer = asked.page(
        "window.html", sight=sight, errand=errand, operator=_operator(asked), titles=TITLES,
        outcomes=OUTCOMES, address=address, now=asked.now, planned=WindowState.PLANNED,
        again=link(address, verdict=verdict, after=after, seen=stands),
        every=_pace(sight, errand), chosen=verdict, key_of=key_of,
        following=link(address, verdict=verdict, after=sight.following),
    )  # fmt: skip
    if seen and seen != stands:
        # What can be done now is another thing: the whole page is asked for again.
        answer.headers["HX-Refresh"] = "true"
    return answer


@router.get("/windows/{key}/report")
def report(asked: Viewer, key: Key, verdict: Number = None) -> Response:
    """Show one window and one verdict on it, made for paper."""
    sight = see_window(asked.work, name_of(key), asked.limit(), asked.now, verdict=verdict)
    return asked.page(
        "window_report.html", sight=sight, titles=TITLES, outcomes=OUTCOMES, now=asked.now,
        address=f"/windows/{key}",
    )  # fmt: skip


@router.post("/windows/{key}/open")
def open_(asked: Operator, key: Key, form: Annotated[ActForm, Form()]) -> Response:
    """Open a planned window now, behind the page."""
    name = name_of(key)
    begin_opening(asked.work, asked.errands, name, _actor(asked), hashes=form.hashes)
    asked.note("window opened", name)
    return _to(name)


@router.post("/windows/{key}/verify")
def verify(asked: Operator, key: Key, form: Annotated[ActForm, Form()]) -> Response:
    """Look again and judge, behind the page."""
    name = name_of(key)
    begin_verifying(asked.work, asked.errands, name, _actor(asked), hashes=form.hashes)
    asked.note("window verified", name)
    return _to(name)


@router.post("/windows/{key}/close")
def close(asked: Operator, key: Key, form: Annotated[ActForm, Form()]) -> Response:
    """Close an open window, after a last look unless that is left out."""
    name, actor, decision = name_of(key), _actor(asked), _decision(asked, form)
    if form.look:
        begin_closing(asked.work, asked.errands, name, decision, actor, hashes=form.hashes)
    else:
        close_unseen(asked.work, name, decision, actor)
    asked.note("window closed", name, form.note)
    return _to(name)


@router.post("/windows/{key}/cancel")
def call_off(asked: Operator, key: Key, form: Annotated[ActForm, Form()]) -> Response:
    """Call off a planned window."""
    name = name_of(key)
    cancel(asked.work, name, _decision(asked, form), _actor(asked))
    asked.note("window cancelled", name, form.note)
    return _to(name)


def _to(name: str) -> Response:
    return RedirectResponse(f"/windows/{key_of(name)}", status_code=303)


def _actor(asked: Asked) -> Actor:
    return Actor(name=asked.visitor.person.name, now=asked.now, limit=asked.limit())


def _decision(asked: Asked, form: ActForm) -> Decision:
    return Decision(at=asked.now, actor=asked.visitor.person.name, note=form.note)


def _operator(asked: Asked) -> bool:
    return asked.may(Role.OPERATOR)


def _stands(sight: WindowSight, errand: Errand | None) -> str:
    """Return where the window stands, in a word that changes when other acts are possible."""
    busy = errand.act if errand is not None and errand.ended is None else "idle"
    return f"{sight.kept.state.value}-{busy}"


def _pace(sight: WindowSight, errand: Errand | None) -> int | None:
    """Return after how many seconds the page looks again, None for never."""
    if errand is not None and errand.ended is None:
        return _BUSY_S
    return _LIVE_S if sight.kept.state is WindowState.OPEN else None
