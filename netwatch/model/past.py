"""The past as others kept it: which device looked how at which time, and who recorded it."""

from dataclasses import dataclass
from datetime import datetime

ORIGIN = "origin"
"""The topic under which a visit of the past says where it comes from."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """Who recorded a version, in the words of whoever kept it; ``mark`` is a commit or a file.

    An author may be the tool that collected the configuration: it is told, never believed.
    """

    mark: str
    author: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class PastVersion:
    """One configuration of one device; ``text`` is how its source is asked for the bytes."""

    at: datetime
    text: str
    path: str
    recorded: Recorded


@dataclass(frozen=True, slots=True)
class PastDevice:
    """Everything a source has of one device, oldest first; ``gone`` when it has it no more.

    ``platform`` is as the source names it, None when it does not say.
    """

    name: str
    versions: tuple[PastVersion, ...]
    platform: str | None = None
    gone: bool = False
