"""One device's past through the same judgement as its present: one version after the other."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from netwatch.app.check import visit_of
from netwatch.app.facts import Past
from netwatch.app.past.texts import Cleaner
from netwatch.app.watch import Watch
from netwatch.claims import ABSENT
from netwatch.model.device import Device
from netwatch.model.evidence import Severity
from netwatch.model.finding import Finding, KeptFinding, Status
from netwatch.model.heard import Heard, LogEvent, Told
from netwatch.model.past import ORIGIN, PastVersion, Recorded
from netwatch.model.platform import CONFIG, Platform
from netwatch.model.snapshot import Artifact, Snapshot
from netwatch.model.state import DeviceState
from netwatch.parsing.text import one_line
from netwatch.read import read_device
from netwatch.store.errors import SameMomentError
from netwatch.store.hindsight import Hindsight
from netwatch.store.values import HELD, FindingFilter, PastVisit, Visit

Text = Callable[[PastVersion], str | None]

BATCH = 100
_BATCH_CHARS = 32_000_000
_COMMAND = "kept history"
_LONGEST = 300
_TRIES = 3


@dataclass(slots=True)
class Tally:
    """What became of one device's versions."""

    kept: int = 0
    known: int = 0
    unreadable: int = 0
    findings: int = 0
    below: int = 0
    mirrors: bool = False


def _go_on() -> None:
    """Never stop."""


@dataclass(slots=True)
class Replay:
    """One device on its way through its past.

    ``since`` is the severity from which findings are kept. ``platform`` tells which platform wrote
    a text, None when nobody knows. ``go_on`` is asked before each batch and raises to stop.
    """

    device: Device
    watch: Watch
    cleaner: Cleaner
    platform: Callable[[str], Platform | None]
    since: Severity
    go_on: Callable[[], None] = _go_on
    tally: Tally = field(default_factory=Tally)
    _before: DeviceState | None = None
    _held: dict[str, KeptFinding] = field(default_factory=dict)
    _batch: list[PastVisit] = field(default_factory=list)
    _size: int = 0
    _last: DeviceState | None = None

    def run(self, versions: tuple[PastVersion, ...], text: Text) -> Tally:
        """Judge and keep every version that is not kept yet. Raises StoreError."""
        for _ in range(_TRIES):
            try:
                return self._run(versions, text)
            except SameMomentError:  # a killed import's last batch came in after we looked
                self._batch.clear()
                self._held.clear()
                self.tally = Tally()
        return self._run(versions, text)

    def _run(self, versions: tuple[PastVersion, ...], text: Text) -> Tally:
        hindsight = self.watch.store.hindsight
        times = hindsight.times(self.device.name)
        known = frozenset(times)
        visited = sorted(known - {each.at for each in versions})
        for version, resumes in _new(versions, known, visited):
            content = text(version)
            platform = self.platform(content) if content and content.strip() else None
            if content is None or platform is None:
                self.tally.unreadable += 1
                continue
            if resumes:
                self._flush(hindsight)
                self._recall(version.at)
            self._judge(version, content, platform)
            self._size += len(content)
            if len(self._batch) >= BATCH or self._size > _BATCH_CHARS:
                self._flush(hindsight)
        self._flush(hindsight)
        self.tally.known = len(known & {each.at for each in versions})
        if self.tally.kept:
            hindsight.finish(self.device.name)
        return self.tally

    def _recall(self, at: datetime) -> None:
        """Take up what the store knows of the device just before ``at``."""
        store = self.watch.store
        self._before = store.state_at(self.device.name, at)
        held = store.findings(FindingFilter(device=self.device.name, statuses=HELD))
        for each in held:
            if each.first_seen <= at:
                self._held.setdefault(each.finding.fingerprint, each)

    def _judge(self, version: PastVersion, text: str, platform: Platform) -> None:
        device = replace(self.device, platform=platform.name)
        if self._before is not None and self._before.platform != platform.name:
            self._before = None  # another box answers to the name: nothing to compare with
        snapshot = _snapshot(device, version, self.cleaner.clean(text, platform), self.cleaner)
        seen = self._read(platform, snapshot)
        past = Past(
            before=self._before,
            held=tuple(self._held.values()),
            said=_said(device, version, self.cleaner),
        )
        watch = replace(self.watch, now=lambda: version.at)
        whole = visit_of(device, snapshot, seen, past, watch)
        visit = self._worth_keeping(whole)
        closed = frozenset(each.fingerprint for each in visit.raised if _is_over(each, self.watch))
        self._batch.append(PastVisit(visit=visit, closed=closed))
        self._follow(visit, closed)
        self.tally.kept += 1
        self.tally.mirrors |= bool(visit.known.mirrors)

    def _read(self, platform: Platform, snapshot: Snapshot) -> DeviceState:
        """Read a version; one that reads as the version before it is not read again."""
        last = self._last
        if (
            last is not None
            and last.platform == platform.name
            and last.config == snapshot.artifacts[0].text
            and last.image is None
        ):
            return replace(last, taken_at=snapshot.taken_at)
        self._last = read_device(platform, snapshot)
        return self._last

    def _worth_keeping(self, visit: Visit) -> Visit:
        raised = tuple(each for each in visit.raised if each.severity >= self.since)
        self.tally.below += len(visit.raised) - len(raised)
        return replace(visit, raised=raised)

    def _follow(self, visit: Visit, closed: frozenset[str]) -> None:
        """Carry the findings that have not ended over ``visit``."""
        at = visit.snapshot.taken_at
        raised = {each.fingerprint: each for each in visit.raised}
        for fingerprint, holds in visit.settled.items():
            if not holds and fingerprint not in raised:
                self._held.pop(fingerprint, None)
        for each in (*visit.retold, *visit.raised):
            was = self._held.get(each.fingerprint)
            self.tally.findings += was is None
            first = at if was is None else was.first_seen
            self._held[each.fingerprint] = KeptFinding(
                finding=each, first_seen=first, last_seen=at, status=Status.OPEN
            )
        for fingerprint in closed:
            self._held.pop(fingerprint, None)
        self._before = visit.known

    def _flush(self, hindsight: Hindsight) -> None:
        self.go_on()
        if self._batch:
            hindsight.keep(tuple(self._batch))
            self._batch.clear()
            self._size = 0


def _new(
    versions: tuple[PastVersion, ...], known: frozenset[datetime], visited: list[datetime]
) -> Iterator[tuple[PastVersion, bool]]:
    """Yield the versions that are not kept, and whether the store knows more since the last one."""
    waiting = iter(visited)
    visit = next(waiting, None)
    resumes = True
    for version in versions:
        while visit is not None and visit < version.at:
            visit, resumes = next(waiting, None), True
        if version.at in known:
            resumes = True
            continue
        yield version, resumes
        resumes = False


def _is_over(finding: Finding, watch: Watch) -> bool:
    """Tell whether a finding of the past is told of and done with.

    A condition lasts as long as it is seen, and a mirror or tunnel as long as it is there. Any
    other change is of its day: nobody will look at it now, and the versions show it.
    """
    rule = next((each for each in watch.rules if each.id == finding.rule), None)
    if rule is not None and rule.lasting:
        return False
    claim = finding.claim
    return claim is None or claim.facet not in {"mirrors", "tunnels"} or claim.digest == ABSENT


def _snapshot(device: Device, version: PastVersion, text: str, cleaner: Cleaner) -> Snapshot:
    return Snapshot(
        device=device.name,
        platform=device.platform,
        taken_at=version.at,
        artifacts=(
            Artifact(CONFIG, _COMMAND, text),
            Artifact(ORIGIN, _COMMAND, write_origin(version, cleaner)),
        ),
    )


def write_origin(version: PastVersion, cleaner: Cleaner) -> str:
    """Return where a version comes from, as it is kept beside it."""
    said = version.recorded
    fields = {
        "mark": said.mark, "path": version.path, "author": said.author, "subject": said.subject,
    }  # fmt: skip
    lines = (f"{key}: {one_line(value, _LONGEST)}" for key, value in fields.items() if value)
    return cleaner.hide("\n".join(lines))


def read_origin(text: str) -> Recorded:
    """Undo ``write_origin``, for people: what was cut or hidden stays so."""
    fields = dict(line.split(": ", 1) for line in text.split("\n") if ": " in line)
    return Recorded(fields.get("mark", ""), fields.get("author", ""), fields.get("subject", ""))


def _said(device: Device, version: PastVersion, cleaner: Cleaner) -> tuple[Heard, ...]:
    """Return who recorded a version, as a word that stands beside what changed in it."""
    recorded = version.recorded
    if not recorded.author:
        return ()
    author = cleaner.hide(one_line(recorded.author, 100))
    return (
        Heard(
            device=device.name,
            at=version.at,
            way="commit",
            sender="",
            event=LogEvent(told=Told.CONFIG, user=author),
            text=cleaner.hide(one_line(f"{recorded.mark[:12]} {recorded.subject}", _LONGEST)),
        ),
    )
