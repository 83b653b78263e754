"""Which findings an open change window explains. Pure.

A rule is judged a second time without what the windows announced: what it then no longer finds is
explained by them. So no finding needs to say which change it came from.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, TypeVar

from netwatch.judgement.expectations import joined
from netwatch.judgement.planned import atoms
from netwatch.model.change import (
    Change,
    DormantAdded,
    FileChanged,
    ImageChanged,
    MirrorAdded,
    MirrorChanged,
    MirrorRemoved,
    TraitChanged,
    TunnelChanged,
)
from netwatch.model.finding import Finding
from netwatch.model.mirror import Mirror
from netwatch.model.posture import Posture
from netwatch.model.rule import Facts, Rule
from netwatch.model.state import DeviceState
from netwatch.model.window import Explained
from netwatch.parsing.sessions import session_key

Holder = TypeVar("Holder", DeviceState, Posture)


def found_by(rule: Rule, facts: Facts) -> tuple[Finding, ...]:
    """Return what ``rule`` finds in ``facts``, each with the window that explains it, if any.

    A finding that rests on announced and other changes together stays open; where a rule tells the
    others apart (a section of the configuration), they are told as a finding of their own.
    """
    found = _by_fingerprint(rule.judge(facts))
    if not facts.windows or not found:
        return tuple(found.values())
    rest = _by_fingerprint(rule.judge(_without(facts, facts.windows)))
    explained = {each: finding for each, finding in found.items() if each not in rest}
    if not explained:
        return tuple(found.values())
    left = {each: finding for each, finding in found.items() if each in rest}
    # A condition judged in a state that is no more would tell of what is no more.
    if not rule.lasting and rest.keys() - found.keys():
        left = rest
        alone = _by_fingerprint(rule.judge(_only(facts)))
        explained = {each: finding for each, finding in alone.items() if each not in rest}
    named = (
        replace(finding, window=_window_of(rule, facts, finding)) for finding in explained.values()
    )
    return (*left.values(), *named)


def _by_fingerprint(findings: Iterable[Finding]) -> dict[str, Finding]:
    found: dict[str, Finding] = {}
    for each in findings:
        found.setdefault(each.fingerprint, each)
    return found


def _window_of(rule: Rule, facts: Facts, finding: Finding) -> str:
    """Return the first window that explains a finding by itself, else all of them."""
    if len(facts.windows) > 1:
        for each in facts.windows:
            alone = _by_fingerprint(rule.judge(_without(facts, (each,))))
            if finding.fingerprint not in alone:
                return each.window
    return ", ".join(each.window for each in facts.windows)


def _without(facts: Facts, windows: Iterable[Explained]) -> Facts:
    """Return the facts as if what the windows announced had not happened."""
    windows = tuple(windows)
    gone = {change for each in windows for change in each.changes}
    standing = tuple(change for each in windows for change in each.standing)
    return replace(
        facts,
        changes=joined(each for each in atoms(facts.changes) if each not in gone),
        after=_undone(facts.after, standing),
        known=_undone(facts.known, standing),
        windows=(),
    )


def _only(facts: Facts) -> Facts:
    there = {change for each in facts.windows for change in each.changes}
    changes = joined(each for each in atoms(facts.changes) if each in there)
    return replace(facts, changes=changes, windows=())


def _undone(state: DeviceState, changes: Iterable[Change]) -> DeviceState:
    for change in changes:
        match change:
            case MirrorAdded(mirror):
                state = _with_mirror(state, mirror, None)
            case MirrorRemoved(mirror):
                state = _with_mirror(state, mirror, mirror)
            case MirrorChanged(before, after):
                state = _with_mirror(state, after, before)
            case TunnelChanged(name, before, _):
                state = _with(state, "tunnels", name, before)
            case FileChanged(path, before, _):
                state = _with(state, "files", path, before)
            case DormantAdded(dormant):
                kept = tuple(each for each in state.dormant or () if each != dormant)
                state = state if state.dormant is None else replace(state, dormant=kept)
            case TraitChanged(field_name, name, before, _) if state.posture is not None:
                posture = _with(state.posture, field_name, name, before)
                state = replace(state, posture=posture)
            case ImageChanged():
                state = _with_image(state, change)
            case _:
                pass
    return state


def _with_mirror(state: DeviceState, mirror: Mirror, instead: Mirror | None) -> DeviceState:
    """Return ``state`` with another session in the place of ``mirror`` in every view of it."""
    views: dict[str, Any] = {}
    for view in ("declared", "operating", "mirrors"):
        there = getattr(state, view)
        if there is not None:
            others = tuple(each for each in there if session_key(each) != session_key(mirror))
            # A view that did not show it does not show what was there before either.
            shown = instead is not None and (len(others) < len(there) or instead is mirror)
            views[view] = (*others, *((instead,) if shown and instead else ()))
    return replace(state, **views)


def _with(holder: Holder, field_name: str, name: str, before: object) -> Holder:
    traits = getattr(holder, field_name)
    if traits is None:
        return holder
    others: tuple[object, ...] = tuple(each for each in traits if _name(each) != name)
    kept: Any = (*others, *((before,) if before else ()))
    return replace(holder, **{field_name: kept})


def _name(thing: object) -> str:
    return str(getattr(thing, "path", None) or getattr(thing, "name", ""))


def _with_image(state: DeviceState, change: ImageChanged) -> DeviceState:
    if state.image is None:
        return state
    value: Any = change.before
    if change.field == "digests":
        others = tuple(each for each in state.image.digests or () if each != change.after)
        value = (*others, change.before)
    return replace(state, image=replace(state.image, **{change.field: value}))
