"""Mirror sessions of an NX-OS configuration, from its top-level blocks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from netwatch.model.evidence import Confidence, Evidence
from netwatch.model.mirror import Direction, Mirror, MirrorKind, Source, SourceKind
from netwatch.parsing.cisco_tree import Node, tree
from netwatch.parsing.nxos.session import Draft, read_header, read_statement
from netwatch.parsing.stanzas import Block, Line
from netwatch.parsing.switch.lists import Lists

_SESSION = re.compile(r"(?:no +)?monitor +session +\S", re.IGNORECASE)
_ORIGIN = re.compile(r"monitor +erspan +origin +(?:ip|ipv6)-address +(\S+)", re.IGNORECASE)
_ACL = re.compile(r"(?:ip|ipv6|mac) +access-list +(\S+)", re.IGNORECASE)
_CAPTURE = re.compile(r"\bcapture +session +(\d{1,4})\b", re.IGNORECASE)
_ATTACHED = re.compile(
    r"(?:ip|mac|ipv6) +(?:port +)?(?:access-group|traffic-filter) +(\S+) +(in|out)\b"
)
_TREE_LINES = 2000


@dataclass(frozen=True, slots=True)
class Declared:
    """The sessions of a configuration.

    ``unread`` are lines of a session that were not understood, ``numbers`` all lines that
    belong to mirroring and need no second look.
    """

    mirrors: tuple[Mirror, ...]
    unread: tuple[Evidence, ...] = ()
    numbers: frozenset[int] = frozenset()
    warnings: tuple[str, ...] = ()


def declared(blocks: Sequence[Block], topic: str) -> Declared:
    """Return the sessions of ``blocks`` in the order of their first line.

    Blocks with one number accumulate. A session is created shut (span_State `down` in the
    vendor's YANG model of 9.3) and only `no shut` raises it; `monitor session all shut` lowers
    every session. The box-wide `monitor erspan origin` is the origin of each.
    """
    mine = [each for each in blocks if _SESSION.match(each.text)]
    origins = [each for each in blocks if _ORIGIN.match(each.text)]
    reader = _Reader(topic)
    for head, lines in _statements(mine):
        reader.read(head, lines)
    captures = _captures(blocks, topic)
    origin = origins[-1] if origins else None
    return Declared(
        tuple(
            _captured(_mirror(each, origin, topic, down=reader.all_down), captures.get(each.id, ()))
            for each in reader.drafts.values()
        ),
        tuple(reader.unread),
        frozenset(_numbers(mine, origins, captures)),
        tuple(reader.lists.warnings),
    )


def _mirror(draft: Draft, origin: Block | None, topic: str, *, down: bool) -> Mirror:
    address = _ORIGIN.match(origin.text) if origin else None
    mirror = draft.finish(address[1] if address else None)
    if origin and any(each.origin for each in mirror.destinations):
        quoted = Evidence(topic, origin.number, origin.text)
        mirror = replace(mirror, evidence=(*mirror.evidence, quoted))
    return replace(mirror, enabled=False) if down else mirror


def _statements(
    blocks: list[Block],
) -> Iterator[tuple[Block | Node, Sequence[Line | Node]]]:
    """Yield the head of each block and the statements below it, however deep, in order."""
    if sum(1 + len(each.children) for each in blocks) > _TREE_LINES:
        # No box has thousands of session lines: hostile text is read as it stands.
        yield from ((each, each.children) for each in blocks)
    else:
        yield from ((each, list(_below(each))) for each in tree(blocks))


def _below(node: Node) -> Iterator[Node]:
    waiting = list(reversed(node.children))
    while waiting:
        each = waiting.pop()
        yield each
        waiting.extend(reversed(each.children))


class _Reader:
    """Sessions by number while the blocks are read in order."""

    def __init__(self, topic: str) -> None:
        self.topic = topic
        self.drafts: dict[str, Draft] = {}
        self.unread: list[Evidence] = []
        self.lists = Lists()
        self.all_down = False

    def read(self, head: Block | Node, lines: Sequence[Line | Node]) -> None:
        words = head.text.split()
        removed = words[0].lower() == "no"
        name, rest = (words[3], words[4:]) if removed else (words[2], words[3:])
        if name.lower() == "all":
            self._all(rest, removed=removed)
        elif removed and not rest:
            self.drafts.pop(name, None)
        else:
            draft = self.drafts.get(name) or Draft(name, self.lists)
            self.drafts[name] = draft
            self._session(draft, head, ["no", *rest] if removed else rest)
            self._below(draft, lines)

    def _all(self, rest: list[str], *, removed: bool) -> None:
        state = " ".join(rest).lower()
        if removed and not state:
            self.drafts.clear()
        if state in {"shut", "shutdown"}:
            self.all_down = not removed
        elif state in {"no shut", "no shutdown"}:
            self.all_down = False

    def _session(self, draft: Draft, head: Block | Node, rest: list[str]) -> None:
        quoted = Evidence(self.topic, head.number, head.text)
        draft.evidence.append(quoted)
        if not read_header(draft, rest):
            self.unread.append(quoted)

    def _below(self, draft: Draft, lines: Sequence[Line | Node]) -> None:
        for each in lines:
            quoted = Evidence(self.topic, each.number, each.text)
            draft.evidence.append(quoted)
            if not read_statement(draft, each.text.split()):
                draft.confidence = Confidence.LOW
                self.unread.append(quoted)


@dataclass(frozen=True, slots=True)
class _Capture:
    """An access list with an entry that copies to a session, and where it is attached."""

    source: Source
    numbers: tuple[int, ...]
    evidence: tuple[Evidence, ...]


def _captures(blocks: Sequence[Block], topic: str) -> dict[str, list[_Capture]]:
    """Return what feeds each ACL capture session, by the session's number."""
    found: dict[tuple[str, str], list[Evidence]] = {}
    for block in blocks:
        head = _ACL.match(block.text)
        for line in block.children if head else ():
            entry = _CAPTURE.search(line.text)
            if head and entry:
                quoted = Evidence(topic, line.number, line.text)
                found.setdefault((entry[1], head[1]), []).append(quoted)
    places = _attachments(blocks) if found else {}
    lists = {acl for _, acl in found}
    sources = {acl: _selected(acl, places.get(acl, [])) for acl in lists}
    captures: dict[str, list[_Capture]] = {}
    for (session, acl), lines in found.items():
        one = _Capture(sources[acl], _lines(lines), tuple(lines))
        captures.setdefault(session, []).append(one)
    return captures


def _lines(evidence: list[Evidence]) -> tuple[int, ...]:
    return tuple(each.line for each in evidence if each.line is not None)


def _attachments(blocks: Sequence[Block]) -> dict[str, list[tuple[str, str]]]:
    places: dict[str, list[tuple[str, str]]] = {}
    for block in blocks:
        if block.text[:10].lower() != "interface ":
            continue
        for line in block.children:
            attached = _ATTACHED.match(line.text)
            if attached:
                place = (block.text[10:].strip(), attached[2])
                places.setdefault(attached[1], []).append(place)
    return places


def _selected(acl: str, places: list[tuple[str, str]]) -> Source:
    ways = {"in": Direction.RX, "out": Direction.TX}
    seen = {ways[each] for _, each in places}
    way = seen.pop() if len(seen) == 1 else Direction.BOTH
    return Source(SourceKind.FILTER, acl, way, on=tuple(dict.fromkeys(name for name, _ in places)))


def _captured(mirror: Mirror, mine: Sequence[_Capture]) -> Mirror:
    """Add the access lists that feed an ACL capture session; attached nowhere it is inert."""
    if not mine:
        return mirror
    sources = (*mirror.sources, *(each.source for each in mine))
    live = any(each.kind is not SourceKind.FILTER or each.on for each in sources)
    return replace(
        mirror,
        kind=MirrorKind.FLOW if mirror.kind is MirrorKind.LOCAL else mirror.kind,
        sources=sources,
        enabled=bool(mirror.enabled and live),
        complete=bool(mirror.destinations),
        confidence=Confidence.LOW,
        evidence=(*mirror.evidence, *(line for each in mine for line in each.evidence)),
    )


def _numbers(
    mine: list[Block], origins: list[Block], captures: dict[str, list[_Capture]]
) -> Iterator[int]:
    for block in mine:
        yield block.number
        yield from (each.number for each in block.children)
    yield from (each.number for each in origins)
    for capture in (each for feeding in captures.values() for each in feeding):
        yield from capture.numbers
