"""Forwarding rules and instances: the addresses behind the names that mirroring policies use."""

from collections import defaultdict
from collections.abc import Iterator

from netwatch.parsing.gcp.names import Project, last
from netwatch.parsing.gcp.packet_mirroring import Surroundings
from netwatch.parsing.json_places import Node, Sheet

_SHOWN = 16


def surroundings(
    project: Project, forwarding_rules: Sheet | None, instances: Sheet | None
) -> Surroundings:
    """Return what two aggregated lists tell; a list that was not answered tells nothing."""
    by_subnetwork: dict[str, list[str]] = defaultdict(list)
    by_tag: dict[str, list[str]] = defaultdict(list)
    addresses: dict[str, tuple[str, ...]] = {}
    for each in _listed(instances, "instances"):
        name = project.name_of(each.get("selfLink").text)
        ports = each.get("networkInterfaces").items
        found = tuple(port.get("networkIP").text for port in ports)
        addresses[name] = tuple(address for address in found if address)[:_SHOWN]
        shown = " ".join((last(name), *addresses[name]))
        for port in ports:
            by_subnetwork[project.name_of(port.get("subnetwork").text)].append(shown)
        for tag in each.get("tags", "items").items:
            by_tag[tag.text].append(shown)
    return Surroundings(
        collectors=dict(_collectors(project, forwarding_rules)),
        instances=addresses,
        in_subnetwork={name: _some(each) for name, each in by_subnetwork.items()},
        with_tag={name: _some(each) for name, each in by_tag.items()},
    )


def _collectors(project: Project, sheet: Sheet | None) -> Iterator[tuple[str, tuple[str, ...]]]:
    for each in _listed(sheet, "forwardingRules"):
        backends = project.name_of(each.get("backendService").text)
        told = (each.get("IPAddress").text, backends)
        yield project.name_of(each.get("selfLink").text), tuple(word for word in told if word)


def _listed(sheet: Sheet | None, member: str) -> Iterator[Node]:
    for _, scope in sheet.root.get("items").fields if sheet else ():
        yield from scope.get(member).items


def _some(words: list[str]) -> tuple[str, ...]:
    once = sorted(set(words))
    rest = len(once) - _SHOWN
    return (*once[:_SHOWN], *((f"and {rest} more",) if rest > 0 else ()))
