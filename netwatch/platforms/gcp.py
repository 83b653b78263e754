"""Google Cloud: Packet Mirroring, and mirroring by Network Security Integration, of one project.

Sources: the discovery documents of the Compute Engine API v1 and the Network Security API v1 as
published in google-api-python-client 2.202; the documentation of Packet Mirroring and of Network
Security Integration. Policies may lead to the collector of another project.
"""

from collections.abc import Iterator
from dataclasses import replace

from netwatch.model.evidence import Evidence
from netwatch.model.mirror import Mirror
from netwatch.model.platform import CONFIG, MIRRORS, Command, Offer, Platform
from netwatch.model.state import Answers, Identity, Reading
from netwatch.parsing.flatten import by_line
from netwatch.parsing.gcp.names import Project, number_in, part
from netwatch.parsing.gcp.network_security import (
    NAMESPACE,
    Wiring,
    associations,
    read_associations,
    rules,
)
from netwatch.parsing.gcp.packet_mirroring import Surroundings, policies, read_policies
from netwatch.parsing.gcp.surroundings import surroundings
from netwatch.parsing.json_places import Sheet, sheet
from netwatch.parsing.redact import COMMON_SECRETS

PROJECT = "project"
FORWARDING = "forwarding-rules"
INSTANCES = "instances"
ASSOCIATIONS = "mirroring-associations"
ENDPOINTS = "mirroring-endpoint-groups"
ENDPOINT = "mirroring-endpoint-group"
DEPLOYMENTS = "mirroring-deployments"
FIREWALLS = "effective-firewalls"
PROFILE_GROUPS = "security-profile-groups"
PROFILES = "security-profiles"

_COMPUTE = "GET /compute/v1/projects/{arg}"
_SECURITY = "GET /v1/projects/{arg}/locations"
_GLOBAL = f"{_SECURITY}/global"
_PARENTS = ("organizations", "projects")
COMMANDS = (
    # A project's metadata may hold keys and scripts: only these three members are asked for.
    Command(f"{_COMPUTE}?fields=kind,name,id,defaultServiceAccount", PROJECT),
    Command(
        f"{_COMPUTE}/aggregated/packetMirrorings?maxResults=500&returnPartialSuccess=true",
        MIRRORS,
        whole=lambda text: '"compute#packetMirroringAggregatedList"' in text,
    ),
    Command(f"{_GLOBAL}/mirroringEndpointGroupAssociations?pageSize=500", ASSOCIATIONS),
)
_FORWARDING = Command(
    f"{_COMPUTE}/aggregated/forwardingRules?maxResults=500&returnPartialSuccess=true"
    "&fields=nextPageToken,items/*/forwardingRules(selfLink,IPAddress,backendService)",
    FORWARDING,
    optional=True,
)
_INSTANCES = Command(
    f"{_COMPUTE}/aggregated/instances?maxResults=500&returnPartialSuccess=true"
    "&fields=nextPageToken,items/*/instances(selfLink,tags/items,"
    "networkInterfaces(networkIP,subnetwork))",
    INSTANCES,
    optional=True,
)
_ENDPOINTS = Command(f"{_GLOBAL}/mirroringEndpointGroups?pageSize=500", ENDPOINTS)
_ENDPOINT = Command(f"{_GLOBAL}/mirroringEndpointGroups/{{arg}}", ENDPOINT, optional=True)
_DEPLOYMENTS = Command(
    f"{_SECURITY}/-/mirroringDeployments?pageSize=500", DEPLOYMENTS, optional=True
)
_FIREWALLS = Command(
    f"{_COMPUTE}/global/networks/{{arg}}/getEffectiveFirewalls"
    "?fields=firewallPolicys(name,shortName,type,packetMirroringRules)",
    FIREWALLS,
)
_GROUP = Command(
    "GET /v1/{arg}/locations/global/securityProfileGroups/{arg}", PROFILE_GROUPS, optional=True
)
_PROFILE = Command("GET /v1/{arg}/locations/global/securityProfiles/{arg}", PROFILES, optional=True)


def read(answers: Answers) -> Reading:
    """Return the sessions of one project; a saved answer (``netwatch parse``) is read alone.

    Without the answer about Packet Mirroring nothing counts as observed. Where Network Security
    Integration could not be looked into whole, its namespace is ``unseen``.
    """
    saved = answers.get(CONFIG)
    if saved is not None:
        return _saved(saved)
    project = _project(answers)
    found = sheet(MIRRORS, answers.get(MIRRORS))
    identity = Identity(serial=project.id) if project.id else None
    if found is None:
        return Reading(identity=identity)
    around = surroundings(project, _sheet(answers, FORWARDING), _sheet(answers, INSTANCES))
    mirrors, unread = read_policies(found, project, around)
    joined = _joined(answers, project)
    more, odd = joined or ((), ())
    return Reading(
        identity=identity,
        declared=(*mirrors, *more),
        unread=(*unread, *odd),
        unseen=(*_unseen(found), *(() if joined else (NAMESPACE,))),
    )


def _saved(text: str) -> Reading:
    found = sheet(CONFIG, text)
    if found is None:
        warning = "this text is no JSON answer: mirrors cannot be seen in it"
        return Reading(config=text, warnings=(warning,))
    mirrors, unread = read_policies(found, Project(), Surroundings())
    return Reading(config=text, declared=mirrors, unread=unread)


def _project(answers: Answers) -> Project:
    found = _sheet(answers, PROJECT)
    if found is None:
        return Project()
    number = number_in(found.root.get("defaultServiceAccount").text)
    return Project(found.root.get("name").text, number)


def _sheet(answers: Answers, topic: str) -> Sheet | None:
    return sheet(topic, answers.get(topic))


def _sheets(answers: Answers, topic: str) -> tuple[Sheet, ...]:
    found = (sheet(topic, text) for _, text in answers.all(topic))
    return tuple(each for each in found if each)


def _unseen(found: Sheet) -> Iterator[str]:
    """Yield the regions that the answer itself says are missing from it."""
    for each in found.root.get("unreachables").items:
        if region := part(each.text, "regions"):
            yield region
    for scope, each in found.root.get("items").fields:
        if each.get("warning").is_object and (region := part(scope, "regions")):
            yield region


def _joined(
    answers: Answers, project: Project
) -> tuple[tuple[Mirror, ...], tuple[Evidence, ...]] | None:
    """Return what Network Security Integration mirrors, None where an answer is missing."""
    found = _sheet(answers, ASSOCIATIONS)
    if found is None:
        return None
    firewalls = {
        project.name_of(_asked_about(command)): each
        for command, text in answers.all(FIREWALLS)
        if (each := sheet(FIREWALLS, text)) is not None
    }
    listed = associations(found)
    networks = {project.name_of(each.get("network").text) for each in listed}
    endpoints = _sheets(answers, ENDPOINTS)
    if (listed and not endpoints) or not {each for each in networks if each} <= set(firewalls):
        return None
    wiring = Wiring(
        firewalls=firewalls,
        endpoints=(*endpoints, *_sheets(answers, ENDPOINT)),
        groups=_sheets(answers, PROFILE_GROUPS),
        profiles=_sheets(answers, PROFILES),
        deployments=_sheets(answers, DEPLOYMENTS),
    )
    return read_associations(found, project, wiring)


def _asked_about(command: str) -> str:
    """Return the network in the question about its firewalls."""
    return command.removeprefix("GET /compute/v1/").partition("/getEffectiveFirewalls")[0]


def follow_up(answers: Answers) -> tuple[Command, ...]:
    """Return what the answers so far lead to: the resources they name, each asked about once."""
    project = _project(answers)
    if not project.id:
        return ()
    asked: list[Command | None] = []
    found = _sheet(answers, MIRRORS)
    if found and any(policies(found.root)):
        asked += [_FORWARDING.about(project.id), _INSTANCES.about(project.id)]
    listed = associations(_sheet(answers, ASSOCIATIONS))
    if listed:
        asked += [_ENDPOINTS.about(project.id), _DEPLOYMENTS.about(project.id)]
    for each in listed:
        network = project.name_of(each.get("network").text)
        asked.append(_about(_FIREWALLS, part(network, "projects"), part(network, "networks")))
        endpoint = project.name_of(each.get("mirroringEndpointGroup").text)
        if project.owner_of(endpoint) != project.id:
            named = part(endpoint, "projects"), part(endpoint, "mirroringEndpointGroups")
            asked.append(_about(_ENDPOINT, *named))
    asked += _profiles(answers)
    return tuple(dict.fromkeys(each for each in asked if each))


def _profiles(answers: Answers) -> Iterator[Command | None]:
    """Yield the questions about the profiles that packet mirroring rules lead to."""
    for firewalls in _sheets(answers, FIREWALLS):
        for _, rule in rules(firewalls):
            name = rule.get("securityProfileGroup").text
            yield _about(_GROUP, _parent(name), part(name, "securityProfileGroups"))
    for group in _sheets(answers, PROFILE_GROUPS):
        name = group.root.get("customMirroringProfile").text
        yield _about(_PROFILE, _parent(name), part(name, "securityProfiles"))


def _parent(name: str) -> str:
    """Return the organisation or project a profile stands in (``organizations/123``)."""
    for each in _PARENTS:
        if found := part(name, each):
            return f"{each}/{found}"
    return ""


def _about(template: Command, *names: str) -> Command | None:
    """Return ``template`` with one name for each blank, None where a name is missing or odd."""
    text = template.text
    for name in names:
        words = name.split("/")
        is_path = len(words) > 1 + (words[0] in _PARENTS)
        if is_path or not all(each.strip(".") for each in words) or not template.about(name):
            return None
        text = text.replace("{arg}", name, 1)
    return replace(template, text=text)


def removal(session: str) -> tuple[str, ...]:
    """Return the command that would delete a session, for a person to weigh; nothing is sent."""
    region, _, name = session.partition("/")
    if region == NAMESPACE:
        kind = "network-security mirroring-endpoint-group-associations"
        return (f"gcloud {kind} delete {name} --location=global",)
    return (f"gcloud compute packet-mirrorings delete {name} --region={region}",)


PLATFORM = Platform(
    name="gcp",
    title="Google Cloud",
    read=read,
    flatten=by_line,
    interface_key=str,
    commands=COMMANDS,
    templates=(
        _FORWARDING,
        _INSTANCES,
        _ENDPOINTS,
        _ENDPOINT,
        _DEPLOYMENTS,
        _FIREWALLS,
        _GROUP,
        _PROFILE,
    ),
    follow_up=follow_up,
    transport="gcp",
    secrets=COMMON_SECRETS,  # labels and descriptions hold what people put there
    signature=(
        (r'"kind": "compute#packetMirroring', 5),
        (r'"collectorIlb":', 3),
        (r'"mirroredResources":', 3),
    ),
    mirror_removal=removal,
    rights=(
        "compute.projects.get",
        "compute.packetMirrorings.list",
        "compute.forwardingRules.list",
        "compute.instances.list",
        "compute.networks.getEffectiveFirewalls",
        "networksecurity.mirroringEndpointGroupAssociations.list",
        "networksecurity.mirroringEndpointGroups.list",
        "networksecurity.mirroringEndpointGroups.get",
        "networksecurity.mirroringDeployments.list",
        "networksecurity.securityProfileGroups.get",
        "networksecurity.securityProfiles.get",
    ),
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
