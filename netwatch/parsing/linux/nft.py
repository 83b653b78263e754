r"""Copying rules of ``nft list ruleset`` in nft's own words.

The text form and not ``nft -j``: with nft 1.0.6 on kernel 6.18 the JSON of a netdev chain names no
device, so the source of the copy would be lost (seen in real output).
"""

import re
from dataclasses import dataclass, replace

from netwatch.model.evidence import Confidence
from netwatch.model.mirror import Destination, DestinationKind, MirrorKind
from netwatch.parsing.linux.rules import Rule

_TABLE = re.compile(r"^table (?:(?P<family>ip|ip6|inet|arp|bridge|netdev) )?(?P<name>\S+) \{")
_CHAIN = re.compile(r"^chain (?P<name>\S+) \{")
_HOOK = re.compile(r"^type \S+ hook (?P<hook>[a-z]+)(?P<rest>[^;]*)")
_DEVICES = re.compile(r'devices? (?:= )?(?:\{(?P<many>[^{}]*)\}|"?(?P<one>[^\s";]+)"?)')
_REMARK = re.compile(r'\b(?:comment|prefix) "[^"]*"')
_DUP = re.compile(r'(?:^| )dup to (?P<to>"[^"]*"|[^\s"]+)(?: device (?P<dev>"[^"]*"|\S+))?\s*$')
_ANY_DUP = re.compile(r"(?:^| )dup to (?P<to>[^\n]+)$")
_LOG = re.compile(r"(?:^| )log (?:[^\n]{0,80} )?group (?P<group>\d+)")
_JUMP = re.compile(r"\b(?:jump|goto) (?P<chain>[^\s,}]+)")
_MAX_JUMPS = 64
_IFACE = re.compile(
    r"(?P<way>iif|oif|iifname|oifname) (?:\{(?P<many>[^{}]*)\}|(?P<one>\"[^\"]*\"|[^\s!{]\S*)) ?"
)
_COUNTER = re.compile(r"\bcounter(?: packets \d+ bytes \d+| name \S+)? ?")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the next line stands."""

    family: str = ""
    table: str = ""
    chain: str = ""
    hook: str | None = None
    devices: tuple[str, ...] = ()
    dormant: bool = False


def read_rules(text: str) -> tuple[Rule, ...]:
    """Return the rules of a ruleset with their 1-based lines; other lines are passed over."""
    place = _Place()
    found = []
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip()
        if table := _TABLE.match(line):
            place = _Place(table["family"] or "ip", table["name"])
        elif chain := _CHAIN.match(line):
            place = replace(place, chain=chain["name"], hook=None, devices=())
        elif hook := _HOOK.match(line):
            place = replace(place, hook=hook["hook"], devices=_devices(hook["rest"]))
        elif line == "}":
            place = _left(place)
        elif place.table and not place.chain and re.match(r"flags\b.*\bdormant\b", line):
            place = replace(place, dormant=True)
        elif place.chain and line and line[0] != "#":
            found += _rules(line, number, place)
    return tuple(found)


def _left(place: _Place) -> _Place:
    return replace(place, chain="", hook=None, devices=()) if place.chain else place


def _names(listed: str) -> tuple[str, ...]:
    return tuple(name.strip(' "') for name in listed.split(",") if name.strip(' "'))


def _devices(words: str) -> tuple[str, ...]:
    found = _DEVICES.search(words)
    return _names(found["many"] or found["one"] or "") if found else ()


def _rules(line: str, number: int, place: _Place) -> list[Rule]:
    """Return the rule of one line; a verdict map that jumps to several chains gives several."""
    words = _REMARK.sub("", line).strip()
    copy, kind, confidence = _copy(words, place.family)
    inward, outward, match = _narrowing(words)
    outbound = place.hook == "egress"
    found = dict.fromkeys(each["chain"] for each in _JUMP.finditer(words))
    jumps = tuple(found)[:_MAX_JUMPS]
    return [
        Rule(
            space=f"nft/{place.family}/{place.table}",
            chain=place.chain,
            hook=place.hook,
            number=number,
            text=line,
            kind=kind,
            confidence=confidence,
            copy=copy,
            jump=jump,
            inward=inward or (() if outbound else place.devices),
            outward=outward or (place.devices if outbound else ()),
            match=match if copy else "",
            active=not place.dormant,
        )
        for jump in (jumps if jumps and copy is None else [None])
    ]


def _copy(words: str, family: str) -> tuple[Destination | None, MirrorKind, Confidence]:
    if dup := _DUP.search(words):
        to = dup["to"].strip('"')
        kind = DestinationKind.INTERFACE if family == "netdev" else DestinationKind.IP
        if not to.startswith("@"):
            return Destination(kind, to), MirrorKind.TEE, Confidence.HIGH
    if dup := _ANY_DUP.search(words):
        # A receiver computed per packet (map, hash): no single value can be named.
        end = Destination(DestinationKind.UNKNOWN, dup["to"].strip())
        return end, MirrorKind.TEE, Confidence.LOW
    if log := _LOG.search(words):
        end = Destination(DestinationKind.CPU, f"nflog-group {log['group']}")
        return end, MirrorKind.CAPTURE, Confidence.LOW
    return None, MirrorKind.TEE, Confidence.HIGH


def _narrowing(words: str) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """Return the interfaces in, the interfaces out, and the rest of the rule's conditions."""
    before = re.split(r"(?:^| )(?:dup to|log) ", words, maxsplit=1)[0]
    inward: list[str] = []
    outward: list[str] = []
    for found in _IFACE.finditer(before):
        names = _names(found["many"] or found["one"] or "")
        (inward if found["way"].startswith("i") else outward).extend(names)
    rest = _COUNTER.sub("", _IFACE.sub("", before))
    return tuple(inward), tuple(outward), rest.strip()
