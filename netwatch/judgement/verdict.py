"""How one check of evidence ended."""

from dataclasses import dataclass

from netwatch.model.ladder import Verdict


@dataclass(frozen=True, slots=True)
class Check:
    """One check: ``name`` is stable, ``says`` a plain sentence without a full stop."""

    name: str
    verdict: Verdict
    says: str


def verified(name: str, says: str) -> Check:
    """Return a check that holds."""
    return Check(name, Verdict.VERIFIED, says)


def unverifiable(name: str, says: str) -> Check:
    """Return a check that could not be made."""
    return Check(name, Verdict.UNVERIFIABLE, says)


def contradicted(name: str, says: str) -> Check:
    """Return a check that shows something wrong."""
    return Check(name, Verdict.CONTRADICTED, says)
