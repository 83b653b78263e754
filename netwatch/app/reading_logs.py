"""Log files of any sort -> one document: events about mirroring, and flows like a mirror's."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from netwatch.app.event_logs import events_view, findings_of, gather
from netwatch.app.flow_logs import flow_findings, flows_view, read_flows
from netwatch.app.flow_reading import layout_of
from netwatch.app.workspace import Workspace, utc_now
from netwatch.model.document import Document
from netwatch.model.finding import KeptFinding
from netwatch.shapes import finding_shape

_EVENTS_FROM, _FLOWS_FROM = 7, 8


def read_logs(
    files: Sequence[Path], work: Workspace, *, threshold: int | None, keep: bool
) -> Document:
    """Return what ``files`` tell; what sort each is of, its content says.

    ``threshold`` is the least risk that is shown, by itself 7 for events and 8 for flows, as
    ATT&CK's two analytics have it; ``keep`` stores what flows tell. Raises LogUnreadableError.
    """
    now = utc_now()
    flow_files = [each for each in files if layout_of(each) is not None]
    gathered = gather([each for each in files if each not in flow_files])
    devices = work.inventory.devices if work.settings.inventory.exists() else ()
    found = findings_of(gathered.ordered(), devices, work.policy, now)
    shown = events_view(gathered, found, _EVENTS_FROM if threshold is None else threshold, now)
    if not flow_files:
        return shown
    flows = read_flows(flow_files, work, now, keep=keep)
    seen = flows_view(flows, _FLOWS_FROM if threshold is None else threshold)
    more = tuple(
        KeptFinding(finding=each, first_seen=now, last_seen=now)
        for each in flow_findings(flows, work, now)
    )
    return _joined(shown, seen, more, events=len(flow_files) < len(files))


def _joined(
    shown: Document, seen: Document, more: tuple[KeptFinding, ...], *, events: bool
) -> Document:
    findings = tuple(sorted((*shown.findings, *more), key=lambda each: -each.finding.severity))
    data = dict(shown.data) if isinstance(shown.data, dict) else {}
    return replace(
        shown,
        data={**data, "flows": seen.data, "findings": [finding_shape(each) for each in findings]},
        tables=(*(shown.tables if events else ()), *seen.tables),
        findings=findings,
        notes=(*(shown.notes if events else ()), *seen.notes),
    )
