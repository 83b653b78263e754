"""The mirror map for Graphviz: ``netwatch mirrors --format dot | dot -Tsvg``.

Every text is a quoted string of the DOT language. Graphviz reads escapes and HTML entities inside
labels, so that backslashes and ampersands of a device are doubled and named.
"""

from netwatch.model.document import Document, Look
from netwatch.model.mirror_graph import Edge, Graph, Node, NodeKind
from netwatch.model.mirror_path import Alarm
from netwatch.report._graph import graph_of, lines_of

_SHAPES = {
    NodeKind.SESSION: 'style="rounded"',
    NodeKind.TUNNEL: "shape=cds",
    NodeKind.VLAN: "shape=cds",
    NodeKind.HOP: "shape=cds",
    NodeKind.OWNER: "shape=note",
}
_LOUD = {
    Alarm.HIDDEN: 'color="#9c1135" penwidth=2.5',
    Alarm.UNAPPROVED: 'color="#8a5a00" penwidth=2',
}
_LINES = {Alarm.HIDDEN: " style=dotted", Alarm.UNAPPROVED: " style=dashed"}


def render(document: Document, look: Look) -> str:
    """Return the graph in the DOT language; the look makes no difference. Raises NoGraphError."""
    del look
    graph = graph_of(document, "dot")
    lines = [
        f"digraph {_quoted(graph.title)} {{",
        f"  label={_quoted(graph.sentence)}",
        "  rankdir=LR",
        '  node [shape=box fontname="sans-serif" fontsize=11]',
        '  edge [fontname="sans-serif" fontsize=9]',
        *(_node(each) for each in graph.nodes),
        *_ranks(graph),
        *(_edge(each) for each in graph.edges),
        "}",
    ]
    return "\n".join(lines)


def _node(node: Node) -> str:
    words = f"{node.label}\n{node.note}" if node.note else node.label
    looks = [each for each in (_SHAPES.get(node.kind), _LOUD.get(node.alarm)) if each]
    if node.is_fold:
        looks.append("peripheries=2")
    said = " ".join((f"label={_quoted(words)}", f"tooltip={_quoted(node.full)}", *looks))
    return f"  {node.id} [{said}]"


def _ranks(graph: Graph) -> list[str]:
    """Return the columns: Graphviz keeps nodes of one rank in one."""
    columns = [
        [each.id for each in graph.nodes if each.column == at] for at in range(len(graph.columns))
    ]
    return [f"  {{ rank=same; {' '.join(each)} }}" for each in columns if each]


def _edge(edge: Edge) -> str:
    many = f'label="{edge.paths}"' if edge.paths > 1 else ""
    loud = f"{_LOUD[edge.alarm]}{_LINES[edge.alarm]}" if edge.alarm else ""
    said = " ".join(each for each in (many, loud) if each)
    return f"  {edge.tail} -> {edge.head}" + (f" [{said}]" if said else "")


def _quoted(text: str) -> str:
    return '"' + "\\n".join(_escaped(each) for each in lines_of(text)) + '"'


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"')
