"""Change windows: opened with a baseline, verified by another look, closed with a verdict."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from netwatch import registry
from netwatch.app.cadence import Wish
from netwatch.app.collecting import collector
from netwatch.app.explaining import LONGEST, for_device, is_late
from netwatch.app.merging import merge
from netwatch.app.scan import read_text
from netwatch.app.sweep import sweep
from netwatch.app.verdicts import Looked, judge_device
from netwatch.app.workspace import Workspace, utc_now
from netwatch.collect.deadline import Halt
from netwatch.inventory.errors import InventoryError
from netwatch.model.checked import Checked
from netwatch.model.device import Device
from netwatch.model.errors import NetwatchError
from netwatch.model.platform import CONFIG
from netwatch.model.window import (
    Baseline,
    CandidateExpected,
    ChangeWindow,
    DeviceVerdict,
    Expectation,
    KeptWindow,
    Verdict,
    WindowState,
)
from netwatch.parsing.noise import blank
from netwatch.parsing.redact import redact
from netwatch.store.errors import StoreError
from netwatch.store.values import Decision
from netwatch.store.windows import WindowError

Shown = Callable[[Iterator[Checked]], Iterator[Checked]]

SERVICE = "netwatch"
LEAD = timedelta(minutes=10)
"""How long before its beginning a planned window is opened."""


class WindowTimeError(NetwatchError):
    """The window's times make no sense."""


class CandidateError(NetwatchError):
    """A candidate configuration cannot be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A window that was opened, and how its devices were found."""

    kept: KeptWindow
    checked: tuple[Checked, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """A verdict, and the window and visits it rests on."""

    kept: KeptWindow
    verdict: Verdict
    checked: tuple[Checked, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What the service did about windows: opened ones, verdicts on closed ones, and what failed."""

    opened: tuple[Opened, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    problems: tuple[str, ...] = ()


def check_times(starts: datetime, ends: datetime, now: datetime) -> None:
    """Raise WindowTimeError for a window that is over, turned round, or longer than a month."""
    if ends <= starts:
        raise WindowTimeError(f"the window ends ({ends:%Y-%m-%d %H:%M %Z}) before it begins")
    if ends <= now:
        raise WindowTimeError(f"the window is over already: it ends {ends:%Y-%m-%d %H:%M %Z}")
    if ends - starts > LONGEST:
        raise WindowTimeError(
            f"the window lasts {(ends - starts).days} days; more than {LONGEST.days} is no window: "
            "write an approval into policy.yaml for what is to stay"
        )


def open_window(
    work: Workspace,
    window: ChangeWindow,
    actor: str,
    now: datetime,
    shown: Shown = iter,
    wish: Wish | None = None,
) -> Opened:
    """Keep and open ``window`` at ``now`` and take its baseline at once.

    A window that begins at ``now`` begins with its baseline. A device that cannot be reached has
    none, and the kept window says so. Raises WindowTimeError, CandidateError, InventoryError,
    WindowError.
    """
    devices = plan_window(work, window, now)
    return _open(work, window.name, devices, Decision(at=now, actor=actor), shown, wish)


def plan_window(work: Workspace, window: ChangeWindow, now: datetime) -> tuple[Device, ...]:
    """Keep ``window``, to be opened later, and return its devices.

    Raises WindowTimeError, CandidateError, InventoryError, WindowError.
    """
    check_times(window.starts, window.ends, now)
    devices = work.devices(window.devices)
    work.store.windows.plan(_prepared(work, window, devices), now)
    return devices


def open_planned(
    work: Workspace,
    name: str,
    actor: str,
    now: datetime,
    shown: Shown = iter,
    wish: Wish | None = None,
) -> Opened:
    """Open a window that a calendar or ticket planned, as it was announced there.

    Raises WindowTimeError, InventoryError, WindowError.
    """
    window = work.store.windows.get(name).window
    check_times(window.starts, window.ends, now)
    decision = Decision(at=now, actor=actor)
    return _open(work, name, work.devices(window.devices), decision, shown, wish)


def _open(
    work: Workspace,
    name: str,
    devices: tuple[Device, ...],
    decision: Decision,
    shown: Shown = iter,
    wish: Wish | None = None,
) -> Opened:
    windows = work.store.windows
    # A missing secret must be told before the window is open without a baseline.
    collector(work, devices, Halt(), wish)
    windows.open(name, [each.name for each in devices], decision)
    checked = sweep(work, devices, shown, wish).checked
    windows.baseline(name, [_baseline(each) for each in checked])
    return Opened(kept=windows.get(name), checked=checked)


def _baseline(checked: Checked) -> Baseline:
    state = checked.state
    whole = [each for each in state.failures if each.command is None]
    blind = state.config is None and state.mirrors is None
    why = "; ".join(f"{each.reason.value}: {each.detail}" for each in whole or state.failures)
    return Baseline(
        device=checked.device.name,
        taken_at=state.taken_at,
        why_not=(why or "nothing was observed") if whole or blind else "",
    )


def verify_window(
    work: Workspace, name: str, shown: Shown = iter, wish: Wish | None = None
) -> Verified:
    """Look again at the devices of a window, judge what changed, and keep the verdict.

    Raises WindowError for a window that was not opened.
    """
    kept = work.store.windows.get(name)
    if kept.opened_at is None:
        raise WindowError(
            f"{name} is {kept.state.value}: a window that was not opened has no baseline"
        )
    known = {each.name: each for each in work.inventory.devices}
    devices = tuple(known[each] for each in kept.devices if each in known)
    swept = sweep(work, devices, shown, wish)
    looked = Looked(work.store, kept)
    judged = {each.device.name: judge_device(looked, each.state) for each in swept.checked}
    gone = "it is no longer in the inventory"
    verdict = Verdict(
        window=name,
        at=swept.finished_at,
        devices=tuple(judged.get(each) or _unknown(each, gone) for each in kept.devices),
        notes=_notes(kept, swept.finished_at),
    )
    work.store.windows.judge(verdict)
    return Verified(kept=kept, verdict=verdict, checked=swept.checked)


def _unknown(device: str, why: str) -> DeviceVerdict:
    return DeviceVerdict(device=device, since=None, seen_at=None, blind=(why,))


def _notes(kept: KeptWindow, at: datetime) -> tuple[str, ...]:
    window = kept.window
    notes = []
    if kept.opened_at and is_late(kept):
        notes.append(
            f"opened at {kept.opened_at:%Y-%m-%d %H:%M}Z, after it began: changes count from the "
            "last visit before that"
        )
    if at > window.ends:
        notes.append(
            f"collected after the end at {window.ends:%Y-%m-%d %H:%M}Z: a change made since then "
            "looks like one made in the window"
        )
    elif at < window.starts:
        notes.append(f"the window begins at {window.starts:%Y-%m-%d %H:%M}Z only")
    return tuple(notes)


def close_window(work: Workspace, name: str, decision: Decision) -> KeptWindow:
    """Close an open window: from now on it explains nothing new. Raises WindowError."""
    return work.store.windows.close(name, decision)


def open_due(work: Workspace, now: datetime) -> Due:
    """Open every planned window that begins by ``now`` or soon after, each with its baseline.

    So the baseline is taken before anybody changes anything. A window that ended before anything
    could open it is noted as missed. One that cannot be opened (a device left the inventory) costs
    only itself and is tried again. Raises StoreError.
    """
    opened: list[Opened] = []
    problems: list[str] = []
    for kept in work.store.windows.due(now, ahead=LEAD):
        window = kept.window
        if kept.state is not WindowState.PLANNED:
            continue
        if window.ends <= now:
            note = "netwatch was not running, or heard of it too late"
            work.store.windows.miss(window.name, Decision(at=now, actor=SERVICE, note=note))
            continue
        try:
            decision = Decision(at=utc_now(), actor=SERVICE)
            opened.append(_open(work, window.name, work.devices(window.devices), decision))
        except WindowError:
            continue  # another process opened it meanwhile
        except StoreError:
            raise
        except NetwatchError as error:
            problems.append(f"window {window.name} cannot be opened: {error}")
    return Due(opened=tuple(opened), problems=tuple(problems))


def close_due(work: Workspace, now: datetime) -> Due:
    """Verify and close every open window that has ended by ``now``.

    One that cannot be verified (a secret is missing) costs only itself and is tried again. Raises
    StoreError.
    """
    verdicts: list[Verdict] = []
    problems: list[str] = []
    for kept in work.store.windows.due(now):
        if kept.state is not WindowState.OPEN:
            continue
        try:
            verdicts.append(verify_window(work, kept.window.name).verdict)
            close_window(work, kept.window.name, Decision(at=utc_now(), actor=SERVICE))
        except WindowError:
            continue  # another process closed it meanwhile
        except StoreError:
            raise
        except NetwatchError as error:
            problems.append(f"window {kept.window.name} cannot be verified: {error}")
    return Due(verdicts=tuple(verdicts), problems=tuple(problems))


def _prepared(work: Workspace, window: ChangeWindow, devices: tuple[Device, ...]) -> ChangeWindow:
    """Return ``window`` with its candidates read, one a device, without their secrets."""
    expectations: list[Expectation] = []
    for each in window.expectations:
        chosen = [device for device in devices if for_device((each,), device.name)]
        if not chosen:
            names = ", ".join(device.name for device in devices[:8])
            raise InventoryError(
                f"{each.text!r} is about none of the window's devices (they are: {names})"
            )
        if isinstance(each.what, CandidateExpected):
            expectations += [_read(work, each, each.what, device) for device in chosen]
        else:
            expectations.append(each)
    return replace(window, expectations=tuple(expectations))


def _read(
    work: Workspace, expectation: Expectation, what: CandidateExpected, device: Device
) -> Expectation:
    path = Path(what.source.replace("{device}", device.name))
    platform = registry.platform(device.platform)
    text = read_text(path)
    if text is None or not text.strip():
        raise CandidateError(f"{path}: it is empty, or no text")
    quiet = blank(redact(text, platform.secrets, work.key), platform.noise, CONFIG)
    if what.fragment:
        merge(platform.name, "", quiet)
    kept = replace(what, source=str(path), text=quiet)
    return replace(expectation, what=kept, device=device.name)
