"""Traffic Mirror sessions of one region, joined with their targets, filters and interfaces.

Source: the EC2 API reference (TrafficMirrorSession, TrafficMirrorTarget) and the user guide: the
copies travel as VXLAN to UDP port 4789; a target may belong to another account; an absent packet
length means that whole packets are copied.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from netwatch.model.evidence import Evidence
from netwatch.model.mirror import (
    Destination,
    DestinationKind,
    Filter,
    Mirror,
    MirrorKind,
    Source,
    SourceKind,
)
from netwatch.parsing.aws.filters import Selection, selection
from netwatch.parsing.aws.items import Item

_PORT = 4789
_MAX_VNI = 16_777_215
_MAX_ID = 255
_SESSION = (
    "NetworkInterfaceId", "PacketLength", "TrafficMirrorFilterId", "TrafficMirrorSessionId",
    "TrafficMirrorTargetId", "VirtualNetworkId",
)  # fmt: skip
_ENDS = {
    "NetworkInterfaceId": DestinationKind.ENI,
    "NetworkLoadBalancerArn": DestinationKind.LOAD_BALANCER,
    "GatewayLoadBalancerEndpointId": DestinationKind.LOAD_BALANCER,
}
_ARN_ACCOUNT = 4


@dataclass(frozen=True, slots=True)
class Region:
    """What one region answered; what only explains the rest is () where nobody asked."""

    name: str
    sessions: tuple[Item, ...]
    targets: tuple[Item, ...]
    filters: tuple[Item, ...]
    interfaces: tuple[Item, ...] = ()
    balancers: tuple[Item, ...] = ()
    endpoints: tuple[Item, ...] = ()
    services: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Sessions:
    """The sessions of a region, and the lines that nothing could be made of."""

    mirrors: tuple[Mirror, ...]
    unread: tuple[Evidence, ...]


def read_region(region: Region) -> Sessions:
    """Return the sessions of ``region``; their ids are ``<region>/<session id>``."""
    join = _Join(region)
    found: dict[str, Mirror] = {}
    unread: list[Evidence] = []
    for item in region.sessions:
        name = item.get("TrafficMirrorSessionId")
        if not name or len(name) > _MAX_ID:
            unread.extend(_whole(item))
            continue
        chosen = join.selected.get(item.get("TrafficMirrorFilterId"), Selection())
        unread.extend(chosen.unread)
        mirror_id = f"{region.name}/{name}" if region.name else name
        found.setdefault(mirror_id, join.mirror(mirror_id, item, chosen))
    return Sessions(tuple(found.values()), tuple(dict.fromkeys(unread)))


def _whole(item: Item) -> Iterator[Evidence]:
    yield Evidence(item.source, item.first, " ".join(item.text[:500].split()) or "nothing")


class _Join:
    """The answers of one region, by the ids under which the sessions name them."""

    def __init__(self, region: Region) -> None:
        # Looked into once each, however many sessions name them.
        self.selected = {
            name: selection(each)
            for name, each in _by(region.filters, "TrafficMirrorFilterId").items()
        }
        self._targets = _by(region.targets, "TrafficMirrorTargetId")
        self._quotes = {
            name: each.quotes(*_ENDS, "OwnerId", "TrafficMirrorTargetId")
            for name, each in self._targets.items()
        }
        self._interfaces = _by(region.interfaces, "NetworkInterfaceId")
        self._balancers = _by(region.balancers, "LoadBalancerArn")
        self._endpoints = _by(region.endpoints, "VpcEndpointId")
        self._services = _by(region.services, "ServiceName")

    def mirror(self, mirror_id: str, item: Item, chosen: Selection) -> Mirror:
        """Return one session."""
        interface = item.get("NetworkInterfaceId")
        sources = (
            Source(
                SourceKind.ENI,
                interface,
                chosen.direction,
                resolved_to=self._behind_interface(interface),
            ),
        )
        target_id = item.get("TrafficMirrorTargetId")
        target = self._targets.get(target_id)
        return Mirror(
            id=mirror_id,
            kind=MirrorKind.TAP,
            enabled=chosen.enabled,
            complete=bool(interface and target_id),
            sources=sources if interface else (),
            destinations=(self._destination(item, target_id, target),) if target_id else (),
            filters=(*chosen.filters, *_truncation(item)),
            description=item.get("Description") or None,
            evidence=(
                *item.quotes(*_SESSION),
                *self._quotes.get(target_id, ()),
                *self._service_quotes(target),
                *chosen.evidence,
            ),
        )

    def _destination(self, item: Item, target_id: str, target: Item | None) -> Destination:
        owner, own = None, item.get("OwnerId")
        kind, value = DestinationKind.UNKNOWN, target_id
        if target is not None:
            kind, value = _end(target, target_id)
            owner = self._owner(target, value, own)
        return Destination(
            kind,
            value,
            port=_PORT,
            encapsulation="vxlan",
            owner=owner,
            vni=_number(item.get("VirtualNetworkId"), _MAX_VNI),
            resolved_to=self._behind(kind, value),
        )

    def _behind(self, kind: DestinationKind, value: str) -> tuple[str, ...]:
        if kind is DestinationKind.ENI:
            return self._behind_interface(value)
        name = _get(self._balancers.get(value), "DNSName") or self._service(value)
        return (name,) if name else ()

    def _service_quotes(self, target: Item | None) -> tuple[Evidence, ...]:
        name = self._service(_get(target, "GatewayLoadBalancerEndpointId"))
        service = self._services.get(name)
        return service.quotes("Owner", "ServiceName") if service else ()

    def _service(self, endpoint: str) -> str:
        """Return the service behind an endpoint, ``""`` where it is not known."""
        return _get(self._endpoints.get(endpoint), "ServiceName")

    def _owner(self, target: Item, value: str, own: str) -> str | None:
        """Return whose the receiver is: of all who have a part in it, one that is not ``own``."""
        parts = value.split(":")
        in_arn = (
            parts[_ARN_ACCOUNT] if value.startswith("arn:") and len(parts) > _ARN_ACCOUNT else ""
        )
        served = _get(self._services.get(self._service(value)), "Owner")
        named = [each for each in (in_arn, served, target.get("OwnerId")) if each]
        return next((each for each in named if each != own), named[0] if named else None)

    def _behind_interface(self, name: str) -> tuple[str, ...]:
        """Return the instance and the private addresses of an interface."""
        item = self._interfaces.get(name)
        if item is None:
            return ()
        addresses = (
            each.get("PrivateIpAddress").text for each in item.node.get("PrivateIpAddresses").items
        )
        words = (item.get("Attachment", "InstanceId"), *addresses)
        return tuple(dict.fromkeys(each for each in words if each))


def _by(found: Iterable[Item], member: str) -> dict[str, Item]:
    return {name: each for each in found if (name := each.get(member))}


def _end(target: Item, target_id: str) -> tuple[DestinationKind, str]:
    """Return what receives the copy; an end of a sort nobody knows keeps the target's name."""
    for member, kind in _ENDS.items():
        if value := target.get(member):
            return kind, value
    return DestinationKind.UNKNOWN, target_id


def _get(item: Item | None, member: str) -> str:
    return item.get(member) if item else ""


def _truncation(item: Item) -> tuple[Filter, ...]:
    length = item.get("PacketLength")
    return (Filter("packet-length", f"first {length} bytes"),) if length else ()


def _number(text: str, most: int) -> int | None:
    if not text.isascii() or not text.isdigit() or len(text) > len(str(most)):
        return None
    return int(text) if int(text) <= most else None
