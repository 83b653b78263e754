"""NetBox over its REST API (netboxlabs.com/docs/netbox/integrations/rest-api)."""

from netwatch.inventory.errors import InventoryError
from netwatch.inventory.sources import _dcim
from netwatch.inventory.sources._http import pages
from netwatch.model.source import Listing, SourceSettings

_NEW_TOKEN = "nbt_"  # noqa: S105  # how tokens of version 2 begin


def read(source: SourceSettings, token: str | None) -> Listing:
    """Return the devices of a NetBox. Raises InventoryError."""
    if token is None:
        raise InventoryError("the netbox source needs a `token:` such as {env: NETBOX_TOKEN}")
    scheme = "Bearer" if token.startswith(_NEW_TOKEN) else "Token"
    headers = {"Authorization": f"{scheme} {token}"}
    return _dcim.listing(source, pages(source, "/api/dcim/devices/", headers))
