"""What is asked of the lines of configurations, and what is found."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LineKey:
    """A place in the order of what is found; a page goes on after it."""

    device: str
    source: int
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LineQuery:
    """Which lines to find.

    ``literals`` are texts, folded (``parsing.regular.fold``), that a line must all contain;
    ``accepts`` decides about the lines that do, None meaning all. ``devices`` limits whose lines
    (None: everybody's). ``standing`` asks for what the newest configurations have, ``at`` for what
    those of that moment had. At most ``limit`` come at once, those after ``after``.
    """

    literals: tuple[str, ...] = ()
    accepts: Callable[[str], bool] | None = None
    devices: frozenset[str] | None = None
    standing: bool = False
    at: datetime | None = None
    after: LineKey | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundLine:
    """One line (or piece of a very long one) of one configuration.

    ``digest`` names the newest text that has it, ``version_from`` is when that was seen first, and
    ``last_seen`` when it was seen last. ``standing``: the newest configuration has the line.
    """

    key: LineKey
    command: str
    text: str
    digest: str
    first_seen: datetime
    last_seen: datetime
    version_from: datetime
    standing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundLines:
    """One page; ``next`` is where to go on, None at the end.

    ``cut``: looking was stopped by its time limit, so there may be fewer lines than fit.
    """

    lines: tuple[FoundLine, ...] = ()
    next: LineKey | None = None
    cut: bool = False
