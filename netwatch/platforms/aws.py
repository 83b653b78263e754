"""AWS: Traffic Mirroring of one account in every region, asked over the EC2 API.

Sources: the EC2, STS and Elastic Load Balancing API references as published in botocore's service
models; the Traffic Mirroring user guide. There is no switch on a session: it copies from the moment
it exists, what its filter accepts. Nobody can see a session from VPC flow logs, which leave
mirrored traffic out.
"""

from netwatch.model.platform import CONFIG, Command, Offer, Platform
from netwatch.model.state import Answers, Identity, Reading
from netwatch.parsing.aws.items import Item, items
from netwatch.parsing.aws.mirrors import Region, read_region
from netwatch.parsing.flatten import by_line

ACCESS = "access"
ACCOUNT = "account"
REGIONS = "regions"
SESSIONS = "mirror-sessions"
TARGETS = "mirror-targets"
FILTERS = "mirror-filters"
INTERFACES = "interfaces"
BALANCERS = "load-balancers"
ENDPOINTS = "endpoints"
SERVICES = "endpoint-services"

# Topic of a region's answer -> the array its objects stand in.
ARRAYS = {
    SESSIONS: "TrafficMirrorSessions",
    TARGETS: "TrafficMirrorTargets",
    FILTERS: "TrafficMirrorFilters",
    INTERFACES: "NetworkInterfaces",
    BALANCERS: "LoadBalancers",
    ENDPOINTS: "VpcEndpoints",
    SERVICES: "ServiceDetails",
}
_NEEDED = (SESSIONS, TARGETS, FILTERS)
# Objects with this member lead to objects of the third topic.
_BEHIND = (
    (TARGETS, "GatewayLoadBalancerEndpointId", ENDPOINTS),
    (ENDPOINTS, "ServiceName", SERVICES),
)
_NOT_SAVED = (
    "this text does not hold the arrays TrafficMirrorSessions, TrafficMirrorTargets and "
    "TrafficMirrorFilters whole: mirrors cannot be seen in it"
)


def read(answers: Answers) -> Reading:
    """Return the sessions of every region that answered whole.

    A region counts as seen only when sessions, targets and filters all came, and who stands behind
    an endpoint: what nobody could ask for must not look like another account's, nor like ours. A
    saved answer (``netwatch parse``) is read as one region without a name.
    """
    saved = answers.get(CONFIG)
    if saved is not None:
        region = _saved(saved)
        return Reading(warnings=(_NOT_SAVED,)) if region is None else _reading(None, (region,), ())
    regions = items("", answers.get(REGIONS), "Regions")
    account = answers.get(ACCOUNT)
    identity = _identity(account) if account is not None else None
    if regions is None:
        return Reading(identity=identity)
    names = tuple(dict.fromkeys(name for each in regions if (name := each.get("RegionName"))))
    return _reading(identity, tuple(_region(answers, each) for each in names), names)


def _reading(
    identity: Identity | None, regions: tuple[Region | None, ...], names: tuple[str, ...]
) -> Reading:
    seen = [each for each in regions if each is not None]
    if not seen:
        return Reading(identity=identity)
    found = [read_region(each) for each in seen]
    known = {each.name for each in seen}
    return Reading(
        identity=identity,
        declared=tuple(mirror for each in found for mirror in each.mirrors),
        unread=tuple(line for each in found for line in each.unread),
        unseen=tuple(each for each in names if each not in known),
    )


def _identity(account: str) -> Identity | None:
    # One object, read as an array of one.
    found = items("", f'"it": [{account}]', "it")
    number = found[0].get("Account") if found else ""
    return Identity(serial=number) if number else None


def _region(answers: Answers, name: str) -> Region | None:
    """Return what the region ``name`` answered, None when a needed answer is missing or broken."""
    found = {topic: _items(answers, topic, name) for topic in ARRAYS}
    return _joined(name, found) if _owners_are_known(found) else None


def _owners_are_known(found: dict[str, tuple[Item, ...] | None]) -> bool:
    """Tell whether everybody was asked for who stands behind an endpoint, where there is one."""
    for topic, member, further in _BEHIND:
        named = any(each.get(member) for each in found[topic] or ())
        if named and found[further] is None:
            return False
    return True


def _items(answers: Answers, topic: str, region: str) -> tuple[Item, ...] | None:
    texts = ((command, text) for command, text in answers.all(topic) if _place(command) == region)
    return next((items(command, text, ARRAYS[topic]) for command, text in texts), None)


def _saved(text: str) -> Region | None:
    return _joined("", {topic: items(CONFIG, text, name) for topic, name in ARRAYS.items()})


def _joined(name: str, found: dict[str, tuple[Item, ...] | None]) -> Region | None:
    sessions, targets, filters = (found[each] for each in _NEEDED)
    if sessions is None or targets is None or filters is None:
        return None
    return Region(
        name=name,
        sessions=sessions,
        targets=targets,
        filters=filters,
        interfaces=found[INTERFACES] or (),
        balancers=found[BALANCERS] or (),
        endpoints=found[ENDPOINTS] or (),
        services=found[SERVICES] or (),
    )


def _place(command: str) -> str:
    return command.partition(" ")[2]


def _removal(session: str) -> tuple[str, ...]:
    region, _, name = session.rpartition("/")
    where = f" --region {region}" if region else ""
    return (f"aws ec2 delete-traffic-mirror-session{where} --traffic-mirror-session-id {name}",)


PLATFORM = Platform(
    name="aws",
    title="AWS Traffic Mirroring",
    transport="aws",
    commands=(
        Command("sts:GetCallerIdentity", ACCOUNT),
        Command("ec2:DescribeRegions", REGIONS),
    ),
    templates=(
        Command("sts:AssumeRole {arg}", ACCESS),
        Command("ec2:DescribeTrafficMirrorSessions {arg}", SESSIONS),
        Command("ec2:DescribeTrafficMirrorTargets {arg}", TARGETS),
        Command("ec2:DescribeTrafficMirrorFilters {arg}", FILTERS),
        Command("ec2:DescribeNetworkInterfaces {arg}", INTERFACES, optional=True),
        Command("ec2:DescribeVpcEndpoints {arg}", ENDPOINTS),
        Command("ec2:DescribeVpcEndpointServices {arg}", SERVICES),
        Command("elasticloadbalancing:DescribeLoadBalancers {arg}", BALANCERS, optional=True),
    ),
    read=read,
    flatten=by_line,
    interface_key=str,
    signature=((r'"TrafficMirrorSessions": *\[', 5),),
    mirror_removal=_removal,
    coverage={
        "mirrors in config": Offer.DOCUMENTED,
        "mirrors in operation": Offer.NOT_OFFERED,
        "capture": Offer.NOT_OFFERED,
        "image hash": Offer.NOT_OFFERED,
        "bootloader": Offer.NOT_OFFERED,
        "signature": Offer.NOT_OFFERED,
        "attestation": Offer.NOT_OFFERED,
        "startup config": Offer.NOT_OFFERED,
    },
)
