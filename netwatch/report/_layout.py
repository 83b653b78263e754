"""A layered drawing of a graph: where each node stands and which way each edge runs.

Columns are given by the graph. Within a column nodes are ordered by the barycentre of what they
are joined to, which cuts crossings (Sugiyama, Tagawa and Toda, 1981), and then moved towards it
as far as no two overlap. An edge that passes over a column gets a place of its own in it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from netwatch.model.mirror_graph import Edge, Graph, Node

BOX_WIDTH, BOX_HEIGHT = 168.0, 40.0
GAP_X, GAP_Y = 32.0, 12.0
_LANE = 6.0
"""The height an edge takes where it passes a column."""
_SWEEPS = 8
_SETTLINGS = 6


@dataclass(frozen=True, slots=True)
class Box:
    """Where a node stands: its upper left corner."""

    node: Node
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Line:
    """The points an edge runs through, from the right side of its tail to the left of its head."""

    edge: Edge
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """A drawing of ``width`` by ``height``; ``columns`` are the left ends of the columns."""

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    columns: tuple[float, ...]
    width: float
    height: float


def layout(graph: Graph) -> Layout:
    """Return where everything of ``graph`` stands; the same graph is always drawn the same."""
    columns, chains = _columns(graph)
    joined = _joined(chains.values())
    heights = {node.id: BOX_HEIGHT for node in graph.nodes}
    _order(columns, joined)
    middles = _settled(columns, joined, heights)
    top = min((y - heights.get(each, _LANE) / 2 for each, y in middles.items()), default=0.0)
    left = [at * (BOX_WIDTH + GAP_X) for at in range(len(columns))]
    boxes = tuple(
        Box(each, left[each.column], middles[each.id] - top - BOX_HEIGHT / 2)
        for each in graph.nodes
    )
    place = {each.id: each.column for each in graph.nodes}
    shifted = {each: middle - top for each, middle in middles.items()}
    lines = tuple(
        Line(each, _points(chains[each.tail, each.head], shifted, left, place))
        for each in graph.edges
    )
    bottom = max((box.y + BOX_HEIGHT for box in boxes), default=0.0)
    passing = max((y for line in lines for _, y in line.points), default=0.0)
    width = len(columns) * (BOX_WIDTH + GAP_X) - GAP_X if columns else 0.0
    return Layout(boxes, lines, tuple(left), width, max(bottom, passing))


def _columns(graph: Graph) -> tuple[list[list[str]], dict[tuple[str, str], list[str]]]:
    """Return what stands in each column, and what each edge runs through, lanes included."""
    columns: list[list[str]] = [[] for _ in graph.columns]
    place = {each.id: each.column for each in graph.nodes}
    for node in graph.nodes:
        columns[node.column].append(node.id)
    chains = {}
    for edge in graph.edges:
        chain = [edge.tail]
        for at in range(place[edge.tail] + 1, place[edge.head]):
            lane = f"{edge.tail}>{edge.head}@{at}"
            columns[at].append(lane)
            chain.append(lane)
        chains[edge.tail, edge.head] = [*chain, edge.head]
    return columns, chains


def _joined(chains: Iterable[list[str]]) -> dict[str, list[str]]:
    joined: dict[str, list[str]] = {}
    for chain in chains:
        for one, other in pairwise(chain):
            joined.setdefault(one, []).append(other)
            joined.setdefault(other, []).append(one)
    return joined


def _order(columns: list[list[str]], joined: Mapping[str, Sequence[str]]) -> None:
    """Order every column by where its neighbours stand, forth and back."""
    rank = {each: float(at) for column in columns for at, each in enumerate(column)}
    for sweep in range(_SWEEPS):
        forth = sweep % 2 == 0
        for at in range(len(columns)) if forth else reversed(range(len(columns))):
            beside = at - 1 if forth else at + 1
            if not 0 <= beside < len(columns):
                continue
            near = set(columns[beside])
            columns[at].sort(key=lambda each: _mean(each, near, joined, rank))
            rank |= {each: float(place) for place, each in enumerate(columns[at])}


def _mean(
    each: str, near: set[str], joined: Mapping[str, Sequence[str]], rank: Mapping[str, float]
) -> float:
    places = [rank[other] for other in joined.get(each, ()) if other in near]
    return sum(places) / len(places) if places else rank[each]


def _settled(
    columns: Sequence[Sequence[str]],
    joined: Mapping[str, Sequence[str]],
    heights: Mapping[str, float],
) -> dict[str, float]:
    """Return the middle of everything: near its neighbours, in order, and clear of the others."""
    middles: dict[str, float] = {}
    for column in columns:
        middles |= _packed(column, [0.0] * len(column), heights)
    for turn in range(_SETTLINGS):
        for column in columns if turn % 2 else reversed(columns):
            wanted = [
                sum(middles[other] for other in joined[each]) / len(joined[each])
                if each in joined
                else middles[each]
                for each in column
            ]
            middles |= _packed(column, wanted, heights)
    return middles


def _packed(
    column: Sequence[str], wanted: Sequence[float], heights: Mapping[str, float]
) -> dict[str, float]:
    """Return middles as near to ``wanted`` as order and distance allow (least squares).

    Neighbours that would overlap are joined to a block that moves as one.
    """
    offsets, total = [], 0.0
    for at, each in enumerate(column):
        if at:
            total += (_height(column[at - 1], heights) + _height(each, heights)) / 2
        offsets.append(total)
    blocks: list[tuple[float, int]] = []
    for at, middle in enumerate(wanted):
        best, size = middle - offsets[at], 1
        while blocks and blocks[-1][0] > best:
            before, many = blocks.pop()
            best = (best * size + before * many) / (size + many)
            size += many
        blocks.append((best, size))
    starts = [best for best, size in blocks for _ in range(size)]
    return {
        each: start + offset for each, start, offset in zip(column, starts, offsets, strict=True)
    }


def _height(each: str, heights: Mapping[str, float]) -> float:
    return heights[each] + GAP_Y if each in heights else _LANE


def _points(
    chain: Sequence[str],
    middles: Mapping[str, float],
    left: Sequence[float],
    place: Mapping[str, int],
) -> tuple[tuple[float, float], ...]:
    tail, *lanes, head = chain
    points = [(left[place[tail]] + BOX_WIDTH, middles[tail])]
    for at, lane in enumerate(lanes, place[tail] + 1):
        points += [(left[at], middles[lane]), (left[at] + BOX_WIDTH, middles[lane])]
    points.append((left[place[head]], middles[head]))
    return tuple(points)
