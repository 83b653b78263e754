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


@dataclass(slots=True)
class Draft:
    """One session; ``rule`` names the ACL rule that selects its packets, if any."""

    id: str
    kind: str = ""
    direction: Direction | None = None
    ports: list[str] = field(default_factory=list)
    receivers: list[str] = field(default_factory=list)
    origin: str | None = None
    remotes: list[str] = field(default_factory=list)
    enabled: bool = True
    rule: str | None = None
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
        self.evidence.setdefault(line, Evidence(source, line, text.strip()[:400]))

    def mirror(self) -> Mirror:
        """Return the session as a value."""
        sources, destinations = self._sources(), self._destinations()
        remote = bool(self.remotes or self.origin) or self.kind.lower() == "erspan"
        kind = MirrorKind.ERSPAN_SOURCE if remote else MirrorKind.LOCAL
        return Mirror(
            id=self.id,
            kind=MirrorKind.FLOW if self.rule else kind,
            enabled=self.enabled and not (self.rule and not self.ports),
            complete=bool(sources and destinations),
            confidence=Confidence.HIGH if self.direction else Confidence.LOW,
            sources=sources,
            destinations=destinations,
            filters=tuple(self.filters),
            evidence=tuple(self.evidence.values()),
        )

    def _sources(self) -> tuple[Source, ...]:
        # No default is documented: NVUE asks for a direction.
        way = self.direction or Direction.RX
        if self.rule:
            return (Source(SourceKind.FILTER, self.rule, way, on=tuple(dict.fromkeys(self.ports))),)
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
