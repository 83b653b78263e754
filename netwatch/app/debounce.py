"""When a device that said something is looked at: soon, once, and never too often."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

_HOUR_S = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Seconds: ``quiet_s`` after the last word, but at most ``longest_s`` after the first.

    Two looks at one device begin at least ``rest_s`` apart, and no more than ``per_hour`` fall
    into any hour: whoever can forge a log line can have no more than that.
    """

    quiet_s: float = 2.0
    longest_s: float = 20.0
    rest_s: float = 30.0
    per_hour: int = 30


@dataclass(slots=True)
class _Waiting:
    first: float | None = None
    last: float = 0.0
    looks: deque[float] = field(default_factory=deque)
    is_looking: bool = False


class Debounce:
    """Many words about one device -> one look. Times are seconds of a clock that never goes back.

    Not safe to share between threads.
    """

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._devices: dict[str, _Waiting] = {}

    def note(self, device: str, now: float) -> None:
        """Take in that ``device`` said something at ``now``."""
        waiting = self._devices.setdefault(device, _Waiting())
        waiting.first = now if waiting.first is None else waiting.first
        waiting.last = now

    def take(self, now: float) -> Iterator[str]:
        """Yield the devices whose look is due; each is then being looked at until ``done``."""
        for device, waiting in self._devices.items():
            due = self._due(waiting)
            if due is not None and due <= now:
                waiting.first, waiting.is_looking = None, True
                waiting.looks.append(now)
                yield device

    def done(self, device: str) -> None:
        """Take in that a look ended; what was said meanwhile is worth another."""
        self._devices[device].is_looking = False

    def next_due(self) -> float | None:
        """Return when the next look is due, None when nobody waits for one."""
        times = [self._due(each) for each in self._devices.values()]
        return min((each for each in times if each is not None), default=None)

    @property
    def waiting(self) -> int:
        """How many devices wait for a look."""
        return sum(each.first is not None for each in self._devices.values())

    def _due(self, waiting: _Waiting) -> float | None:
        if waiting.first is None or waiting.is_looking:
            return None
        pace = self._pace
        due = min(waiting.last + pace.quiet_s, waiting.first + pace.longest_s)
        if waiting.looks:
            due = max(due, waiting.looks[-1] + pace.rest_s)
        while waiting.looks and waiting.looks[0] + _HOUR_S <= due:
            waiting.looks.popleft()
        if len(waiting.looks) >= pace.per_hour:
            due = max(due, waiting.looks[0] + _HOUR_S)
        return due
