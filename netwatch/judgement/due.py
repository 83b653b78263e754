"""Whether a device's expensive commands are due, and whether its model bears them. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from fnmatch import fnmatchcase

from netwatch.judgement.hashed import change_of_software
from netwatch.judgement.image_path import parts
from netwatch.model.platform import HASH, Command, Fragile, Platform
from netwatch.model.state import DeviceState

_SOONEST = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadence:
    """How old hashes may grow while nothing changes.

    They are taken again at an age between half of ``max_age`` and the whole; ``share``, at least 0
    and below 1, says where between, so that a fleet hashed in one night is not hashed again in one
    night, and no intruder knows the day.
    """

    max_age: timedelta
    share: float = 0.0

    @property
    def age(self) -> timedelta:
        """Return the age at which hashes are due."""
        return self.max_age * (1 - _SOONEST * self.share)


def why_due(
    known: DeviceState | None,
    seen: DeviceState,
    taken_at: datetime | None,
    cadence: Cadence,
    now: datetime,
) -> str | None:
    """Return why hashes are due at ``now``, None when they are not.

    ``known`` is what was known before this visit, ``seen`` what this visit has shown so far, and
    ``taken_at`` the last known time of the hashes in question.
    """
    if known is None or taken_at is None:
        return "never taken of what runs now"
    changed = change_of_software(known, seen)
    if changed is not None:
        return f"{changed} changed"
    age = now - taken_at
    # A clock that was set back must not put the next time off for ever.
    if age < timedelta(0):
        return "last taken in the future"
    return f"last taken {age.days} days ago" if age >= cadence.age else None


def new_file(
    commands: Iterable[Command], known: DeviceState | None, seen: DeviceState
) -> str | None:
    """Return the name of a file that ``commands`` would hash and no listing held before."""
    if known is None or known.files is None or seen.files is None:
        return None
    before = {parts(each.path)[-1:] for each in known.files}
    come = {parts(each.path)[-1:] for each in seen.files} - before
    words = (
        word.strip("\"'") for each in commands if each.topic == HASH for word in each.text.split()
    )
    return next((name for word in words for name in parts(word)[-1:] if (name,) in come), None)


def harm(platform: Platform, model: str | None, command: Command) -> Fragile | None:
    """Return the entry of the platform's deny list that forbids ``command`` on ``model``.

    A model that is not known is not one that bears everything: then every entry holds.
    """
    text, name = command.text.casefold(), (model or "").casefold()
    for each in platform.fragile:
        if not fnmatchcase(text, each.commands.casefold()):
            continue
        if not name or fnmatchcase(name, each.models.casefold()):
            return each
    return None
