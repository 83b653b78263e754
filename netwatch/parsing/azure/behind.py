"""Interfaces and load balancers: the machines and addresses behind the names that TAPs use."""

from netwatch.parsing.azure.names import key, last, properties
from netwatch.parsing.azure.taps import Behind
from netwatch.parsing.json_places import Node, Sheet


def behind(interfaces: Sheet | None, balancers: Sheet | None) -> Behind:
    """Return what two lists tell; a list that was not answered tells nothing."""
    machines: dict[str, tuple[str, ...]] = {}
    addresses: dict[str, tuple[str, ...]] = {}
    for each in interfaces.root.get("value").items if interfaces else ():
        told = properties(each)
        own = [_address(one, addresses) for one in told.get("ipConfigurations").items]
        machine = last(told.get("virtualMachine", "id").text)
        words = (f"machine {machine}" if machine else "", *own)
        machines[key(each.get("id").text)] = tuple(word for word in words if word)
    for each in balancers.root.get("value").items if balancers else ():
        for one in properties(each).get("frontendIPConfigurations").items:
            _address(one, addresses)
    return Behind(machines, addresses)


def _address(configuration: Node, addresses: dict[str, tuple[str, ...]]) -> str:
    address = properties(configuration).get("privateIPAddress").text
    if address:
        addresses[key(configuration.get("id").text)] = (address,)
    return address
