"""What each question to AWS is asked with, and what of its answer is kept, as canonical JSON."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from netwatch.platforms import aws

Shape = Mapping[str, object]

# The API takes at most so many values in one filter.
_NAMES_AT_ONCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One sort of objects: the array they come in, and which member names each.

    ``members`` are kept of each object (all when empty: nothing in it moves by itself);
    ``name_filter`` is the API's filter by name, for objects that are only asked for by name;
    ``by_name`` tells that only objects named by others matter; ``names_in`` are the members that
    name such other objects.
    """

    array: str
    name: str
    members: tuple[str, ...] = ()
    name_filter: str | None = None
    by_name: str | None = None
    names_in: tuple[str, ...] = ()
    is_regional: bool = True
    is_first: bool = False

    def questions(self, named: Iterable[str]) -> Iterator[dict[str, object]]:
        """Yield the parameters of each request; none when no object is wanted."""
        wanted = self._wanted(named)
        if self.by_name is None or (wanted and self.name_filter is None):
            yield {}
            return
        for at in range(0, len(wanted), _NAMES_AT_ONCE):
            some = wanted[at : at + _NAMES_AT_ONCE]
            yield {"Filters": [{"Name": self.name_filter, "Values": some}]}

    def chosen(self, found: Iterable[Shape], named: Iterable[str]) -> list[Shape]:
        """Return the objects that are wanted, each once."""
        wanted = set(self._wanted(named))
        once = {str(each.get(self.name)): each for each in found}
        return [each for name, each in once.items() if self.by_name is None or name in wanted]

    def names(self, found: Iterable[Shape]) -> set[str]:
        """Return the names of other objects in ``found``."""
        return {str(each[name]) for each in found for name in self.names_in if each.get(name)}

    def kept(self, found: Iterable[Shape]) -> str:
        """Return ``found`` as it is stored: sorted by name, without what moves by itself."""
        shown = [self._shown(each) for each in found]
        shown.sort(key=lambda each: str(each.get(self.name)))
        return canonical({self.array: shown})

    def _wanted(self, named: Iterable[str]) -> list[str]:
        return sorted(each for each in named if self.by_name and each.startswith(self.by_name))

    def _shown(self, found: Shape) -> Shape:
        if not self.members:
            return found
        return {name: value for name, value in found.items() if name in self.members}


_LISTINGS = {
    aws.REGIONS: Listing(
        array="Regions",
        name="RegionName",
        members=("RegionName", "OptInStatus"),
        is_regional=False,
    ),
    aws.SESSIONS: Listing(
        array=aws.ARRAYS[aws.SESSIONS],
        name="TrafficMirrorSessionId",
        names_in=("NetworkInterfaceId",),
        is_first=True,
    ),
    aws.TARGETS: Listing(
        array=aws.ARRAYS[aws.TARGETS],
        name="TrafficMirrorTargetId",
        names_in=(
            "GatewayLoadBalancerEndpointId", "NetworkInterfaceId", "NetworkLoadBalancerArn",
        ),
    ),
    aws.FILTERS: Listing(array=aws.ARRAYS[aws.FILTERS], name="TrafficMirrorFilterId"),
    aws.INTERFACES: Listing(
        array=aws.ARRAYS[aws.INTERFACES],
        name="NetworkInterfaceId",
        members=(
            "Attachment", "Description", "InterfaceType", "NetworkInterfaceId", "OwnerId",
            "PrivateIpAddresses", "SubnetId", "VpcId",
        ),
        name_filter="network-interface-id",
        by_name="eni-",
    ),
    aws.BALANCERS: Listing(
        array=aws.ARRAYS[aws.BALANCERS],
        name="LoadBalancerArn",
        members=("DNSName", "LoadBalancerArn", "LoadBalancerName", "Scheme", "Type", "VpcId"),
        by_name="arn:",
    ),
    aws.ENDPOINTS: Listing(
        array=aws.ARRAYS[aws.ENDPOINTS],
        name="VpcEndpointId",
        members=("OwnerId", "ServiceName", "VpcEndpointId", "VpcEndpointType", "VpcId"),
        name_filter="vpc-endpoint-id",
        by_name="vpce-",
        names_in=("ServiceName",),
    ),
    aws.SERVICES: Listing(
        array=aws.ARRAYS[aws.SERVICES],
        name="ServiceName",
        members=("Owner", "ServiceId", "ServiceName"),
        name_filter="service-name",
        by_name="com.amazonaws.",
    ),
}  # fmt: skip
_NONE = Listing(array="", name="", is_regional=False)


def listing(topic: str) -> Listing:
    """Return how the question ``topic`` is asked; one that lists nothing is not regional."""
    return _LISTINGS.get(topic, _NONE)


def canonical(answer: Shape) -> str:
    """Return ``answer`` as JSON that is the same whatever order the cloud gave it in."""
    shown = {
        name: [_ordered(each) for each in value] if isinstance(value, list) else _ordered(value)
        for name, value in answer.items()
    }
    return json.dumps(shown, indent=1, sort_keys=True, default=str)


def _ordered(value: object) -> object:
    """Return ``value`` with the lists inside it sorted: their order means nothing."""
    if isinstance(value, dict):
        return {str(name): _ordered(each) for name, each in value.items()}
    if isinstance(value, list):
        return sorted((_ordered(each) for each in value), key=_text)
    return value


def _text(value: object) -> str:
    return json.dumps(value, sort_keys=True, default=str)
