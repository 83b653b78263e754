"""How regular a pair's records are in time and size: 0 (not at all) to 1 (a machine's clock).

The formulas of RITA 5's beacon analysis as published by Active Countermeasures (activecm/rita,
analysis/beacons.go); RITA's own words for them are kept.
"""

import math
from array import array
from dataclasses import dataclass
from itertools import pairwise

MOST_STAMPS = 400
CAPACITY = 2_000
_LEAST_STAMPS, _LEAST_DELTAS = 4, 3
_SPREAD = 10.0
_BINS, _LEAST_HOURS, _IDEAL_HOURS, _BIMODAL_HOURS = 24, 6, 12.0, 11
_ALIKE = 0.05
_HOUR = 3600.0
_TOO_MANY_DENIED = 50_000
_ODD = 0.5
_ENOUGH = 8


@dataclass(frozen=True, slots=True)
class Score:
    """The parts of a score; a part is None when the records span too few hours for it."""

    timing: float
    size: float
    duration: float | None
    histogram: float | None

    @property
    def whole(self) -> float:
        """Return the mean of the parts that are known."""
        known = [self.timing, self.size, self.duration, self.histogram]
        parts = [each for each in known if each is not None]
        return sum(parts) / len(parts)


class Series:
    """Times and sizes of a bounded number of pairs, at most ``MOST_STAMPS`` each."""

    __slots__ = ("_rests", "denied", "pairs", "turned_away")

    def __init__(self) -> None:
        self.pairs: dict[str, tuple[array[float], array[float]]] = {}
        self.denied: set[int] = set()
        self.turned_away = 0
        self._rests = 0

    def add(self, pair: str, at: float, size: int) -> None:
        """Note one record of ``pair`` at ``at`` (seconds) of ``size`` bytes."""
        held = self.pairs.get(pair)
        if held is None:
            if hash(pair) in self.denied:
                return
            if len(self.pairs) >= CAPACITY and not self._make_room():
                self.turned_away += 1
                return
            held = self.pairs[pair] = (array("d"), array("d"))
        if len(held[0]) < MOST_STAMPS:
            held[0].append(at)
            held[1].append(size)

    def merge(self, other: "Series") -> None:
        """Take in what another part of the records gave."""
        self.turned_away += other.turned_away
        for pair, (times, sizes) in other.pairs.items():
            held = self.pairs.setdefault(pair, (array("d"), array("d")))
            held[0].extend(times)
            held[1].extend(sizes)

    def _make_room(self) -> bool:
        """Give up a quarter of the pairs: the plainly irregular for good, then the rarest.

        When nothing could go, it is not tried again before as many more were turned away.
        """
        if self._rests:
            self._rests -= 1
            return False
        if len(self.denied) > _TOO_MANY_DENIED:
            self.denied.clear()
        for pair, (times, sizes) in list(self.pairs.items()):
            if len(times) > _ENOUGH:
                found = score(times, sizes, (min(times), max(times)))
                if found is None or found.whole < _ODD:
                    del self.pairs[pair]
                    self.denied.add(hash(pair))
        rare = [pair for pair, (times, _) in self.pairs.items() if len(times) <= _LEAST_STAMPS]
        for pair in rare[: max(0, len(self.pairs) - CAPACITY * 3 // 4)]:
            del self.pairs[pair]
        self._rests = 0 if len(self.pairs) < CAPACITY else CAPACITY
        return len(self.pairs) < CAPACITY


def score(times: "array[float]", sizes: "array[float]", span: tuple[float, float]) -> Score | None:
    """Return how regular records at ``times`` (seconds) of ``sizes`` (bytes) are.

    ``span`` is the time of all records read. None when there are fewer than four times or three
    intervals.
    """
    stamps = sorted(times)
    deltas = [b - a for a, b in pairwise(stamps) if b > a]
    if len(set(stamps)) < _LEAST_STAMPS or len(deltas) < _LEAST_DELTAS:
        return None
    counts = _hourly(stamps, span)
    hours = sum(1 for each in counts if each)
    long_enough = hours >= _LEAST_HOURS
    return Score(
        timing=_even(deltas, floor=1.0),
        size=_even(list(sizes), floor=0.0),
        duration=_duration(stamps, counts, span) if long_enough else None,
        histogram=_flatness(counts, hours) if long_enough else None,
    )


def _even(values: list[float], *, floor: float) -> float:
    ordered = sorted(values)
    low, middle, high = (_quantile(ordered, each) for each in (0.25, 0.5, 0.75))
    skew = 0.0
    if high - low >= _SPREAD and middle not in {low, high}:
        skew = abs((high + low - 2 * middle) / (high - low))
    away = _quantile(sorted(abs(each - middle) for each in values), 0.5)
    spread = max(0.0, (middle - away) / middle) if middle >= 1 else floor
    return min(1.0, ((1 - skew) + spread) / 2)


def _quantile(ordered: list[float], part: float) -> float:
    place = (len(ordered) - 1) * part
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def _hourly(stamps: list[float], span: tuple[float, float]) -> list[int]:
    """Return how many records fall into each of the last 24 hours of ``span``."""
    begin = max(span[0], span[1] - _BINS * _HOUR)
    counts = [0] * max(1, min(_BINS, math.ceil((span[1] - begin) / _HOUR)))
    for each in stamps:
        if begin <= each <= span[1]:
            counts[min(len(counts) - 1, int((each - begin) // _HOUR))] += 1
    return counts


def _duration(stamps: list[float], counts: list[int], span: tuple[float, float]) -> float:
    coverage = (stamps[-1] - stamps[0]) / (span[1] - span[0]) if span[1] > span[0] else 0.0
    longest = run = 0
    for each in counts:
        run = run + 1 if each else 0
        longest = max(longest, run)
    return min(1.0, max(coverage, longest / _IDEAL_HOURS))


def _flatness(counts: list[int], hours: int) -> float:
    mean = sum(counts) / len(counts)
    deviation = math.sqrt(sum((each - mean) ** 2 for each in counts) / len(counts))
    flat = max(0.0, 1 - deviation / mean) if mean else 0.0
    return max(flat, _bimodal(counts, hours))


def _bimodal(counts: list[int], hours: int) -> float:
    """Return which part of the hours has one of the two most frequent counts; one may be odd."""
    if hours < _BIMODAL_HOURS:
        return 0.0
    step = max(1.0, max(counts) * _ALIKE)
    levels: dict[int, int] = {}
    for each in counts:
        if each:
            levels[int(each // step)] = levels.get(int(each // step), 0) + 1
    top = sorted(levels.values())[-2:]
    return min(1.0, sum(top) / max(hours - 1, 1))
