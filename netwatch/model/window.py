"""Change windows: what was announced, what must come of it, and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from netwatch.model.change import Change
from netwatch.model.checked import ExitCode


class How(StrEnum):
    """Which way a thing changes."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class MirrorExpected:
    """A mirror session comes, goes or changes; each pattern is a shell glob, "" leaves it open."""

    how: How
    session: str = ""
    destination: str = ""
    source: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageExpected:
    """A field of the image has this value in the end; ``digest`` is any hash of any file."""

    field: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderExpected:
    """Configuration changes at or under a statement that this glob matches."""

    pattern: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineExpected:
    """One statement comes or goes; ``parents`` are the statements it stands under, globs all."""

    how: How
    text: str
    parents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingExpected:
    """Something else that netwatch reads by its meaning comes, goes or changes.

    ``facet`` is a field of DeviceState, ``posture.users`` for a field of its posture,
    ``image.booted_at`` for one of its image, or ``secret``; ``name`` is a glob.
    """

    facet: str
    how: How
    name: str = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateExpected:
    """The device is to become what this configuration says.

    ``source`` is the file it came from, ``text`` the configuration without its secrets ("" until
    the window is opened); a ``fragment`` is laid onto what the device has, a remediation too.
    """

    source: str
    text: str = ""
    fragment: bool = False


Expected: TypeAlias = (
    MirrorExpected
    | ImageExpected
    | UnderExpected
    | LineExpected
    | ThingExpected
    | CandidateExpected
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """One thing announced: on which devices (a glob), in whose words, and whether it must come.

    What is not ``needed`` may come and may stay away.
    """

    what: Expected
    text: str
    device: str = "*"
    needed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeWindow:
    """An announced change: when (UTC), where (names and selectors), and what is expected.

    ``name`` is the team's own (``CHG123``), ``origin`` where it was announced, ``uid`` the key a
    calendar or ticket system knows it by ("" for none).
    """

    name: str
    starts: datetime
    ends: datetime
    devices: tuple[str, ...]
    expectations: tuple[Expectation, ...] = ()
    title: str = ""
    origin: str = ""
    uid: str = ""


class WindowState(StrEnum):
    """Where a window stands."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    MISSED = "missed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """How a device was found when its window was opened; ``why_not`` says why it could not be."""

    device: str
    taken_at: datetime
    why_not: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptWindow:
    """A window with its life so far; ``devices`` are the names it was opened for."""

    window: ChangeWindow
    state: WindowState
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    devices: tuple[str, ...] = ()
    baselines: tuple[Baseline, ...] = ()

    @property
    def over_at(self) -> datetime:
        """Return when it stops explaining changes: its end, or the earlier closing."""
        ends = self.window.ends
        return ends if self.closed_at is None else min(ends, self.closed_at)


@dataclass(frozen=True, slots=True)
class Explained:
    """What one window explains of a visit.

    ``changes`` are those of this visit it announced; ``standing`` those since the window began
    that still stand, () once it is over: a window explains a change for good, but a condition
    only while it lasts.
    """

    window: str
    changes: tuple[Change, ...]
    standing: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a verdict, in words: ``stanza`` are the parent statements, ``diff`` the lines.

    ``expectations`` are those that cover it, or the one that was missed. ``also`` are other
    windows that announced it too.
    """

    what: str
    stanza: tuple[str, ...] = ()
    diff: tuple[str, ...] = ()
    expectations: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceVerdict:
    """The three lists of one device, and what could not be judged.

    ``earlier`` are changes found when the window was opened, made before it began, ``others`` those
    that only another window announced. ``blind`` says what could not be verified and why. ``since``
    is the visit compared with, ``seen_at`` the last.
    """

    device: str
    since: datetime | None
    seen_at: datetime | None
    expected: tuple[Entry, ...] = ()
    missing: tuple[Entry, ...] = ()
    unexpected: tuple[Entry, ...] = ()
    earlier: tuple[Entry, ...] = ()
    others: tuple[Entry, ...] = ()
    blind: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of a window, device by device, at one moment."""

    window: str
    at: datetime
    devices: tuple[DeviceVerdict, ...]
    notes: tuple[str, ...] = ()

    @property
    def exit_code(self) -> ExitCode:
        """Return 0 for exactly as said, 1 for something unexpected or missing, 3 for unseen."""
        if any(each.missing or each.unexpected for each in self.devices):
            return ExitCode.FINDINGS
        if any(each.blind for each in self.devices) or not self.devices:
            return ExitCode.UNKNOWN
        return ExitCode.OK
