"""How often a device is asked for what costs it minutes: its image hashes, and copies of files."""

import hashlib
import hmac
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import TracebackType
from typing import Self

from netwatch import registry
from netwatch.app.lease import Lease
from netwatch.app.workspace import Workspace, utc_now
from netwatch.collect.access import Chosen
from netwatch.judgement.due import Cadence, harm, new_file, why_due
from netwatch.model.device import Device
from netwatch.model.platform import CAPTURES, CONFIG, JOURNAL, MIRRORS, STARTUP, Command
from netwatch.model.snapshot import Artifact, Failure, Reason, Snapshot
from netwatch.model.state import Answers, DeviceState
from netwatch.parsing.noise import blank
from netwatch.read import read_device

# Long to read, and they say nothing about which files the device runs.
_NOT_ABOUT_FILES = frozenset({CONFIG, STARTUP, MIRRORS, JOURNAL, CAPTURES})
_SHARES = 1 << 32
_ELSEWHERE = "another netwatch process asks this device for something expensive now"


class Effort(StrEnum):
    """Whether something expensive is done: when it is DUE, in any case (ALWAYS), or NEVER."""

    DUE = "due"
    ALWAYS = "always"
    NEVER = "never"


def effort(wanted: bool | None) -> Effort:  # noqa: FBT001  # a switch of the command line
    """Return what a person's yes, no or silence amounts to."""
    if wanted is None:
        return Effort.DUE
    return Effort.ALWAYS if wanted else Effort.NEVER


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What one run is to spend on a device: ``hashes`` it computes, ``copies`` netwatch fetches."""

    hashes: Effort = Effort.DUE
    copies: Effort = Effort.DUE


class Turn:
    """One visit's say over expensive commands; ``with Turn(...)`` gives the device's lease back.

    ``choose`` is what ``collect`` asks. The known state is read from the store after the lease was
    taken, so that what another process has just found out is not asked for again.
    """

    def __init__(self, work: Workspace, device: Device, wish: Wish) -> None:
        self.device, self.wish = device, wish
        self._work = work
        self._platform = registry.platform(device.platform)
        self._lease = Lease(work.settings.state_dir / "leases", device.name)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._lease.give_back()

    def choose(self, answers: Answers, commands: tuple[Command, ...]) -> Chosen:
        """Return which of ``commands`` to ask now. Raises StoreError, SettingsError."""
        texts = tuple(each.text for each in commands)
        if self.wish.hashes is Effort.NEVER:
            return Chosen(left_out=texts)
        seen = self._seen(answers)
        held = self._lease.take()
        known = self._work.store.known_state(self.device.name)
        if self.wish.hashes is Effort.DUE and not self._due(commands, known, seen):
            self._lease.give_back()
            return Chosen(left_out=texts)
        if not held:
            return self._in_vain(commands)
        forbidden = {each.text: harm(self._platform, _model(seen), each) for each in commands}
        return Chosen(
            commands=tuple(each for each in commands if forbidden[each.text] is None),
            notes=tuple(
                f"{text!r} is never asked here: {entry.why}"
                for text, entry in forbidden.items()
                if entry is not None
            ),
        )

    def _due(
        self, commands: tuple[Command, ...], known: DeviceState | None, seen: DeviceState
    ) -> bool:
        taken_at = known.image.hashed_at if known and known.image else None
        cadence = self.cadence(taken_at)
        why = why_due(known, seen, taken_at, cadence, utc_now()) or new_file(commands, known, seen)
        return why is not None

    def cadence(self, taken_at: datetime | None) -> Cadence:
        """Return the cadence after hashes of ``taken_at``: the same draw until the next ones."""
        drawn = f"{self.device.name}\0{taken_at.isoformat() if taken_at else ''}".encode()
        number = int.from_bytes(hmac.digest(self._work.key, drawn, hashlib.sha256)[:4], "big")
        return Cadence(max_age=self._work.settings.hash_max_age, share=number / _SHARES)

    def _in_vain(self, commands: tuple[Command, ...]) -> Chosen:
        texts = tuple(each.text for each in commands)
        if self.wish.hashes is Effort.DUE:
            return Chosen(left_out=texts, notes=(_ELSEWHERE,))
        failure = Failure(texts[0], Reason.INCOMPLETE, f"{_ELSEWHERE}; try again when it is done")
        return Chosen(left_out=texts, failures=(failure,))

    def _seen(self, answers: Answers) -> DeviceState:
        """Return what the answers so far show of the device's software."""
        artifacts = tuple(
            Artifact(topic, command, blank(text, self._platform.noise, topic))
            for topic in answers
            if topic not in _NOT_ABOUT_FILES
            for command, text in answers.all(topic)
        )
        empty = Snapshot(device=self.device.name, platform=self._platform.name, taken_at=utc_now())
        return read_device(self._platform, replace(empty, artifacts=artifacts))


def _model(state: DeviceState) -> str | None:
    return (state.image and state.image.model) or (state.identity and state.identity.model) or None
