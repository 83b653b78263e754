"""A change window as somebody fills it in: what is wrong with it, and what it would announce."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from netwatch import registry
from netwatch.app.actor import Limit
from netwatch.app.explaining import case_of, for_device
from netwatch.app.windows import WindowTimeError, check_times
from netwatch.app.workspace import Workspace
from netwatch.inventory.announced import (
    MOST_DEVICES,
    MOST_EXPECTATIONS,
    AnnouncementError,
    check_name,
)
from netwatch.inventory.errors import InventoryError
from netwatch.judgement.expectations import judge
from netwatch.model.device import Device
from netwatch.model.errors import NetwatchError
from netwatch.model.window import (
    CandidateExpected,
    ChangeWindow,
    Expectation,
    KeptWindow,
    WindowState,
)
from netwatch.parsing.expectation import ExpectationError, read_expectation
from netwatch.parsing.moment import MomentError, read_moment
from netwatch.store.window_values import WindowQuery

_TITLE = 300
_WRONG = 10
_LOOKED_AT = 20
_OTHERS = 200
_LIVE = (WindowState.OPEN, WindowState.PLANNED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What was filled in, as it was written; ``starts`` "" is now, ``zone`` "" the setting's.

    ``devices`` are names and selectors by commas or lines, ``expect`` one expectation a line.
    """

    name: str = ""
    title: str = ""
    devices: str = ""
    starts: str = ""
    ends: str = ""
    zone: str = ""
    expect: str = ""


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with one field of a draft, in a sentence."""

    field: str
    message: str


class WrongDraftError(NetwatchError):
    """A draft describes no window; the message says all that is wrong with it."""

    def __init__(self, wrong: Iterable[Wrong]) -> None:
        super().__init__("; ".join(f"{each.field}: {each.message}" for each in wrong))


@dataclass(frozen=True, slots=True)
class DraftRead:
    """A draft that was read: its window, or everything that is wrong with it."""

    window: ChangeWindow | None
    devices: tuple[Device, ...] = ()
    wrong: tuple[Wrong, ...] = ()

    @property
    def proper(self) -> ChangeWindow:
        """Return the window. Raises WrongDraftError."""
        if self.window is None:
            raise WrongDraftError(self.wrong)
        return self.window


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """One expectation of a window that was not opened yet.

    ``devices`` are those it speaks of, ``already`` those of the looked-at ones that are so now.
    """

    expectation: Expectation
    devices: tuple[str, ...]
    already: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What a window would announce, seen from what is known now; nothing is visited or kept.

    ``overlaps`` are windows of the same time and of some of the same devices, ``unknown`` the
    devices of which nothing is kept yet. ``looked_at`` is for how many ``already`` was judged.
    """

    window: ChangeWindow
    devices: tuple[str, ...]
    foreseen: tuple[Foreseen, ...]
    overlaps: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    looked_at: int = 0


def read_draft(work: Workspace, draft: Draft, limit: Limit, now: datetime) -> DraftRead:
    """Return the window that ``draft`` describes, for somebody who may see ``limit``.

    Everything that is wrong is told at once. Expectations may name no file of this machine.
    """
    reader = _Reader(work, limit)
    name = reader.name(draft.name)
    zone = reader.zone(draft.zone)
    starts = now if not draft.starts.strip() else reader.moment("starts", draft.starts, zone)
    ends = reader.moment("ends", draft.ends, zone)
    names, devices = reader.devices(draft.devices)
    expectations = tuple(reader.expectations(draft.expect, devices))
    if starts is not None and ends is not None:
        reader.times(starts, ends, now)
    if reader.wrong or starts is None or ends is None:
        return DraftRead(None, devices, tuple(reader.wrong))
    window = ChangeWindow(
        name=name,
        starts=starts,
        ends=ends,
        devices=names,
        expectations=expectations,
        title=" ".join(_sound(draft.title).split())[:_TITLE],
        origin="web console",
    )
    return DraftRead(window, devices)


def _sound(text: str) -> str:
    # Half a surrogate pair is JSON, and no text that can be shown.
    return text.encode("utf-8", "replace").decode()


@dataclass
class _Reader:
    """Reads a draft field by field and notes what is wrong."""

    work: Workspace
    limit: Limit
    wrong: list[Wrong] = field(default_factory=list)

    def name(self, text: str) -> str:
        text = _sound(text.strip())
        try:
            check_name(text)
        except AnnouncementError as error:
            self._note("name", "give the window a name: CHG123" if not text else str(error))
            return text
        there = self.work.store.windows.find(text)
        if there is not None and there.state in (WindowState.OPEN, WindowState.CLOSED):
            self._note("name", f"{text} is {there.state.value} already; name another")
        elif there is not None and there.state is WindowState.PLANNED:
            self._note("name", f"{text} is planned already; open or call off that one")
        return text

    def zone(self, text: str) -> tzinfo:
        if not text.strip():
            return self.work.settings.zone
        try:
            return ZoneInfo(text.strip())
        except (ZoneInfoNotFoundError, ValueError, OSError):
            self._note("zone", f"no time zone {text[:40]!r}: Europe/Berlin, UTC")
            return self.work.settings.zone

    def moment(self, name: str, text: str, zone: tzinfo) -> datetime | None:
        if not text.strip():
            self._note(name, "say when it ends" if name == "ends" else "say when it begins")
            return None
        try:
            return read_moment(text, zone)
        except MomentError as error:
            self._note(name, str(error))
            return None

    def times(self, starts: datetime, ends: datetime, now: datetime) -> None:
        try:
            check_times(starts, ends, now)
        except WindowTimeError as error:
            self._note("ends", str(error))

    def devices(self, text: str) -> tuple[tuple[str, ...], tuple[Device, ...]]:
        """Return the names and selectors, and the devices they select."""
        parts = (each.strip() for each in _sound(text).replace("\n", ",").split(","))
        names = tuple(dict.fromkeys(each for each in parts if each))
        if not names:
            self._note("devices", "name devices, or select some: site:nyc, tag:edge, role:core")
        if len(names) > MOST_DEVICES:
            self._note("devices", f"more than {MOST_DEVICES} names")
            return (), ()
        found: dict[str, Device] = {}
        for each in names:
            found |= {device.name: device for device in self._selected(each)}
        return names, tuple(found.values())

    def _selected(self, name: str) -> tuple[Device, ...]:
        """Return what one name selects; what somebody may not see is told as what is not there."""
        try:
            chosen = self.work.devices((name,))
        except InventoryError:
            chosen = ()
        if not chosen or (self.limit is not None and not any(e.name in self.limit for e in chosen)):
            self._note("devices", f"no device {name[:60]!r} that you may see")
            return ()
        if self.limit is not None and not self.limit.issuperset(each.name for each in chosen):
            self._note("devices", f"{name[:60]} selects devices that you may not see: name yours")
            return ()
        return chosen

    def expectations(self, text: str, devices: tuple[Device, ...]) -> Iterator[Expectation]:
        count = 0
        for number, line in enumerate(_sound(text).splitlines(), 1):
            if not line.strip() or line.lstrip().startswith("#"):
                continue
            count += 1
            if count > MOST_EXPECTATIONS:
                self._note("expect", f"more than {MOST_EXPECTATIONS} expectations")
                return
            try:
                expectation = read_expectation(line)
            except ExpectationError as error:
                self._note("expect", f"line {number}: {error}")
                continue
            if why := _unusable(expectation, devices):
                self._note("expect", f"line {number}: {why}")
                continue
            yield expectation

    def _note(self, name: str, message: str) -> None:
        if sum(each.field == name for each in self.wrong) < _WRONG:
            self.wrong.append(Wrong(name, message))


def _unusable(expectation: Expectation, devices: tuple[Device, ...]) -> str | None:
    if isinstance(expectation.what, CandidateExpected):
        return (
            "a page cannot name a file of the server; write its statements as config added: and "
            "config removed:, or use netwatch window open --expect"
        )
    if devices and not any(for_device((expectation,), each.name) for each in devices):
        return f"{expectation.text!r} is about none of the window's devices"
    return None


def forecast(work: Workspace, read: ChangeWindow, devices: tuple[Device, ...]) -> Forecast:
    """Return what a window would announce. Raises StoreError."""
    names = tuple(each.name for each in devices)
    already: dict[str, list[str]] = {}
    unknown: list[str] = []
    for device in devices[:_LOOKED_AT]:
        so = _already(work, read, device)
        if so is None:
            unknown.append(device.name)
        for text in so or ():
            already.setdefault(text, []).append(device.name)
    return Forecast(
        window=read,
        devices=names,
        foreseen=tuple(
            Foreseen(
                expectation=each,
                devices=tuple(name for name in names if for_device((each,), name)),
                already=tuple(already.get(each.text, ())),
            )
            for each in read.expectations
        ),
        overlaps=tuple(_overlaps(work, read, frozenset(names))),
        unknown=tuple(unknown),
        looked_at=min(len(devices), _LOOKED_AT),
    )


def _already(work: Workspace, window: ChangeWindow, device: Device) -> tuple[str, ...] | None:
    """Return the needed expectations that hold of a device now, None when nothing is known."""
    known = work.store.known_state(device.name)
    if known is None:
        return None
    platform = registry.platform(device.platform)
    kept = KeptWindow(window=window, state=WindowState.PLANNED)
    met = judge(case_of(kept, platform, known, known, ())).met
    mine = for_device(window.expectations, device.name)
    return tuple(mine[number].text for number in met if mine[number].needed)


def _overlaps(work: Workspace, window: ChangeWindow, names: frozenset[str]) -> Iterator[str]:
    some = work.store.windows.page(WindowQuery(states=_LIVE, limit=_OTHERS))
    for each in some:
        other = each.kept.window
        if other.name == window.name:
            continue
        if other.starts >= window.ends or each.kept.over_at <= window.starts:
            continue
        devices = each.kept.devices or _planned_devices(work, other)
        if not names.isdisjoint(devices):
            yield other.name


def _planned_devices(work: Workspace, window: ChangeWindow) -> tuple[str, ...]:
    try:
        return tuple(each.name for each in work.devices(window.devices))
    except InventoryError:
        return ()
