"""What a list of change windows is asked for and gives: plain values, nothing of SQL."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from netwatch.model.checked import ExitCode
from netwatch.model.errors import NetwatchError
from netwatch.model.window import KeptWindow, WindowState

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MOST = 1 << 62


class PlaceError(NetwatchError):
    """What is to say where the next page begins was not given out by netwatch."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of windows ended: the last one's start and row."""

    starts: datetime
    row: int

    @property
    def token(self) -> str:
        """Return the place as a text that an address may hold."""
        return f"{(self.starts - _EPOCH) // timedelta(microseconds=1)}.{self.row}"

    @classmethod
    def of(cls, token: str) -> "Place":
        """Return the place that ``token`` names. Raises PlaceError."""
        micros, _, row = token.partition(".")
        try:
            place = cls(_EPOCH + timedelta(microseconds=int(micros)), int(row))
        except (ValueError, OverflowError):
            raise PlaceError("that page is not known: begin with the first one") from None
        if not 0 <= place.row <= _MOST:
            raise PlaceError("that page is not known: begin with the first one")
        return place


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowQuery:
    """Which windows a page shows: in one of ``states`` (() is any), after a place.

    ``text`` must stand in the name, the title, the devices or the expectations.
    """

    states: tuple[WindowState, ...] = ()
    text: str | None = None
    after: Place | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class VerdictMark:
    """One kept verdict on a window: its number, when, and how it came out."""

    number: int
    at: datetime
    outcome: ExitCode


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedWindow:
    """A window in a list: ``kept`` without its baselines, and the latest verdict on it."""

    kept: KeptWindow
    place: Place
    verdict: VerdictMark | None = None
