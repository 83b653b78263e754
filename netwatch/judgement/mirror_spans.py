"""Visits in the order of time -> from when to when each mirror stood. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from netwatch.model.mirror import Mirror
from netwatch.parsing.sessions import session_key

Mark = TypeVar("Mark")


@dataclass(frozen=True, slots=True)
class Look(Generic[Mark]):
    """What one visit knew of a device's mirrors; None: they were never observed."""

    at: datetime
    mirrors: tuple[Mirror, ...] | None
    mark: Mark


@dataclass(slots=True)
class Span(Generic[Mark]):
    """One mirror with one set of receivers, as long as it stood so.

    It was first seen by the visit ``began``, last by ``last``; ``ended`` is the first visit that
    did not show it so any more, None while it stands. ``at_start`` tells that the first look there
    is showed it already: it may be older.
    """

    mirror: Mirror
    began: Look[Mark]
    last: Look[Mark]
    ended: Look[Mark] | None = None
    at_start: bool = False


def spans(looks: Iterable[Look[Mark]]) -> list[Span[Mark]]:
    """Return the life of every mirror, by when it began.

    A mirror that is switched off or sent elsewhere ends, and another begins: what counts is who
    received a copy, and when.
    """
    done: list[Span[Mark]] = []
    standing: dict[tuple[object, ...], Span[Mark]] = {}
    first = True
    for look in looks:
        if look.mirrors is None:
            continue
        shown = {_key(each): each for each in look.mirrors}
        for key in [each for each in standing if each not in shown]:
            standing[key].ended = look
            done.append(standing.pop(key))
        for key, mirror in shown.items():
            if key in standing:
                standing[key].last, standing[key].mirror = look, mirror
            else:
                standing[key] = Span(mirror, look, look, at_start=first)
        first = False
    done += standing.values()
    return sorted(done, key=lambda each: (each.began.at, each.mirror.id))


def _key(mirror: Mirror) -> tuple[object, ...]:
    receivers = frozenset((each.kind, each.value) for each in mirror.destinations)
    return (*session_key(mirror), mirror.enabled, receivers)
