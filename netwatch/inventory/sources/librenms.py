"""LibreNMS over its REST API (docs.librenms.org/API/Devices, ``list_devices``)."""

from netwatch.inventory.errors import InventoryError
from netwatch.inventory.sources._files import said
from netwatch.inventory.sources._http import one
from netwatch.model.source import Listed, Listing, SourceSettings


def read(source: SourceSettings, token: str | None) -> Listing:
    """Return the devices of a LibreNMS that it polls. Raises InventoryError."""
    if token is None:
        raise InventoryError("the librenms source needs a `token:` such as {env: LIBRENMS_TOKEN}")
    answer = one(source, "/api/v0/devices", {"X-Auth-Token": token})
    listed = answer.get("devices") if isinstance(answer, dict) else None
    if not isinstance(listed, list):
        raise InventoryError("the server answered no list of devices; is this librenms?")
    devices, off = [], 0
    for each in (row for row in listed if isinstance(row, dict)):
        host = said(each.get("hostname"))
        if host is None or str(each.get("disabled") or "0") in {"1", "True"}:
            off += 1
            continue
        name = said(each.get(source.fields.get("name", "sysName"))) or host
        devices.append(
            Listed(
                name=name,
                address=said(each.get("overwrite_ip")) or host,
                platform=said(each.get(source.fields.get("platform", "os"))),
                site=said(each.get(source.fields.get("site", "location"))),
                role=said(each.get(source.fields.get("role", "type"))),
            )
        )
    return Listing(tuple(devices), (f"{off} devices are switched off there",) if off else ())
