"""What changed: any version of an answer against any other, of one device or of two."""

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from netwatch.app.difference import (
    Difference,
    OneVersionError,
    Wanted,
    difference,
    rows_of,
    versions_of,
)
from netwatch.app.difference_view import fold_words
from netwatch.app.kept_views import version_text
from netwatch.model.difference import DiffLine, LineKind
from netwatch.model.platform import CONFIG
from netwatch.parsing.difference.sides import paired, segments, sign
from netwatch.store.present_values import DeviceQuery
from netwatch.store.values import Version
from netwatch.web.asked import Asked, Viewer

router = APIRouter()

MOST_ROWS = 800
_LONGEST_LINE = 2_000
_MOST_UNFOLDED = 500
_MOST_LINES = 5_000
_MOST_OTHERS = 100
_WORDS = {
    LineKind.ADDED: "added",
    LineKind.REMOVED: "removed",
    LineKind.CHANGED: "changed",
    LineKind.SECRET: "secret changed",
    LineKind.MOVED_FROM: "moved here",
    LineKind.MOVED_TO: "moved away",
}


class Compared(BaseModel):
    """What the address of a difference names: both sides, the answer, and how it is shown."""

    model_config = ConfigDict(extra="ignore", frozen=True, str_max_length=200)

    other: str = Field("", alias="with")
    topic: str = CONFIG
    old: str = ""
    new: str = ""
    view: Literal["unified", "split"] = "unified"


class Folded(Compared):
    """Which rows of a difference to unfold."""

    start: int = Field(ge=0, le=200_000_000)
    count: int = Field(ge=1, le=200_000_000)


@dataclass(frozen=True, slots=True)
class Choice:
    """What is compared, of which device; ``other`` is None for the same one."""

    name: str
    other: str | None
    topic: str
    old: str | None
    new: str | None
    view: str

    @property
    def wanted(self) -> Wanted:
        """Return what to compare."""
        return Wanted(
            device=self.name, other=self.other, topic=self.topic, old=self.old, new=self.new
        )

    @property
    def query(self) -> dict[str, str | None]:
        """Return the choice as values of an address."""
        return {
            "with": self.other,
            "topic": self.topic if self.topic != CONFIG else None,
            "old": self.old,
            "new": self.new,
            "view": self.view if self.view != "unified" else None,
        }


@router.get("/devices/{name}/diff")
def show(asked: Viewer, name: str, query: Annotated[Compared, Query()]) -> Response:
    """Show how two versions differ, what it means first."""
    choice = _choice(asked, name, query)
    store = asked.work.store
    versions = versions_of(store, name, choice.topic)
    theirs = versions_of(store, choice.other, choice.topic) if choice.other else versions
    found: Difference | None
    try:
        found = difference(store, choice.wanted)
    except OneVersionError:
        found = None
    return asked.page(
        "difference.html",
        choice=choice,
        topics=store.topics(name),
        olds=versions,
        news=theirs,
        others=_others(asked, name),
        found=found,
        cut=None if found is None else found.shown(MOST_ROWS),
        tools=_TOOLS,
    )


@router.get("/devices/{name}/diff/rows")
def rows(asked: Viewer, name: str, query: Annotated[Folded, Query()]) -> Response:
    """Show rows that the page of the difference folded, 500 at a time."""
    choice = _choice(asked, name, query)
    found = difference(asked.work.store, choice.wanted)
    shown = min(query.count, _MOST_UNFOLDED)
    some = rows_of(found.text, query.start, shown)
    left = min(query.count, some.total - query.start) - len(some.lines)
    return asked.page(
        "difference_rows.html",
        choice=choice,
        lines=some.lines,
        next_start=query.start + shown,
        left=max(0, left),
        tools=_TOOLS,
    )


@router.get("/devices/{name}/config")
def whole(
    asked: Viewer,
    name: str,
    topic: Annotated[str, Query(max_length=100)] = CONFIG,
    version: Annotated[str | None, Query(max_length=64)] = None,
    first: Annotated[int, Query(ge=1, le=100_000_000)] = 1,
) -> Response:
    """Show one kept answer with numbered lines, 5,000 at a time, and an index of its stanzas."""
    asked.device(name)
    found = version_text(asked.work.store, name, topic, version)
    lines = found.lines[first - 1 : first - 1 + _MOST_LINES]
    return asked.page(
        "config.html",
        name=name,
        topic=topic,
        topics=asked.work.store.topics(name),
        versions=versions_of(asked.work.store, name, topic),
        chosen=found.version,
        total=len(found.lines),
        first=first,
        lines=lines,
        index=tuple(each for each in found.stanzas if first <= each[0] < first + _MOST_LINES),
        most=_MOST_LINES,
        longest=_LONGEST_LINE,
    )


def _choice(asked: Asked, name: str, query: Compared) -> Choice:
    asked.device(name)
    other = query.other if query.other and query.other != name else None
    if other is not None:
        asked.device(other)
    return Choice(
        name, other, query.topic or CONFIG, query.old or None, query.new or None, query.view
    )


def _others(asked: Asked, name: str) -> tuple[str, ...]:
    """Return devices of the same platform to choose from; any other can be typed."""
    present = asked.work.store.present
    platforms = tuple(each.platform for each in present.named((name,)))
    query = DeviceQuery(within=asked.limit(), platforms=platforms, limit=_MOST_OTHERS)
    return tuple(each.name for each in present.devices(query).items if each.name != name)


def _told(line: DiffLine) -> str:
    """Return in words what a line is, for whoever sees no colour, "" for an equal one."""
    word = _WORDS.get(line.kind, "")
    if line.kind in (LineKind.MOVED_FROM, LineKind.MOVED_TO):
        way = "from" if line.kind is LineKind.MOVED_FROM else "to"
        place = f"line {line.partner}" if line.partner else "elsewhere"
        edited = ", and changed" if line.old_spans or line.new_spans else ""
        return f"moved {way} {place}{edited}"
    return word


def _pieces(line: DiffLine, side: str) -> tuple[tuple[str, bool], ...]:
    text = (line.old_text if side == "old" else line.new_text) or ""
    return segments(text, line.old_spans if side == "old" else line.new_spans, _LONGEST_LINE)


def _cut(line: DiffLine, side: str) -> int:
    text = (line.old_text if side == "old" else line.new_text) or ""
    return max(0, len(text) - _LONGEST_LINE)


def _is_fold(part: object) -> bool:
    return hasattr(part, "count")


def _label(version: Version) -> str:
    return f"{version.first_seen:%Y-%m-%d %H:%M} UTC · {version.digest[:8]}"


_TOOLS = {
    "paired": paired,
    "sign": sign,
    "told": _told,
    "pieces": _pieces,
    "cut_off": _cut,
    "is_fold": _is_fold,
    "fold_words": fold_words,
    "label": _label,
}
