"""The mirror map as a picture of its own: no script, nothing from elsewhere, light and dark.

Device text is hostile: it is escaped, hidden characters are made visible, and long names are cut
(the whole stands in the tooltip). Colour is never the only sign: what is hidden has a diamond and
dots, what is unapproved a triangle and dashes, and both say so in words.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from math import log2

from netwatch.model.document import Document, Look
from netwatch.model.mirror_graph import Choice, Edge, Graph, Node, NodeKind
from netwatch.model.mirror_path import Alarm
from netwatch.report._graph import cut_to, graph_of, lines_of, plain
from netwatch.report._layout import BOX_HEIGHT, BOX_WIDTH, Box, Layout, Line, layout
from netwatch.report._svg_style import STYLE

__all__ = [
    "BOX_HEIGHT", "BOX_WIDTH", "Box", "Drawing", "Line", "drawing", "edge_text", "layout", "render",
    "shortened", "thickness",
]  # fmt: skip

_MARGIN, _HEAD, _FOOT = 16.0, 30.0, 34.0
_LABEL_COLUMNS, _NOTE_COLUMNS = 21, 23
_SYMBOL = 18.0
_STACK = 4.0
_THICKEST = 4.0
_LEGEND = ((Alarm.HIDDEN, "hidden or undeclared"), (Alarm.UNAPPROVED, "not approved, or nobody's"))
_LEGEND_STEP = 210.0


@dataclass(frozen=True, slots=True)
class Drawing:
    """The inside of an ``svg`` element, and the size it is meant for."""

    body: str
    width: float
    height: float


def render(document: Document, look: Look) -> str:
    """Return the picture; the look makes no difference. Raises NoGraphError."""
    del look
    graph = graph_of(document, "svg")
    drawn = drawing(graph)
    height = drawn.height + _FOOT
    width = max(drawn.width, _MARGIN * 2 + _LEGEND_STEP * (len(_LEGEND) + 1))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="mirror-map" role="img" '
        f'aria-labelledby="map-title map-text" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}">\n'
        f'<title id="map-title">{_text(graph.title)}</title>\n'
        f'<desc id="map-text">{_text(graph.sentence)}</desc>\n'
        f"<style>{STYLE}</style>\n"
        f'<rect class="ground" width="{width:.0f}" height="{height:.0f}"/>\n'
        f"{drawn.body}\n{chr(10).join(_legend(drawn.height, graph))}\n</svg>"
    )


def drawing(graph: Graph, address: Callable[[Choice], str] | None = None) -> Drawing:
    """Return the graph drawn; with ``address`` each fold is a link to what opens it."""
    made = layout(graph)
    # The loud ones come first in a graph, and last here: on top.
    parts = ['<g class="edges">', *(_edge(each, graph) for each in made.lines[::-1]), "</g>"]
    parts += [_heading(made, at, each) for at, each in enumerate(graph.columns)]
    parts += ['<g class="nodes">', *(_node(each, address) for each in made.boxes), "</g>"]
    width = made.width + 2 * _MARGIN + _STACK
    return Drawing("\n".join(parts), width, made.height + _HEAD + _MARGIN + _STACK)


def shortened(text: str, columns: int) -> str:
    """Return ``text`` as the picture shows it: hidden characters visible, cut to ``columns``."""
    return cut_to(plain(text), columns)


def thickness(edge: Edge) -> float:
    """Return how thick the line of ``edge`` is: more copies, more ink, within bounds."""
    return min(_THICKEST, 1.25 + log2(edge.paths) / 3)


def _heading(made: Layout, at: int, words: str) -> str:
    x = made.columns[at] + _MARGIN
    return f'<text class="heading" x="{x:g}" y="{_MARGIN:g}">{_text(words)}</text>'


def _edge(line: Line, graph: Graph) -> str:
    (x, y), *rest = [(x + _MARGIN, y + _HEAD) for x, y in line.points]
    path = f"M{x:.1f} {y:.1f}"
    for at, (to_x, to_y) in enumerate(rest):
        if at % 2:
            path += f"L{to_x:.1f} {to_y:.1f}"
        else:
            bend = (to_x - x) / 2
            path += f"C{x + bend:.1f} {y:.1f} {to_x - bend:.1f} {to_y:.1f} {to_x:.1f} {to_y:.1f}"
        x, y = to_x, to_y
    thick = thickness(line.edge)
    title = f"<title>{_text(edge_text(line.edge, graph))}</title>"
    loud = _loudness(line.edge.alarm)
    return f'<path class="edge{loud}" d="{path}" stroke-width="{thick:.2f}">{title}</path>'


def edge_text(edge: Edge, graph: Graph) -> str:
    """Return what an edge says: ``core-rtr1 to session 52: 1 session``."""
    labels = {each.id: each.label for each in graph.nodes if each.id in (edge.tail, edge.head)}
    many = f"{edge.paths:,} session{'' if edge.paths == 1 else 's'}"
    said = {Alarm.HIDDEN: ", hidden ones among them", Alarm.UNAPPROVED: ", unapproved among them"}
    return f"{labels[edge.tail]} to {labels[edge.head]}: {many}{said.get(edge.alarm, '')}"


def _node(box: Box, address: Callable[[Choice], str] | None) -> str:
    node, x, y = box.node, box.x + _MARGIN, box.y + _HEAD
    kinds = f"node node-{node.kind}{_loudness(node.alarm)}{' is-fold' if node.is_fold else ''}"
    inset = 10.0 + (_SYMBOL if node.alarm else 0.0)
    less = 3 if node.alarm else 0
    label = _text(shortened(node.label, _LABEL_COLUMNS - less))
    note = _text(shortened(node.note, _NOTE_COLUMNS - less))
    inside = "".join(
        (
            f"<title>{chr(10).join(map(_text, lines_of(node.full)))}</title>",
            *_shape(node, x, y),
            _symbol(node.alarm, x + 10, y + BOX_HEIGHT / 2),
            f'<text class="label" x="{x + inset:.1f}" y="{y + 17:.1f}">{label}</text>',
            f'<text class="note" x="{x + inset:.1f}" y="{y + 31:.1f}">{note}</text>',
        )
    )
    if address is not None and node.opens is not None:
        inside = f'<a href="{escape(address(node.opens))}">{inside}</a>'
    return f'<g class="{kinds}" id="{node.id}">{inside}</g>'


def _shape(node: Node, x: float, y: float) -> Iterator[str]:
    corner = {NodeKind.SESSION: 20.0, NodeKind.TUNNEL: 0.0, NodeKind.VLAN: 0.0, NodeKind.HOP: 0.0}
    size = f'width="{BOX_WIDTH:g}" height="{BOX_HEIGHT:g}" rx="{corner.get(node.kind, 5.0):g}"'
    if node.is_fold:
        yield f'<rect class="stack" x="{x + _STACK:.1f}" y="{y + _STACK:.1f}" {size}/>'
    yield f'<rect class="box" x="{x:.1f}" y="{y:.1f}" {size}/>'
    if node.kind is NodeKind.OWNER:
        yield f'<rect class="bar" x="{x:.1f}" y="{y:.1f}" width="4" height="{BOX_HEIGHT:g}"/>'


def _symbol(alarm: Alarm, x: float, y: float) -> str:
    """Return a diamond for what is hidden and a triangle for what nobody approved."""
    if alarm is Alarm.HIDDEN:
        corners = f"M{x:.1f} {y:.1f}l7 -7 7 7 -7 7z"
    elif alarm is Alarm.UNAPPROVED:
        corners = f"M{x:.1f} {y + 6:.1f}l7 -12 7 12z"
    else:
        return ""
    return f'<path class="symbol" d="{corners}"/>'


def _legend(top: float, graph: Graph) -> Iterator[str]:
    y = top + _MARGIN / 2
    for at, (alarm, words) in enumerate(_LEGEND):
        x = _MARGIN + at * _LEGEND_STEP
        yield (
            f'<g class="node{_loudness(alarm)}">{_symbol(alarm, x, y)}'
            f'<text class="note" x="{x + 20:.1f}" y="{y + 4:.1f}">{words}</text></g>'
        )
    x = _MARGIN + len(_LEGEND) * _LEGEND_STEP
    yield f'<text class="note" x="{x:.1f}" y="{y + 4:.1f}">{_text(graph.sentence)}</text>'


def _loudness(alarm: Alarm) -> str:
    return f" is-{alarm.name.lower()}" if alarm else ""


def _text(text: str) -> str:
    return escape(plain(text))
