"""Kept findings as documents: lists, groups, the life of one, and why it is told so."""

from collections.abc import Sequence

from netwatch import registry
from netwatch.app.kept_views import incidents_table
from netwatch.explain import Decision
from netwatch.incidents import incidents
from netwatch.judgement.alike import alike_key
from netwatch.model.document import Document, Table
from netwatch.model.finding import KeptFinding
from netwatch.model.incident import Incident
from netwatch.shapes import Shape, finding_shape, incident_shape, when
from netwatch.store.values import FindingEvent

MANY = 3
"""From so many devices on, equal findings are one row."""
_SHOWN = 4


def findings_view(
    findings: Sequence[KeptFinding],
    standing: Sequence[KeptFinding] = (),
    *,
    least: int | None = None,
    ignored: int = 0,
) -> Document:
    """Return kept findings, with the incidents they belong to among all that stand.

    Equal findings of ``least`` devices or more are one row (None: never); the data holds each.
    ``ignored`` counts what policy keeps out of the list.
    """
    shown = {each.finding.fingerprint for each in findings}
    told = [each for each in incidents(standing) if shown & set(each.findings)]
    groups = grouped(findings, least) if least else []
    together = {each.finding.fingerprint for group in groups for each in group}
    notes = [f"{len(findings)} findings"]
    if ignored:
        notes.append(
            f"{ignored} more are ignored by policy: netwatch findings --status ignored lists them"
        )
    return Document(
        data=[_with_incidents(each, told) for each in findings],
        tables=(incidents_table(told), _groups_table(groups)),
        findings=tuple(each for each in findings if each.finding.fingerprint not in together),
        notes=tuple(notes),
    )


def grouped(findings: Sequence[KeptFinding], least: int) -> list[list[KeptFinding]]:
    """Return the findings that say the same of ``least`` devices or more, worst first.

    The same: one rule, severity and status, and subject and title that differ by no more than
    numbers, hashes and the device's own name.
    """
    groups: dict[tuple[object, ...], list[KeptFinding]] = {}
    for each in findings:
        finding = each.finding
        key = (
            alike_key(finding),
            finding.severity,
            each.status,
        )
        groups.setdefault(key, []).append(each)
    return [
        some for some in groups.values() if len({each.finding.device for each in some}) >= least
    ]


def _groups_table(groups: Sequence[Sequence[KeptFinding]]) -> Table:
    rows = []
    for group in groups:
        first = group[0].finding
        devices = list(dict.fromkeys(each.finding.device for each in group))
        more = f" and {len(devices) - _SHOWN} more" if len(devices) > _SHOWN else ""
        rows.append(
            (
                first.severity.label,
                str(len(group)),
                ", ".join(devices[:_SHOWN]) + more,
                first.rule,
                first.title,
                group[0].status.value,
                first.fingerprint[:8],
            )
        )
    columns = ("severity", "findings", "devices", "rule", "for example", "status", "id")
    return Table("Alike on several devices", columns, tuple(rows))


def _with_incidents(kept: KeptFinding, told: Sequence[Incident]) -> Shape:
    ours = [each for each in told if kept.finding.fingerprint in each.findings]
    return {**finding_shape(kept), "incidents": [incident_shape(each) for each in ours]}


def life_view(kept: KeptFinding, events: Sequence[FindingEvent]) -> Document:
    """Return one finding with every step of its life, oldest first."""
    data = {"schema": "netwatch/finding-history/1", **life_shape(kept, events)}
    rows = tuple(
        (str(when(each.at)), each.kind.value, each.actor or "netwatch", _said(each))
        for each in events
    )
    columns = ("at", "what", "by", "said")
    return Document(data=data, tables=(Table("Life", columns, rows),), findings=(kept,))


def life_shape(kept: KeptFinding, events: Sequence[FindingEvent]) -> Shape:
    """Return a finding and every step of its life, oldest first, as JSON."""
    return {
        "finding": finding_shape(kept),
        "events": [
            {
                "at": when(each.at),
                "kind": each.kind.value,
                "by": each.actor,
                "note": each.note,
                "title": each.finding.title if each.finding else None,
                "severity": each.finding.severity.label if each.finding else None,
                "window": each.finding.window if each.finding else None,
                "approval": each.finding.approval if each.finding else None,
            }
            for each in events
        ],
    }


def _said(event: FindingEvent) -> str:
    if event.note:
        return event.note
    finding = event.finding
    if finding is None:
        return ""
    return finding.window or finding.approval or finding.ignored or finding.title


def explain_view(kept: KeptFinding, decided: Sequence[Decision] | None) -> Document:
    """Return why a finding is told as it is; None when its device left the inventory."""
    rule = registry.rule(kept.finding.rule)
    told = decided or ()
    data = {
        "schema": "netwatch/explain/1",
        "finding": finding_shape(kept),
        "rule": {
            "id": rule.id,
            "title": rule.title,
            "severity": rule.severity.label,
            "told": "while it lasts" if rule.lasting else "at the change",
            "needs": list(rule.needs),
        },
        "decisions": [
            {"about": each.about, "decided": each.told, "source": each.source, "line": each.line}
            for each in told
        ],
    }
    rows = tuple((each.about, each.told, _place(each)) for each in told)
    lasts = "while it lasts" if rule.lasting else "at the change, for as long as what it left stays"
    notes = [f"{rule.id}: {rule.title}; told {lasts}; from {', '.join(rule.needs) or 'the visit'}"]
    if decided is None:
        notes.append(f"{kept.finding.device} left the inventory: policy says nothing of it")
    return Document(
        data=data,
        tables=(Table("Why it is told so", ("about", "decided", "by"), rows),),
        findings=(kept,),
        notes=tuple(notes),
    )


def _place(decision: Decision) -> str:
    return decision.source if decision.line is None else f"{decision.source}:{decision.line}"
