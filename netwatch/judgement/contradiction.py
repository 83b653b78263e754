"""Two pieces of evidence from one device that cannot both be true."""

from dataclasses import dataclass

from netwatch.model.evidence import Confidence, Evidence, Severity
from netwatch.model.finding import Claim


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """One contradiction: ``title`` names both sides, ``evidence`` quotes both.

    ``claim`` is what must still be seen for it to stand; without one it stands until a person
    has looked.
    """

    subject: str
    title: str
    evidence: tuple[Evidence, ...]
    severity: Severity = Severity.HIGH
    confidence: Confidence = Confidence.MEDIUM
    claim: Claim | None = None
