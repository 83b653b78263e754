"""Traits gathered one by one while a configuration is read, and the posture they make."""

from hashlib import sha256

from netwatch.model.evidence import Evidence
from netwatch.model.posture import Posture, Trait

MAX_TRAITS = 20_000
_NAME = 300
_VALUE = 1500
_QUOTES = 20
_QUOTED = 300


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
        values.add(one_line(value, _VALUE))
        quotes.extend(evidence[: _QUOTES - len(quotes)])

    def posture(self) -> Posture:
        """Return what was found, each field in the order of its names."""
        return Posture(**{field: _traits(named) for field, named in self._found.items()})


def _traits(named: dict[str, tuple[set[str], list[Evidence]]]) -> tuple[Trait, ...]:
    return tuple(
        Trait(name, one_line("; ".join(sorted(values - {""})), _VALUE), tuple(quotes))
        for name, (values, quotes) in sorted(named.items())
    )


def one_line(text: str, most: int = _VALUE) -> str:
    """Return ``text`` on one line; what is cut off leaves a hash of the whole behind."""
    line = text if text.isalnum() else " ".join(text.split())
    return line if len(line) <= most else f"{line[:most]} ... {digest(line)}"


def digest(text: str) -> str:
    """Return a short name for a text too long to quote: an SSH key, a script."""
    return f"sha256:{sha256(text.encode(errors='replace')).hexdigest()[:16]}"


def quoted(source: str, number: int | None, text: str) -> Evidence:
    """Return the evidence for one line, cut to what a person reads."""
    return Evidence(source, number, text.strip()[:_QUOTED])


def same_order(words: "tuple[str, ...] | list[str] | set[str]") -> str:
    """Return words whose order means nothing, always in the same order."""
    return " ".join(sorted(words))
