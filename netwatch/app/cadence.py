"""How often a device is asked for what costs it minutes: its image hashes, and copies of files."""

import hashlib
import hmac
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self

from netwatch import registry
from netwatch.app.lease import Lease
from netwatch.app.workspace import Workspace, utc_now
from netwatch.collect.access import Access, Chosen
from netwatch.compare import overlay
from netwatch.judgement.due import Cadence, harm, new_file, why_due
from netwatch.judgement.hashed import files_to_fetch
from netwatch.model.device import Device
from netwatch.model.platform import CAPTURES, CONFIG, JOURNAL, MIRRORS, STARTUP, Command
from netwatch.model.snapshot import Artifact, Failure, Reason, Snapshot
from netwatch.model.state import Answers, DeviceState
from netwatch.parsing.fetched import NO_FILE
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What one run is to spend on a device: ``hashes`` it computes, ``copies`` netwatch fetches."""

    hashes: Effort = Effort.DUE
    copies: Effort = Effort.DUE


def wish(hashes: bool | None, *, copies: bool = False) -> Wish:  # noqa: FBT001  # a switch
    """Return what a person's yes, no or silence about hashes, and a yes to copies, amount to."""
    wanted = {None: Effort.DUE, True: Effort.ALWAYS, False: Effort.NEVER}[hashes]
    by_itself = Effort.NEVER if hashes is False else Effort.DUE
    return Wish(hashes=wanted, copies=Effort.ALWAYS if copies else by_itself)


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

    def __exit__(self, *_error: object) -> None:
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

    def with_copies(self, snapshot: Snapshot, access: Access) -> Snapshot:
        """Return ``snapshot`` with the hashes of fetched image files, where that is due.

        By itself that is for a device that opts in, within its hours, when its software changed
        or the last copies grew old. Raises StoreError, SettingsError.
        """
        from netwatch.collect.fetch import fetch

        wish, copying = self.wish.copies, self.device.copying
        if wish is Effort.NEVER or (wish is Effort.DUE and not copying.wanted):
            return snapshot
        if not snapshot.artifacts:
            return snapshot
        seen = read_device(self._platform, snapshot)
        held = self._lease.take()
        before = self._work.store.known_state(self.device.name)
        if wish is Effort.DUE and not self._copies_due(before, seen):
            return snapshot
        if not held:
            return self._not_now(snapshot)
        paths = files_to_fetch(overlay(before, seen).image)
        if not paths:
            detail = "the device does not say which file it runs, or runs one that lies elsewhere"
            missing = Failure(NO_FILE, Reason.INCOMPLETE, f"nothing to fetch: {detail}")
            return replace(snapshot, failures=(*snapshot.failures, missing))
        fetched = fetch(self.device, self._platform, access, paths)
        return replace(
            snapshot,
            artifacts=(*snapshot.artifacts, *fetched.artifacts),
            failures=(*snapshot.failures, *fetched.failures),
        )

    def _copies_due(self, before: DeviceState | None, seen: DeviceState) -> bool:
        local = utc_now().astimezone(self._work.settings.zone)
        if not self.device.copying.window.holds(local.time()):
            return False
        taken_at = before.image.fetched_at if before and before.image else None
        return why_due(before, seen, taken_at, self.cadence(taken_at), utc_now()) is not None

    def _not_now(self, snapshot: Snapshot) -> Snapshot:
        if self.wish.copies is Effort.DUE:
            return replace(snapshot, notes=(*snapshot.notes, _ELSEWHERE))
        detail = f"{_ELSEWHERE}; try again when it is done"
        failure = Failure(NO_FILE, Reason.INCOMPLETE, detail)
        return replace(snapshot, failures=(*snapshot.failures, failure))

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
