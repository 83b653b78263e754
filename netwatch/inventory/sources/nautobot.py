"""Nautobot over its REST API (docs.nautobot.com, REST API overview)."""

from dataclasses import replace

from netwatch.inventory.errors import InventoryError
from netwatch.inventory.sources import _dcim
from netwatch.inventory.sources._http import pages
from netwatch.model.source import Listing, SourceSettings


def read(source: SourceSettings, token: str | None) -> Listing:
    """Return the devices of a Nautobot. Raises InventoryError."""
    if token is None:
        raise InventoryError("the nautobot source needs a `token:` such as {env: NAUTOBOT_TOKEN}")
    asked = replace(source, filters=(("depth", "1"), *source.filters))
    headers = {"Authorization": f"Token {token}"}
    return _dcim.listing(source, pages(asked, "/api/dcim/devices/", headers))
