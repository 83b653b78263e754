"""Azure: virtual network TAPs and Network Watcher packet captures of one subscription.

Sources: the published specification of the network API (Azure/azure-rest-api-specs, version
2024-05-01) with its examples, and of the subscriptions API. Virtual network TAP is a preview. The
state of a capture is told to a POST only, and so not asked.
"""

from collections.abc import Iterator
from dataclasses import replace

from netwatch.model.evidence import Evidence
from netwatch.model.mirror import Mirror
from netwatch.model.platform import CAPTURES, CONFIG, MIRRORS, Command, Offer, Platform
from netwatch.model.state import Answers, Identity, Reading
from netwatch.parsing.azure.behind import behind
from netwatch.parsing.azure.captures import read_captures
from netwatch.parsing.azure.names import part, up_to
from netwatch.parsing.azure.taps import Behind, feeds, read_taps, tap_nodes, unclear
from netwatch.parsing.flatten import by_line
from netwatch.parsing.json_places import Sheet, sheet
from netwatch.parsing.redact import COMMON_SECRETS

SUBSCRIPTION = "subscription"
INTERFACES = "network-interfaces"
CONFIGURATIONS = "tap-configurations"
WATCHERS = "network-watchers"
BALANCERS = "load-balancers"

NETWORK_API = "2024-05-01"
SUBSCRIPTIONS_API = "2022-12-01"
FOREIGN = "subscriptions"
_PROVIDER = "GET /subscriptions/{arg}/providers/Microsoft.Network"
_GROUP = "GET /subscriptions/{arg}/resourceGroups/{arg}/providers/Microsoft.Network"
_VERSION = f"?api-version={NETWORK_API}"


def _is_list(text: str) -> bool:
    return '\n "value": [' in text


COMMANDS = (
    Command(f"GET /subscriptions/{{arg}}?api-version={SUBSCRIPTIONS_API}", SUBSCRIPTION),
    Command(f"{_PROVIDER}/virtualNetworkTaps{_VERSION}", MIRRORS, whole=_is_list),
    Command(f"{_PROVIDER}/networkInterfaces{_VERSION}", INTERFACES, whole=_is_list),
    Command(f"{_PROVIDER}/networkWatchers{_VERSION}", WATCHERS, whole=_is_list),
)
SUBSCRIPTIONS = Command(f"GET /subscriptions?api-version={SUBSCRIPTIONS_API}", "subscriptions")
_BALANCERS = Command(
    f"{_PROVIDER}/loadBalancers{_VERSION}", BALANCERS, optional=True, whole=_is_list
)
_CONFIGURATIONS = Command(
    f"{_GROUP}/networkInterfaces/{{arg}}/tapConfigurations{_VERSION}",
    CONFIGURATIONS,
    whole=_is_list,
)
_CAPTURES = Command(
    f"{_GROUP}/networkWatchers/{{arg}}/packetCaptures{_VERSION}", CAPTURES, whole=_is_list
)


def read(answers: Answers) -> Reading:
    """Return the sessions of one subscription; a saved answer (``netwatch parse``) is read alone.

    Without the answer about TAPs none count as observed. Interfaces that could not be looked at
    leave the TAPs of other subscriptions ``unseen``, a watcher its captures.
    """
    saved = answers.get(CONFIG)
    if saved is not None:
        return _saved(saved)
    found, interfaces = _sheet(answers, MIRRORS), _sheet(answers, INTERFACES)
    configurations = _about_each(answers, CONFIGURATIONS, "networkInterfaces")
    captures, odd, silent = _captures(answers)
    mirrors, unread = None, odd
    if found is not None:
        fed = tuple(feeds(interfaces, configurations.items()))
        known = behind(interfaces, _sheet(answers, BALANCERS))
        mirrors, more = read_taps(found, fed, known)
        unread = (*more, *odd)
    answered = {_interface(each) for each in unclear(interfaces)} <= set(configurations)
    is_whole = interfaces is not None and answered
    return Reading(
        identity=_identity(answers),
        declared=mirrors,
        operating=captures,
        unread=unread if found is not None or captures is not None else None,
        unseen=(*silent, *(() if is_whole else (FOREIGN,))),
        warnings=tuple(_unaskable(_watchers(answers) or (), interfaces)),
    )


def _saved(text: str) -> Reading:
    found = sheet(CONFIG, text)
    if found is None:
        warning = "this text is no JSON answer: mirrors cannot be seen in it"
        return Reading(config=text, warnings=(warning,))
    mirrors, unread = read_taps(found, (), Behind())
    return Reading(config=text, declared=mirrors, unread=unread)


def _sheet(answers: Answers, topic: str) -> Sheet | None:
    return sheet(topic, answers.get(topic))


def _identity(answers: Answers) -> Identity | None:
    found = _sheet(answers, SUBSCRIPTION)
    name = found.root.get("subscriptionId").text.casefold() if found else ""
    return Identity(serial=name) if name else None


def _about_each(answers: Answers, topic: str, kind: str) -> dict[str, Sheet]:
    """Return the answers to ``topic`` by the id of the resource each was asked about."""
    found = {}
    for command, text in answers.all(topic):
        answer = sheet(topic, text)
        if answer is not None:
            found[up_to(command.removeprefix("GET ").partition("?")[0], kind)] = answer
    return found


def _interface(resource_id: str) -> str:
    return up_to(resource_id, "networkInterfaces")


def _watchers(answers: Answers) -> tuple[str, ...] | None:
    found = _sheet(answers, WATCHERS)
    if found is None:
        return None
    listed = (each.get("id").text for each in found.root.get("value").items)
    return tuple(up_to(each, "networkWatchers") for each in listed if each)


def _captures(
    answers: Answers,
) -> tuple[tuple[Mirror, ...] | None, tuple[Evidence, ...], tuple[str, ...]]:
    """Return the captures (None when no watcher was listed), odd lines, and silent watchers."""
    watchers = _watchers(answers)
    if watchers is None:
        return None, (), ()
    answered = _about_each(answers, CAPTURES, "networkWatchers")
    found: list[Mirror] = []
    odd: list[Evidence] = []
    for name in watchers:
        if name in answered:
            captures, lines = read_captures(answered[name], part(name, "networkWatchers"))
            found += captures
            odd += lines
    silent = (part(each, "networkWatchers") for each in watchers if each not in answered)
    return tuple(found), tuple(odd), tuple(silent)


def follow_up(answers: Answers) -> tuple[Command, ...]:
    """Return what the answers so far lead to: the captures of each watcher, what TAPs name."""
    asked = [_about(_CAPTURES, each, "networkWatchers") for each in _watchers(answers) or ()]
    asked += [
        _about(_CONFIGURATIONS, _interface(each), "networkInterfaces")
        for each in unclear(_sheet(answers, INTERFACES))
    ]
    asked += _balancers(answers)
    return tuple(dict.fromkeys(each for each in asked if each))


def _unaskable(watchers: tuple[str, ...], interfaces: Sheet | None) -> Iterator[str]:
    """Yield what cannot be asked about, for a letter in its name that no question may hold."""
    asked = [(each, "networkWatchers", _CAPTURES) for each in watchers]
    asked += [
        (_interface(each), "networkInterfaces", _CONFIGURATIONS) for each in unclear(interfaces)
    ]
    for name, kind, template in asked:
        if _about(template, name, kind) is None:
            yield f"{template.topic} of {name} were not asked for: its name is not plain"


def _balancers(answers: Answers) -> Iterator[Command | None]:
    """Yield the question about load balancers, where a TAP leads to one."""
    found, identity = _sheet(answers, MIRRORS), _identity(answers)
    for each in tap_nodes(found.root) if found else ():
        end = each.get("properties", "destinationLoadBalancerFrontEndIPConfiguration", "id")
        if end.text and identity and identity.serial:
            yield _BALANCERS.about(identity.serial)
            return


def _about(template: Command, name: str, kind: str) -> Command | None:
    """Return ``template`` about the resource ``name``, None where a part of it is odd."""
    text = template.text
    for word in ("subscriptions", "resourceGroups", kind):
        value = part(name, word)
        if not value.strip(".") or not template.about(value):
            return None
        text = text.replace("{arg}", value, 1)
    return replace(template, text=text)


def removal(session: str) -> tuple[str, ...]:
    """Return the command that would end a session, for a person to weigh; nothing is sent."""
    words = session.split("/")
    if words[0] == FOREIGN:
        return ("az network nic vtap-config delete --resource-group G --nic-name NIC --name NAME",)
    if len(words) == 3:  # noqa: PLR2004  # place, resource group, name
        return (f"az network vnet tap delete --resource-group {words[1]} --name {words[2]}",)
    place = words[0].removeprefix("networkwatcher_")
    return (f"az network watcher packet-capture delete --location {place} --name {words[-1]}",)


PLATFORM = Platform(
    name="azure",
    title="Azure",
    read=read,
    flatten=by_line,
    interface_key=str.casefold,
    commands=COMMANDS,
    templates=(SUBSCRIPTIONS, _BALANCERS, _CONFIGURATIONS, _CAPTURES),
    follow_up=follow_up,
    transport="azure",
    secrets=COMMON_SECRETS,  # labels and descriptions hold what people put there
    signature=(
        (r'"type": "Microsoft\.Network/virtualNetworkTaps"', 5),
        (r"/providers/Microsoft\.Network/virtualNetworkTaps/", 3),
        (r'"networkInterfaceTapConfigurations":', 3),
    ),
    mirror_removal=removal,
    rights=(
        "Microsoft.Resources/subscriptions/read",
        "Microsoft.Network/virtualNetworkTaps/read",
        "Microsoft.Network/networkInterfaces/read",
        "Microsoft.Network/networkInterfaces/tapConfigurations/read",
        "Microsoft.Network/loadBalancers/read",
        "Microsoft.Network/networkWatchers/read",
        "Microsoft.Network/networkWatchers/packetCaptures/read",
    ),
    coverage={
        "mirrors in config": Offer.DOCUMENTED,
        "mirrors in operation": Offer.NOT_OFFERED,
        "capture": Offer.DOCUMENTED,
        "image hash": Offer.NOT_OFFERED,
        "bootloader": Offer.NOT_OFFERED,
        "signature": Offer.NOT_OFFERED,
        "attestation": Offer.NOT_OFFERED,
        "startup config": Offer.NOT_OFFERED,
    },
)
