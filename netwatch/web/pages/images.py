"""Images: which code runs where, outliers first, and the evidence for one device's."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from netwatch.app.image_fleet import (
    ImageQuery,
    image_devices,
    image_evidence,
    image_groups,
    rung_name,
)
from netwatch.web.asked import Viewer
from netwatch.web.image_address import ImageAddress
from netwatch.web.navigation import Nav
from netwatch.web.parameters import After, Chosen, Text
from netwatch.web.rendering import link

router = APIRouter()
NAV = Nav(label="Images", path="/images", order=50)

_PART = Query(max_length=500)


@router.get("/images")
def images(
    asked: Viewer,
    q: Text = "",
    platform: Annotated[Chosen[str], _PART] = None,
    apart: Annotated[bool, Query(description="Only those that differ from their fleet.")] = False,  # noqa: FBT002  # a parameter of the address
    after: After = "",
) -> Response:
    """List the images that run."""
    query = ImageQuery(text=q, platform=platform, apart=apart, after=after or None)
    limit = asked.limit()
    used = {e.platform for e in asked.work.inventory.devices if limit is None or e.name in limit}
    page = image_groups(asked.work, query, limit)
    same = {"q": q, "platform": platform, "apart": "true" if apart else None}
    return asked.page(
        "images.html", page=page, q=q, platform=platform, apart=apart, after=after,
        platforms=sorted(used), rung=rung_name, first=link("/images", **same),
        following=link("/images", **same, after=page.following) if page.following else None,
        now=asked.now,
    )  # fmt: skip


@router.get("/images/-/devices")
def devices(asked: Viewer, of: Annotated[ImageAddress, Query()]) -> Response:
    """List the devices that say they run exactly one image; what is left out was not observed."""
    page = image_devices(asked.work, of.key, asked.limit(), after=of.after or None, most=of.limit)
    again = link("/images/-/devices", **{**of.model_dump(), "after": page.following})
    return asked.page(
        "image_devices.html", image=of.key, page=page, rung=rung_name, now=asked.now,
        following=again if page.following else None,
    )  # fmt: skip


@router.get("/images/{name}")
def evidence(asked: Viewer, name: Annotated[str, Path(max_length=255)]) -> Response:
    """Show the evidence ladder of one device."""
    asked.device(name)
    found = image_evidence(asked.work, name)
    return asked.page("image.html", found=found, name=name, now=asked.now)
