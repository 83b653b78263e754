"""What the formats for other systems share: times, quoted lines, names of techniques."""

from datetime import UTC, datetime
from typing import Any, TypeAlias

from netwatch.judgement.attack import UnknownTechniqueError, technique
from netwatch.model.finding import Finding
from netwatch.parsing.text import one_line

Json: TypeAlias = dict[str, Any]
_EVIDENCE_LINES = 20


def iso(moment: datetime) -> str:
    """Return ``2026-01-01T00:00:00.000Z``."""
    text = moment.astimezone(UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


def millis(moment: datetime) -> int:
    """Return whole milliseconds since 1970."""
    return int(moment.timestamp() * 1000)


def known(fields: Json) -> Json:
    """Return the fields without those that are None."""
    return {key: value for key, value in fields.items() if value is not None}


def evidence(finding: Finding) -> list[Json]:
    """Return the quoted lines, the first twenty."""
    return [
        known({"source": one_line(each.source), "line": each.line, "text": one_line(each.text)})
        for each in finding.evidence[:_EVIDENCE_LINES]
    ]


def technique_names(finding: Finding) -> list[tuple[str, str]]:
    """Return ATT&CK id and name; the name is empty for an id the table does not hold."""
    named = []
    for each in finding.techniques:
        try:
            named.append((each, technique(each).name))
        except UnknownTechniqueError:
            named.append((one_line(each), ""))
    return named
