"""Virtual network TAPs: the interfaces that are copied, and the one they are copied to.

Source: the network API (VirtualNetworkTap, NetworkInterfaceTapConfiguration). Copies travel in
VXLAN to ``destinationPort``, 4789 unless set. A TAP lists the tap configurations that feed it; an
interface lists its own, and these may name a TAP of another subscription, which only the interface
then shows. There is no switch: what is configured copies, in both directions.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from netwatch.model.evidence import Evidence
from netwatch.model.mirror import (
    Destination,
    DestinationKind,
    Direction,
    Mirror,
    MirrorKind,
    Source,
    SourceKind,
)
from netwatch.parsing.azure.names import key, last, owner_of, part, properties, shown, up_to
from netwatch.parsing.draft import Draft
from netwatch.parsing.json_places import Node, Sheet

_PORT = 4789
_HIGHEST_PORT = 65535
_SAYS_NOTHING = frozenset(("provisioningState", "resourceGuid", "type", "etag", "id", "name",
                           "location", "tags", "resourceGroup"))  # fmt: skip
_READ = frozenset(
    ("destinationNetworkInterfaceIPConfiguration", "destinationLoadBalancerFrontEndIPConfiguration",
     "destinationPort", "networkInterfaceTapConfigurations")
)  # fmt: skip
_RECEIVERS = (
    ("destinationNetworkInterfaceIPConfiguration", DestinationKind.ENI),
    ("destinationLoadBalancerFrontEndIPConfiguration", DestinationKind.LOAD_BALANCER),
)
_QUOTED = 32


@dataclass(frozen=True, slots=True)
class Behind:
    """What is known of interfaces and front ends, by their key; for people, and never compared."""

    machines: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    addresses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Feed:
    """One tap configuration of an interface: what is copied (a key), and into which TAP."""

    interface: str
    tap: str
    quotes: tuple[Evidence, ...]


def feeds(sheet: Sheet | None, configurations: Iterable[tuple[str, Sheet]]) -> Iterator[Feed]:
    """Yield the tap configurations in a list of interfaces, and in lists of one interface each.

    Each of ``configurations`` comes with the key of the interface it was asked about.
    """
    for node in sheet.root.get("value").items if sheet else ():
        name = key(node.get("id").text)
        for each in properties(node).get("tapConfigurations").items:
            tap = properties(each).get("virtualNetworkTap", "id")
            if sheet and name and tap.text:
                quotes = sheet.quotes(node.get("id"), tap)
                yield Feed(name, key(tap.text), quotes)
    for name, found in configurations:
        for each in found.root.get("value").items:
            tap = properties(each).get("virtualNetworkTap", "id")
            if tap.text:
                yield Feed(name, key(tap.text), found.quotes(tap))


def unclear(sheet: Sheet | None) -> Iterator[str]:
    """Yield the interfaces whose tap configurations do not say which TAP they feed."""
    for node in sheet.root.get("value").items if sheet else ():
        held = properties(node).get("tapConfigurations").items
        if any(not properties(each).get("virtualNetworkTap", "id").text for each in held):
            yield node.get("id").text


def tap_nodes(root: Node) -> Iterator[Node]:
    """Yield every TAP of a list, a plain array, or a text that is one TAP."""
    listed = (*root.get("value").items, *root.items)
    for each in listed or (root,):
        if part(each.get("id").text, "virtualNetworkTaps"):
            yield each


def read_taps(
    sheet: Sheet, fed: tuple[Feed, ...], behind: Behind
) -> tuple[tuple[Mirror, ...], tuple[Evidence, ...]]:
    """Return a session for every TAP listed and every TAP fed, and the lines not understood."""
    by_tap: dict[str, list[Feed]] = {}
    for each in fed:
        by_tap.setdefault(each.tap, []).append(each)
    unread: list[Node] = []
    mirrors = []
    for node in tap_nodes(sheet.root):
        feeding = by_tap.pop(key(node.get("id").text), [])
        mirrors.append(_listed(sheet, node, feeding, behind))
        unread.extend(_not_read(node))
    mirrors += [_foreign(tap, feeding, behind) for tap, feeding in by_tap.items()]
    listed = sheet.root.get("value").items
    odd = [each for each in listed if not part(each.get("id").text, "virtualNetworkTaps")]
    return tuple(mirrors), sheet.quotes(*unread, *odd)


def _listed(sheet: Sheet, node: Node, feeding: list[Feed], behind: Behind) -> Mirror:
    told, name = properties(node), node.get("id").text
    place = node.get("location").text.casefold()
    session = f"{place}/{part(name, 'resourceGroups')}/{part(name, 'virtualNetworkTaps')}"
    draft = Draft(session, MirrorKind.TAP)
    references = told.get("networkInterfaceTapConfigurations").items
    interfaces = [up_to(each.get("id").text, "networkInterfaces") for each in references]
    draft.sources = _sources([*interfaces, *(each.interface for each in feeding)], behind)
    ends = [(told.get(member, "id"), kind) for member, kind in _RECEIVERS]
    draft.destinations = [
        _receiver(end.text, kind, _port(told.get("destinationPort")), behind)
        for end, kind in ends
        if end.text
    ]
    quoted = (each.get("id") for each in references[:_QUOTED])
    draft.evidence = list(sheet.quotes(node.get("id"), *(end for end, _ in ends), *quoted))
    return draft.mirror()


def _foreign(tap: str, feeding: list[Feed], behind: Behind) -> Mirror:
    """Return the session of a TAP that this subscription does not list."""
    owner = owner_of(tap)
    words = ("subscriptions", owner or "", part(tap, "resourceGroups"), last(tap))
    draft = Draft("/".join(words), MirrorKind.TAP)
    draft.sources = _sources([each.interface for each in feeding], behind)
    # Its receiver is the business of the other subscription; the TAP itself is the way out.
    draft.destinations = [
        Destination(DestinationKind.HOST, shown(tap), owner=owner, encapsulation="vxlan")
    ]
    draft.evidence = [line for each in feeding[:_QUOTED] for line in each.quotes]
    return draft.mirror()


def _sources(interfaces: list[str], behind: Behind) -> list[Source]:
    named = dict.fromkeys(each for each in interfaces if each)
    return [
        Source(
            SourceKind.ENI,
            shown(each),
            Direction.BOTH,
            resolved_to=behind.machines.get(each, ()),
        )
        for each in named
    ]


def _receiver(name: str, kind: DestinationKind, port: int, behind: Behind) -> Destination:
    interface = up_to(name, "networkInterfaces")
    resolved = (*behind.addresses.get(key(name), ()), *behind.machines.get(interface, ())[:1])
    return Destination(
        kind,
        shown(name),
        port=port,
        encapsulation="vxlan",
        owner=owner_of(name),
        resolved_to=tuple(dict.fromkeys(resolved)),
    )


def _port(node: Node) -> int:
    text = node.text
    port = int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else _PORT  # noqa: PLR2004  # digits of a port
    return port if 0 < port <= _HIGHEST_PORT else _PORT


def _not_read(node: Node) -> Iterator[Node]:
    """Yield the properties that may say something about the copy and that nothing here reads."""
    for name, each in properties(node).fields:
        if name not in _SAYS_NOTHING | _READ:
            yield each
