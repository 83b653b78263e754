"""The mirror map: who copies what to where, as a picture, a list and a table."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse
from markupsafe import Markup

from netwatch import registry
from netwatch.app.map_board import MirrorMap
from netwatch.app.mirror_map_views import map_view, ordered, rows_after
from netwatch.model.document import Look
from netwatch.model.mirror_graph import Choice, Detail, Node
from netwatch.model.mirror_path import Alarm, Consent, Mark
from netwatch.report.svg import (
    BOX_HEIGHT,
    BOX_WIDTH,
    Box,
    Line,
    drawing,
    layout,
    shortened,
    thickness,
)
from netwatch.web.asked import Asked, Viewer
from netwatch.web.errors import NotFoundError
from netwatch.web.map_query import MapAsked, RowsAsked, map_link
from netwatch.web.navigation import Nav

router = APIRouter()
NAV = Nav(label="Mirror map", path="/map", order=20)

_FORMS = {
    "svg": "image/svg+xml",
    "dot": "text/vnd.graphviz",
    "mermaid": "text/plain",
    "csv": "text/csv",
}
_ENDINGS = {"mermaid": "mmd"}
_LOUD = {Alarm.QUIET: "", Alarm.UNAPPROVED: "unapproved", Alarm.HIDDEN: "hidden"}
_SIGNS = {Alarm.QUIET: "", Alarm.UNAPPROVED: "▲ ", Alarm.HIDDEN: "◆ "}
_COLUMNS = 23
_HEADING = -20
_LISTED = 25
_SUGGESTED = 200


@router.get("/map")
def show(asked: Viewer, wanted: Annotated[RowsAsked, Query()]) -> Response:
    """Show the map of what is asked for."""
    choice = wanted.choice()
    found = _seen(asked, choice)
    graph = found.graph
    drawn = drawing(graph, lambda opens: map_link("/map", opens))
    rows = ordered(graph.paths, wanted.sort)
    some = rows_after(rows, wanted.after, wanted.limit)
    sort = None if wanted.sort == "alarm" else wanted.sort
    last = some[-1].key if some and some[-1] is not rows[-1] else None
    return asked.page(
        "map.html",
        found=found,
        graph=graph,
        picture=Markup(drawn.body),  # noqa: S704  # every text in it was escaped as it was drawn
        width=round(drawn.width),
        height=round(drawn.height),
        wanted=wanted,
        choice=choice,
        rows=some,
        next_link=map_link("/map", choice, sort=sort, after=last) if last else None,
        first_link=map_link("/map", choice, sort=sort) if wanted.after else None,
        forms=tuple((form, map_link(f"/map/export/{form}", choice)) for form in _FORMS),
        link_to=map_link,
        finer=_finer(graph.quiet, choice),
        marks=tuple(Mark),
        consents=tuple(Consent),
        suggested=_SUGGESTED,
    )


@router.get("/map/drawing")
def elements(asked: Viewer, wanted: Annotated[MapAsked, Query()]) -> Response:
    """Return the map's nodes and edges for the browser to draw, where the picture has them."""
    graph = _seen(asked, wanted.choice()).graph
    made = layout(graph)
    headings = [
        {
            "data": {"id": f"heading-{at}", "label": words},
            "position": {"x": left + BOX_WIDTH / 2, "y": _HEADING},
            "classes": ["heading"],
            "selectable": False,
        }
        for at, (words, left) in enumerate(zip(graph.columns, made.columns, strict=True))
    ]
    return JSONResponse([*headings, *map(_box, made.boxes), *map(_line, made.lines)])


def _box(box: Box) -> dict[str, object]:
    node = box.node
    return {
        "data": {"id": node.id, "label": _two_lines(node)},
        "position": {"x": box.x + BOX_WIDTH / 2, "y": box.y + BOX_HEIGHT / 2},
        "classes": [node.kind.value, _LOUD[node.alarm], "fold" if node.is_fold else ""],
    }


def _line(line: Line) -> dict[str, object]:
    edge = line.edge
    return {
        "data": {
            "id": f"{edge.tail}-{edge.head}",
            "source": edge.tail,
            "target": edge.head,
            "width": thickness(edge),
            "points": line.points,
        },
        "classes": [_LOUD[edge.alarm]],
    }


@router.get("/map/node/{node}")
def node(asked: Viewer, node: str, wanted: Annotated[MapAsked, Query()]) -> Response:
    """Show what stands in one node of the map."""
    choice = wanted.choice()
    graph = _seen(asked, choice).graph
    found = graph.node(node)
    if found is None:
        raise NotFoundError("that is no longer on the map; load the map again")
    paths = [graph.paths[at] for at in found.holds[:_LISTED]]
    return asked.page(
        "map_node.html", node=found, paths=paths, choice=choice, link_to=map_link, now=asked.now
    )


@router.get("/map/export/{form}")
def export(asked: Viewer, form: str, wanted: Annotated[MapAsked, Query()]) -> Response:
    """Return the map as a file for a report."""
    if form not in _FORMS:
        raise NotFoundError(f"no export {form!r}; there are {', '.join(_FORMS)}")
    graph = _seen(asked, wanted.choice()).graph
    text = registry.unit("report", form).render(map_view(graph), Look())
    name = f"mirror-map.{_ENDINGS.get(form, form)}"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(text.encode(), media_type=_FORMS[form], headers=headers)


def _two_lines(node: Node) -> str:
    """Return label and note for a canvas; the sign says what colour does."""
    label, note = (shortened(each, _COLUMNS) for each in (node.label, node.note))
    return f"{_SIGNS[node.alarm]}{label}\n{note}".strip()


def _seen(asked: Asked, choice: Choice) -> MirrorMap:
    return asked.work.boards.map.seen(asked.work, choice, asked.now, asked.limit())


def _finer(drawn: Detail, choice: Choice) -> str | None:
    """Return where one step more is drawn, None where that is all, or more than can be drawn."""
    if drawn is Detail.SESSIONS or (choice.detail is not None and drawn > choice.detail):
        return None
    return map_link("/map", replace(choice, detail=Detail(drawn - 1)))
