"""Packet-filter rules that copy packets, whatever tool printed them, made into mirrors.

A copy's id counts the copying rules of its chain (``iptables/mangle/PREROUTING/1``), not all
rules: an unrelated rule above it is no new mirror.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from netwatch.model.evidence import Confidence, Evidence
from netwatch.model.mirror import (
    Destination,
    Direction,
    Filter,
    Mirror,
    MirrorKind,
    Source,
    SourceKind,
)

_HOOKS = {
    "prerouting": Direction.RX,
    "input": Direction.RX,
    "ingress": Direction.RX,
    "forward": Direction.BOTH,
    "output": Direction.TX,
    "postrouting": Direction.TX,
    "egress": Direction.TX,
}

_MAX_JUMPS = 64
_DUP = re.compile(r"(?:^| )dup ")
_QUOTED = re.compile(r'"[^"]*"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule. ``space`` and ``chain`` place it, ``hook`` is the kernel's, None off the hooks.

    ``copy`` is the receiver of the copy, None for a rule that copies nothing; ``jump`` the chain
    it sends packets to. ``inward`` and ``outward`` are the interfaces it is limited to.
    """

    space: str
    chain: str
    hook: str | None
    number: int
    text: str
    kind: MirrorKind = MirrorKind.TEE
    confidence: Confidence = Confidence.HIGH
    copy: Destination | None = None
    jump: str | None = None
    inward: tuple[str, ...] = ()
    outward: tuple[str, ...] = ()
    match: str = ""
    active: bool = True

    @property
    def is_odd(self) -> bool:
        """Whether the rule speaks of a copy, outside its quoted remarks, that was not read."""
        if self.copy is not None:
            return False
        bare = _QUOTED.sub("", self.text) if '"' in self.text else self.text
        return "dup " in bare and _DUP.search(bare) is not None


def mirrors(rules: Iterable[Rule], source: str) -> tuple[Mirror, ...]:
    """Return one mirror for every copying rule, in order; ``source`` names the evidence."""
    known = tuple(rules)
    arriving = _arriving(known)
    counts: dict[tuple[str, str], int] = {}
    found = []
    for rule in known:
        if rule.copy is None:
            continue
        place = rule.space, rule.chain
        counts[place] = counts.get(place, 0) + 1
        found.append(_mirror(rule, counts[place], arriving.get(place, ()), source))
    return tuple(found)


def _arriving(rules: tuple[Rule, ...]) -> Mapping[tuple[str, str], tuple[Source, ...]]:
    """Return where packets come from that the rules of other chains send to a copying chain."""
    copying = {(rule.space, rule.chain) for rule in rules if rule.copy and rule.hook is None}
    found: dict[tuple[str, str], list[Rule]] = {}
    for rule in rules:
        place = (rule.space, rule.jump or "")
        if place in copying and len(found.setdefault(place, [])) < _MAX_JUMPS:
            found[place].append(rule)
    return {
        place: tuple(dict.fromkeys(each for jump in jumps for each in _own(jump)))
        for place, jumps in found.items()
    }


def _mirror(rule: Rule, count: int, arriving: tuple[Source, ...], source: str) -> Mirror:
    reached = rule.hook is not None or bool(arriving)
    return Mirror(
        id=f"{rule.space}/{rule.chain}/{count}",
        kind=rule.kind,
        enabled=rule.active and reached,
        confidence=rule.confidence,
        sources=_sources(rule, arriving),
        destinations=(rule.copy,) if rule.copy else (),
        filters=(Filter("acl", rule.match),) if rule.match else (),
        evidence=(Evidence(source, rule.number, rule.text),),
    )


def _sources(rule: Rule, arriving: tuple[Source, ...]) -> tuple[Source, ...]:
    if rule.inward or rule.outward or rule.hook is not None or not arriving:
        return _own(rule)
    return arriving


def _own(rule: Rule) -> tuple[Source, ...]:
    inward = tuple(Source(SourceKind.INTERFACE, each, Direction.RX) for each in rule.inward)
    outward = tuple(Source(SourceKind.INTERFACE, each, Direction.TX) for each in rule.outward)
    if inward or outward:
        return inward + outward
    return (Source(SourceKind.ALL, "all", _HOOKS.get(rule.hook or "", Direction.BOTH)),)
