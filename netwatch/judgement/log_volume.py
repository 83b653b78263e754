"""Whether a device that spoke falls silent: its own count of log messages, visit by visit."""

from collections.abc import Iterator
from dataclasses import dataclass

from netwatch.judgement.counters import Pair, pairs, uptime
from netwatch.model.rule import Facts

_HOUR = 3600.0
# Silence is news when this many messages were to be expected and less than a tenth came.
_EXPECTED = 50.0
_COLLAPSED = 0.1
# After a reload, only uptimes of like length are compared: a boot is noisy.
_COMPARABLE = 0.5


@dataclass(frozen=True, slots=True)
class Silence:
    """A counter of messages that fell: messages an hour before and now."""

    pair: Pair
    was: float
    now: float


def silences(facts: Facts) -> Iterator[Silence]:
    """Yield the counters of log messages whose pace collapsed since the last visit."""
    if facts.before is None:
        return
    old_uptime, new_uptime = uptime(facts.before), uptime(facts.after)
    for pair in pairs(facts):
        if not pair.before.name.startswith("log ") or old_uptime is None or new_uptime is None:
            continue
        pace = pair.before.value / max(old_uptime, _HOUR)
        span, came = pair.seconds, pair.grown
        if not pair.same_boot:
            span = new_uptime if new_uptime >= _COMPARABLE * old_uptime else 0.0
            came = pair.after.value
        expected = pace * span
        if span >= _HOUR and expected >= _EXPECTED and 0 <= came < expected * _COLLAPSED:
            yield Silence(pair, pace * _HOUR, came / span * _HOUR)
