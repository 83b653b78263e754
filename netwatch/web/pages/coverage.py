"""Coverage: what each platform can and cannot show, and what of it was seen here."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from fastapi.responses import PlainTextResponse

from netwatch import registry
from netwatch.app.coverage import (
    EVIDENCE,
    MEANINGS,
    WORDS,
    Form,
    blind_spots,
    by_device,
    command_set,
    coverage,
    over,
    platform_coverage,
)
from netwatch.web.asked import Viewer
from netwatch.web.errors import NotFoundError
from netwatch.web.navigation import Nav
from netwatch.web.parameters import After, Chosen
from netwatch.web.rendering import link

router = APIRouter()
NAV = Nav(label="Coverage", path="/coverage", order=70)

_PART = Query(max_length=200)
Name = Annotated[str, Path(max_length=100)]


@router.get("/coverage")
def show(
    asked: Viewer,
    every: Annotated[bool, Query(description="Platforms of no device too.")] = False,  # noqa: FBT002  # a parameter of the address
    facet: Annotated[Chosen[str], _PART] = None,
    platform: Annotated[Chosen[str], _PART] = None,
    after: After = "",
) -> Response:
    """Show every platform in use, and the blind spots."""
    limit = asked.limit()
    found = coverage(asked.work, limit, unused=every)
    spots = blind_spots(asked.work, limit, facet=facet, platform=platform, after=after or None)
    same = {"every": "true" if every else None, "facet": facet, "platform": platform}
    return asked.page(
        "coverage.html", found=found, spots=spots, blind=by_device(spots.items),
        evidence=EVIDENCE, words=WORDS, over=over, meanings=MEANINGS,
        every=every, facet=facet, platform=platform, now=asked.now,
        first=link("/coverage", **same) if after else None,
        following=link("/coverage", **same, after=spots.following) if spots.following else None,
    )  # fmt: skip


@router.get("/coverage/{name}")
def one(asked: Viewer, name: Name) -> Response:
    """Show one platform with every line that is ever sent to it."""
    _known(name)
    found = platform_coverage(asked.work, name, asked.limit())
    return asked.page(
        "platform.html", found=found, words=WORDS, meanings=MEANINGS, over=over, now=asked.now
    )


@router.get("/coverage/{name}/commands.{form}")
def commands(asked: Viewer, name: Name, form: Form) -> Response:
    """Give the platform's command set as a file for an AAA server."""
    del asked
    _known(name)
    kept = f'attachment; filename="netwatch-{name}.{form.value}.txt"'
    return PlainTextResponse(command_set(name, form), headers={"content-disposition": kept})


def _known(name: str) -> None:
    if name not in registry.names("platforms"):
        raise NotFoundError(f"no platform {name!r}: /coverage lists them")
