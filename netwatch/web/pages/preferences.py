"""How a person wants the pages to look."""

from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse

from netwatch.web.asked import Viewer
from netwatch.web.rendering import THEME_COOKIE, THEMES

router = APIRouter()
_YEAR_S = 365 * 24 * 3600


@router.post("/preferences/theme")
def choose_theme(asked: Viewer, theme: Annotated[str, Form(max_length=8)]) -> Response:
    """Keep light or dark in a cookie; anything else goes back to what the system says."""
    answer = RedirectResponse(asked.came_from, status_code=303)
    if theme in THEMES:
        secure = asked.request.url.scheme == "https"
        answer.set_cookie(
            THEME_COOKIE, theme, max_age=_YEAR_S, httponly=True, samesite="lax", secure=secure
        )
    else:
        answer.delete_cookie(THEME_COOKIE)
    return answer
