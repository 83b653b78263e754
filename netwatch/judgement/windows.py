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
    MirrorAdded,
    MirrorChanged,
    MirrorRemoved,
    TraitChanged,
    TunnelChanged,
)
from netwatch.model.evidence import Evidence
from netwatch.model.finding import Finding
from netwatch.model.mirror import Mirror, MirrorKind, SeenIn
from netwatch.model.posture import Posture
from netwatch.model.rule import Facts, Rule
from netwatch.model.state import DeviceState
from netwatch.model.window import Explained
from netwatch.parsing.sessions import session_key

Holder = TypeVar("Holder", DeviceState, Posture)


def found_by(rule: Rule, facts: Facts) -> tuple[Finding, ...]:
    """Return what ``rule`` finds in ``facts``, each with the window that explains it, if any.

    A finding that rests on announced and other changes together stays open; where a rule tells the
    two apart (in a section of the configuration), they are told as findings of their own.
    """
    found = _by_fingerprint(rule.judge(facts))
    if not (facts.windows and found and rule.announceable):
        return tuple(found.values())
    rest = _by_fingerprint(rule.judge(_without(rule, facts, facts.windows)))
    alone = found if rule.lasting else _by_fingerprint(rule.judge(_only(facts)))
    explained = [_named(rule, facts, each) for key, each in found.items()
                 if key not in rest and key in alone]  # fmt: skip
    left = [each for key, each in found.items() if key in rest]
    mixed = [each for key, each in found.items() if key not in rest and key not in alone]
    others = [each for key, each in rest.items() if key not in found]
    announced = [each for key, each in alone.items() if key not in found and key not in rest]
    if mixed and others and _quotes((*others, *announced)).issuperset(_quotes(mixed)):
        parts = (*others, *(_named(rule, facts, each) for each in announced))
        return (*left, *explained, *parts)
    return (*left, *explained, *mixed)


def _quotes(findings: Iterable[Finding]) -> set[Evidence]:
    return {quote for each in findings for quote in each.evidence}


def _named(rule: Rule, facts: Facts, finding: Finding) -> Finding:
    return replace(finding, window=_window_of(rule, facts, finding))


def _by_fingerprint(findings: Iterable[Finding]) -> dict[str, Finding]:
    found: dict[str, Finding] = {}
    for each in findings:
        found.setdefault(each.fingerprint, each)
    return found


def _window_of(rule: Rule, facts: Facts, finding: Finding) -> str:
    """Return the first window that explains a finding by itself, else all of them."""
    if len(facts.windows) > 1:
        for each in facts.windows:
            alone = _by_fingerprint(rule.judge(_without(rule, facts, (each,))))
            if finding.fingerprint not in alone:
                return each.window
    return ", ".join(each.window for each in facts.windows)


def _without(rule: Rule, facts: Facts, windows: Iterable[Explained]) -> Facts:
    """Return the facts as if what the windows announced had not happened.

    A rule about changes is judged on the others alone, in the state as it is.
    """
    windows = tuple(windows)
    gone = {change for each in windows for change in each.changes}
    standing = tuple(c for each in windows for c in each.standing) if rule.lasting else ()
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
    """Return ``state`` without announced mirrors, tunnels, automation and traits.

    The image stays as it is: an upgrade that was announced vouches for no code. A session that the
    configuration does not show stays too, unless it is a capture, which none does.
    """
    for change in changes:
        match change:
            case MirrorAdded(mirror) if _is_shown(mirror):
                state = _with_mirror(state, mirror, None)
            case MirrorRemoved(mirror):
                state = _with_mirror(state, mirror, mirror)
            case MirrorChanged(before, after):
                state = _with_mirror(state, after, before)
            case TunnelChanged(name, before, _):
                state = _with(state, "tunnels", name, before)
            case DormantAdded(dormant):
                kept = tuple(each for each in state.dormant or () if each != dormant)
                state = state if state.dormant is None else replace(state, dormant=kept)
            case TraitChanged(field_name, name, before, _) if state.posture is not None:
                posture = _with(state.posture, field_name, name, before)
                state = replace(state, posture=posture)
            case _:
                pass
    return state


def _is_shown(mirror: Mirror) -> bool:
    return mirror.seen_in is not SeenIn.OPERATIONAL or mirror.kind is MirrorKind.CAPTURE


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
    others: tuple[object, ...] = tuple(each for each in traits if each.name != name)
    kept: Any = (*others, *((before,) if before else ()))
    return replace(holder, **{field_name: kept})
