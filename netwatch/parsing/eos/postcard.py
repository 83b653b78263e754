"""Telemetry postcards of EOS: sampled packets sent to a collector by GRE.

Layout of the policy as arista.avd renders it; the line that applies a profile to an interface is
from memory. A policy whose profiles no interface uses copies nothing: it is told as a warning.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

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
from netwatch.parsing.stanzas import Block

POSTCARD_ID = "telemetry/postcard"

_POLICY = re.compile(r"monitor +telemetry +postcard +policy$", re.IGNORECASE)
_COLLECTION = re.compile(
    r"ingress +collection +(\S+) +source +(\S+) +destination +(\S+)", re.IGNORECASE
)
_SAMPLE = re.compile(r"sample +policy +(\S+)$", re.IGNORECASE)
_PROFILE = re.compile(r"profile +(\S+)$", re.IGNORECASE)
_USES = re.compile(r"ingress +sample +policy +(\S+)$", re.IGNORECASE)
_APPLIED = re.compile(r"(?:monitor +)?telemetry +postcard +policy +profile +(\S+)$", re.IGNORECASE)


@dataclass(slots=True)
class _Policy:
    """What the lines say while they are read in order; ``users`` are profiles by sample policy."""

    enabled: bool = False
    destinations: list[Destination] = field(default_factory=list)
    users: dict[str, list[str]] = field(default_factory=dict)
    profiles: list[str] = field(default_factory=list)

    def read(self, text: str) -> None:
        if text in {"no disabled", "disabled"}:
            self.enabled = text != "disabled"
        elif found := _COLLECTION.match(text):
            self.destinations.append(
                Destination(
                    DestinationKind.IP, found[3], origin=found[2], encapsulation=found[1].lower()
                )
            )
        elif found := _SAMPLE.match(text):
            self.users.setdefault(found[1], [])
        elif found := _PROFILE.match(text):
            self.profiles.append(found[1])
        elif found := _USES.match(text):
            self.users.setdefault(found[1], []).extend(self.profiles[-1:])


@dataclass(frozen=True, slots=True)
class Postcards:
    """The policy as at most one session, the lines it was read from, and what to tell people."""

    mirrors: tuple[Mirror, ...] = ()
    numbers: frozenset[int] = frozenset()
    warnings: tuple[str, ...] = ()


def postcards(blocks: Sequence[Block], topic: str) -> Postcards:
    """Return the postcard policy of a configuration.

    It is off until the text says `no disabled`. Without a sample policy every ingress packet may
    be sampled.
    """
    found = [each for each in blocks if _POLICY.match(each.text)]
    if not found:
        return Postcards()
    policy = _Policy()
    evidence: list[Evidence] = []
    for block in found:
        evidence.append(Evidence(topic, block.number, block.text))
        for line in block.children:
            policy.read(line.text)
            evidence.append(Evidence(topic, line.number, line.text))
    applied, places = _applied(blocks, topic)
    quotes = (*evidence, *places)
    numbers = frozenset(each.line for each in quotes if each.line is not None)
    if policy.profiles and not applied:
        collectors = ", ".join(each.value for each in policy.destinations) or "nowhere"
        warning = f"telemetry postcards to {collectors} are set up and used by no interface"
        return Postcards(numbers=numbers, warnings=(warning,))
    everything = Source(SourceKind.ALL, "ingress sample", Direction.RX)
    mirror = Mirror(
        id=POSTCARD_ID,
        kind=MirrorKind.FLOW,
        enabled=policy.enabled,
        complete=bool(policy.destinations),
        confidence=Confidence.MEDIUM,
        sources=tuple(_samples(policy, applied)) or (everything,),
        destinations=tuple(dict.fromkeys(policy.destinations)),
        evidence=quotes,
    )
    return Postcards((mirror,), numbers)


def _samples(policy: _Policy, applied: dict[str, list[str]]) -> Iterator[Source]:
    for name, profiles in policy.users.items():
        places = dict.fromkeys(port for each in profiles for port in applied.get(each, ()))
        yield Source(SourceKind.FILTER, name, Direction.RX, on=tuple(places))


def _applied(
    blocks: Sequence[Block], topic: str
) -> tuple[dict[str, list[str]], tuple[Evidence, ...]]:
    applied: dict[str, list[str]] = {}
    evidence = []
    for block in blocks:
        if not block.text.lower().startswith("interface "):
            continue
        for line in block.children:
            found = _APPLIED.match(line.text)
            if found:
                applied.setdefault(found[1], []).append(block.text.split(maxsplit=1)[1])
                evidence.append(Evidence(topic, line.number, line.text))
    return applied, tuple(evidence)
