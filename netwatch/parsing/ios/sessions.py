"""``monitor session`` in an IOS or IOS XE configuration -> mirrors."""

import re
from collections.abc import Iterable, Iterator
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
from netwatch.model.platform import CONFIG
from netwatch.parsing.cisco_tree import Node, tree
from netwatch.parsing.ios.draft import Budget, Draft, fold, mirror, remove
from netwatch.parsing.ios.statements import understand
from netwatch.parsing.stanzas import Block, Line

HEAD = re.compile(r"(?:(?:no|default) )?mon\w* ses|monitor-session ", re.IGNORECASE)
_SESSION = re.compile(
    r"(?P<no>no |default )?mon\w* ses\w* (?P<id>\d{1,5}|all)(?: (?P<rest>.+))?$", re.IGNORECASE
)
_NAMED = re.compile(r"monitor-session (?P<id>\S{1,80})(?: (?P<rest>.+))?$", re.IGNORECASE)
_TYPE = re.compile(r"type (?P<type>[a-z-]+)(?: shut\w*)?$", re.IGNORECASE)
_KINDS = {
    "local": MirrorKind.LOCAL,
    "local-tx": MirrorKind.LOCAL,
    "rspan-source": MirrorKind.RSPAN_SOURCE,
    "rspan-destination": MirrorKind.RSPAN_DESTINATION,
    "erspan-source": MirrorKind.ERSPAN_SOURCE,
    "erspan-destination": MirrorKind.ERSPAN_DESTINATION,
    "capture": MirrorKind.CAPTURE,
}
_WAYS = {"rx-only": Direction.RX, "tx-only": Direction.TX}


@dataclass(slots=True)
class Found:
    """Mirrors of one text, the lines that made them, and session lines not understood."""

    mirrors: tuple[Mirror, ...] = ()
    lines: set[int] = field(default_factory=set)
    unread: list[Evidence] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def sessions(blocks: Iterable[Block]) -> Found:
    """Return the sessions that the top-level ``blocks`` of one configuration declare.

    Statements with one session number add up, on one line or in a typed stanza (Catalyst 3560
    and 3650 command references; Cisco-IOS-XE-span.yang). ``no monitor session N`` takes away what
    came before it: change files have it, a running configuration has not.
    """
    found = Found()
    budget = Budget(warnings=found.warnings)
    drafts: dict[str, Draft] = {}
    for root in tree([each for each in blocks if HEAD.match(each.text)]):
        match = _SESSION.match(root.text)
        if match and match["no"]:
            _remove(drafts, match, found, root)
        elif match and match["id"].isdigit():
            draft = drafts.setdefault(match["id"], Draft(match["id"], budget))
            _add(draft, root, match["rest"] or "", found)
    found.mirrors = tuple(mirror(each) for each in drafts.values() if each.evidence)
    return found


def _add(draft: Draft, root: Node, rest: str, found: Found) -> None:
    kind = _TYPE.match(rest)
    if kind and kind["type"].lower() in _KINDS:
        draft.kind = _KINDS[kind["type"].lower()]
        draft.typed = True
        _keep(draft, root, found)
    elif understand(draft, rest) if rest else root.children:
        _keep(draft, root, found)
    else:
        found.unread.append(Evidence(CONFIG, root.number, root.text))
    for node in _walk(root.children):
        if understand(draft, node.text):
            _keep(draft, node, found)
        else:
            found.unread.append(Evidence(CONFIG, node.number, node.text))


def _keep(draft: Draft, node: Node, found: Found) -> None:
    found.lines.add(node.number)
    draft.evidence.append(Evidence(CONFIG, node.number, node.text))


def _walk(nodes: tuple[Node, ...]) -> Iterator[Node]:
    # A stack, since hostile text may nest deeper than Python recurses.
    waiting = list(reversed(nodes))
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(node.children))


def _remove(drafts: dict[str, Draft], match: re.Match[str], found: Found, root: Node) -> None:
    found.lines.add(root.number)
    kept = drafts.get(match["id"])
    if match["id"] == "all":
        drafts.clear()
    elif not match["rest"]:
        drafts.pop(match["id"], None)
    elif kept is not None:
        gone = Draft(kept.id, kept.budget)
        if understand(gone, match["rest"]):
            remove(kept, gone)
        else:
            found.unread.append(Evidence(CONFIG, root.number, root.text))


def named_sessions(blocks: Iterable[Block]) -> Found:
    """Return ``monitor-session NAME`` stanzas (the IOS XR form, also met in IOS files).

    Sources are the interfaces that name the session: ``monitor-session NAME ethernet
    [direction rx-only|tx-only]`` below ``interface``.
    """
    found = Found()
    attached: dict[str, list[Source]] = {}
    evidence: dict[str, list[Evidence]] = {}
    stanzas: dict[str, list[Destination]] = {}
    for block in blocks:
        match = _NAMED.match(block.text)
        if match:
            ends = stanzas.setdefault(match["id"], [])
            quoted = evidence.setdefault(match["id"], [])
            _quote(block.number, block.text, quoted, found)
            _named_ends(block.children, ends, quoted, found)
        elif block.text[:10].lower() == "interface ":
            _attachments(block, attached, evidence, found)
    found.mirrors = tuple(
        Mirror(
            id=name,
            kind=MirrorKind.LOCAL,
            complete=bool(ends and attached.get(name)),
            sources=fold(attached.get(name, [])),
            destinations=tuple(ends),
            evidence=tuple(evidence[name]),
        )
        for name, ends in stanzas.items()
    )
    return found


def _named_ends(
    children: tuple[Line, ...], ends: list[Destination], quoted: list[Evidence], found: Found
) -> None:
    for line in children:
        words = line.text.split()
        if words[:2] == ["destination", "pseudowire"]:
            ends.append(Destination(DestinationKind.PSEUDOWIRE, "pseudowire"))
        elif words[:2] == ["destination", "interface"] and len(words) > 2:  # noqa: PLR2004
            ends.append(Destination(DestinationKind.INTERFACE, words[2]))
        else:
            found.unread.append(Evidence(CONFIG, line.number, line.text))
            continue
        _quote(line.number, line.text, quoted, found)


def _attachments(
    block: Block,
    attached: dict[str, list[Source]],
    evidence: dict[str, list[Evidence]],
    found: Found,
) -> None:
    for line in block.children:
        match = _NAMED.match(line.text)
        if match:
            name = block.text.split(None, 1)[1]
            words = (match["rest"] or "").split()
            way = next((_WAYS[each] for each in words if each in _WAYS), Direction.BOTH)
            attached.setdefault(match["id"], []).append(Source(SourceKind.INTERFACE, name, way))
            _quote(line.number, line.text, evidence.setdefault(match["id"], []), found)


def _quote(number: int, text: str, quoted: list[Evidence], found: Found) -> None:
    found.lines.add(number)
    quoted.append(Evidence(CONFIG, number, text))
