"""Mirroring by Network Security Integration: a network, the rules that select, the receiver.

Sources: the Network Security API v1 (MirroringEndpointGroupAssociation, MirroringEndpointGroup,
SecurityProfileGroup, SecurityProfile) and the Compute Engine API v1 (packetMirroringRules of the
effective firewalls). An association alone copies nothing: a rule with the action ``mirror`` must
name a security profile group whose profile leads to the endpoint group. Copies travel in Geneve,
UDP 6081, to the deployment group, which may be another project's.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from netwatch.model.evidence import Confidence, Evidence
from netwatch.model.mirror import (
    Destination,
    DestinationKind,
    Direction,
    Mirror,
    MirrorKind,
    Source,
    SourceKind,
)
from netwatch.parsing.draft import Draft
from netwatch.parsing.gcp.names import Project, last
from netwatch.parsing.json_places import Node, Sheet

NAMESPACE = "networksecurity"
_GENEVE = 6081
_DIRECTIONS = {"INGRESS": Direction.RX, "EGRESS": Direction.TX}
_COPIES, _OTHERS = "mirror", frozenset(("do_not_mirror", "goto_next"))
_ENDED = "CLOSED"
_QUOTED = 32
_RANGES = (
    "srcIpRanges", "destIpRanges", "srcAddressGroups", "destAddressGroups", "srcFqdns",
    "destFqdns", "srcNetworks", "srcRegionCodes", "destRegionCodes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wiring:
    """The answers a session is joined from, each by the name of what was asked about.

    ``firewalls`` maps a network to its effective firewalls. ``groups`` and ``profiles`` map
    security profile groups and security profiles, as far as they may be read; ``endpoints``
    and ``deployments`` hold lists, and answers about single endpoint groups.
    """

    firewalls: Mapping[str, Sheet]
    endpoints: tuple[Sheet, ...] = ()
    groups: tuple[Sheet, ...] = ()
    profiles: tuple[Sheet, ...] = ()
    deployments: tuple[Sheet, ...] = ()


@dataclass(frozen=True, slots=True)
class _Rule:
    """A rule that copies; ``endpoint`` is None where its profile could not be followed."""

    source: Source
    endpoint: str | None
    quotes: tuple[Evidence, ...]


def associations(sheet: Sheet | None) -> tuple[Node, ...]:
    """Return the associations in a list's answer."""
    return sheet.root.get("mirroringEndpointGroupAssociations").items if sheet else ()


def rules(sheet: Sheet) -> Iterator[tuple[str, Node]]:
    """Yield each packet mirroring rule in a network's effective firewalls, with its policy."""
    for policy in sheet.root.get("firewallPolicys").items:
        name = policy.get("shortName").text or policy.get("name").text
        for each in policy.get("packetMirroringRules").items:
            yield name, each


def read_associations(
    sheet: Sheet, project: Project, wiring: Wiring
) -> tuple[tuple[Mirror, ...], tuple[Evidence, ...]]:
    """Return a session for each association, and the lines that were not understood."""
    joined = _Joined(project, wiring)
    unread = [
        each
        for found in wiring.firewalls.values()
        for _, rule in rules(found)
        if not _is_understood(rule)
        for each in found.quotes(rule.get("action"), rule.get("direction"), rule)[:1]
    ]
    mirrors = []
    for node in associations(sheet):
        if node.get("name").text and node.get("network").text:
            mirrors.append(joined.session(sheet, node))
        else:
            unread.extend(sheet.quote(node))
    return tuple(mirrors), tuple(unread)


def _is_understood(rule: Node) -> bool:
    action = rule.get("action").text.casefold()
    if action == _COPIES:
        return rule.get("direction").text in _DIRECTIONS
    return action in _OTHERS


class _Joined:
    """The wiring as lookups."""

    def __init__(self, project: Project, wiring: Wiring) -> None:
        self._project = project
        named = project.name_of
        self._deployments_of = {
            named(each.get("name").text): tuple(named(group) for group in _groups(each))
            for each in _all(wiring.endpoints, "mirroringEndpointGroups")
        }
        self._profile_of = {
            named(each.get("name").text): named(each.get("customMirroringProfile").text)
            for each in _all(wiring.groups, "")
        }
        self._endpoint_of = {
            named(each.get("name").text): named(
                each.get("customMirroringProfile", "mirroringEndpointGroup").text
            )
            for each in _all(wiring.profiles, "")
        }
        self._closed = {
            named(each.get("name").text)
            for each in _all(wiring.endpoints, "mirroringEndpointGroups")
            if each.get("state").text == _ENDED
        }
        self._rules = {
            network: tuple(self._copying(network, found))
            for network, found in wiring.firewalls.items()
        }
        self._fronts: dict[str, list[str]] = {}
        for each in _all(wiring.deployments, "mirroringDeployments"):
            group = named(each.get("mirroringDeploymentGroup").text)
            self._fronts.setdefault(group, []).append(named(each.get("forwardingRule").text))

    def session(self, sheet: Sheet, node: Node) -> Mirror:
        """Return the session that one association is part of."""
        network = self._project.name_of(node.get("network").text)
        endpoint = self._project.name_of(node.get("mirroringEndpointGroup").text)
        found = [each for each in self._rules.get(network, ()) if each.endpoint in (endpoint, None)]
        draft = Draft(f"{NAMESPACE}/{last(node.get('name').text)}", MirrorKind.TAP)
        draft.enabled = True if any(each.endpoint for each in found) else None if found else False
        if node.get("state").text == _ENDED or endpoint in self._closed:
            draft.enabled = False
        if draft.enabled is None:
            draft.confidence = Confidence.MEDIUM
        # Without a rule the network stands for what could be selected.
        draft.sources = [each.source for each in found] or [Source(SourceKind.VRF, network)]
        draft.destinations = list(self._receivers(endpoint)) if endpoint else []
        draft.evidence = list(
            sheet.quotes(node.get("name"), node.get("network"), node.get("mirroringEndpointGroup"))
        )
        draft.evidence += [line for each in found[:_QUOTED] for line in each.quotes]
        return draft.mirror()

    def _receivers(self, endpoint: str) -> Iterator[Destination]:
        """Yield the deployment groups an endpoint group feeds, itself where none is known."""
        groups = self._deployments_of.get(endpoint, ())
        for name in groups or (endpoint,):
            yield Destination(
                DestinationKind.LOAD_BALANCER,
                name,
                port=_GENEVE,
                encapsulation="geneve",
                owner=self._project.owner_of(name),
                resolved_from=endpoint if groups else None,
                resolved_to=tuple(sorted(self._fronts.get(name, ()))),
            )

    def _copying(self, network: str, sheet: Sheet) -> Iterator[_Rule]:
        for policy, rule in rules(sheet):
            is_off = rule.get("disabled").value is True
            if rule.get("action").text.casefold() != _COPIES or is_off:
                continue
            group = self._project.name_of(rule.get("securityProfileGroup").text)
            source = Source(
                SourceKind.FILTER,
                f"{policy}/{rule.get('priority').text}",
                _DIRECTIONS.get(rule.get("direction").text, Direction.BOTH),
                on=(network,),
                acl=_narrowed(rule),
            )
            quotes = sheet.quotes(
                rule.get("action"), rule.get("priority"), rule.get("securityProfileGroup")
            )
            yield _Rule(source, self._endpoint(group), quotes)

    def _endpoint(self, group: str) -> str | None:
        """Return where a profile group leads, ``""`` for nowhere, None where it may not be read."""
        profile = self._profile_of.get(group)
        return "" if profile == "" else self._endpoint_of.get(profile or "")


def _groups(endpoint: Node) -> tuple[str, ...]:
    """Return the deployment groups of an endpoint group; one that brokers lists several."""
    own = endpoint.get("mirroringDeploymentGroup").text
    listed = endpoint.get("connectedDeploymentGroups").items
    return (own,) if own else tuple(sorted(x for each in listed if (x := each.get("name").text)))


def _narrowed(rule: Node) -> str | None:
    """Return what narrows a rule, as words in a fixed order; None when it takes everything."""
    match = rule.get("match")
    words = [
        f"{name} {','.join(sorted(each.text for each in match.get(name).items))}"
        for name in _RANGES
        if match.get(name).items
    ]
    for each in match.get("layer4Configs").items:
        ports = ",".join(port.text for port in each.get("ports").items)
        words.append(f"{each.get('ipProtocol').text}{':' if ports else ''}{ports}")
    for name in ("targetResources", "targetSecureTags", "targetServiceAccounts"):
        if rule.get(name).items:
            named = (each.get("name").text or each.text for each in rule.get(name).items)
            words.append(f"{name} {','.join(sorted(named))}")
    return " ".join(words) or None


def _all(sheets: tuple[Sheet, ...], member: str) -> Iterator[Node]:
    """Yield the objects of the lists among ``sheets``, and those that are an answer themselves."""
    for sheet in sheets:
        if sheet.root.get("name").text:
            yield sheet.root
        yield from sheet.root.get(member).items
