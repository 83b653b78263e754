"""A finding as text columns: what is searched, grouped and told apart without its document."""

from typing import Any

from netwatch.judgement.alike import alike_key
from netwatch.model.finding import Finding
from netwatch.store.documents import write_finding
from netwatch.store.present_reading import mark_of

_LONGEST = 2000


def plain(text: str) -> str:
    """Return ``text`` as every database can keep it."""
    # PostgreSQL stores neither NUL nor half a surrogate pair.
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def folded(text: str) -> str:
    """Return ``text`` as it is searched: without regard to case, and not for ever long."""
    return plain(text[:_LONGEST].casefold())


def columns_of(finding: Finding) -> dict[str, Any]:
    """Return the columns of a finding's row that follow from what it says."""
    document = write_finding(finding)
    return {
        "severity": int(finding.severity),
        "document": document,
        "words": folded(f"{finding.rule} {finding.device} {finding.title} {finding.subject}"),
        "alike": alike_key(finding),
        "mark": mark_of(document),
    }
