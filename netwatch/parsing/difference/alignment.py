"""Two sequences -> the longest runs they share, within a fixed amount of work.

Keys that are unique on both sides anchor the alignment (Bram Cohen's patience diff); what lies
between two anchors is aligned by Myers' O(ND) algorithm as long as the budget lasts.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

Pairs = list[tuple[int, int]]
_DEEPEST = 8


@dataclass(slots=True)
class Budget:
    """Steps of work that may still be done; ``spent`` once something had to be left undone.

    Steps are counted, not seconds, so that the same texts always give the same answer.
    """

    left: int = 1_500_000
    spent: bool = False

    def take(self, steps: int) -> bool:
        """Use ``steps`` and tell whether there were as many left."""
        if steps > self.left:
            self.spent = True
            return False
        self.left -= steps
        return True


def aligned(old: Sequence[Hashable], new: Sequence[Hashable], budget: Budget) -> Pairs:
    """Return index pairs of equal items, increasing on both sides.

    Where the budget does not reach, items between two anchors are left alone.
    """
    pairs: Pairs = []
    work = [(0, len(old), 0, len(new), 0)]
    while work:
        low, high, new_low, new_high, depth = work.pop()
        while low < high and new_low < new_high and old[low] == new[new_low]:
            pairs.append((low, new_low))
            low, new_low = low + 1, new_low + 1
        while low < high and new_low < new_high and old[high - 1] == new[new_high - 1]:
            high, new_high = high - 1, new_high - 1
            pairs.append((high, new_high))
        if low == high or new_low == new_high:
            continue
        anchors = _anchors(old, new, (low, high), (new_low, new_high))
        if not anchors or depth >= _DEEPEST:
            found = _myers(old[low:high], new[new_low:new_high], budget)
            pairs += [(low + one, new_low + other) for one, other in found]
            continue
        pairs += anchors
        for (a, b), (c, d) in zip(
            [(low - 1, new_low - 1), *anchors], [*anchors, (high, new_high)], strict=True
        ):
            work.append((a + 1, c, b + 1, d, depth + 1))
    return sorted(pairs)


def _anchors(
    old: Sequence[Hashable], new: Sequence[Hashable], ours: tuple[int, int], theirs: tuple[int, int]
) -> Pairs:
    """Return the longest increasing run of items that are unique within both ranges."""
    once = Counter(old[ours[0] : ours[1]])
    there = Counter(new[theirs[0] : theirs[1]])
    places = {new[at]: at for at in range(*theirs) if there[new[at]] == 1}
    return increasing(
        [(at, places[old[at]]) for at in range(*ours) if once[old[at]] == 1 and old[at] in places]
    )


def increasing(pairs: Pairs) -> Pairs:
    """Return the longest run of ``pairs`` (sorted by the first) whose second parts increase too."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for index, (_, second) in enumerate(pairs):
        at = bisect_left(tails, second)
        before.append(ends[at - 1] if at else -1)
        if at == len(tails):
            tails.append(second)
            ends.append(index)
        else:
            tails[at], ends[at] = second, index
    found: Pairs = []
    index = ends[-1] if ends else -1
    while index >= 0:
        found.append(pairs[index])
        index = before[index]
    return found[::-1]


def _myers(old: Sequence[Hashable], new: Sequence[Hashable], budget: Budget) -> Pairs:
    """Return the pairs of a shortest edit script, none when the budget is spent before."""
    reach = {1: 0}
    trail: list[dict[int, int]] = []
    for cost in range(len(old) + len(new) + 1):
        trail.append({k: reach[k] for k in range(-cost - 1, cost + 2) if k in reach})
        steps = 2 * cost + 2
        for k in range(-cost, cost + 1, 2):
            down = k == -cost or (k != cost and reach[k - 1] < reach[k + 1])
            x = reach[k + 1] if down else reach[k - 1] + 1
            began = x
            while x < len(old) and 0 <= x - k < len(new) and old[x] == new[x - k]:
                x += 1
            steps += x - began
            reach[k] = x
            if x >= len(old) and x - k >= len(new):
                return _walked_back(trail, len(old), len(new))
        if not budget.take(steps):
            return []
    return []


def _walked_back(trail: list[dict[int, int]], x: int, y: int) -> Pairs:
    pairs: Pairs = []
    for cost in range(len(trail) - 1, -1, -1):
        reach, k = trail[cost], x - y
        down = k == -cost or (k != cost and reach[k - 1] < reach[k + 1])
        was = k + 1 if down else k - 1
        start_x = reach[was] if cost else 0
        start_y = start_x - was if cost else 0
        while x > start_x and y > start_y:
            x, y = x - 1, y - 1
            pairs.append((x, y))
        x, y = start_x, start_y
    return pairs[::-1]


def alike_from_start(old: list[str], new: list[str]) -> int:
    """Return how many lines both have in common from the first on."""
    least = min(len(old), len(new))
    low, step = 0, 1024
    while low < least and old[low : low + step] == new[low : low + step]:
        low += step
    low = min(low, least)
    while low < least and old[low] == new[low]:
        low += 1
    return low


def alike_from_end(old: list[str], new: list[str], start: int) -> int:
    """Return how many lines after ``start`` both have in common from the last on."""
    most = min(len(old), len(new)) - start
    count, step = 0, 1024
    size, other = len(old), len(new)
    while (
        count + step <= most
        and old[size - count - step : size - count] == new[other - count - step : other - count]
    ):
        count += step
    while count < most and old[size - count - 1] == new[other - count - 1]:
        count += 1
    return count
