"""Change windows: announced, watched, verified."""

from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import Field
from starlette.responses import Response

from netwatch.app.actor import Actor
from netwatch.app.window_acts import (
    announce,
    begin_closing,
    begin_opening,
    begin_verifying,
    cancel,
    close_unseen,
    subject_of,
)
from netwatch.app.window_drafts import Draft, DraftRead, forecast, read_draft
from netwatch.app.window_sight import Which, list_windows, see_window
from netwatch.app.window_views import device_verdict_shape, verdict_shape, window_shape
from netwatch.shapes import Shape, when
from netwatch.store.values import Decision
from netwatch.store.window_values import VerdictMark
from netwatch.web.asked import Asked, Operator, Viewer
from netwatch.web.errands_out import ErrandOut, errand_out
from netwatch.web.models import Model, Page
from netwatch.web.parameters import After, Limit, Text
from netwatch.web.window_address import Key, key_of, name_of

router = APIRouter(prefix="/windows", tags=["change windows"])

Line = Annotated[str, Field(max_length=2000)]


class NewWindow(Model):
    """A window as `netwatch window open` takes it."""

    name: Annotated[str, Field(max_length=120, examples=["CHG123"])]
    title: Annotated[str, Field(max_length=300)] = ""
    devices: Annotated[list[Line], Field(min_length=1, max_length=1000, examples=[["site:nyc"]])]
    starts: Annotated[
        str, Field(max_length=60, description="ISO 8601, with or without a zone; empty is now.")
    ] = ""
    ends: Annotated[str, Field(max_length=60, examples=["2026-03-02T02:00"])]
    timezone: Annotated[
        str, Field(max_length=60, description="Of times without a zone; empty: the setting.")
    ] = ""
    expect: Annotated[
        list[Line], Field(max_length=500, examples=[["mirror removed: session 5"]])
    ] = Field(default_factory=list)

    @property
    def draft(self) -> Draft:
        """Return it as the form's fields; a line stays one line."""
        return Draft(
            name=self.name, title=self.title, devices="\n".join(self.devices), starts=self.starts,
            ends=self.ends, zone=self.timezone,
            expect="\n".join(" ".join(each.split()) for each in self.expect),
        )  # fmt: skip


class OpenedWindow(NewWindow):
    """A window, and whether its baseline is taken at once or when it begins."""

    open: Annotated[bool, Field(description="Take the baseline now.")] = True
    hashes: Annotated[bool, Field(description="Have images hashed for it.")] = True


class Act(Model):
    """What goes with an act on a window."""

    note: Annotated[str, Field(max_length=2000)] = ""
    hashes: bool = True
    verify: Annotated[bool, Field(description="For a closing: look once more first.")] = True


class Mark(Model):
    """One kept verdict; `exit_code` as `netwatch window verify` ends with."""

    number: int
    at: str
    exit_code: int


class ForeseenOut(Model):
    """One expectation, the devices it speaks of, and on which it is so already."""

    expect: str
    needed: bool
    devices: list[str]
    already: list[str]


class ForecastOut(Model):
    """What a window would announce; nothing is kept and no device asked."""

    window: str
    starts: str
    ends: str
    devices: list[str]
    expectations: list[ForeseenOut]
    overlaps: list[str]
    unknown: list[str]


@router.get("")
def list_(
    asked: Viewer, state: Which = Which.CURRENT, q: Text = "", after: After = "", limit: Limit = 50
) -> Page[dict[str, Any]]:
    """List windows as `netwatch/window/1`, the one that starts last first."""
    page = list_windows(asked.work, state, asked.limit(), text=q, after=after, most=limit)
    items = [dict(window_shape(each.kept)) for each in page.windows]
    return Page(items=items, next=page.following)


@router.post("/forecast")
def foresee(asked: Operator, body: NewWindow) -> ForecastOut:
    """Return what a window would announce, or what is wrong with it."""
    read = _read(asked, body, _actor(asked))
    seen = forecast(asked.work, read.proper, read.devices)
    return ForecastOut(
        window=seen.window.name,
        starts=seen.window.starts.isoformat(),
        ends=seen.window.ends.isoformat(),
        devices=list(seen.devices),
        expectations=[
            ForeseenOut(
                expect=each.expectation.text,
                needed=each.expectation.needed,
                devices=list(each.devices),
                already=list(each.already),
            )
            for each in seen.foreseen
        ],
        overlaps=list(seen.overlaps),
        unknown=list(seen.unknown),
    )


@router.post("", status_code=201)
def create(asked: Operator, body: OpenedWindow, response: Response) -> dict[str, Any]:
    """Keep a window, and open it behind unless it is to wait for its beginning."""
    # One moment for both: a window that begins now must not be opened after it began.
    actor = _actor(asked)
    window = _read(asked, body, actor).proper
    announce(asked.work, window, actor)
    asked.note("window planned", window.name, window.title)
    if body.open:
        begin_opening(asked.work, asked.errands, window.name, actor, hashes=body.hashes)
        asked.note("window opened", window.name)
    response.headers["location"] = f"/api/v1/windows/{key_of(window.name)}"
    return _shape(asked, window.name)


@router.get("/{key}")
def one(asked: Viewer, key: Key) -> dict[str, Any]:
    """Return one window as `netwatch/window/1`, with its latest verdict and what goes on."""
    return _shape(asked, name_of(key))


@router.get("/{key}/so-far")
def so_far(asked: Viewer, key: Key, after: After = "", limit: Limit = 20) -> Page[dict[str, Any]]:
    """Return what the visits since the opening show, device by device; nothing is visited."""
    sight = see_window(asked.work, name_of(key), asked.limit(), asked.now, after=after, most=limit)
    items: list[dict[str, Any]] = [
        {
            "device": each.device,
            "baseline": when(each.baseline),
            "why_not": each.why_not,
            "so_far": None if each.so_far is None else dict(device_verdict_shape(each.so_far)),
        }
        for each in sight.now
    ]
    return Page(items=items, next=sight.following)


@router.get("/{key}/verdicts")
def verdicts(asked: Viewer, key: Key) -> Page[Mark]:
    """List the verdicts that are kept, the latest first."""
    sight = see_window(asked.work, name_of(key), asked.limit(), asked.now, most=0)
    return Page(items=[_mark(each) for each in sight.marks])


@router.get("/{key}/verdicts/{number}")
def verdict(
    asked: Viewer, key: Key, number: Annotated[int, Path(ge=1, le=2**62)]
) -> dict[str, Any]:
    """Return one verdict as `netwatch/verdict/1`."""
    sight = see_window(asked.work, name_of(key), asked.limit(), asked.now, verdict=number, most=0)
    return dict(verdict_shape(sight.proper_verdict))


@router.post("/{key}/open", status_code=202)
def open_(asked: Operator, key: Key, body: Act) -> ErrandOut:
    """Open a planned window now, behind."""
    name = name_of(key)
    errand = begin_opening(asked.work, asked.errands, name, _actor(asked), hashes=body.hashes)
    asked.note("window opened", name, body.note)
    return errand_out(errand)


@router.post("/{key}/verify", status_code=202)
def verify(asked: Operator, key: Key, body: Act) -> ErrandOut:
    """Look again and judge, behind."""
    name = name_of(key)
    errand = begin_verifying(asked.work, asked.errands, name, _actor(asked), hashes=body.hashes)
    asked.note("window verified", name, body.note)
    return errand_out(errand)


@router.post("/{key}/close", status_code=202)
def close(asked: Operator, key: Key, body: Act) -> dict[str, Any]:
    """Close an open window, after a last look behind unless `verify` is false."""
    name, actor = name_of(key), _actor(asked)
    decision = Decision(at=asked.now, actor=actor.name, note=body.note)
    if body.verify:
        begin_closing(asked.work, asked.errands, name, decision, actor, hashes=body.hashes)
    else:
        close_unseen(asked.work, name, decision, actor)
    asked.note("window closed", name, body.note)
    return _shape(asked, name)


@router.post("/{key}/cancel")
def call_off(asked: Operator, key: Key, body: Act) -> dict[str, Any]:
    """Call off a planned window."""
    name, actor = name_of(key), _actor(asked)
    cancel(asked.work, name, Decision(at=asked.now, actor=actor.name, note=body.note), actor)
    asked.note("window cancelled", name, body.note)
    return _shape(asked, name)


def _read(asked: Asked, body: NewWindow, actor: Actor) -> DraftRead:
    return read_draft(asked.work, body.draft, actor.limit, actor.now)


def _shape(asked: Asked, name: str) -> dict[str, Any]:
    sight = see_window(asked.work, name, asked.limit(), asked.now, most=0)
    errand = asked.errands.latest(subject_of(name))
    latest: Shape | None = None if sight.verdict is None else verdict_shape(sight.verdict)
    return {
        **window_shape(sight.kept),
        "hidden_devices": sight.hidden,
        "verdict": latest,
        "errand": None if errand is None else errand_out(errand).model_dump(),
    }


def _mark(mark: VerdictMark) -> Mark:
    return Mark(number=mark.number, at=mark.at.isoformat(), exit_code=int(mark.outcome))


def _actor(asked: Asked) -> Actor:
    return Actor(name=asked.visitor.person.name, now=asked.now, limit=asked.limit())
