"""Interface and VLAN lists of one reading, expanded within one common bound."""

from dataclasses import dataclass, field

from netwatch.parsing.ranges import expand

MAX_NAMES = 65_536


@dataclass(slots=True)
class Lists:
    """Expands lists until ``room`` is used up; a range that finds none stays as written.

    A short line may stand for thousands of names, and a hostile text repeats it.
    """

    room: int = MAX_NAMES
    warnings: list[str] = field(default_factory=list)

    def interfaces(self, text: str) -> tuple[str, ...]:
        """Return the names of an interface list."""
        return self._expanded(text)

    def vlans(self, text: str) -> tuple[str, ...]:
        """Return the numbers of a VLAN list."""
        return self._expanded(text)

    def _expanded(self, text: str) -> tuple[str, ...]:
        found = expand(text, max(0, self.room))
        self.room -= len(found.names)
        self.warnings.extend(found.warnings)
        return found.names
