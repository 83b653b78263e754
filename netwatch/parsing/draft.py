"""One mirror session while its lines are gathered, for readers that meet them in any order."""

from dataclasses import dataclass, field

from netwatch.model.evidence import Confidence, Evidence
from netwatch.model.mirror import Destination, Filter, Mirror, MirrorKind, Source, SourceKind
from netwatch.parsing.sessions import fold


@dataclass(slots=True)
class Draft:
    """``enabled`` starts as the platform's default; lines add sources, ends and evidence."""

    id: str
    kind: MirrorKind = MirrorKind.LOCAL
    enabled: bool | None = True
    confidence: Confidence = Confidence.HIGH
    description: str | None = None
    sources: list[Source] = field(default_factory=list)
    destinations: list[Destination] = field(default_factory=list)
    filters: list[Filter] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)

    def settle_flow(self) -> None:
        """Call a session that only filters feed ``flow``; filters attached nowhere copy nothing."""
        if not self.sources or any(each.kind is not SourceKind.FILTER for each in self.sources):
            return
        self.kind = MirrorKind.FLOW
        if not any(each.on for each in self.sources):
            self.enabled = False

    def mirror(self) -> Mirror:
        """Return the session: directions folded, repetitions gone, completeness told."""
        sources = fold(tuple(self.sources))
        destinations = tuple(dict.fromkeys(self.destinations))
        return Mirror(
            id=self.id,
            kind=self.kind,
            enabled=self.enabled,
            complete=bool(sources and destinations),
            confidence=self.confidence,
            sources=sources,
            destinations=destinations,
            filters=tuple(dict.fromkeys(self.filters)),
            description=self.description,
            evidence=tuple(self.evidence),
        )


@dataclass(slots=True)
class Drafts:
    """The sessions of one text by id, in the order of their first line."""

    found: dict[str, Draft] = field(default_factory=dict)
    read: set[int] = field(default_factory=set)

    def get(self, session: str, quote: Evidence, **fields: object) -> Draft:
        """Return the draft called ``session`` (made from ``fields`` when new), quoting a line."""
        draft = self.found.get(session)
        if draft is None:
            draft = Draft(session, **fields)  # type: ignore[arg-type]  # Draft's own fields
            self.found[session] = draft
        self.quote(draft, quote)
        return draft

    def quote(self, draft: Draft, quote: Evidence) -> None:
        """Add a line to the evidence of ``draft``; it counts as understood."""
        draft.evidence.append(quote)
        if quote.line is not None:
            self.read.add(quote.line)

    def mirrors(self) -> tuple[Mirror, ...]:
        """Return every session."""
        return tuple(each.mirror() for each in self.found.values())
