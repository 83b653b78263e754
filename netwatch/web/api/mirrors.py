"""Mirror sessions over the API: one by one, and as the map."""

from typing import Annotated

from fastapi import APIRouter, Query

from netwatch.app.mirror_map_views import map_shape, ordered, path_shape, rows_after
from netwatch.model.mirror_graph import Graph
from netwatch.web.asked import Asked, Viewer
from netwatch.web.map_models import MapModel, MirrorPathModel
from netwatch.web.map_query import MapAsked, RowsAsked
from netwatch.web.models import Page

router = APIRouter(prefix="/mirrors", tags=["mirrors"])


@router.get("", response_model=Page[MirrorPathModel], response_model_exclude_unset=True)
def some(asked: Viewer, wanted: Annotated[RowsAsked, Query()]) -> object:
    """Return every copy of traffic that is known: whose it is, who approved it, what is marked."""
    rows = ordered(_graph(asked, wanted).paths, wanted.sort)
    page = rows_after(rows, wanted.after, wanted.limit)
    more = bool(page) and page[-1] is not rows[-1]
    return {
        "items": [path_shape(each) for each in page],
        "total": len(rows),
        "next": page[-1].key if more else None,
    }


@router.get("/map", response_model=MapModel)
def graph(asked: Viewer, wanted: Annotated[MapAsked, Query()]) -> object:
    """Return the mirror map: nodes in columns, edges, and what is folded."""
    return map_shape(_graph(asked, wanted))


def _graph(asked: Asked, wanted: MapAsked) -> Graph:
    board = asked.work.boards.map
    return board.seen(asked.work, wanted.choice(), asked.now, asked.limit()).graph
