"""Log files of any sort -> one document: events about mirroring, and flows like a mirror's."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from netwatch.app.event_logs import events_view, findings_of, gather
from netwatch.app.flow_logs import flow_findings, flows_view, read_flows
from netwatch.app.flow_reading import layout_of
from netwatch.app.host_names import HostNames
from netwatch.app.told_events import KeptEvents, keep_events, told_devices
from netwatch.app.workspace import Workspace, utc_now
from netwatch.model.device import Device
from netwatch.model.document import Document
from netwatch.model.finding import KeptFinding
from netwatch.report._cases import of_finding
from netwatch.shapes import finding_shape

MOST_CHECKED = 200
"""How many devices one reading of logs may have checked."""

_EVENTS_FROM, _FLOWS_FROM = 7, 8


@dataclass(frozen=True, slots=True)
class LogsRead:
    """What log files tell, and the devices of the inventory that events in them tell of."""

    document: Document
    devices: tuple[Device, ...]


def read_logs(
    files: Sequence[Path], work: Workspace, *, threshold: int | None, keep: bool
) -> LogsRead:
    """Return what ``files`` tell; what sort each is of, its content says.

    ``threshold`` is the least risk that is shown, by itself 7 for events and 8 for flows, as
    ATT&CK's two analytics have it; ``keep`` stores what flows tell, and the events about devices
    of the inventory. Raises LogUnreadableError and StoreError.
    """
    now = utc_now()
    flow_files = [each for each in files if layout_of(each) is not None]
    gathered = gather([each for each in files if each not in flow_files])
    devices = work.inventory.devices if work.settings.inventory.exists() else ()
    events, names = gathered.ordered(), HostNames(devices)
    found = findings_of(events, devices, work.policy, now)
    shown = events_view(gathered, found, _EVENTS_FROM if threshold is None else threshold, now)
    if keep and events:
        shown = _with_kept(shown, keep_events(events, names, work.store, work.key, now))
    told = told_devices(events, names)
    if not flow_files:
        return LogsRead(shown, told)
    flows = read_flows(flow_files, work, now, keep=keep)
    seen = flows_view(flows, _FLOWS_FROM if threshold is None else threshold)
    more = tuple(
        KeptFinding(finding=each, first_seen=now, last_seen=now)
        for each in flow_findings(flows, work, now)
    )
    return LogsRead(_joined(shown, seen, more, events=len(flow_files) < len(files)), told)


def with_check(document: Document, swept: Document, left: int) -> Document:
    """Return what logs tell together with the check of the devices that they tell of.

    ``left`` is how many more there were than one run checks.
    """
    data = dict(document.data) if isinstance(document.data, dict) else {}
    more = (f"{left} more devices that events tell of were not checked",) if left else ()
    return replace(
        document,
        data={**data, "check": swept.data},
        tables=(*document.tables, *swept.tables),
        findings=(*document.findings, *swept.findings),
        notes=(*document.notes, *swept.notes, *more),
        cases=(*map(of_finding, document.findings), *swept.cases),
    )


def _with_kept(shown: Document, kept: KeptEvents) -> Document:
    data = dict(shown.data) if isinstance(shown.data, dict) else {}
    return replace(
        shown, data={**data, "events_kept": kept.new}, notes=(*shown.notes, kept.sentence)
    )


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
