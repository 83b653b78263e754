r"""Copying rules of ``nft list ruleset`` in nft's own words.

The text form and not ``nft -j``: with nft 1.0.6 on kernel 6.18 the JSON of a netdev chain names no
device, so the source of the copy would be lost (seen in real output).
"""

import re
from dataclasses import dataclass

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
_DORMANT = re.compile(r"flags\b.*\bdormant\b")
_ACTS = re.compile(r"(?:^| )(?:dup to|log) ")
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

    def outside(self) -> "_Place":
        """Return the place between the chains of the table."""
        return _Place(self.family, self.table, dormant=self.dormant)

    def inside(
        self, chain: str, hook: str | None = None, devices: tuple[str, ...] = ()
    ) -> "_Place":
        """Return the place in ``chain`` of the same table."""
        return _Place(self.family, self.table, chain, hook, devices, self.dormant)


def read_rules(text: str) -> tuple[Rule, ...]:
    """Return the rules of a ruleset with their 1-based lines; other lines are passed over."""
    if "chain " not in text:
        return ()
    place = _Place()
    found: list[Rule] = []
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip()
        if line.startswith("table ") and (table := _TABLE.match(line)):
            place = _Place(table["family"] or "ip", table["name"])
        elif line.startswith("chain ") and (chain := _CHAIN.match(line)):
            place = place.inside(chain["name"])
        elif line.startswith("type ") and (hook := _HOOK.match(line)):
            place = place.inside(place.chain, hook["hook"], _devices(hook["rest"]))
        elif line == "}":
            place = place.outside()
        elif place.chain and line and line[0] != "#":
            found += _rules(line, number, place)
        elif place.table and _DORMANT.match(line):
            place = _Place(place.family, place.table, dormant=True)
    return tuple(found)


def _names(listed: str) -> tuple[str, ...]:
    return tuple(name.strip(' "') for name in listed.split(",") if name.strip(' "'))


def _devices(words: str) -> tuple[str, ...]:
    found = _DEVICES.search(words)
    return _names(found["many"] or found["one"] or "") if found else ()


def _rules(line: str, number: int, place: _Place) -> list[Rule]:
    """Return the rule of one line; a verdict map that jumps to several chains gives several."""
    words = _REMARK.sub("", line).strip() if '"' in line else line
    copy, kind, confidence = _copy(words, place.family)
    jumps = _jumps(words)
    inward, outward, match = _narrowing(words) if copy or jumps else ((), (), "")
    outbound = place.hook == "egress"
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


def _jumps(words: str) -> tuple[str, ...]:
    if "jump " not in words and "goto " not in words:
        return ()
    return tuple(dict.fromkeys(each["chain"] for each in _JUMP.finditer(words)))[:_MAX_JUMPS]


def _copy(words: str, family: str) -> tuple[Destination | None, MirrorKind, Confidence]:
    copies = "dup to " in words
    if copies and (dup := _DUP.search(words)):
        to = dup["to"].strip('"')
        kind = DestinationKind.INTERFACE if family == "netdev" else DestinationKind.IP
        if not to.startswith("@"):
            return Destination(kind, to), MirrorKind.TEE, Confidence.HIGH
    if copies and (dup := _ANY_DUP.search(words)):
        # A receiver computed per packet (map, hash): no single value can be named.
        end = Destination(DestinationKind.UNKNOWN, dup["to"].strip())
        return end, MirrorKind.TEE, Confidence.LOW
    if "log " in words and (log := _LOG.search(words)):
        end = Destination(DestinationKind.CPU, f"nflog-group {log['group']}")
        return end, MirrorKind.CAPTURE, Confidence.LOW
    return None, MirrorKind.TEE, Confidence.HIGH


def _narrowing(words: str) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """Return the interfaces in, the interfaces out, and the rest of the rule's conditions."""
    before = _ACTS.split(words, maxsplit=1)[0]
    inward: list[str] = []
    outward: list[str] = []
    for found in _IFACE.finditer(before):
        names = _names(found["many"] or found["one"] or "")
        (inward if found["way"].startswith("i") else outward).extend(names)
    rest = _COUNTER.sub("", _IFACE.sub("", before))
    return tuple(inward), tuple(outward), rest.strip()
