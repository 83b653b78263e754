"""Change windows as one person may see them: a list, and one with what moved so far.

A window is shown to whoever may see one of its devices; of the others nothing is told.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from fnmatch import fnmatchcase

from netwatch.app.actor import Limit
from netwatch.app.kept_views import NothingKeptError
from netwatch.app.verdicts import Looked, judge_device
from netwatch.app.workspace import Workspace
from netwatch.inventory.errors import InventoryError
from netwatch.model.window import ChangeWindow, DeviceVerdict, KeptWindow, Verdict, WindowState
from netwatch.store.window_values import ListedWindow, VerdictMark, WindowQuery

_PAGES = 40


class Which(StrEnum):
    """Which windows a list shows."""

    CURRENT = "current"
    OPEN = "open"
    PLANNED = "planned"
    PAST = "past"
    ALL = "all"

    @property
    def states(self) -> tuple[WindowState, ...]:
        """Return the states these windows are in."""
        return _STATES[self]


_STATES = {
    Which.CURRENT: (WindowState.OPEN, WindowState.PLANNED),
    Which.OPEN: (WindowState.OPEN,),
    Which.PLANNED: (WindowState.PLANNED,),
    Which.PAST: (WindowState.CLOSED, WindowState.CANCELLED, WindowState.MISSED),
    Which.ALL: (),
}


@dataclass(frozen=True, slots=True)
class WindowPage:
    """Windows of one page; ``following`` asks for the next one, None on the last."""

    windows: tuple[ListedWindow, ...]
    following: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceNow:
    """One device of an open window: how it was found, and what was seen of it since.

    ``so_far`` is what its latest visit shows against the announcement, None where there was none
    after the baseline.
    """

    device: str
    baseline: datetime | None
    why_not: str
    so_far: DeviceVerdict | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowSight:
    """One window: its latest verdict, which verdicts are kept, and some devices as they are now.

    ``hidden`` counts the devices that are not told of; ``following`` is the device after which the
    next page of ``now`` begins.
    """

    kept: KeptWindow
    marks: tuple[VerdictMark, ...]
    verdict: Verdict | None
    now: tuple[DeviceNow, ...] = ()
    hidden: int = 0
    following: str | None = None

    @property
    def proper_verdict(self) -> Verdict:
        """Return the verdict. Raises NothingKeptError when there is none."""
        if self.verdict is None:
            raise NothingKeptError(f"nobody verified {self.kept.window.name} yet")
        return self.verdict


def list_windows(
    work: Workspace, which: Which, limit: Limit, *, text: str = "", after: str = "", most: int = 50
) -> WindowPage:
    """Return a page of windows, the one that starts last first. Raises CursorError, StoreError."""
    place = after or None
    found: list[ListedWindow] = []
    for _ in range(_PAGES):
        query = WindowQuery(states=which.states, text=text or None, after=place, limit=most + 1)
        some = work.store.windows.page(query)
        for each in some:
            seen = visible_window(work, each.kept, limit)
            if seen is not None and _says(seen.window, text):
                found.append(replace(each, kept=seen))
        if len(some) <= most or len(found) > most:
            break
        place = some[-1].place
    more = len(found) > most
    shown = tuple(found[:most])
    return WindowPage(shown, shown[-1].place if more else None)


def _says(window: ChangeWindow, text: str) -> bool:
    expected = (each.text for each in window.expectations)
    words = (window.name, window.title, *window.devices, *expected)
    return not text or any(text.lower() in each.lower() for each in words)


def see_window(
    work: Workspace,
    name: str,
    limit: Limit,
    now: datetime,
    *,
    verdict: int | None = None,
    after: str = "",
    most: int = 20,
) -> WindowSight:
    """Return one window, judged against the visits that were made until ``now``.

    ``verdict`` is the number of the one to show, None for the latest; at ``most`` so many devices
    are judged. Nothing is visited. Raises NothingKeptError, StoreError.
    """
    whole = work.store.windows.find(name)
    kept = None if whole is None else visible_window(work, whole, limit)
    if whole is None or kept is None:
        raise NothingKeptError(f"no change window {name!r} that you may see")
    marks = work.store.windows.marks(name)
    number = verdict if verdict is not None else (marks[0].number if marks else None)
    judged = None if number is None else work.store.windows.verdict(name, number)
    if verdict is not None and judged is None:
        raise NothingKeptError(f"{name} has no verdict {verdict}")
    devices = [each for each in sorted(kept.devices) if each > after]
    watched = devices[:most] if kept.state is WindowState.OPEN else []
    return WindowSight(
        kept=kept,
        marks=marks,
        verdict=None if judged is None else _visible_verdict(judged, limit),
        now=tuple(_device_now(work, whole, each, now) for each in watched),
        hidden=len(_names(work, whole)) - len(_names(work, kept)),
        following=watched[-1] if len(watched) < len(devices) and watched else None,
    )


def _device_now(work: Workspace, kept: KeptWindow, device: str, now: datetime) -> DeviceNow:
    base = next((each for each in kept.baselines if each.device == device), None)
    seen = work.store.seen_at(device, now)
    fresh = seen is not None and base is not None and seen.taken_at > base.taken_at
    return DeviceNow(
        device=device,
        baseline=base.taken_at if base else None,
        why_not=base.why_not if base else "it has not been looked at yet",
        so_far=judge_device(Looked(work.store, kept), seen) if fresh and seen else None,
    )


def visible_window(work: Workspace, kept: KeptWindow, limit: Limit) -> KeptWindow | None:
    """Return what of a window may be told, None when nothing may."""
    if limit is None:
        return kept
    names = [each for each in _names(work, kept) if each in limit]
    if not names:
        return None
    return replace(
        kept,
        devices=tuple(names),
        baselines=tuple(each for each in kept.baselines if each.device in limit),
        window=replace(
            kept.window,
            devices=tuple(names),
            expectations=tuple(
                each
                for each in kept.window.expectations
                if any(fnmatchcase(name, each.device) for name in names)
            ),
        ),
    )


def is_whole(work: Workspace, kept: KeptWindow, limit: Limit) -> bool:
    """Tell whether every device of a window may be seen."""
    return limit is None or limit.issuperset(_names(work, kept))


def _visible_verdict(verdict: Verdict, limit: Limit) -> Verdict:
    if limit is None:
        return verdict
    return replace(verdict, devices=tuple(each for each in verdict.devices if each.device in limit))


def _names(work: Workspace, kept: KeptWindow) -> tuple[str, ...]:
    """Return the devices of a window; of one that was not opened, those it selects now."""
    return kept.devices or tuple(dict.fromkeys(_selected(work, kept.window.devices)))


def _selected(work: Workspace, selectors: tuple[str, ...]) -> Iterator[str]:
    for each in selectors:
        try:
            yield from (device.name for device in work.devices((each,)))
        except InventoryError:
            # It left the inventory since; the name itself is all that is known.
            yield each
