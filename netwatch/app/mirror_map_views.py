"""The mirror map as a document and as JSON: one row a copy, whatever the picture folds."""

from collections.abc import Callable, Sequence

from netwatch.model.document import Document, Table
from netwatch.model.mirror_graph import Graph
from netwatch.model.mirror_path import End, MirrorPath
from netwatch.shapes import Shape, mirror_shape

PATH_COLUMNS = (
    "site", "device", "session", "kind", "sources", "way", "destination", "owner", "approval",
    "marks", "in traffic",
)  # fmt: skip

SORTS: dict[str, Callable[[MirrorPath], tuple[object, ...]]] = {
    "alarm": lambda path: (-path.alarm, path.site, path.device, path.key),
    "site": lambda path: (path.site, path.device, path.key),
    "device": lambda path: (path.device, path.key),
    "kind": lambda path: (path.kind, path.device, path.key),
    "destination": lambda path: (*_first(path, "text"), path.device, path.key),
    "owner": lambda path: (*_first(path, "owner_text"), path.device, path.key),
}
"""What rows can be ordered by; every order tells equal rows apart by the path's key."""


def map_view(graph: Graph) -> Document:
    """Return the map with one row for each copy, the loudest first."""
    rows = tuple(path_row(each) for each in sorted(graph.paths, key=SORTS["alarm"]))
    return Document(
        data=map_shape(graph),
        tables=(Table("", PATH_COLUMNS, rows),),
        notes=(graph.sentence,),
        graph=graph,
    )


def path_row(path: MirrorPath) -> tuple[str, ...]:
    """Return one copy as a row under ``PATH_COLUMNS``."""
    ends = path.ends
    return (
        path.site,
        path.device,
        path.session,
        path.kind,
        ", ".join(path.sources),
        ", ".join(dict.fromkeys(filter(None, map(way_text, ends)))),
        ", ".join(each.text for each in ends) or "none",
        ", ".join(dict.fromkeys(each.owner.text for each in ends)),
        ", ".join(dict.fromkeys(each.approval or each.consent.value for each in ends)),
        ", ".join(path.marks),
        path.traffic or "",
    )


def way_text(end: End) -> str:
    """Return what the copy passes on its way, "" when it goes straight to its end."""
    if end.onward:
        return f"{(end.place or '').removeprefix('address ')}, taken up there"
    return end.tunnel or ""


def map_shape(graph: Graph) -> Shape:
    """Return the graph; ``sessions`` of a node are keys of the copies that run through it."""
    return {
        "schema": "netwatch/mirror-map/1",
        "title": graph.title,
        "says": graph.sentence,
        "sessions": len(graph.paths),
        "of": graph.of,
        "detail": {"quiet": graph.quiet.word, "marked": graph.loud.word},
        "unseen": list(graph.unseen),
        "columns": list(graph.columns),
        "nodes": [
            {
                "id": each.id,
                "kind": each.kind.value,
                "column": each.column,
                "label": each.label,
                "note": each.note,
                "members": each.members,
                "sessions": each.paths,
                "marks": {mark.value: many for mark, many in each.marks},
                "alarm": each.alarm.name.lower(),
                "opens": dict(each.opens.query) if each.opens else None,
            }
            for each in graph.nodes
        ],
        "edges": [
            {
                "tail": each.tail,
                "head": each.head,
                "sessions": each.paths,
                "alarm": each.alarm.name.lower(),
            }
            for each in graph.edges
        ],
    }


def path_shape(path: MirrorPath) -> Shape:
    """Return one copy; ``mirror`` is the session as CONTRACT says, null where none is known."""
    return {
        "key": path.key,
        "device": path.device,
        "site": path.site,
        "origin": path.origin.value,
        "session": path.session,
        "kind": path.kind,
        "marks": [each.value for each in path.marks],
        "alarm": path.alarm.name.lower(),
        "ends": [
            {
                "destination": each.text,
                "owner": {"kind": each.owner.holder.value, "name": each.owner.name or None},
                "approval": each.consent.value,
                "approved_by": each.approval,
                "taken_up_by": list(each.onward),
            }
            for each in path.ends
        ],
        "traffic": path.traffic,
        "quote": path.quote,
        "mirror": mirror_shape(path.mirror) if path.mirror else None,
    }


def ordered(paths: Sequence[MirrorPath], by: str) -> list[MirrorPath]:
    """Return ``paths`` in the order ``by``; an order nobody knows is that of the alarm."""
    return sorted(paths, key=SORTS.get(by, SORTS["alarm"]))


def rows_after(rows: Sequence[MirrorPath], key: str, limit: int) -> Sequence[MirrorPath]:
    """Return ``limit`` rows after the one with ``key``; the first ones where it is not there."""
    begin = next((at for at, each in enumerate(rows, 1) if each.key == key), 0) if key else 0
    return rows[begin : begin + limit]


def _first(path: MirrorPath, what: str) -> tuple[str, ...]:
    told = (each.text if what == "text" else each.owner.text for each in path.ends)
    return (min(told, default=""),)
