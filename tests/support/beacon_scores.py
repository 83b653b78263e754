"""RITA's beacon score from its published formulas in plain Python, to hold the SQL against."""

from itertools import pairwise
from math import ceil, floor
from statistics import median, pstdev


def score(stamps, sizes, begins, ends):
    """Return (interval, size, duration, histogram) scores of one conversation.

    ``stamps`` are whole seconds, ``begins`` and ``ends`` those of the whole table.
    """
    stamps = sorted(stamps)
    gaps = [later - earlier for earlier, later in pairwise(stamps) if later > earlier]
    bars = [0] * 24
    for each in stamps:
        bars[min(23, floor(24 * (each - begins) / (ends - begins)))] += 1
    return (
        _regularity(gaps, 1.0),
        _regularity(sizes, 0.0),
        _duration(bars, (stamps[-1] - stamps[0]) / (ends - begins)),
        max(_flatness(bars), _two_levels(bars)),
    )


def _regularity(values, when_small):
    values = sorted(values)
    half = len(values) // 2
    low, middle, high = median(values[:half]), median(values), median(values[-half:])
    skew = 0.0
    if high - low >= 10 and middle not in {low, high}:
        skew = (low + high - 2 * middle) / (high - low)
    spread = median(abs(each - middle) for each in values)
    steady = max(0.0, (middle - spread) / middle) if middle >= 1 else when_small
    return (1 - abs(skew) + steady) / 2


def _duration(bars, coverage):
    if sum(each > 0 for each in bars) < 6:
        return 0.0
    longest = run = 0
    for each in bars * 2:
        run = run + 1 if each else 0
        longest = max(longest, run)
    return max(min(1.0, coverage), min(1.0, min(longest, 24) / 12))


def _flatness(bars):
    return max(0.0, 1 - pstdev(bars) / (sum(bars) / 24))


def _two_levels(bars):
    seen = [each for each in bars if each]
    if len(seen) < 11:
        return 0.0
    step = ceil(0.05 * max(seen))
    levels = [floor(each / step) for each in seen]
    counts = sorted((levels.count(each) for each in set(levels)), reverse=True)
    return min(1.0, sum(counts[:2]) / max(len(seen) - 1, 1))
