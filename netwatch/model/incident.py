"""Findings that together tell one story."""

from dataclasses import dataclass
from datetime import datetime

from netwatch.model.evidence import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One story on one device, or one that several devices share.

    ``id`` is 32 hex digits that stay the same while the story does, whatever findings join it.
    ``findings`` are fingerprints, those the story begins with first; ``first_seen`` is the
    earliest of theirs.
    """

    id: str
    title: str
    severity: Severity
    sentence: str
    devices: tuple[str, ...]
    findings: tuple[str, ...]
    techniques: tuple[str, ...]
    first_seen: datetime
