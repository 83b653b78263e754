"""Searching the configurations: what was asked -> lines with their device, place and time."""

from dataclasses import dataclass
from datetime import datetime

from netwatch.app import dates
from netwatch.app.selection import chosen
from netwatch.app.workspace import Workspace
from netwatch.model.document import Document, Table
from netwatch.model.errors import NetwatchError
from netwatch.parsing.automaton import Automaton
from netwatch.parsing.enclosing import parents
from netwatch.parsing.regular import fold
from netwatch.shapes import when
from netwatch.store.line_text import OVERLAP, keepable, pieces
from netwatch.store.line_values import FoundLine, LineKey, LineQuery
from netwatch.store.paging import CursorError, cursor, key_of
from netwatch.store.present_values import Within

_MOST_PLACES = 20
_MOST_MARKS = 20
_WIDEST = 100
_BEYOND = 2**31
_NO_INDEX = (
    "the database has no index of parts of lines, so devices are looked through one by one: have "
    "an administrator run CREATE EXTENSION pg_trgm once (PostgreSQL), or use SQLite 3.34 or newer"
)


class SearchError(NetwatchError):
    """What was asked for cannot be searched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What a person asks for; ``device`` is a name or a pattern, ``at`` a time as typed.

    ``within`` are the devices they may see (None: all); ``regex`` says how ``text`` is meant.
    """

    text: str
    within: Within = None
    device: str | None = None
    site: str | None = None
    tag: str | None = None
    current: bool = False
    at: str | None = None
    regex: bool = False
    after: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Place:
    """A line's number in a text, and number and text of the statements it stands under."""

    number: int
    parents: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One line of one configuration that has what was sought.

    ``places`` are those in the newest version that has it, at most 20 of ``times``; () when that
    text is damaged. ``marks`` are where in ``text`` the sought begins and ends.
    """

    device: str
    command: str
    text: str
    marks: tuple[tuple[int, int], ...]
    places: tuple[Place, ...]
    times: int
    digest: str
    first_seen: datetime
    last_seen: datetime
    version_from: datetime
    standing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """A page of matches by device; ``following`` asks for those after.

    ``cut``: the time for one page ended before it was full. ``pending`` visits are kept and cannot
    be found yet. ``slow`` says, once all are read, why the search is slower than need be.
    """

    items: tuple[Match, ...] = ()
    following: str | None = None
    cut: bool = False
    pending: int = 0
    slow: str | None = None


def search(work: Workspace, sought: Sought, now: datetime) -> Matches:
    """Return what matches.

    Raises SearchError, PatternError, CursorError, DateError, InventoryError, StoreError.
    """
    automaton = Automaton(sought.text) if sought.regex else None
    lines = work.store.lines
    page = lines.search(
        LineQuery(
            literals=automaton.required if automaton else (_literal(sought.text),),
            accepts=automaton.matches if automaton else None,
            devices=chosen(
                work, sought.within, device=sought.device, site=sought.site, tag=sought.tag
            ),
            standing=sought.current,
            at=dates.since(sought.at, now) if sought.at else None,
            after=_after(sought.after) if sought.after else None,
            limit=sought.limit,
        )
    )
    texts = lines.texts({each.digest for each in page.lines})
    split = {digest: keepable(text).split("\n") for digest, text in texts.items()}
    then = page.next
    pending = lines.pending()
    return Matches(
        items=tuple(
            _match(each, split.get(each.digest), _marks(each.text, sought.text, automaton))
            for each in page.lines
        ),
        following=cursor(then.device, then.source, then.line) if then else None,
        cut=page.cut,
        pending=pending,
        slow=None if pending or lines.indexed() else _NO_INDEX,
    )


def search_view(found: Matches) -> Document:
    """Return matches as a document."""
    data = {
        "matches": [match_shape(each) for each in found.items],
        "next": found.following,
        "cut": found.cut,
        "pending": found.pending,
    }
    rows = tuple(
        (
            each.device,
            " > ".join(text[:_WIDEST] for _, text in each.places[0].parents) if each.places else "",
            _numbers(each),
            each.text.strip()[:_WIDEST],
            str(when(each.first_seen)),
            "still there" if each.standing else str(when(each.last_seen)),
        )
        for each in found.items
    )
    columns = ("device", "under", "line", "text", "first seen", "last seen")
    return Document(data=data, tables=(Table("", columns, rows),), notes=_notes(found))


def match_shape(match: Match) -> dict[str, object]:
    """Return the JSON of a match."""
    return {
        "device": match.device,
        "command": match.command,
        "text": match.text,
        "marks": [list(each) for each in match.marks],
        "places": [
            {
                "line": each.number,
                "parents": [{"line": line, "text": text} for line, text in each.parents],
            }
            for each in match.places
        ],
        "times": match.times,
        "digest": match.digest,
        "first_seen": when(match.first_seen),
        "last_seen": when(match.last_seen),
        "standing": match.standing,
    }


def _notes(found: Matches) -> tuple[str, ...]:
    told = [f"{len(found.items)} lines"]
    if found.following:
        told.append(f"there may be more: repeat with --after '{found.following}'")
    if found.cut:
        told.append("the time for one page ended before every device was looked at")
    if found.pending:
        told.append(f"{found.pending} visits cannot be found yet: run netwatch db index")
    if found.slow:
        told.append(found.slow)
    return tuple(told)


def _numbers(match: Match) -> str:
    if not match.places:
        return "?"
    more = f" and {match.times - 1} more" if match.times > 1 else ""
    return f"{match.places[0].number}{more}"


def _after(token: str) -> LineKey:
    device, source, line = key_of(token, str, int, int)
    if not (0 <= source < _BEYOND and 0 <= line < _BEYOND):
        raise CursorError("this page cannot be found: begin again with the first one")
    return LineKey(keepable(device), source, line)


def _literal(text: str) -> str:
    if not text:
        raise SearchError("nothing to look for: write a part of a line, such as 10.1.2.3")
    if len(text) > OVERLAP or "\n" in text:
        raise SearchError(f"what is looked for is a part of one line, at most {OVERLAP} characters")
    return fold(keepable(text))


def _marks(text: str, sought: str, automaton: Automaton | None) -> tuple[tuple[int, int], ...]:
    if automaton is not None:
        span = automaton.span(text)
        return (span,) if span and span[0] < span[1] else ()
    needle, line = fold(keepable(sought)), fold(text)
    marks: list[tuple[int, int]] = []
    at = line.find(needle)
    while at >= 0 and len(marks) < _MOST_MARKS:
        marks.append((at, at + len(needle)))
        at = line.find(needle, at + len(needle))
    return tuple(marks)


def _match(found: FoundLine, lines: list[str] | None, marks: tuple[tuple[int, int], ...]) -> Match:
    numbers = [] if lines is None else _places(lines, found.text)
    return Match(
        device=found.key.device,
        command=found.command,
        text=found.text,
        marks=marks,
        places=tuple(Place(each, parents(lines or [], each)) for each in numbers[:_MOST_PLACES]),
        times=len(numbers),
        digest=found.digest,
        first_seen=found.first_seen,
        last_seen=found.last_seen,
        version_from=found.version_from,
        standing=found.standing,
    )


def _places(lines: list[str], text: str) -> list[int]:
    return [
        number
        for number, line in enumerate(lines, 1)
        if line == text or (len(line) > len(text) and text in line and text in pieces(line))
    ]
