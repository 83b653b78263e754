"""What every statement of netwatch rests on: a quoted line, and how far to trust it."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Confidence(StrEnum):
    """How sure a reader is of what it read (documented form, or a guess from memory)."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Severity(IntEnum):
    """How much a finding matters, ordered so that severities compare."""

    INFO = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @property
    def label(self) -> str:
        """The word users script against: ``info`` ``low`` ``medium`` ``high`` ``critical``."""
        return self.name.lower()

    @classmethod
    def parse(cls, text: str) -> "Severity":
        """Return the severity named ``text``.

        Raises ValueError naming the five words.
        """
        try:
            return cls[text.strip().upper()]
        except KeyError:
            words = ", ".join(each.label for each in cls)
            raise ValueError(f"unknown severity {text!r}: use one of {words}") from None


@dataclass(frozen=True, slots=True)
class Evidence:
    """One quoted line of a device's answer.

    ``source`` is the topic or command the line came from (``running-config``), ``line`` its
    1-based number there, or None when the source has no lines (a host key, a time).
    """

    source: str
    line: int | None
    text: str
