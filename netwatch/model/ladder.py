"""How far the evidence goes that a device runs the code it should, rung by rung."""

from dataclasses import dataclass
from enum import StrEnum

from netwatch.model.evidence import Evidence


class Verdict(StrEnum):
    """What one rung is worth. Nothing is ever called clean."""

    VERIFIED = "verified"
    CONSISTENT = "consistent"
    UNVERIFIABLE = "unverifiable"
    CONTRADICTED = "contradicted"


@dataclass(frozen=True, slots=True)
class Rung:
    """One kind of evidence, its verdict, and why in one plain sentence."""

    number: int
    name: str
    verdict: Verdict
    why: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Ladder:
    """All rungs of one device, the weakest kind of evidence first."""

    rungs: tuple[Rung, ...]

    @property
    def verdict(self) -> Verdict:
        """Return what all rungs together are worth: one contradiction outweighs everything."""
        said = {each.verdict for each in self.rungs}
        for each in (Verdict.CONTRADICTED, Verdict.VERIFIED, Verdict.CONSISTENT):
            if each in said:
                return each
        return Verdict.UNVERIFIABLE
