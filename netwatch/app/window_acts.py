"""What a signed-in person does to a change window: opening and verifying go on behind the page."""

from netwatch.app.actor import Actor, NotAllOfItError
from netwatch.app.cadence import wish
from netwatch.app.errands import Errand, Errands, Task
from netwatch.app.kept_views import NothingKeptError
from netwatch.app.window_sight import is_whole, visible_window
from netwatch.app.window_views import OUTCOMES
from netwatch.app.windows import close_window, open_planned, plan_window, verify_window
from netwatch.app.workspace import Workspace, utc_now
from netwatch.model.window import ChangeWindow, KeptWindow, WindowState
from netwatch.store.values import Decision
from netwatch.store.windows import WindowError


def subject_of(name: str) -> str:
    """Return what errands about the window ``name`` are kept under."""
    return f"window {name}"


def announce(work: Workspace, window: ChangeWindow, actor: Actor) -> int:
    """Keep a window, to be opened when it begins or at once; return how many devices it has.

    Raises WindowTimeError, InventoryError, WindowError, NotAllOfItError.
    """
    _allowed(window.name, actor, [each.name for each in work.devices(window.devices)])
    return len(plan_window(work, window, actor.now))


def begin_opening(
    work: Workspace, errands: Errands, name: str, actor: Actor, *, hashes: bool
) -> Errand:
    """Open a planned window behind the page. Raises NothingKeptError, BusyError, WindowError."""
    kept = _theirs(work, name, actor)
    _must_be(kept, WindowState.PLANNED, "opened")
    settings, environment = work.settings, work.environment

    def opening(task: Task) -> str:
        with Workspace(settings, environment) as fresh:
            try:
                # A baseline of some devices is worth more than none: stopping ends it early.
                opened = open_planned(
                    fresh, name, actor.name, actor.now, task.until_stopped, wish(hashes)
                )
            except WindowError:
                if fresh.store.windows.get(name).state is not WindowState.OPEN:
                    raise
                return "netwatch serve opened it meanwhile"
        blind = sum(bool(each.why_not) for each in opened.kept.baselines)
        whole = len(opened.kept.devices)
        return f"open: {len(opened.kept.baselines) - blind} of {whole} devices have a baseline"

    total = len(work.devices(kept.window.devices))
    return errands.start(_errand(kept, "opening", actor, total), opening)


def begin_verifying(
    work: Workspace, errands: Errands, name: str, actor: Actor, *, hashes: bool
) -> Errand:
    """Look again at an opened window's devices and judge, behind the page.

    Raises NothingKeptError, BusyError, WindowError, NotAllOfItError.
    """
    kept = _theirs(work, name, actor)
    if kept.opened_at is None:
        raise WindowError(f"{name} is {kept.state.value}: it has no baseline to compare with")
    settings, environment = work.settings, work.environment

    def verifying(task: Task) -> str:
        with Workspace(settings, environment) as fresh:
            done = verify_window(fresh, name, task.shown, wish(hashes))
        return f"verified: {OUTCOMES[done.verdict.exit_code]}"

    return errands.start(_errand(kept, "verifying", actor, len(kept.devices)), verifying)


def begin_closing(
    work: Workspace, errands: Errands, name: str, decision: Decision, actor: Actor, *, hashes: bool
) -> Errand:
    """Verify an open window for the last time and close it, behind the page.

    Raises NothingKeptError, BusyError, WindowError, NotAllOfItError.
    """
    kept = _theirs(work, name, actor)
    _must_be(kept, WindowState.OPEN, "closed")
    settings, environment = work.settings, work.environment

    def closing(task: Task) -> str:
        with Workspace(settings, environment) as fresh:
            done = verify_window(fresh, name, task.shown, wish(hashes))
            close_window(
                fresh, name, Decision(at=utc_now(), actor=decision.actor, note=decision.note)
            )
        return f"closed: {OUTCOMES[done.verdict.exit_code]}"

    return errands.start(_errand(kept, "closing", actor, len(kept.devices)), closing)


def close_unseen(work: Workspace, name: str, decision: Decision, actor: Actor) -> KeptWindow:
    """Close an open window without another look. Raises as ``begin_closing`` does."""
    _must_be(_theirs(work, name, actor), WindowState.OPEN, "closed")
    return close_window(work, name, decision)


def cancel(work: Workspace, name: str, decision: Decision, actor: Actor) -> KeptWindow:
    """Call off a planned window. Raises NothingKeptError, WindowError, NotAllOfItError."""
    _must_be(_theirs(work, name, actor), WindowState.PLANNED, "called off")
    return work.store.windows.cancel(name, decision)


def _theirs(work: Workspace, name: str, actor: Actor) -> KeptWindow:
    """Return the window when all of it is the actor's to see."""
    kept = work.store.windows.find(name)
    if kept is None or visible_window(work, kept, actor.limit) is None:
        raise NothingKeptError(f"no change window {name!r} that you may see")
    if not is_whole(work, kept, actor.limit):
        raise NotAllOfItError(_NOT_ALL.format(name=name))
    return kept


_NOT_ALL = (
    "{name} has devices that you may not see; somebody who may see all of them must decide about it"
)


def _allowed(name: str, actor: Actor, devices: list[str]) -> None:
    if actor.limit is not None and not actor.limit.issuperset(devices):
        raise NotAllOfItError(_NOT_ALL.format(name=name))


def _must_be(kept: KeptWindow, state: WindowState, verb: str) -> None:
    if kept.state is not state:
        raise WindowError(f"{kept.window.name} is {kept.state.value}: it cannot be {verb}")


def _errand(kept: KeptWindow, act: str, actor: Actor, total: int) -> Errand:
    return Errand(
        subject=subject_of(kept.window.name), act=act, by=actor.name, began=utc_now(), total=total
    )
