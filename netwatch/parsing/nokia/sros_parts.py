"""The two halves of an SR OS mirror: its end (mirror-dest) and what it copies (mirror-source).

Sources: nokia-conf-mirror.yang and nokia-li-conf.yang (release 26.3), Nokia's 7750 SR and 7705 SAR
command references. A mirror-dest is off and a mirror-source on unless they say otherwise; a port
or SAP is copied in the directions that are named, and in none by default.
"""

import re
from dataclasses import dataclass, field
from itertools import pairwise

from netwatch.model.evidence import Evidence
from netwatch.model.mirror import Destination, DestinationKind, Direction, Source, SourceKind

_WAYS = {"ingress": Direction.RX, "egress": Direction.TX}
_FILTERS = frozenset(
    ("ip-filter", "ipv6-filter", "mac-filter", "li-ip-filter", "li-ipv6-filter", "li-mac-filter")
)
_KNOWN = frozenset((
    "description", "fc", "slice-size", "service-id", "service-name", "name", "type", "customer",
    "endpoint", "no-endpoint", "sampling-rate", "use-global-sampling-rate", "per-lag-hashing",
    "isa-aa-group", "template",
))  # fmt: skip
_USER = re.compile(r"^(?P<scheme>[a-z]{2,8}://)[^\s]*@", re.IGNORECASE)
_MAX_ITEMS = 4096


@dataclass(slots=True)
class Sending:
    """A mirror-dest: ``gateway`` gathers the addresses of an IP encapsulation."""

    id: str
    aliases: set[str] = field(default_factory=set)
    enabled: bool = False
    description: str | None = None
    saps: dict[str, None] = field(default_factory=dict)
    spokes: dict[str, None] = field(default_factory=dict)
    urls: dict[str, None] = field(default_factory=dict)
    remotes: dict[str, None] = field(default_factory=dict)
    gateway: dict[str, str] = field(default_factory=dict)
    evidence: list[Evidence] = field(default_factory=list)

    def ends(self, far_ends: dict[str, str]) -> tuple[Destination, ...]:
        """Return the receivers; ``far_ends`` gives the router behind each SDP."""
        found = [Destination(DestinationKind.INTERFACE, each) for each in self.saps]
        found += [_pseudowire(each, far_ends) for each in self.spokes]
        found += [Destination(DestinationKind.FILE, each) for each in self.urls]
        if "destination" in self.gateway:
            found.append(self._collector())
        return tuple(found)

    def _collector(self) -> Destination:
        port = self.gateway.get("udp-destination", "")
        router = self.gateway.get("router")
        return Destination(
            DestinationKind.IP,
            self.gateway["destination"],
            vrf=None if router in (None, "Base") else router,
            origin=self.gateway.get("source"),
            port=int(port) if port.isascii() and port.isdigit() and len(port) < 6 else None,  # noqa: PLR2004
            encapsulation=self.gateway.get("header"),
        )

    def received(self, far_ends: dict[str, str]) -> tuple[Source, ...]:
        """Return the routers whose copies end here (``remote-source``)."""
        ends = (far_ends.get(each.partition(":")[0], each) for each in self.remotes)
        return tuple(Source(SourceKind.IP, each, Direction.RX) for each in ends)


def _pseudowire(spoke: str, far_ends: dict[str, str]) -> Destination:
    far = far_ends.get(spoke.partition(":")[0])
    if far is None:
        return Destination(DestinationKind.PSEUDOWIRE, spoke)
    return Destination(DestinationKind.PSEUDOWIRE, far, resolved_from=f"spoke-sdp {spoke}")


def without_user(url: str) -> str:
    """Return a URL without the user and password in front of its host."""
    return _USER.sub(r"\g<scheme>", url)


def take_sending(into: Sending, tail: tuple[str, ...]) -> bool:
    """Take what follows ``mirror-dest ID``; return whether it was understood."""
    if tail[:1] == ("name",) and len(tail) > 1:
        into.aliases.add(tail[1])
        tail = tail[2:]
    if tail[:1] == ("type",):
        tail = tail[2:]
    if not tail:
        return True
    state = switched(tail)
    if state is not None:
        into.enabled = state
        return True
    return _take_end(into, tail[0], tail[1:])


def switched(tail: tuple[str, ...]) -> bool | None:
    """Return what an administrative line says, None when it is none."""
    known = {
        ("shutdown",): False,
        ("no", "shutdown"): True,
        ("admin-state", "enable"): True,
        ("admin-state", "disable"): False,
    }
    return known.get(tail)


def _take_end(into: Sending, head: str, rest: tuple[str, ...]) -> bool:
    if head == "encap":
        return _take_encap(into.gateway, rest)
    if head == "pcap":
        if "file-url" in rest[:-1]:
            into.urls[without_user(rest[rest.index("file-url") + 1])] = None
        return True
    if head == "remote-source":
        if len(rest) > 1 and rest[0] in ("far-end", "spoke-sdp"):
            into.remotes[rest[1]] = None
        return True
    if head in ("sap", "spoke-sdp"):
        if rest:
            (into.saps if head == "sap" else into.spokes)[rest[0]] = None
        return True
    if head in ("service-id", "service-name") and rest:
        into.aliases.add(rest[0])
    if head == "description" and rest:
        into.description = rest[0]
    return head in _KNOWN or (head == "no" and rest[:1] != () and rest[0] in _KNOWN)


def _take_encap(gateway: dict[str, str], rest: tuple[str, ...]) -> bool:
    """Take ``layer-3-encap``: the header is a word in classic and a leaf in MD-CLI."""
    if rest[:1] != ("layer-3-encap",):
        return not rest
    words = rest[1:]
    if words[:1] == ("header-type",):
        gateway["header"] = words[1] if len(words) > 1 else ""
        return True
    if words and words[0].startswith(("ip-udp", "ip-gre")):
        gateway["header"], words = words[0], words[1:]
    if words[:1] in (("router-instance",), ("router",)) and len(words) > 1:
        gateway["router"] = words[1]
    elif words[:1] == ("gateway",):
        _take_gateway(gateway, words[1:])
    return True


def _take_gateway(gateway: dict[str, str], words: tuple[str, ...]) -> None:
    prefix = "udp-" if words[:1] in (("udp",), ("udp-port",)) else ""
    ends = {
        "src": "source",
        "source": "source",
        "dest": "destination",
        "destination": "destination",
    }
    for word, value in pairwise(words[1:]):
        if word in ends:
            gateway[prefix + ends[word]] = value


@dataclass(slots=True)
class Picking:
    """A mirror-source, a debug mirror-source or an li-source: ``items`` by kind and name."""

    id: str
    enabled: bool = True
    items: dict[tuple[SourceKind, str], set[Direction]] = field(default_factory=dict)
    evidence: list[Evidence] = field(default_factory=list)

    def sources(self, attached: dict[str, dict[str, Direction]]) -> tuple[Source, ...]:
        """Return what is copied; ``attached`` gives the places of each filter."""
        return tuple(
            _source(kind, name, ways, attached)
            for (kind, name), ways in self.items.items()
            if ways or kind is SourceKind.FILTER
        )

    def take(self, tail: tuple[str, ...]) -> bool:
        """Take what follows ``mirror-source ID``; return whether it was understood."""
        state = switched(tail)
        if state is not None:
            self.enabled = state
            return True
        if len(tail) < 2:  # noqa: PLR2004  # the kind alone selects nothing
            return not tail
        return self._pick(tail[0], tail[1], tail[2:])

    def _pick(self, head: str, name: str, rest: tuple[str, ...]) -> bool:
        if head in ("port", "sap", "vlan"):
            kind = SourceKind.VLAN if head == "vlan" else SourceKind.INTERFACE
            if name == "lag" and rest:
                name, rest = f"lag {rest[0]}", rest[1:]
            self._add(kind, name, rest)
        elif head in _FILTERS:
            # Without an entry nothing of the filter is copied.
            for each in rest[1:] if rest[:1] == ("entry",) else ():
                if each.isdigit():
                    self._add(SourceKind.FILTER, f"{head} {name}/{each}", ())
        elif head == "ingress-label":
            for each in (name, *rest):
                self._add(SourceKind.FILTER, f"{head} {each}", ("ingress",))
        elif head in ("subscriber", "isa-aa-group", "nat", "wlan-gw"):
            self._add(SourceKind.FILTER, f"{head} {name}", rest)
        else:
            return head in ("description", "service-id")
        return True

    def _add(self, kind: SourceKind, name: str, words: tuple[str, ...]) -> None:
        if len(self.items) < _MAX_ITEMS or (kind, name) in self.items:
            ways = self.items.setdefault((kind, name), set())
            ways.update(way for word, way in _WAYS.items() if _says(words, word))


def _says(words: tuple[str, ...], word: str) -> bool:
    """Tell whether ``ingress`` stands there, and not as ``ingress false``."""
    if word not in words:
        return False
    at = words.index(word)
    return words[at + 1 : at + 2] != ("false",)


def _source(
    kind: SourceKind,
    name: str,
    ways: set[Direction],
    attached: dict[str, dict[str, Direction]],
) -> Source:
    places = attached.get(name.partition("/")[0], {}) if kind is SourceKind.FILTER else {}
    every = ways or set(places.values())
    direction = next(iter(every)) if len(every) == 1 else Direction.BOTH if every else None
    return Source(kind, name, direction, on=tuple(places))
