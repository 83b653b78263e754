"""Devices: the list, and one device's timeline."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from netwatch.app.selection import chosen, sites, tags
from netwatch.store.present_values import DeviceOrder
from netwatch.store.values import Outcome
from netwatch.web.asked import Viewer
from netwatch.web.navigation import Nav
from netwatch.web.queries import DevicesAsked, choices
from netwatch.web.rendering import link

router = APIRouter()
NAV = Nav(label="Devices", path="/devices", order=30)


@router.get("/devices")
def devices(asked: Viewer, wanted: Annotated[DevicesAsked, Query()]) -> Response:
    """Show the devices that are asked for, and those no visit ever reached."""
    query = wanted.query(asked)
    page = asked.work.store.present.devices(query)
    given = choices(wanted)
    limit = asked.limit()
    listed = {each.name: each for each in asked.work.inventory.devices}
    return asked.page(
        "devices.html",
        page=page,
        listed=listed,
        never=_never(asked, wanted),
        wanted=wanted,
        given=given,
        next_link=link("/devices", **{**given, "after": page.following})
        if page.following
        else None,
        outcomes=tuple(Outcome),
        orders=tuple(DeviceOrder),
        sites=sites(asked.work, limit),
        tags=tags(asked.work, limit),
        now=asked.now,
    )


def _never(asked: Viewer, wanted: DevicesAsked) -> tuple[str, ...]:
    """Return the inventory's devices that were never visited, as far as the choice names them."""
    if wanted.outcome or wanted.platform or wanted.version or wanted.after:
        return ()
    within = chosen(
        asked.work, asked.limit(), device=wanted.device, site=wanted.site, tag=wanted.tag
    )
    visited = asked.work.store.present.visited()
    return tuple(
        each.name
        for each in asked.work.inventory.devices
        if each.name not in visited
        and (within is None or each.name in within)
        and wanted.text.casefold() in each.name.casefold()
    )
