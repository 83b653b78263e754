"""What a list of change windows is asked for and gives: plain values, nothing of SQL."""

from dataclasses import dataclass
from datetime import datetime

from netwatch.model.checked import ExitCode
from netwatch.model.window import KeptWindow, WindowState


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowQuery:
    """Which windows a page shows: in one of ``states`` (() is any), after a window's ``place``.

    ``text`` must stand in the name, the title, the devices or the expectations.
    """

    states: tuple[WindowState, ...] = ()
    text: str | None = None
    after: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class VerdictMark:
    """One kept verdict on a window: its number, when, and how it came out."""

    number: int
    at: datetime
    outcome: ExitCode


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedWindow:
    """A window in a list: ``kept`` without its baselines, and the latest verdict on it.

    ``place`` is the cursor that asks for those after it.
    """

    kept: KeptWindow
    place: str
    verdict: VerdictMark | None = None
