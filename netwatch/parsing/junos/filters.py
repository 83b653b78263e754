"""Junos firewall filters that copy packets, and the places where they are attached."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from netwatch.model.mirror import Direction
from netwatch.parsing.junos.tree import Node

_WAYS = {
    "input": Direction.RX,
    "input-list": Direction.RX,
    "input-chain": Direction.RX,
    "output": Direction.TX,
    "output-list": Direction.TX,
    "output-chain": Direction.TX,
}
_PLACES = (
    "interfaces",
    "vlans",
    "bridge-domains",
    "routing-instances",
    "forwarding-options",
    "dynamic-profiles",
    "switch-options",
)
_BRIDGED = frozenset(("ethernet-switching", "bridge", "vpls", "evpn", "ccc", "any"))
_CHAIN = 8
_MEMBERS = 512
_DIGITS = re.compile(r"(.{0,40})\[(\d{1,3})-(\d{1,3})\](.{0,40})")


@dataclass(frozen=True, slots=True)
class Place:
    """One attachment of one filter: ``on`` are interface names or ``vlan V``."""

    filter: str
    family: str | None
    on: tuple[str, ...]
    direction: Direction
    number: int


@dataclass(frozen=True, slots=True)
class Act:
    """Where a filter acts in one direction, with the numbers of the attaching lines."""

    direction: Direction
    on: tuple[str, ...]
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Copy:
    """One firewall term that copies packets.

    ``action`` is ``port-mirror``, ``analyzer`` or ``next-hop-group``, ``target`` the instance,
    analyzer or group (None: the global port mirroring). No ``acts``: attached nowhere, inert.
    """

    filter: str
    family: str | None
    term: str
    action: str
    target: str | None
    off: bool
    numbers: tuple[int, ...]
    acts: tuple[Act, ...] = ()


_Key = tuple[str, str | None]
_Acts = dict[_Key, tuple[Act, ...]]
_Bound = dict[str | None, tuple[Act, ...]]


def copies(root: Node) -> tuple[Copy, ...]:
    """Return every copying term of ``root`` with its attachments, in the order of the text."""
    found = [each for family, node in _filters(root) for each in _terms(family, node)]
    if not found:
        return ()
    places: dict[str, list[Place]] = {}
    for place in _places(root):
        places.setdefault(place.filter, []).append(place)
    callers = _callers(root)
    acts: _Acts = {}
    for each in found:
        if (each.filter, each.family) not in acts:
            acts[each.filter, each.family] = _acts(_acting(each, places, callers))
    bound = _by_card(root, acts)
    return tuple(each for copy in found for each in _split(copy, acts, bound))


def _split(copy: Copy, acts: _Acts, bound: dict[_Key, _Bound]) -> Iterator[Copy]:
    """Yield a plain ``port-mirror`` once for each instance bound where its filter is attached."""
    key = (copy.filter, copy.family)
    if copy.action != "port-mirror" or copy.target is not None or not bound.get(key):
        yield replace(copy, acts=acts[key])
        return
    for instance, shares in bound[key].items():
        yield replace(copy, target=instance, acts=shares)


def _by_card(root: Node, acts: _Acts) -> dict[_Key, _Bound]:
    """Return the attachments of each filter by the instance bound to the interface's line card.

    ``chassis fpc N port-mirror-instance I`` replaces the global port mirroring on that card.
    """
    cards = {
        fpc.word: each.word
        for fpc in root.named("chassis", "fpc")
        for each in bindings(fpc)
        if not each.off
    }
    if not cards:
        return {}
    # an aggregated interface has no card of its own: the global session, else the only instance
    everywhere = root.at("forwarding-options", "port-mirroring", "family") is not None
    only = cards.popitem()[1] if len(cards) == 1 and not everywhere else None
    found: dict[_Key, _Bound] = {}
    for key, shares in acts.items():
        parts: dict[str | None, list[Act]] = {}
        for act in shares:
            names: dict[str | None, list[str]] = {}
            for name in act.on:
                names.setdefault(cards.get(_card(name), only), []).append(name)
            for instance, on in names.items():
                parts.setdefault(instance, []).append(Act(act.direction, tuple(on), act.numbers))
        found[key] = {instance: tuple(each) for instance, each in parts.items()}
    return found


def bindings(fpc: Node) -> Iterator[Node]:
    """Yield the port-mirroring instances bound to a line card or to one of its PICs."""
    for place in (fpc, *fpc.named("pic")):
        for each in place.named("port-mirror-instance"):
            place.children["port-mirror-instance"].read = True
            yield each


def _card(interface: str) -> str:
    """Return the FPC number of ``xe-2/1/0.0``, empty for aggregated and logical interfaces."""
    _, dash, slots = interface.partition("-")
    return slots.partition("/")[0] if dash else ""


def _filters(root: Node) -> Iterator[tuple[str | None, Node]]:
    for node in root.named("firewall", "filter"):
        yield None, node
    for family in root.named("firewall", "family"):
        for node in family.named("filter"):
            yield family.word, node


def _terms(family: str | None, node: Node) -> Iterator[Copy]:
    for term in node.named("term"):
        then = term.children.get("then")
        for action, target, leaf in _actions(then) if then else ():
            numbers = (node.number, leaf.number)
            yield Copy(node.word, family, term.word, action, target, leaf.off, numbers)


def _actions(then: Node) -> Iterator[tuple[str, str | None, Node]]:
    mirror = then.children.get("port-mirror")
    if mirror is not None:
        mirror.read = True
        named = list(mirror.named("instance"))
        yield from (("port-mirror", each.word, each) for each in named)
        if not named:
            yield "port-mirror", None, mirror
    for word, action in (
        ("port-mirror-instance", "port-mirror"),
        ("analyzer", "analyzer"),
        ("next-hop-group", "next-hop-group"),
    ):
        for each in then.named(word):
            then.children[word].read = True
            yield action, each.word, each


def _callers(root: Node) -> dict[str, set[str]]:
    """Return, for a filter, the filters that call it from a term (``term T filter NAME``)."""
    found: dict[str, set[str]] = {}
    for _, node in _filters(root):
        for term in node.named("term"):
            for called in term.named("filter"):
                if not called.off:
                    found.setdefault(called.word, set()).add(node.word)
    return found


def _acting(
    copy: Copy, places: dict[str, list[Place]], callers: dict[str, set[str]]
) -> list[Place]:
    names = {copy.filter: None}
    for _ in range(_CHAIN):
        above = [each for name in names for each in sorted(callers.get(name, ()))]
        names.update(dict.fromkeys(above))
    return [each for name in names for each in places.get(name, ()) if _meets(copy, each)]


def _acts(places: list[Place]) -> tuple[Act, ...]:
    """Return the places by direction; what is attached both ways on one interface is ``both``."""
    ways: dict[str, Direction] = {}
    for place in places:
        for name in place.on:
            way = place.direction
            ways[name] = way if ways.get(name, way) is way else Direction.BOTH
    found = []
    for way in Direction:
        on = tuple(sorted(name for name, each in ways.items() if each is way))
        if on:
            shown = set(on)
            numbers = {each.number for each in places if not shown.isdisjoint(each.on)}
            found.append(Act(way, on, tuple(sorted(numbers))))
    return tuple(found)


def _meets(copy: Copy, place: Place) -> bool:
    family = copy.family or "inet"
    if place.family is None or family in ("any", place.family):
        return True
    return family in _BRIDGED and place.family in _BRIDGED


def _places(root: Node) -> Iterator[Place]:
    ranges = {each.word: members(each) for each in root.named("interfaces", "interface-range")}
    for top in _PLACES:
        node = root.children.get(top)
        waiting: list[tuple[Node, tuple[str, ...]]] = [(node, (top,))] if node else []
        while waiting:
            here, path = waiting.pop()
            for word, child in here.children.items():
                if word in _WAYS and here.word in ("filter", "flood"):
                    yield from _attached(child, path, ranges)
                elif child.children:
                    waiting.append((child, (*path, word)))


def _attached(
    way: Node, path: tuple[str, ...], ranges: dict[str, tuple[str, ...]]
) -> Iterator[Place]:
    family = path[path.index("family") + 1 :][:1] if "family" in path else ()
    on = _spot(path, ranges)
    for each in way.named():
        if not each.off:
            yield Place(each.word, family[0] if family else None, on, _WAYS[way.word], each.number)


def _spot(path: tuple[str, ...], ranges: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the names of the place at ``path``: interfaces with their unit, ``vlan V``, ..."""
    top, rest = path[0], path[1:]
    if top == "interfaces":
        unit = "." + rest[rest.index("unit") + 1] if "unit" in rest[:-1] else ""
        if rest[0] == "interface-range":
            spread = ranges.get(rest[1], ()) or (f"interface-range {rest[1]}",)
            return tuple(name + unit for name in spread)
        return (rest[0] + unit,)
    if top == "forwarding-options":
        return (" ".join(("forwarding-table", *rest[1:2])),)
    names = {"vlans": "vlan", "bridge-domains": "bridge-domain"}
    return (f"{names.get(top, top.removesuffix('s'))} {rest[0]}",)


def members(node: Node) -> tuple[str, ...]:
    """Return the interfaces of an ``interface-range``; at most 512, patterns as written."""
    found = [name for each in node.named("member") for name in _spread(each.word)]
    for first in node.named("member-range"):
        for last in first.named("to"):
            stem, _, start = first.word.rpartition("/")
            _, _, stop = last.word.rpartition("/")
            if start.isdecimal() and stop.isdecimal() and len(start + stop) < _CHAIN:
                numbers = range(int(start), min(int(stop), int(start) + _MEMBERS) + 1)
                found.extend(f"{stem}/{each}" for each in numbers)
    return tuple(dict.fromkeys(found))[:_MEMBERS]


def _spread(name: str) -> list[str]:
    match = _DIGITS.fullmatch(name)
    if not match:
        return [name]
    return [f"{match[1]}{each}{match[4]}" for each in range(int(match[2]), int(match[3]) + 1)]
