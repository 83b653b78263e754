"""Where each policy or access list of a text is applied, within a bound that is told."""

from dataclasses import dataclass, field
from typing import Generic, TypeVar

# More interfaces than a box has; a hostile text names the same list on any number of them.
MAX_PLACES = 1024

_Place = TypeVar("_Place")


@dataclass(slots=True)
class Places(Generic[_Place]):
    """Keeps up to ``most`` places of each name, each once; ``warnings`` tell of what was left out.

    A place that is left out is a source of a mirror nobody would see.
    """

    most: int = MAX_PLACES
    warnings: list[str] = field(default_factory=list)
    _found: dict[str, dict[_Place, None]] = field(default_factory=dict)
    _cut: set[str] = field(default_factory=set)

    def add(self, name: str, place: _Place) -> None:
        """Note that ``name`` is applied at ``place``."""
        found = self._found.setdefault(name, {})
        if len(found) < self.most or place in found:
            found[place] = None
        elif name not in self._cut:
            self._cut.add(name)
            self.warnings.append(
                f"{name} is applied at more than {self.most:,} places; the rest is not shown"
            )

    def of(self, name: str) -> tuple[_Place, ...]:
        """Return the places of ``name`` in the order they were noted."""
        return tuple(self._found.get(name, ()))

    def __contains__(self, name: object) -> bool:
        """Tell whether ``name`` is applied anywhere."""
        return name in self._found
