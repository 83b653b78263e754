"""The API's operations, as its OpenAPI document tells them, for people."""

from dataclasses import dataclass

from fastapi import APIRouter, FastAPI, Response

from netwatch.web.asked import Viewer
from netwatch.web.navigation import Nav

router = APIRouter()
NAV = Nav(label="API", path="/api", order=95, group="About")


@dataclass(frozen=True, slots=True)
class _Operation:
    verb: str
    path: str
    summary: str
    about: str
    parameters: tuple[str, ...]


@router.get("/api")
def operations(asked: Viewer) -> Response:
    """Show every operation."""
    api: FastAPI = asked.request.app.state.api
    found = tuple(
        _Operation(
            verb=verb.upper(),
            path=f"/api/v1{path}",
            summary=told["summary"],
            about=told.get("description", ""),
            parameters=tuple(each["name"] for each in told.get("parameters", ())),
        )
        for path, verbs in sorted(api.openapi()["paths"].items())
        for verb, told in verbs.items()
    )
    return asked.page("api.html", operations=found)
