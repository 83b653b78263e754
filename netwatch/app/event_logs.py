"""Log files -> events about mirroring, whatever wrote them; only the events stay in memory."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BufferedIOBase
from pathlib import Path

from netwatch import registry
from netwatch.app.host_names import HostNames
from netwatch.app.log_files import LogUnreadableError, opened, readable
from netwatch.app.log_formats import audit_event, log_event
from netwatch.detect import detect
from netwatch.judgement.audit import of_line, risk_words
from netwatch.model.audit import AuditEvent
from netwatch.model.device import Device
from netwatch.model.document import Document, Table
from netwatch.model.finding import Finding, KeptFinding
from netwatch.model.platform import Platform
from netwatch.model.policy import Policy
from netwatch.model.rule import Facts
from netwatch.model.state import DeviceState, Reading
from netwatch.parsing.records import NoRecordsError, records
from netwatch.parsing.syslog import syslog_line
from netwatch.parsing.timestamps import moment
from netwatch.shapes import event_shape, finding_shape, when

_LONGEST_LINE = 32 * 1024 * 1024
_STAMPED = 40


@dataclass(slots=True)
class Gathered:
    """What was found in log files: each event once, and how much was read of each file."""

    events: dict[tuple[str, str], AuditEvent] = field(default_factory=dict)
    read: dict[str, int] = field(default_factory=dict)

    def add(self, event: AuditEvent) -> None:
        """Take in ``event``; of two records that tell of one, the later says how it ended."""
        key = (event.source, event.key or f"#{len(self.events)}")
        known = self.events.get(key)
        self.events[key] = event if known is None else known.over(event)

    def ordered(self) -> tuple[AuditEvent, ...]:
        """Return the events by time, those without one first."""
        return tuple(
            sorted(self.events.values(), key=lambda each: each.at.timestamp() if each.at else 0.0)
        )


def gather(paths: Sequence[Path]) -> Gathered:
    """Return every event about mirroring in the files at ``paths``; ``.gz`` is unpacked.

    Raises LogUnreadableError naming the file and what is wrong.
    """
    gathered = Gathered()
    for path in paths:
        try:
            with readable(path), opened(path) as file:
                for number, event in _events(_lines(file)):
                    gathered.read[str(path)] = number
                    if event is not None:
                        gathered.add(event)
        except NoRecordsError as error:
            raise LogUnreadableError(f"{path}: {error}") from None
    return gathered


def _lines(file: BufferedIOBase) -> Iterator[str]:
    while line := file.readline(_LONGEST_LINE):
        yield line.decode("utf-8", "replace").rstrip("\r\n")


def _events(lines: Iterator[str]) -> Iterator[tuple[int, AuditEvent | None]]:
    """Yield (how many were read, event or None) for each record or line."""
    first = next((each for each in lines if each.strip()), "")
    text = _chain(first, lines)
    if first.lstrip()[:1] in {"{", "["}:
        for number, record in enumerate(records(text), 1):
            yield number, audit_event(record)
        return
    for number, line in enumerate(text, 1):
        yield number, _of_device(line)


def _chain(first: str, rest: Iterable[str]) -> Iterator[str]:
    yield first
    yield from rest


def _of_device(raw: str) -> AuditEvent | None:
    line = syslog_line(raw.encode())
    at = moment(next((word for word in raw[:_STAMPED].split() if "T" in word), None))
    return of_line(line.text, log_event(line.text), host=line.host, at=at)


def findings_of(
    events: Sequence[AuditEvent], devices: Sequence[Device], policy: Policy, now: datetime
) -> tuple[Finding, ...]:
    """Return what the rules say of ``events``, each under the inventory's name for its account.

    A host that is in no inventory keeps the name the log gives it.
    """
    by_host: dict[str, list[AuditEvent]] = {}
    for each in events:
        by_host.setdefault(each.host or "-", []).append(each)
    names = HostNames(devices)
    found: list[Finding] = []
    for host, those in by_host.items():
        device = names.device(host) or Device(name=host, address=host, platform=those[0].source)
        state = DeviceState(device=device.name, platform=device.platform, taken_at=now)
        facts = Facts(
            device=device, platform=_nothing_read(device.platform), now=now, before=None,
            after=state, known=state, policy=policy, events=tuple(those),
        )  # fmt: skip
        found += detect(facts, registry.rules())
    return tuple(sorted(found, key=lambda each: (-each.severity, each.device, each.subject)))


def _nothing_read(name: str) -> Platform:
    return Platform(
        name=name, title=name, read=lambda _answers: Reading(), flatten=lambda _text: (),
        interface_key=str,
    )  # fmt: skip


def events_view(
    gathered: Gathered, findings: Sequence[Finding], threshold: int, now: datetime
) -> Document:
    """Return the events at or above ``threshold`` by time, as ATT&CK's analytic counts them."""
    events = gathered.ordered()
    shown = [each for each in events if each.risk >= threshold]
    kept = tuple(KeptFinding(finding=each, first_seen=now, last_seen=now) for each in findings)
    rows = tuple(
        (
            when(each.at) or "-",
            each.host or "-",
            each.user or "-",
            each.origin or "-",
            each.meaning.alias or each.name,
            risk_words(each),
        )
        for each in shown
    )
    read = sum(gathered.read.values())
    notes = [f"{read} records in {len(gathered.read)} files: {len(events)} about mirroring"]
    if len(shown) < len(events):
        notes.append(f"{len(events) - len(shown)} of them below risk {threshold}; see --threshold")
    return Document(
        data={
            "schema": "netwatch/events/1",
            "read": dict(gathered.read),
            "events": [event_shape(each) for each in events],
            "findings": [finding_shape(each) for each in kept],
        },
        tables=(Table("Events", ("time", "host", "user", "from", "event", "risk"), rows),),
        findings=kept,
        notes=tuple(notes),
    )
