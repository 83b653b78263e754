"""A port-mirror session while it is put together, from whichever file or command."""

from dataclasses import dataclass, field

from netwatch.model.evidence import Confidence, Evidence
from netwatch.model.mirror import (
    Destination,
    DestinationKind,
    Direction,
    Filter,
    Mirror,
    MirrorKind,
    Source,
    SourceKind,
)
from netwatch.parsing.sessions import fold

WAYS = {
    "ingress": Direction.RX,
    "egress": Direction.TX,
    "inbound": Direction.RX,
    "outbound": Direction.TX,
}
_OFF = frozenset(("off", "disabled", "none", "false"))


def quoted(source: str, line: int, text: str) -> Evidence:
    """Return a line as evidence, cut where no line of a configuration is longer."""
    return Evidence(source, line, text.strip()[:400])


@dataclass(frozen=True, slots=True)
class Bound:
    """Where an ACL is bound in one direction, each port once, and lines that say so."""

    ports: tuple[str, ...] = ()
    quotes: tuple[Evidence, ...] = ()


@dataclass(slots=True)
class Draft:
    """One session; ``rule`` names the ACL rule that selects its packets, if any.

    ``bound`` is where the rule's ACL is bound; the rules of one ACL share it.
    """

    id: str
    kind: str = ""
    direction: Direction | None = None
    ports: list[str] = field(default_factory=list)
    receivers: list[str] = field(default_factory=list)
    origin: str | None = None
    remotes: list[str] = field(default_factory=list)
    enabled: bool = True
    rule: str | None = None
    bound: Bound = Bound()
    filters: list[Filter] = field(default_factory=list)
    evidence: dict[int, Evidence] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether it has neither end: NVUE shows the form that is not used as ``enable off``."""
        return not (self.ports or self.receivers or self.remotes or self.origin)

    def switch(self, word: str) -> None:
        """Take the word after ``enable`` or ``state`` or a type of ``none``."""
        self.enabled = word.lower() not in _OFF

    def quote(self, source: str, line: int, text: str) -> None:
        """Remember a line this session was read from."""
        self.evidence.setdefault(line, quoted(source, line, text))

    def mirror(self) -> Mirror:
        """Return the session as a value."""
        sources, destinations = self._sources(), self._destinations()
        remote = bool(self.remotes or self.origin) or self.kind.lower() == "erspan"
        kind = MirrorKind.ERSPAN_SOURCE if remote else MirrorKind.LOCAL
        return Mirror(
            id=self.id,
            kind=MirrorKind.FLOW if self.rule else kind,
            enabled=self.enabled and not (self.rule and not (self.ports or self.bound.ports)),
            complete=bool(sources and destinations),
            confidence=Confidence.HIGH if self.direction else Confidence.LOW,
            sources=sources,
            destinations=destinations,
            filters=tuple(self.filters),
            evidence=(*self.evidence.values(), *self.bound.quotes),
        )

    def _sources(self) -> tuple[Source, ...]:
        # No default is documented: NVUE asks for a direction.
        way = self.direction or Direction.RX
        if self.rule:
            on = self.bound.ports or tuple(dict.fromkeys(self.ports))
            return (Source(SourceKind.FILTER, self.rule, way, on=on),)
        return fold(tuple(Source(SourceKind.INTERFACE, each, way) for each in self.ports))

    def _destinations(self) -> tuple[Destination, ...]:
        local = (
            Destination(
                DestinationKind.CPU if each.lower() == "cpu" else DestinationKind.INTERFACE, each
            )
            for each in dict.fromkeys(self.receivers)
        )
        far = (
            Destination(DestinationKind.IP, each, origin=self.origin)
            for each in dict.fromkeys(self.remotes)
        )
        return (*local, *far)
