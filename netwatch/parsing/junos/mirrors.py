"""Mirror sessions of one Junos hierarchy whose inheritance is already resolved.

Forms: analyzers (ELS and legacy), port mirroring (global and instances) selected by firewall
filters, next-hop-groups, SRX mirror-filters and packet capture (Juniper statement hierarchy
pages; analyzer, instance and next-hop-group forms seen in real configurations).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from netwatch.model.evidence import Evidence
from netwatch.model.mirror import (
    Destination,
    DestinationKind,
    Direction,
    Filter,
    Mirror,
    MirrorKind,
    Source,
    SourceKind,
    Tunnel,
)
from netwatch.parsing.braces import word_set
from netwatch.parsing.junos.destinations import fan, outputs, taken
from netwatch.parsing.junos.filters import Copy, bindings, copies
from netwatch.parsing.junos.tree import Node
from netwatch.parsing.sessions import fold

_EVIDENCE = 200
_INPUTS = {
    "interface": SourceKind.INTERFACE,
    "vlan": SourceKind.VLAN,
    "bridge-domain": SourceKind.VLAN,
}
_SIDES = {"ingress": Direction.RX, "egress": Direction.TX}
# Statements of a session that say how much is copied, never what or whereto.
_SETTINGS = word_set(
    "rate run-length maximum-packet-length ratio loss-priority mirror-once no-filter-check "
    "no-tag forwarding-class traceoptions disable disable-all-instances description "
    "server-profile apply-groups apply-groups-except apply-flags apply-macro"
)
_CRITERIA = ("source-prefix", "destination-prefix", "source-port", "destination-port", "protocol")

Quote = Callable[[set[int]], tuple[Evidence, ...]]


@dataclass(slots=True)
class _Draft:
    """A session while it is put together from the places that speak of it."""

    id: str
    off: bool = False
    sources: list[Source] = field(default_factory=list)
    copies: list[Source] = field(default_factory=list)
    inert: list[Source] = field(default_factory=list)
    destinations: list[Destination] = field(default_factory=list)
    filters: list[Filter] = field(default_factory=list)
    numbers: set[int] = field(default_factory=set)
    capture: bool = False


@dataclass(frozen=True, slots=True)
class Around:
    """What a hierarchy's sessions lean on: its tunnels, and how to quote a line.

    ``alone`` tells that the text holds firewall filters and nothing else, so that it cannot say
    where they are attached. ``prefix`` stands before each id (a logical system's name).
    """

    tunnels: dict[str, Tunnel]
    quote: Quote
    alone: bool = False
    prefix: str = ""


def mirrors(root: Node, around: Around) -> tuple[Mirror, ...]:
    """Return every session of ``root``, in the order of its namespaces, marking what was read."""
    drafts: dict[str, _Draft] = {}
    for draft in (*_analyzers(root, around), *_port_mirrorings(root, around)):
        drafts.setdefault(draft.id, draft)
    for copy in copies(root):
        _assign(copy, root, drafts, around)
    for draft in (*_mirror_filters(root, around), *_captures(root)):
        drafts.setdefault(draft.id, draft)
    return tuple(_mirror(each, around) for each in drafts.values())


def not_understood(root: Node) -> Iterator[Node]:
    """Yield the last words of statements inside a mirror session that no reader took."""
    places = (
        ("forwarding-options", "analyzer"),
        ("ethernet-switching-options", "analyzer"),
        ("forwarding-options", "port-mirroring"),
        ("security", "forwarding-options", "mirror-filter"),
        ("security", "mirror-filter"),
    )
    waiting = [node for node in (root.at(*each) for each in places) if node is not None]
    while waiting:
        node = waiting.pop()
        waiting.extend(each for word, each in node.children.items() if word not in _SETTINGS)
        if not node.children and not node.read:
            yield node


def _analyzers(root: Node, around: Around) -> Iterator[_Draft]:
    for top in ("forwarding-options", "ethernet-switching-options"):
        above = root.at(top, "analyzer")
        if above is None:
            continue
        above.read = True
        # `disable analyzer NAME` (Juniper network management guide, local analysis)
        stopped = {each.word for each in above.named("disable")}
        for each in taken(node for node in [root.at(top, "disable", "analyzer")] if node):
            stopped |= {name.word for name in each.named()}
        for node in above.named():
            if node.word == "disable" or node.word[:1] == "<":
                continue
            draft = _Draft(node.word, off=node.off or node.word in stopped)
            draft.off = draft.off or _holds(node, "disable")
            _add_inputs(draft, node)
            _add_outputs(draft, [node.at("output")], root, around)
            yield _done(draft, node)


def _port_mirrorings(root: Node, around: Around) -> Iterator[_Draft]:
    node = root.at("forwarding-options", "port-mirroring")
    if node is None:
        return
    node.read = True
    rest = [each for each in node.named() if each.word != "instance" and each.word not in _SETTINGS]
    if rest:
        draft = _Draft("port-mirroring", off=node.off or _holds(node, "disable"))
        _add_outputs(draft, _family_outputs(node), root, around)
        yield _done(draft, *rest)
    bound = {each.word: each for fpc in root.named("chassis", "fpc") for each in bindings(fpc)}
    stopped = _holds(node, "disable-all-instances")
    for each in node.named("instance"):
        draft = _Draft(f"port-mirroring/{each.word}", off=each.off or stopped)
        draft.off = draft.off or _holds(each, "disable")
        _add_outputs(draft, _family_outputs(each), root, around)
        draft.numbers |= {bound[each.word].number} if each.word in bound else set()
        yield _done(draft, each)


def _family_outputs(node: Node) -> list[Node | None]:
    families = list(node.named("family"))
    for each in (node, *families):
        where = each.at("input")
        if where is not None:
            where.read = True
            for family in where.named("family"):
                family.read = True
    for each in families:
        each.read = True
    return [node.at("output"), *(each.at("output") for each in families)]


def _mirror_filters(root: Node, around: Around) -> Iterator[_Draft]:
    for path in (
        ("security", "forwarding-options", "mirror-filter"),
        ("security", "mirror-filter"),
    ):
        above = root.at(*path)
        if above is None:
            continue
        above.read = True
        for node in above.named():
            draft = _Draft(f"mirror-filter/{node.word}", off=node.off or _holds(node, "disable"))
            draft.copies.extend(_tapped(node))
            said = [f"{word} {each.word}" for word in _CRITERIA for each in taken(node.named(word))]
            draft.filters = [Filter("acl", " ".join(said))] if said else []
            _add_outputs(draft, [node.at("output")], root, around)
            yield _done(draft, node)


def _tapped(node: Node) -> Iterator[Source]:
    """Yield what an SRX mirror-filter copies: everything it matches where no interface is named."""
    ins = tuple(each.word for each in taken(node.named("interface-in")))
    outs = tuple(each.word for each in taken(node.named("interface-out")))
    if ins or not outs:
        way = Direction.RX if ins else Direction.BOTH
        yield Source(SourceKind.FILTER, node.word, way, ins)
    if outs:
        yield Source(SourceKind.FILTER, node.word, Direction.TX, outs)


def _captures(root: Node) -> Iterator[_Draft]:
    node = root.at("forwarding-options", "packet-capture")
    if node is not None:
        names = [each.word for each in node.named("file", "filename")] or ["packet-capture"]
        draft = _Draft("packet-capture", off=node.off or _holds(node, "disable"), capture=True)
        draft.destinations = [Destination(DestinationKind.FILE, each) for each in names]
        for interface in root.named("interfaces"):
            for unit in interface.named("unit"):
                for source, number in _sampled(f"{interface.word}.{unit.word}", unit):
                    draft.sources.append(source)
                    draft.numbers.add(number)
        yield _done(draft, node)
    debug = root.at("security", "datapath-debug", "capture-file")
    for each in debug.named() if debug else ():
        draft = _Draft("datapath-debug", off=each.off, capture=True)
        draft.sources = [Source(SourceKind.ALL, "all", Direction.BOTH)]
        draft.destinations = [Destination(DestinationKind.FILE, each.word)]
        yield _done(draft, each)
        return


def _sampled(name: str, unit: Node) -> Iterator[tuple[Source, int]]:
    for family in unit.named("family"):
        for word, way in (("input", Direction.RX), ("output", Direction.TX)):
            each = family.at("sampling", word)
            if each is not None and not each.off:
                yield Source(SourceKind.INTERFACE, name, way), each.number


def _add_inputs(draft: _Draft, node: Node) -> None:
    """Add the sources of an analyzer; all of them off means that it copies nothing."""
    found: list[tuple[Source, bool]] = []
    for side, way in _SIDES.items():
        for word, kind in _INPUTS.items():
            for each in taken(node.named("input", side, word)):
                whole = kind is SourceKind.INTERFACE and each.word == "all"
                found.append((Source(SourceKind.ALL if whole else kind, each.word, way), each.off))
    kept = found if draft.off else [each for each in found if not each[1]]
    draft.off = draft.off or bool(found and not kept)
    draft.sources.extend(each for each, _ in kept or found)


def _add_outputs(draft: _Draft, nodes: Iterable[Node | None], root: Node, around: Around) -> None:
    found = [each for node in nodes if node for each in outputs(node, root, around.tunnels)]
    kept = found if draft.off else [each for each in found if not each[1]]
    draft.off = draft.off or bool(found and not kept)
    draft.destinations.extend(dict.fromkeys(each for each, _ in kept or found))
    for each, _ in kept or found:
        tunnel = around.tunnels.get((each.resolved_from or "").rpartition(" ")[2].lower())
        draft.numbers |= {line.line for line in tunnel.evidence if line.line} if tunnel else set()


def _assign(copy: Copy, root: Node, drafts: dict[str, _Draft], around: Around) -> None:
    """Give a copying term to the session it feeds, made here when no other line names it."""
    key = _key(copy)
    draft = drafts.get(key)
    if draft is None:
        draft = drafts[key] = _Draft(key)
        if copy.action == "next-hop-group" and copy.target:
            found = fan(copy.target, root, around.tunnels)
            draft.destinations.extend(each for each, off in found if not off)
    name = f"{copy.filter}/{copy.term}"
    draft.numbers.update(copy.numbers)
    if copy.off or not copy.acts:
        draft.inert.append(Source(SourceKind.FILTER, copy.filter if around.alone else name))
    for act in () if copy.off else copy.acts:
        draft.copies.append(Source(SourceKind.FILTER, name, act.direction, act.on))
        draft.numbers.update(act.numbers[:_EVIDENCE])


def _key(copy: Copy) -> str:
    if copy.action == "analyzer":
        return copy.target or ""
    space = "port-mirroring" if copy.action == "port-mirror" else copy.action
    return space if copy.target is None else f"{space}/{copy.target}"


def _holds(node: Node, word: str) -> bool:
    found = node.children.get(word)
    return found is not None and not found.off


def _done(draft: _Draft, *nodes: Node) -> _Draft:
    """Note the lines of a session, and that its bare skeleton was read."""
    for node in nodes:
        for each in node.below():
            draft.numbers.update((each.number, each.off_at))
        for part in (node, node.at("input"), node.at("output"), node.at("input", "ingress")):
            if part is not None:
                part.read = True
    return draft


def _mirror(draft: _Draft, around: Around) -> Mirror:
    selected = draft.copies or dict.fromkeys(draft.inert)
    sources = (*fold(tuple(draft.sources)), *selected)
    inert = bool(draft.inert) and not draft.copies and not draft.sources
    enabled = None if inert and around.alone else not (draft.off or inert)
    return Mirror(
        id=around.prefix + draft.id,
        kind=_kind(draft, sources),
        enabled=enabled,
        complete=bool(sources and draft.destinations),
        sources=sources,
        destinations=tuple(dict.fromkeys(draft.destinations)),
        filters=tuple(draft.filters),
        evidence=around.quote(draft.numbers),
    )


def _kind(draft: _Draft, sources: tuple[Source, ...]) -> MirrorKind:
    if draft.capture:
        return MirrorKind.CAPTURE
    if sources and all(each.kind is SourceKind.FILTER for each in sources):
        return MirrorKind.FLOW
    kinds = {each.kind for each in draft.destinations}
    if DestinationKind.IP in kinds:
        return MirrorKind.ERSPAN_SOURCE
    return MirrorKind.RSPAN_SOURCE if DestinationKind.VLAN in kinds else MirrorKind.LOCAL
