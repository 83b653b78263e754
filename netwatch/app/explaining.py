"""What open change windows say of a device: from which state they count, what they announced."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from fnmatch import fnmatchcase

from netwatch.app.merging import CannotMergeError, merge
from netwatch.compare import compare
from netwatch.judgement.expectations import Case, judge
from netwatch.judgement.planned import atoms
from netwatch.model.change import (
    Change,
    ImageChanged,
    MirrorAdded,
    MirrorChanged,
    TraitChanged,
    TunnelChanged,
)
from netwatch.model.platform import CONFIG, Platform
from netwatch.model.snapshot import Artifact, Snapshot
from netwatch.model.state import DeviceState
from netwatch.model.window import CandidateExpected, Expectation, Explained, KeptWindow
from netwatch.parsing.sessions import session_key
from netwatch.read import read_device
from netwatch.store.store import Store
from netwatch.store.values import Outcome

LONGEST = timedelta(days=31)
"""The longest a change window may last."""

_LOOK_BACK = 200


def explained(
    store: Store,
    platform: Platform,
    states: tuple[DeviceState | None, DeviceState],
    changes: tuple[Change, ...],
    now: datetime,
) -> tuple[Explained, ...]:
    """Return what change windows explain of a visit that found ``changes`` between ``states``.

    A change may have been made at any time since the device was last observed: a window that ended
    after that explains it still.
    """
    before, after = states
    if before is None:
        return ()
    windows = store.windows.about(after.device, now=now, after=now - LONGEST)
    if not windows:
        return ()
    last_seen = _last_seen(store, after.device) or before.taken_at
    found = (
        _explained(store, platform, each, after, changes, now)
        for each in windows
        if each.over_at > last_seen
    )
    return tuple(each for each in found if each is not None)


def _explained(
    store: Store,
    platform: Platform,
    kept: KeptWindow,
    after: DeviceState,
    changes: tuple[Change, ...],
    now: datetime,
) -> Explained | None:
    base = base_of(store, kept, after.device)
    if base is None:
        return None
    case = case_of(kept, platform, base, after, compare(base, after, platform))
    standing = tuple(each.change for each in judge(case).expected)
    things = {thing for each in standing if (thing := _thing(each))}
    direct = {each.change for each in judge(replace(case, changes=changes)).expected}
    announced = tuple(each for each in atoms(changes) if each in direct or _thing(each) in things)
    return Explained(kept.window.name, announced, standing if now <= kept.over_at else ())


def _thing(change: Change) -> tuple[str, ...] | None:
    """Return what a change left behind: the same thing may have come in two steps."""
    match change:
        case MirrorAdded(mirror) | MirrorChanged(_, mirror):
            return ("mirror", *session_key(mirror))
        case TraitChanged(field, name, _, after) if after is not None:
            return "trait", field, name
        case TunnelChanged(name, _, after) if after is not None:
            return "tunnel", name
        case ImageChanged(field) if field != "digests":
            return "image", field
    return None


def _last_seen(store: Store, device: str) -> datetime | None:
    visits = store.history(device, limit=_LOOK_BACK)
    return next((each.taken_at for each in visits if each.outcome is not Outcome.FAILED), None)


def base_of(store: Store, kept: KeptWindow, device: str) -> DeviceState | None:
    """Return the state a window's changes count from, None where the device was never observed.

    Opened in time it is the last state known when the window began, the baseline at least. Opened
    late it is the last one before it began, for the change may have been made before the baseline;
    where nothing was known then, the baseline.
    """
    taken = next((each.taken_at for each in kept.baselines if each.device == device), None)
    if is_late(kept):
        state = store.state_at(device, kept.window.starts)
        if state is None and taken is not None:
            state = store.state_at(device, taken)
    else:
        state = store.state_at(device, max(kept.window.starts, taken)) if taken else None
    return state if state is not None and is_seen(state) else None


def is_late(kept: KeptWindow) -> bool:
    """Tell whether a window was opened after it had begun."""
    return kept.opened_at is not None and kept.opened_at > kept.window.starts


def is_seen(state: DeviceState) -> bool:
    """Tell whether anything at all of the device was observed."""
    return any(
        each is not None for each in (state.config, state.mirrors, state.image, state.posture)
    )


def case_of(
    kept: KeptWindow,
    platform: Platform,
    base: DeviceState,
    after: DeviceState,
    changes: tuple[Change, ...],
) -> Case:
    """Return what is to be judged of one device of a window."""
    expectations = for_device(kept.window.expectations, after.device)
    announced = {
        number: _announced(each.what, platform, base)
        for number, each in enumerate(expectations)
        if isinstance(each.what, CandidateExpected)
    }
    return Case(
        expectations=expectations,
        changes=changes,
        before=base,
        after=after,
        platform=platform,
        announced={number: each for number, each in announced.items() if each is not None},
    )


def for_device(expectations: Iterable[Expectation], device: str) -> tuple[Expectation, ...]:
    """Return the expectations that speak of ``device``."""
    return tuple(each for each in expectations if fnmatchcase(device, each.device))


def _announced(
    what: CandidateExpected, platform: Platform, base: DeviceState
) -> tuple[Change, ...] | None:
    """Return the changes from ``base`` to the candidate, None when that cannot be told."""
    if base.config is None:
        return None
    before, after = base.config, what.text
    if what.fragment:
        try:
            merged = merge(platform.name, before, what.text)
        except CannotMergeError:
            return None
        before, after = merged.before, merged.after
    old = configured(base.device, platform, before, base.taken_at)
    return compare(old, configured(base.device, platform, after, base.taken_at), platform)


def configured(name: str, platform: Platform, text: str, at: datetime) -> DeviceState:
    """Return the state that a configuration by itself declares."""
    artifact = Artifact(CONFIG, CONFIG, text)
    snapshot = Snapshot(device=name, platform=platform.name, taken_at=at, artifacts=(artifact,))
    return read_device(platform, snapshot)
