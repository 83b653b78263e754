"""Two texts of one layout -> the steps between them, stanza by stanza, then line by line."""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from netwatch.model.difference import (
    TRIVIAL,
    Edited,
    Fate,
    Gap,
    Outline,
    Piece,
    Same,
    Step,
    TextDiff,
)
from netwatch.model.platform import Layout
from netwatch.parsing.difference.alignment import (
    Budget,
    Pairs,
    aligned,
    alike_from_end,
    alike_from_start,
    increasing,
)
from netwatch.parsing.difference.order import is_list, list_of
from netwatch.parsing.difference.pieces import as_pieces, joined, merged, pieces
from netwatch.parsing.difference.words import alike, without_secrets
from netwatch.parsing.outline import outline, single_blanks

MOST_LINES = 60_000
"""More differing lines than this on one side are compared as sets of lines."""

_ALIKE = 0.5
_ALIKE_STANZAS = 0.7
_MOST_WEIGHED = 2_500
_FEW = 8


def text_diff(
    old: str, new: str, layout: Layout = Layout.INDENTED, budget: Budget | None = None
) -> TextDiff:
    """Return how ``new`` differs from ``old``.

    The same work is done, and the mirror image returned, whichever side is asked first.
    """
    # Where several alignments are as good as each other, both directions must choose the same.
    if (len(old), old) > (len(new), new):
        return text_diff(new, old, layout, budget).mirrored()
    was, now = old.split("\n"), new.split("\n")
    start = alike_from_start(was, now)
    ending = alike_from_end(was, now, start)
    if max(len(was), len(now)) - start - ending > MOST_LINES:
        return _as_sets(was, now, start, ending)
    ours, theirs = _side(was, layout), _side(now, layout)
    differ = _Differ(ours, theirs, layout, budget or Budget())
    steps = tuple(joined(differ.steps(start, ending)))
    return TextDiff(
        tuple(ours.lines),
        tuple(theirs.lines),
        ours.outline,
        theirs.outline,
        steps,
        complete=not differ.budget.spent,
    )


class _Node(NamedTuple):
    """A statement at ``head``, what it encloses up to ``body``, and its closing up to ``end``."""

    head: int
    body: int
    end: int


@dataclass(frozen=True, slots=True)
class _Side:
    lines: list[str]
    words: list[str]
    outline: Outline

    def nodes(self, low: int, high: int, level: int) -> tuple[int, list[_Node]]:
        """Return where the first statement of ``level`` stands in a range, and all of them."""
        levels, heads = self.outline.levels, []
        at = levels.find(level, low, high)
        while at >= 0:
            heads.append(at)
            at = levels.find(level, at + 1, high)
        ends = [*heads[1:], high]
        nodes = [
            _Node(head, end if end == head + 1 else self._body(head, end, level), end)
            for head, end in zip(heads, ends, strict=False)
        ]
        return (heads[0] if heads else high), nodes

    def _body(self, head: int, end: int, level: int) -> int:
        levels, at = self.outline.levels, end
        while at > head + 1 and levels[at - 1] >= TRIVIAL and levels[at - 1] - TRIVIAL <= level:
            at -= 1
        return at


def _side(lines: list[str], layout: Layout) -> _Side:
    words = [single_blanks(each) for each in lines]
    return _Side(lines, words, outline(lines, words, layout))


@dataclass(slots=True)
class _Differ:
    old: _Side
    new: _Side
    layout: Layout
    budget: Budget

    def steps(self, alike: int, ending: int) -> Iterator[Step]:
        """Yield the steps between texts that share ``alike`` first and ``ending`` last lines."""
        old_size, new_size = len(self.old.lines), len(self.new.lines)
        start, old_end, new_end = self._middle(alike, ending)
        yield Same(0, 0, start)
        yield from self._level(
            (start, old_end), (start, new_end), ((), ()), ordered=self.layout is Layout.PLAIN
        )
        yield Same(old_end, new_end, min(old_size - old_end, new_size - new_end))

    def _middle(self, alike: int, ending: int) -> tuple[int, int, int]:
        """Return where the differing part starts, and ends on either side, in whole stanzas."""
        old_end, new_end = len(self.old.lines), len(self.new.lines)
        ours, theirs = self.old.outline.levels, self.new.outline.levels
        start = max(0, ours.rfind(0, 0, alike))
        if theirs[start : start + 1] != b"\0":
            start = 0
        at = ours.find(0, old_end - ending) if ending else -1
        if at >= 0 and theirs[at - old_end + new_end] == 0:
            old_end, new_end = at, at - old_end + new_end
        elif at < 0:
            # The end of the file is not the end of its last stanza.
            closing = self._closing(ending)
            old_end, new_end = old_end - closing, new_end - closing
        return start, max(old_end, start), max(new_end, start)

    def _closing(self, ending: int) -> int:
        """Return how many of the last ``ending`` lines close the file (``end``), not a stanza."""
        size = len(self.old.lines)
        while ending and self.old.words[size - ending][:1] in ("!", "#", ""):
            ending -= 1
        last = range(size - ending, size)
        return ending if all(map(self.old.outline.is_trivial, last)) else 0

    def _level(
        self,
        ours: tuple[int, int],
        theirs: tuple[int, int],
        above: tuple[tuple[int, ...], tuple[int, ...]],
        *,
        ordered: bool,
    ) -> Iterator[Step]:
        """Yield the steps between two ranges whose statements stand under ``above``."""
        (low, high), (new_low, new_high) = ours, theirs
        if self.old.lines[low:high] == self.new.lines[new_low:new_high]:
            yield Same(low, new_low, high - low)
            return
        level = len(above[0])
        first, olds = self.old.nodes(low, high, level)
        new_first, news = self.new.nodes(new_low, new_high, level)
        yield from self._trivial((low, first), (new_low, new_first))
        pairs = aligned(
            [self.old.words[each.head] for each in olds],
            [self.new.words[each.head] for each in news],
            self.budget,
        )
        moved = self._moved(olds, news, pairs)
        fates = self._fates(olds, [*pairs, *moved], ordered=ordered) if moved else {}
        gone: dict[int, list[Piece]] = {}
        come: dict[int, list[Piece]] = {}
        for one, two in moved:
            steps = tuple(self._pair(olds[one], news[two], above))
            gone[one], come[two] = as_pieces(steps, fates[one])
        here = there = 0
        for one, two, count in [*_runs(pairs), (len(olds), len(news), 0)]:
            if here < one or there < two:
                yield from self._gap(
                    _Half(olds, range(here, one), gone), _Half(news, range(there, two), come), above
                )
            yield from self._run(olds[one : one + count], news[two : two + count], above)
            here, there = one + count, two + count

    def _run(
        self, olds: list[_Node], news: list[_Node], above: tuple[tuple[int, ...], tuple[int, ...]]
    ) -> Iterator[Step]:
        """Yield the steps between statements that follow each other on both sides, one to one."""
        if len(olds) < _FEW:
            for old, new in zip(olds, news, strict=True):
                yield from self._pair(old, new, above)
            return
        low, high, new_low, new_high = olds[0].head, olds[-1].end, news[0].head, news[-1].end
        if self.old.lines[low:high] == self.new.lines[new_low:new_high]:
            yield Same(low, new_low, high - low)
            return
        half = len(olds) // 2
        yield from self._run(olds[:half], news[:half], above)
        yield from self._run(olds[half:], news[half:], above)

    def _moved(self, olds: list[_Node], news: list[_Node], pairs: Pairs) -> Pairs:
        """Return the pairs of equal statements that no alignment could keep in order."""
        placed, found = {one for one, _ in pairs}, {two for _, two in pairs}
        waiting: dict[str, deque[int]] = defaultdict(deque)
        for two, node in enumerate(news):
            if two not in found:
                waiting[self.new.words[node.head]].append(two)
        return [
            (one, waiting[words].popleft())
            for one, node in enumerate(olds)
            if one not in placed and waiting.get(words := self.old.words[node.head])
        ]

    def _fates(self, olds: list[_Node], pairs: Pairs, *, ordered: bool) -> dict[int, Fate]:
        """Return what to call each moved statement: within a list, its place means something."""
        lists: dict[str | None, Pairs] = defaultdict(list)
        for one, two in sorted(pairs):
            name = "" if ordered else list_of(self.old.words[olds[one].head])
            lists[name].append((one, two))
        fates: dict[int, Fate] = {}
        for name, members in lists.items():
            disorder = name is not None and len(increasing(members)) < len(members)
            fates |= {one: Fate.REORDERED if disorder else Fate.MOVED for one, _ in members}
        return fates

    def _pair(
        self, old: _Node, new: _Node, above: tuple[tuple[int, ...], tuple[int, ...]]
    ) -> Iterator[Step]:
        """Yield the steps between two statements that are one and the same."""
        count = old.end - old.head
        if (
            self.old.lines[old.head] == self.new.lines[new.head]
            and count == new.end - new.head
            and self.old.lines[old.head : old.end] == self.new.lines[new.head : new.end]
        ):
            yield Same(old.head, new.head, count)
            return
        yield self._line(old.head, new.head)
        parents = (*above[0], old.head), (*above[1], new.head)
        if old.body > old.head + 1 or new.body > new.head + 1:
            names = (self.old.words[each] for each in parents[0])
            ordered = self.layout is Layout.PLAIN or is_list(names)
            yield from self._level(
                (old.head + 1, old.body), (new.head + 1, new.body), parents, ordered=ordered
            )
        yield from self._trivial((old.body, old.end), (new.body, new.end))

    def _line(self, old: int, new: int) -> Step:
        if self.old.lines[old] == self.new.lines[new]:
            return Same(old, new, 1)
        was, now = self.old.words[old], self.new.words[new]
        if was == now:
            return Same(old, new, 1, spaced=True)
        return Edited(old, new, secret=without_secrets(was) == without_secrets(now))

    def _trivial(self, ours: tuple[int, int], theirs: tuple[int, int]) -> Iterator[Step]:
        """Yield the steps between lines that are no statements."""
        (low, high), (new_low, new_high) = ours, theirs
        while low < high and new_low < new_high and self._equal(low, new_low):
            yield self._line(low, new_low)
            low, new_low = low + 1, new_low + 1
        same = 0
        while high - same > low and new_high - same > new_low:
            if not self._equal(high - same - 1, new_high - same - 1):
                break
            same += 1
        yield Gap(pieces(low, high - same), pieces(new_low, new_high - same))
        for at in range(same, 0, -1):
            yield self._line(high - at, new_high - at)

    def _equal(self, old: int, new: int) -> bool:
        return self.old.words[old] == self.new.words[new]

    def _gap(
        self, ours: "_Half", theirs: "_Half", above: tuple[tuple[int, ...], tuple[int, ...]]
    ) -> Iterator[Step]:
        """Yield what lies between two aligned statements: edited pairs, and gaps around them."""
        olds, news = ours.unplaced(), theirs.unplaced()
        here, there = ours.span.start, theirs.span.start
        for one, two in self._edited(ours, theirs, olds, news):
            yield Gap(ours.pieces(here, one), theirs.pieces(there, two))
            yield from self._pair(ours.nodes[one], theirs.nodes[two], above)
            here, there = one + 1, two + 1
        yield Gap(ours.pieces(here, ours.span.stop), theirs.pieces(there, theirs.span.stop))

    def _edited(self, ours: "_Half", theirs: "_Half", olds: list[int], news: list[int]) -> Pairs:
        """Return which of the statements that went were edited into which that came, in order."""
        if self.layout is Layout.PLAIN and len(olds) == len(news) == 1:
            return [(olds[0], news[0])]
        cells = len(olds) * len(news)
        if not cells or cells > _MOST_WEIGHED or not self.budget.take(cells * 8):
            return []
        weigh = self._weigher(ours.nodes, theirs.nodes)
        best = [[0.0] * (len(news) + 1) for _ in range(len(olds) + 1)]
        weights = [[weigh(one, two) for two in news] for one in olds]
        for i in range(len(olds) - 1, -1, -1):
            for j in range(len(news) - 1, -1, -1):
                taken = weights[i][j] + best[i + 1][j + 1] if weights[i][j] else 0.0
                best[i][j] = max(taken, best[i + 1][j], best[i][j + 1])
        return _chosen(olds, news, weights, best)

    def _weigher(self, olds: list[_Node], news: list[_Node]) -> Callable[[int, int], float]:
        def weigh(one: int, two: int) -> float:
            old, new = olds[one], news[two]
            was, now = self.old.words[old.head], self.new.words[new.head]
            if was[:1] in "!#" or now[:1] in "!#":
                return 0.0
            if (old.body > old.head + 1) != (new.body > new.head + 1):
                return 0.0
            alone = old.body == old.head + 1
            shared = 2.0 if without_secrets(was) == without_secrets(now) else alike(was, now)
            return shared if shared >= (_ALIKE if alone else _ALIKE_STANZAS) else 0.0

        return weigh


@dataclass(frozen=True, slots=True)
class _Half:
    """One side of a gap: the statements ``span`` of ``nodes``, and pieces of those that moved."""

    nodes: list[_Node]
    span: range
    moved: dict[int, list[Piece]]

    def unplaced(self) -> list[int]:
        return [each for each in self.span if each not in self.moved]

    def pieces(self, start: int, stop: int) -> tuple[Piece, ...]:
        found: list[Piece] = []
        for index in range(start, stop):
            node = self.nodes[index]
            found += self.moved.get(index) or pieces(node.head, node.end)
        return merged(found)


def _chosen(
    olds: list[int], news: list[int], weights: list[list[float]], best: list[list[float]]
) -> Pairs:
    pairs: Pairs = []
    i = j = 0
    while i < len(olds) and j < len(news):
        weight = weights[i][j]
        if weight and best[i][j] == weight + best[i + 1][j + 1]:
            pairs.append((olds[i], news[j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _runs(pairs: Pairs) -> Iterator[tuple[int, int, int]]:
    """Yield (first, first, count) of pairs that follow each other on both sides."""
    at = 0
    while at < len(pairs):
        one, two = pairs[at]
        count = 1
        while at + count < len(pairs) and pairs[at + count] == (one + count, two + count):
            count += 1
        yield one, two, count
        at += count


def _as_sets(old: list[str], new: list[str], start: int, ending: int) -> TextDiff:
    """Return two texts as what stands on one side alone, and what stands somewhere on both."""
    ours, theirs = range(start, len(old) - ending), range(start, len(new) - ending)
    surplus = Counter(old[start : ours.stop])
    surplus.subtract(Counter(new[start : theirs.stop]))
    lacking = Counter({line: -count for line, count in surplus.items() if count < 0})
    steps = (
        Same(0, 0, start),
        Gap(_by_set(old, ours, surplus), _by_set(new, theirs, lacking)),
        Same(ours.stop, theirs.stop, ending),
    )
    outlines = Outline(bytes(len(old))), Outline(bytes(len(new)))
    return TextDiff(tuple(old), tuple(new), *outlines, tuple(joined(iter(steps))), complete=False)


def _by_set(lines: list[str], span: range, surplus: Counter[str]) -> tuple[Piece, ...]:
    def fate(at: int) -> Fate:
        if surplus[lines[at]] > 0:
            surplus[lines[at]] -= 1
            return Fate.ONLY
        return Fate.ELSEWHERE

    pieces = []
    start = span.start
    for each, run in groupby(span, key=fate):
        count = sum(1 for _ in run)
        pieces.append(Piece(start, count, each))
        start += count
    return tuple(pieces)
