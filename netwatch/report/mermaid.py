"""The mirror map as a Mermaid flowchart, for pages that draw it: merge requests, wikis.

Texts stand in quotes, and every sign that means something to Mermaid, Markdown or HTML is given by
its number (``#35;``), which Mermaid shows as the sign.
Source: https://mermaid.js.org/syntax/flowchart.html
"""

from netwatch.model.document import Document, Look
from netwatch.model.mirror_graph import Edge, Node, NodeKind
from netwatch.model.mirror_path import Alarm
from netwatch.report._graph import graph_of, plain

_PLAIN = frozenset(" ._:/,()-")
_BRACKETS = {
    NodeKind.SESSION: ("([", "])"),
    NodeKind.TUNNEL: ("[/", "/]"),
    NodeKind.VLAN: ("[/", "/]"),
    NodeKind.HOP: ("[/", "/]"),
    NodeKind.OWNER: ("[[", "]]"),
}
_ARROWS = {Alarm.QUIET: "-->", Alarm.UNAPPROVED: "-.->", Alarm.HIDDEN: "==>"}
_CLASSES = (
    "  classDef hidden stroke:#9c1135,stroke-width:3px",
    "  classDef unapproved stroke:#8a5a00,stroke-width:2px,stroke-dasharray:7 4",
)


def render(document: Document, look: Look) -> str:
    """Return the flowchart; the look makes no difference. Raises NoGraphError."""
    del look
    graph = graph_of(document, "mermaid")
    lines = ["flowchart LR", f"  %% {_plain(graph.sentence)}", *map(_node, graph.nodes)]
    lines += [_edge(each) for each in graph.edges]
    loud = {
        alarm: [each.id for each in graph.nodes if each.alarm is alarm]
        for alarm in (Alarm.HIDDEN, Alarm.UNAPPROVED)
    }
    if any(loud.values()):
        lines += _CLASSES
    lines += [
        f"  class {','.join(some)} {alarm.name.lower()}" for alarm, some in loud.items() if some
    ]
    return "\n".join(lines)


def _node(node: Node) -> str:
    begin, end = _BRACKETS.get(node.kind, ("[", "]"))
    words = f"{_plain(node.label)}<br/>{_plain(node.note)}" if node.note else _plain(node.label)
    return f'  {node.id}{begin}"{words}"{end}'


def _edge(edge: Edge) -> str:
    many = f"|{edge.paths}|" if edge.paths > 1 else ""
    return f"  {edge.tail} {_ARROWS[edge.alarm]}{many} {edge.head}"


def _plain(text: str) -> str:
    return "".join(
        each if each.isalnum() or each in _PLAIN else f"#{ord(each)};" for each in plain(text)
    )
