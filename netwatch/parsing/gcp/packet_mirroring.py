"""Packet Mirroring policies of Compute Engine: what is cloned, and the collector it goes to.

Source: the Compute Engine API v1 (PacketMirroring). ``enable`` is the text TRUE or FALSE and TRUE
unless set; without a filter all IPv4 traffic of both directions is cloned. Packets arrive at the
collector, an internal load balancer, as they are: there is no tunnel and no VNI.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from netwatch.model.evidence import Evidence
from netwatch.model.mirror import (
    Destination,
    DestinationKind,
    Direction,
    Filter,
    Mirror,
    MirrorKind,
    Source,
    SourceKind,
)
from netwatch.parsing.draft import Draft
from netwatch.parsing.gcp.names import Project, part
from netwatch.parsing.json_places import Node, Sheet

_DIRECTIONS = {"": Direction.BOTH, "BOTH": Direction.BOTH, "INGRESS": Direction.RX,
               "EGRESS": Direction.TX}  # fmt: skip
_ENABLED = {"": True, "TRUE": True, "FALSE": False}
_SAYS_NOTHING = frozenset(
    ("creationTimestamp", "description", "etag", "fingerprint", "id", "kind", "labelFingerprint",
     "labels", "name", "network", "priority", "region", "selfLink", "selfLinkWithId")
)  # fmt: skip
_READ = frozenset(("collectorIlb", "enable", "filter", "mirroredResources"))
_REFERENCE = frozenset(("url", "canonicalUrl"))
_MEMBERS = {
    "collectorIlb": _REFERENCE,
    "filter": frozenset(("IPProtocols", "cidrRanges", "direction")),
    "mirroredResources": frozenset(("instances", "subnetworks", "tags")),
}
_QUOTED = 32
_LARGEST = 4096


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known of the resources that policies name; for people, and never compared.

    ``collectors`` maps a forwarding rule to its address and backends, ``instances`` an instance,
    ``in_subnetwork`` and ``with_tag`` a name to the instances and addresses behind it.
    """

    collectors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    instances: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    in_subnetwork: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    with_tag: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def policies(root: Node) -> Iterator[tuple[str, Node]]:
    """Yield each policy with the scope it was listed under (``regions/us-central1`` or ``""``).

    ``root`` is an aggregated list, the list of one region, a plain array, or one policy.
    """
    items = root.get("items")
    for scope, each in items.fields:
        for policy in each.get("packetMirrorings").items:
            yield scope, policy
    for policy in (*items.items, *root.items):
        yield "", policy
    if root.get("kind").text == "compute#packetMirroring":
        yield "", root


def read_policies(
    sheet: Sheet, project: Project, around: Surroundings
) -> tuple[tuple[Mirror, ...], tuple[Evidence, ...]]:
    """Return the policies of an answer, and the lines of it that were not understood."""
    unread: list[Node] = []
    mirrors = [
        _policy(sheet, scope, node, project, around, unread) for scope, node in policies(sheet.root)
    ]
    return tuple(each for each in mirrors if each), sheet.quotes(*unread)


def _policy(
    sheet: Sheet,
    scope: str,
    node: Node,
    project: Project,
    around: Surroundings,
    unread: list[Node],
) -> Mirror | None:
    region = part(node.get("region").text, "regions") or part(scope, "regions")
    name = node.get("name").text
    if not name:
        unread.append(node)
        return None
    draft = Draft(f"{region or 'unknown'}/{name}", MirrorKind.TAP)
    draft.description = node.get("description").text or None
    enable = node.get("enable")
    draft.enabled = _ENABLED.get(enable.text)
    direction = node.get("filter", "direction")
    way = _DIRECTIONS.get(direction.text)
    if draft.enabled is None:
        unread.append(enable)
    if way is None:
        unread.append(direction)
    sources = list(_sources(node.get("mirroredResources"), way, project, around))
    draft.sources = [each for each, _ in sources[:_LARGEST]]
    draft.destinations = list(_collector(node.get("collectorIlb"), project, around))
    draft.filters = list(_filters(node.get("filter")))
    unread.extend(_not_read(node))
    named = (node.get("name"), enable, node.get("collectorIlb", "url"), direction)
    draft.evidence = list(sheet.quotes(*named, *(each for _, each in sources[:_QUOTED])))
    return draft.mirror()


def _sources(
    node: Node, way: Direction | None, project: Project, around: Surroundings
) -> Iterator[tuple[Source, Node]]:
    for member, kind, known in (
        ("instances", SourceKind.INSTANCE, around.instances),
        ("subnetworks", SourceKind.SUBNET, around.in_subnetwork),
    ):
        for each in node.get(member).items:
            url = each.get("url")
            if name := project.name_of(url.text):
                yield Source(kind, name, way, resolved_to=known.get(name, ())), url
    for each in node.get("tags").items:
        if each.text:
            resolved = around.with_tag.get(each.text, ())
            yield Source(SourceKind.TAG, each.text, way, resolved_to=resolved), each


def _collector(node: Node, project: Project, around: Surroundings) -> Iterator[Destination]:
    if name := project.name_of(node.get("url").text):
        yield Destination(
            DestinationKind.LOAD_BALANCER,
            name,
            owner=project.owner_of(name),
            resolved_to=around.collectors.get(name, ()),
        )


def _filters(node: Node) -> Iterator[Filter]:
    for member, kind in (("cidrRanges", "cidr"), ("IPProtocols", "protocol")):
        for each in node.get(member).items[:_LARGEST]:
            if each.text:
                yield Filter(kind, each.text)


def _not_read(node: Node) -> Iterator[Node]:
    """Yield the members that may say something about the copy and that nothing here reads."""
    for name, each in node.fields:
        if name not in _SAYS_NOTHING | _READ:
            yield each
        for inner, value in each.fields if name in _MEMBERS else ():
            if inner not in _MEMBERS[name]:
                yield value
