"""What is told to people and systems outside: alerts, where they go, and what came of it."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Generic, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

from netwatch.model.evidence import Severity
from netwatch.model.finding import Finding, KeptFinding, Status
from netwatch.model.inventory import SecretRef


class Occasion(StrEnum):
    """Why an alert is sent; ``test`` is no finding at all."""

    OPENED = "opened"
    REOPENED = "reopened"
    EXPLAINED = "explained"
    RESOLVED = "resolved"
    TEST = "test"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One step in the life of one finding, told to somebody.

    ``at`` is when the step was taken, ``since`` when this life of the finding began. ``who`` is
    the person behind it, where anybody knows. ``diff`` is how the device's configuration changed
    in that visit, as the lines of a unified diff.
    """

    occasion: Occasion
    at: datetime
    finding: Finding
    since: datetime
    site: str | None = None
    address: str | None = None
    platform: str | None = None
    who: str | None = None
    note: str | None = None
    diff: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Return 32 hex digits: equal for the same step, however often it is sent."""
        text = f"{self.finding.fingerprint}\0{self.occasion}\0{self.at.isoformat()}"
        return _digest(text)


_BY_STATUS = {
    Status.OPEN: Occasion.OPENED,
    Status.ACKNOWLEDGED: Occasion.OPENED,
    Status.EXPLAINED: Occasion.EXPLAINED,
    Status.RESOLVED: Occasion.RESOLVED,
}


def standing_alert(kept: KeptFinding) -> Alert:
    """Return what a kept finding would be told as now."""
    return Alert(
        occasion=_BY_STATUS[kept.status],
        at=kept.last_seen,
        finding=kept.finding,
        since=kept.first_seen,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One or several alerts on their way to one receiver.

    ``sent_at`` is the time of this attempt; ``key`` stays the same over all attempts. ``sender``
    is the name of this host.
    """

    alerts: tuple[Alert, ...]
    sent_at: datetime
    sender: str = "netwatch"

    @property
    def key(self) -> str:
        """Return the alert's own key, or one made of the keys of all."""
        if len(self.alerts) == 1:
            return self.alerts[0].key
        return _digest("\0".join(each.key for each in self.alerts))

    @property
    def severity(self) -> Severity:
        """Return that of the worst alert."""
        return max((each.finding.severity for each in self.alerts), default=Severity.INFO)


@dataclass(frozen=True, slots=True)
class SinkSettings:
    """What one kind of receiver needs; each notifier has a subclass of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sink:
    """A named receiver. ``single``: it takes one alert a message and no digest."""

    name: str
    kind: str
    settings: SinkSettings
    single: bool = False
    line: int | None = None


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Every day from ``start`` to ``end`` in ``zone``; over midnight when ``end`` is earlier."""

    start: time
    end: time
    zone: ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Which alerts go to which sinks. Globs; an empty tuple matches everything."""

    name: str
    to: tuple[str, ...]
    severity: Severity = Severity.INFO
    sites: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()
    clouds: tuple[str, ...] = ()
    on: tuple[Occasion, ...] = (Occasion.OPENED, Occasion.REOPENED)
    digest: timedelta | None = None
    quiet: QuietHours | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Ticket:
    """Where one alert goes and from when on; those of one ``batch`` travel in one message.

    An empty ``batch`` travels alone.
    """

    sink: str
    due: datetime
    batch: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerting:
    """All of alerts.yaml; ``give_up`` is how long one alert is tried."""

    sinks: tuple[Sink, ...] = ()
    routes: tuple[Route, ...] = ()
    give_up: timedelta = timedelta(days=7)

    def sink(self, name: str) -> Sink | None:
        """Return the sink called ``name``, or None."""
        return next((each for each in self.sinks if each.name == name), None)


class Fault(StrEnum):
    """Whether the receiver as a whole is in the way, or only this message."""

    SINK = "sink"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class Delivered:
    """The receiver took the message; ``answer`` is what it said, free of secrets."""

    answer: str


@dataclass(frozen=True, slots=True)
class Failed:
    """The receiver did not take it; ``why`` is for people and free of secrets.

    ``retry_after`` is how long the receiver asked to be left alone.
    """

    why: str
    fault: Fault = Fault.SINK
    retry_after: timedelta | None = None


Outcome: TypeAlias = Delivered | Failed
Secrets: TypeAlias = Callable[[SecretRef], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one delivery may cost: seconds in all, and bytes of the answer."""

    seconds: float = 20.0
    reply_bytes: int = 64 * 1024


S = TypeVar("S", bound=SinkSettings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notifier(Generic[S]):
    """One kind of receiver: what it must be told, and how a message reaches it.

    ``send`` ends within the limits and returns what came of it. It may raise SecretError; any
    other failure is a value.
    """

    settings: type[S]
    send: Callable[[Message, S, Secrets, Limits], Outcome]
    single: bool = False


def worst_first(alerts: Sequence[Alert]) -> tuple[Alert, ...]:
    """Return the alerts by severity, then by time."""
    return tuple(sorted(alerts, key=lambda each: (-each.finding.severity, each.at)))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="backslashreplace")).hexdigest()[:32]
