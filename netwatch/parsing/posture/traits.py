"""Traits gathered one by one while answers are read, and the posture they make."""

from hashlib import sha256

from netwatch.model.evidence import Evidence
from netwatch.model.posture import Posture, Trait

MAX_TRAITS = 20_000
_NAME = 300
# A rule reads what runs by itself further than any other value, and shows all of its lines.
_VALUE, _BODY = 1500, 4000
_QUOTES, _BODY_QUOTES = 20, 50
_BODIES = "automation"
# No finding shows more of a line.
_QUOTED = 500


class Traits:
    """Traits by field; only the ``fields`` named at the start were looked for."""

    def __init__(self, *fields: str) -> None:
        self._found: dict[str, dict[str, tuple[set[str], list[Evidence]]]] = {
            each: {} for each in fields
        }

    def add(self, field: str, name: str, value: str = "", *evidence: Evidence) -> None:
        """Add one trait of a field that is looked for.

        A second one of the same name gives the first another value.
        """
        home, name = self._found.get(field), one_line(name, _NAME)
        if home is None or (name not in home and len(home) >= MAX_TRAITS):
            return
        values, quotes = home.setdefault(name, (set(), []))
        values.add(one_line(value, _longest(field)))
        most = _BODY_QUOTES if field == _BODIES else _QUOTES
        quotes.extend(evidence[: most - len(quotes)])

    def has(self, field: str, name: str) -> bool:
        """Tell whether a trait of that name was added."""
        return name in self._found.get(field, {})

    def drop(self, field: str, name: str) -> None:
        """Take back what an earlier statement said: the last one is in force."""
        self._found.get(field, {}).pop(name, None)

    def of(self, field: str) -> tuple[Trait, ...]:
        """Return the traits of one field in the order of their names."""
        most = _longest(field)
        return tuple(
            Trait(name, _joined(values, most), tuple(quotes))
            for name, (values, quotes) in sorted(self._found.get(field, {}).items())
        )

    def posture(self) -> Posture:
        """Return what was found in every field that was looked for."""
        return Posture(**{field: self.of(field) for field in self._found})


def _joined(values: set[str], most: int) -> str:
    if len(values) == 1:  # nearly always, and on one line already
        return next(iter(values))
    return one_line("; ".join(sorted(values - {""})), most)


def _longest(field: str) -> int:
    return _BODY if field == _BODIES else _VALUE


def one_line(text: str, most: int = _VALUE) -> str:
    """Return ``text`` on one line; what is cut off leaves a hash of the whole behind."""
    line = text if not text or text.isalnum() else " ".join(text.split())
    return line if len(line) <= most else f"{line[:most]} ... {digest(line)}"


def digest(text: str) -> str:
    """Return a short name for a text too long to quote: an SSH key, a script."""
    return f"sha256:{sha256(text.encode(errors='backslashreplace')).hexdigest()[:16]}"


def quoted(source: str, number: int | None, text: str) -> Evidence:
    """Return the evidence for one line, cut to what a person reads."""
    return Evidence(source, number, text.strip()[:_QUOTED])
