"""Network devices of a Linux host, and where a frame sent to a tunnel device ends up.

Sources: ``ip -j -d link show`` and ``bridge -j fdb show`` (iproute2 6.1, vxlan seen in real
output; gre, erspan and geneve members as iproute2's link_gre.c and iplink_geneve.c name them).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from ipaddress import AddressValueError, IPv4Address

from netwatch.model.evidence import Evidence
from netwatch.model.mirror import Destination, DestinationKind, Mirror, MirrorKind, Tunnel
from netwatch.parsing.linux.json import Node, rows

TUNNELS = frozenset((
    "erspan", "fou", "geneve", "gre", "gretap", "gtp", "ip6erspan", "ip6gre", "ip6gretap",
    "ip6tnl", "ipip", "l2tp", "sit", "vti", "vti6", "vxlan", "wireguard", "xfrm",
))  # fmt: skip
_ANY = frozenset(("", "any", "0.0.0.0", "::"))  # noqa: S104  # iproute2's words for "no remote"
_EVERY_MAC = "00:00:00:00:00:00"
_SETTINGS = (
    "id", "vni", "remote", "remote6", "group", "group6", "local", "local6", "link", "port",
    "external", "protocol", "ikey", "okey", "erspan_ver", "erspan_index", "erspan_dir",
    "erspan_hwid", "mode", "ttl", "tos", "vlan_filtering", "table",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Link:
    """One device: ``kind`` is rtnetlink's (``vxlan``), ``remotes`` the tunnel's far ends."""

    name: str
    kind: str
    remotes: tuple[str, ...]
    local: str | None
    key: str | None
    port: int | None
    master: str | None
    line: str


def read_links(links: str | None, fdb: str | None = None) -> tuple[Link, ...] | None:
    """Return the devices in the order printed; None when the answer was not given or not read."""
    nodes = rows(links)
    if nodes is None:
        return None
    floods = _floods(fdb)
    return tuple(_link(each, floods) for each in nodes if each.get("ifname").text)


def by_name(links: tuple[Link, ...]) -> Mapping[str, Link]:
    """Return the devices by exact name."""
    return {each.name: each for each in links}


def _floods(fdb: str | None) -> Mapping[str, Sequence[str]]:
    # A vxlan device without a remote copies unknown frames to every address of its all-zero MAC.
    found: dict[str, list[str]] = {}
    for entry in rows(fdb) or ():
        far, name = entry.get("dst").text, entry.get("ifname").text
        if entry.get("mac").text == _EVERY_MAC and far not in _ANY:
            found.setdefault(name, []).append(far)
    return found


def _link(node: Node, floods: Mapping[str, Sequence[str]]) -> Link:
    name, data = node.get("ifname").text, node.get("linkinfo", "info_data")
    kind = node.get("linkinfo", "info_kind").text
    named = (data.get(each).text for each in ("remote", "remote6", "group", "group6"))
    own = tuple(each for each in named if each not in _ANY)
    remotes = tuple(dict.fromkeys((*own, *sorted(floods.get(name, ())))))
    local = data.get("local").text or data.get("local6").text
    return Link(
        name=name,
        kind=kind,
        remotes=remotes if kind in TUNNELS else (),
        local=None if local in _ANY else local,
        key=_key(data),
        port=_port(data.get("port").text),
        master=node.get("master").text or None,
        line=_line(node, remotes),
    )


def _key(data: Node) -> str | None:
    """Return the key as a decimal number; iproute2 prints GRE keys as dotted quads."""
    text = data.get("okey").text or data.get("id").text or data.get("vni").text
    try:
        return str(int(IPv4Address(text))) if text.count(".") == 3 else text or None  # noqa: PLR2004
    except AddressValueError:
        return text


def _port(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None  # noqa: PLR2004


def _line(node: Node, remotes: tuple[str, ...]) -> str:
    data = node.get("linkinfo", "info_data")
    words = [node.get("ifname").text, node.get("linkinfo", "info_kind").text]
    words += [f"mtu {node.get('mtu').text}"] if node.get("mtu").text else []
    words += [f"master {node.get('master').text}"] if node.get("master").text else []
    words += ["up"] if any(flag.text == "UP" for flag in node.get("flags").items) else ["down"]
    words += ["promisc"] if any(flag.text == "PROMISC" for flag in node.get("flags").items) else []
    words += [f"{name} {data.get(name).text}" for name in _SETTINGS if data.get(name).text]
    words += [f"flood {far}" for far in remotes]
    words += ["xdp"] if node.get("xdp").fields else []
    return " ".join(word for word in words if word)


def tunnels(links: tuple[Link, ...], source: str) -> tuple[Tunnel, ...]:
    """Return the tunnel devices; the first far end stands for a tunnel that has several."""
    return tuple(
        Tunnel(
            name=each.name,
            mode=each.kind,
            local=each.local,
            remote=each.remotes[0] if each.remotes else None,
            vrf=each.master,
            key=each.key,
            evidence=(Evidence(source, None, each.line),),
        )
        for each in links
        if each.kind in TUNNELS and not _is_fallback(each)
    )


def _is_fallback(link: Link) -> bool:
    # The kernel keeps gre0, gretap0, erspan0, sit0... in every namespace once the module is in.
    return link.name in {f"{link.kind}0", "tunl0", "ip_vti0", "ip6_vti0"} and not link.remotes


def resolve(mirror: Mirror, links: Mapping[str, Link]) -> Mirror:
    """Return ``mirror`` with every tunnel device among its destinations replaced by its far end."""
    ends = tuple(end for each in mirror.destinations for end in _ends(each, links))
    if ends == mirror.destinations:
        return mirror
    kind = MirrorKind.ERSPAN_SOURCE if mirror.kind is MirrorKind.LOCAL else mirror.kind
    return replace(mirror, kind=kind, destinations=tuple(dict.fromkeys(ends)))


def _ends(end: Destination, links: Mapping[str, Link]) -> tuple[Destination, ...]:
    link = links.get(end.value)
    if end.kind is not DestinationKind.INTERFACE or link is None or not link.remotes:
        return (end,)
    return tuple(
        Destination(
            kind=DestinationKind.IP,
            value=far,
            origin=link.local,
            erspan_id=_erspan_id(link),
            port=link.port,
            encapsulation=link.kind,
            resolved_from=link.name,
        )
        for far in link.remotes
    )


def _erspan_id(link: Link) -> int | None:
    is_id = "erspan" in link.kind and link.key is not None and link.key.isascii()
    return int(link.key) if is_id and link.key and link.key[:10].isdigit() else None
