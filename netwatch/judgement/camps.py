"""Which of several answers a fleet gives: who agrees with whom, and who stands alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_FEWEST = 3
_MAJORITY = 3
_NAMED = 4


@dataclass(frozen=True, slots=True)
class Camp:
    """The devices that gave one answer, by name."""

    value: str
    devices: tuple[str, ...]

    def __str__(self) -> str:
        """Return ``r1, r2``, the first few named and the rest counted."""
        rest = len(self.devices) - _NAMED
        shown = ", ".join(self.devices[:_NAMED])
        return f"{shown} and {rest} more" if rest > 0 else shown


@dataclass(frozen=True, slots=True)
class Vote:
    """All camps, the largest first."""

    camps: tuple[Camp, ...]

    @property
    def size(self) -> int:
        """Return how many devices gave an answer."""
        return len({name for camp in self.camps for name in camp.devices})

    @property
    def majority(self) -> Camp | None:
        """Return the camp that outweighs everybody outside it at least three to one, if any."""
        first = self.camps[0]
        return first if len(first.devices) >= _MAJORITY * (self.size - len(first.devices)) else None

    def disputes(self, value: str) -> bool:
        """Tell whether ``value`` is contested: fewer than three devices contest nothing."""
        if self.size < _FEWEST or len(self.camps) < 2:  # noqa: PLR2004  # two camps to differ
            return False
        return self.majority is None or value != self.majority.value


def vote(answers: Mapping[str, Iterable[str]]) -> Vote:
    """Return the camps in ``answers``, which gives each device's values by its name.

    A device with several values (a stack with a copy on each member) stands in several camps.
    Raises ValueError when nobody answered.
    """
    camps: dict[str, list[str]] = {}
    for name in sorted(answers):
        for value in dict.fromkeys(answers[name]):
            camps.setdefault(value, []).append(name)
    if not camps:
        raise ValueError("a vote needs an answer")
    largest_first = sorted(camps.items(), key=lambda each: (-len(each[1]), each[0]))
    return Vote(tuple(Camp(value, tuple(devices)) for value, devices in largest_first))
