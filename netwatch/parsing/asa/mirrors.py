"""What an ASA configuration copies: 5505 monitor ports, and streams to a service module.

``traffic-forward`` and the ``monitor-only`` redirections are those of the ASA firewall CLI guide;
``switchport monitor`` stands below the port that *receives* the copy and is known from memory.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

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
from netwatch.parsing.asa import captures
from netwatch.parsing.draft import Drafts
from netwatch.parsing.stanzas import Block, quote_of

_PORT = re.compile(r"interface (\S{1,64}(?: \d\S{0,15})?)$", re.IGNORECASE)
_MONITOR = re.compile(
    r"switchport monitor ([A-Za-z-]{1,20} ?\d[\d/.]{0,15})(?: (tx|rx|both))?$", re.IGNORECASE
)
_FORWARD = re.compile(r"traffic-forward (sfr|cxsc|ips)(?: fail-\S+)? monitor-only$")
_COPY = re.compile(
    r"(?:(?P<module>sfr|cxsc)(?: [\w-]{1,20}){0,3} monitor-only|(?P<ips>ips) promiscuous\b.{0,60})$"
)
_POLICY = re.compile(r"policy-map (?!type )(\S{1,80})$")
_CLASS = re.compile(r"class (\S{1,80})$")
_APPLIED = re.compile(r"service-policy (\S{1,80}) (?:(global)|interface (\S{1,64}))")


@dataclass(frozen=True, slots=True)
class Found:
    """Mirrors of one configuration and the numbers of the lines that were understood."""

    mirrors: tuple[Mirror, ...]
    read: frozenset[int]


def declared(blocks: Sequence[Block]) -> Found:
    """Return every copy the configuration makes, captures as typed among them."""
    drafts = Drafts()
    for block in blocks:
        if port := _PORT.match(block.text):
            _port(port[1], block, drafts)
        elif policy := _POLICY.match(block.text):
            _policy(policy[1], block, drafts)
        elif capture := captures.HEAD.match(block.text):
            draft = drafts.get(capture[1], quote_of(block))
            captures.begin(draft, capture[2] or "")
            for line in block.children:
                if captures.narrow(draft, line.text):
                    drafts.quote(draft, quote_of(line))
    mirrors = _attached(drafts.mirrors(), blocks)
    return Found(mirrors, frozenset(drafts.read))


def _port(name: str, block: Block, drafts: Drafts) -> None:
    up = not any(line.text == "shutdown" for line in block.children)
    for line in block.children:
        if found := _MONITOR.match(line.text):
            way = Direction((found[2] or "both").lower())
            draft = drafts.get(name, quote_of(line), confidence=Confidence.LOW, enabled=up)
            draft.sources.append(Source(SourceKind.INTERFACE, found[1], way))
            draft.destinations.append(Destination(DestinationKind.INTERFACE, name))
        elif found := _FORWARD.match(line.text):
            known = {"confidence": Confidence.MEDIUM, "enabled": up}
            draft = drafts.get(f"traffic-forward/{name}", quote_of(line), **known)
            draft.sources.append(Source(SourceKind.INTERFACE, name, Direction.RX))
            draft.destinations.append(Destination(DestinationKind.UNKNOWN, f"{found[1]} module"))


def _policy(policy: str, block: Block, drafts: Drafts) -> None:
    name = ""
    for line in block.children:
        if found := _CLASS.match(line.text):
            name = f"{policy}/{found[1]}"
        elif name and (found := _COPY.match(line.text)):
            module = found["module"] or found["ips"]
            known = {"confidence": Confidence.MEDIUM, "kind": MirrorKind.FLOW}
            draft = drafts.get(f"policy-map/{name}", quote_of(line), **known)
            draft.sources.append(Source(SourceKind.FILTER, name, Direction.BOTH))
            draft.destinations.append(Destination(DestinationKind.UNKNOWN, f"{module} module"))


def _attached(mirrors: tuple[Mirror, ...], blocks: Iterable[Block]) -> tuple[Mirror, ...]:
    """Say where each policy acts; one that is applied nowhere copies nothing."""
    places: dict[str, dict[str, Evidence]] = {}
    for block in blocks:
        if found := _APPLIED.match(block.text):
            places.setdefault(found[1], {})[found[2] or found[3]] = quote_of(block)
    return tuple(
        _placed(each, places.get(each.sources[0].name.rpartition("/")[0], {}))
        if each.kind is MirrorKind.FLOW
        else each
        for each in mirrors
    )


def _placed(mirror: Mirror, places: dict[str, Evidence]) -> Mirror:
    return replace(
        mirror,
        enabled=bool(places),
        sources=tuple(replace(each, on=tuple(places)) for each in mirror.sources),
        evidence=(*mirror.evidence, *places.values()),
    )
