"""Lists of ports and VLANs as VRP and Comware write them: ``A to B C``."""

import re
from dataclasses import dataclass, field
from itertools import pairwise

MAX_NAMES = 65_536
MAX_SPAN = 4096

_NUMBERED = re.compile(r"(.{0,60}?)(\d{1,5})$")


@dataclass(slots=True)
class Names:
    """Expands the lists of one reading until ``room`` is used up; then a list stays as written.

    A short line may stand for thousands of names, and a hostile text repeats it.
    """

    room: int = MAX_NAMES
    warnings: list[str] = field(default_factory=list)

    def expand(self, text: str) -> tuple[str, ...]:
        """Return the names of ``A [to B] C ...``."""
        names: list[str] = []
        words = text.split()
        at = 0
        while at < len(words):
            if words[at + 1 : at + 2] == ["to"] and at + 2 < len(words):
                names += self._span(words[at], words[at + 2])
                at += 3
            else:
                names.append(words[at])
                at += 1
        self.room -= len(names)
        return tuple(names)

    def _span(self, first: str, last: str) -> list[str]:
        low, high = _NUMBERED.match(first), _NUMBERED.match(last)
        if low and high and low[1] == high[1]:
            span = range(int(low[2]), int(high[2]) + 1)
            if len(span) <= min(MAX_SPAN, max(0, self.room)):
                return [f"{low[1]}{each}" for each in span]
        self.warnings.append(f"list {first} to {last} is not expanded")
        return [first, last]


def holds(text: str, number: int) -> bool:
    """Tell whether the list of VLANs ``text`` holds ``number``."""
    words = text.split()
    if str(number) in words:
        return True
    spans = zip(pairwise(words), words[2:], strict=False)
    return any(
        to == "to" and low.isdecimal() and high.isdecimal() and int(low) <= number <= int(high)
        for (low, to), high in spans
    )
