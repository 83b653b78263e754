"""Small charts as geometry: a template draws them as SVG, so they need no script and no style."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from netwatch.store.present_values import DayCount

WIDTH, HEIGHT = 600, 96
_GAP = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One day: opened findings stand on the middle line, resolved ones hang from it."""

    day: date
    x: float
    width: float
    opened: int
    opened_height: float
    resolved: int
    resolved_height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """The bars in a box of ``WIDTH`` by ``HEIGHT``; ``middle`` is where the line is."""

    bars: tuple[Bar, ...]
    middle: float
    most: int


def trend(days: Sequence[DayCount]) -> Trend:
    """Return the bars of ``days``, oldest left; both directions have one scale."""
    most = max((max(each.opened, each.resolved) for each in days), default=0)
    up = max((each.opened for each in days), default=0)
    down = max((each.resolved for each in days), default=0)
    scale = HEIGHT / max(up + down, 1)
    step = WIDTH / max(len(days), 1)
    bars = tuple(
        Bar(
            day=each.day,
            x=round(number * step, 1),
            width=round(step - _GAP, 1),
            opened=each.opened,
            opened_height=round(each.opened * scale, 1),
            resolved=each.resolved,
            resolved_height=round(each.resolved * scale, 1),
        )
        for number, each in enumerate(days)
    )
    return Trend(bars=bars, middle=round(up * scale, 1), most=most)
