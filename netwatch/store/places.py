"""Whose interface has an address: the devices' configurations as last known."""

from collections.abc import Collection

from sqlalchemy import Connection, delete, insert, select

from netwatch.model.place import InterfaceAddress
from netwatch.store.schema import DeviceRow
from netwatch.store.schema_service import InterfaceAddressRow


def keep(connection: Connection, device_id: int, addresses: tuple[InterfaceAddress, ...]) -> None:
    """Put ``addresses`` in place of what was known of the device's interfaces."""
    row = InterfaceAddressRow
    connection.execute(delete(row).where(row.device_id == device_id))
    if addresses:
        values = [
            {"device_id": device_id, "interface": each.interface, "address": each.address}
            for each in dict.fromkeys(addresses)
        ]
        connection.execute(insert(row), values)


def owners(connection: Connection, addresses: Collection[str]) -> dict[str, tuple[str, str]]:
    """Return device and interface of each of ``addresses`` that one device alone has."""
    row = InterfaceAddressRow
    query = (
        select(row.address, DeviceRow.name, row.interface)
        .join(DeviceRow, DeviceRow.id == row.device_id)
        .where(row.address.in_(tuple(addresses)))
    )
    found: dict[str, set[tuple[str, str]]] = {}
    for address, device, interface in connection.execute(query):
        found.setdefault(address, set()).add((device, interface))
    return {
        address: next(iter(holders))
        for address, holders in found.items()
        if len({device for device, _ in holders}) == 1
    }
