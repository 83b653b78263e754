"""One visit to an AWS account: every region asked what it mirrors, over boto3.

Regions are asked side by side. What one of them refuses is a failure of that one question; the
answers of the others stand.
"""

import threading
from collections import deque
from collections.abc import Iterable
from datetime import datetime

from netwatch.collect.access import CloudAccess, broken
from netwatch.collect.clouds._aws_answers import Listing, Shape, canonical, listing
from netwatch.collect.clouds._aws_calls import Clients
from netwatch.collect.clouds._aws_errors import NOT_OFFERED
from netwatch.collect.deadline import Lifeline
from netwatch.collect.errors import CollectError, quoted
from netwatch.model.device import CloudAccount, Device
from netwatch.model.platform import Command, Platform
from netwatch.model.snapshot import Artifact, Failure, Reason, Snapshot

_THREADS = 8
_ABSENT = "not-opted-in"
_SLOWER = "raise the account's `timeout:` in the inventory if it is slow"


def collect(device: Device, platform: Platform, access: CloudAccess, *, now: datetime) -> Snapshot:
    """Ask the account and return what came back; a Snapshot whatever happens.

    ``device.timeout_s`` bounds it all.
    """
    lifeline = Lifeline(device.timeout_s)
    visit = _Visit(device, platform, access, lifeline)
    over = _Bell()
    lifeline.hold(over)
    access.halt.watch(lifeline)
    try:
        # A daemon: a wait that nothing can interrupt (name resolution, a credential helper) is
        # left behind rather than waited for.
        threading.Thread(target=visit.run, args=(over,), name=device.name, daemon=True).start()
        over.wait()
    finally:
        access.halt.forget(lifeline)
        outcome = visit.outcome(now)
        lifeline.close()
        visit.close()
    return outcome


class _Bell:
    """Rung when the visit is done, or cut."""

    def __init__(self) -> None:
        self._rung = threading.Event()
        self.wait = self._rung.wait
        self.ring = self._rung.set

    def shutdown(self, _how: int, /) -> None:
        """Wake who waits: time is up, or netwatch is to stop."""
        self.ring()

    def close(self) -> None:
        """Do nothing: there is nothing to give back."""


class _Visit:
    """What was asked so far, what came back, and what is still owed; safe between threads."""

    def __init__(
        self, device: Device, platform: Platform, access: CloudAccess, lifeline: Lifeline
    ) -> None:
        self._device, self._platform = device, platform
        self._access, self._lifeline = access, lifeline
        self._account = device.cloud or CloudAccount()
        self._clients = Clients(self._account, platform, access, lifeline)
        self._lock = threading.Lock()
        self._artifacts: list[Artifact] = []
        self._failures: list[Failure] = []
        self._notes: list[str] = []
        self._owed: dict[str, None] = {}
        self._is_begun = False
        self._is_over = False

    def run(self, over: _Bell) -> None:
        """Be the visit's thread."""
        try:
            if regions := self._regions() if self._is_let_in() else ():
                self._ask_regions(regions)
        except Exception as error:  # noqa: BLE001  # one account must not end a sweep
            self._keep(broken(None, f"asking the account failed: {type(error).__name__}"))
        finally:
            over.ring()

    def _is_let_in(self) -> bool:
        """Log in and tell whether the credentials lead into the account of the inventory."""
        command, _ = self._platform.commands
        try:
            self._clients.log_in()
            account = str(self._clients.ask(command.text).get("Account", ""))
        except CollectError as error:
            self._failed(error)
            return False
        wanted = self._account.account
        if wanted and account != wanted:
            detail = (
                f"these credentials are of the account {quoted(account, 32)}, the inventory says "
                f"{wanted}; correct `account:`, `credentials:` or `assume_role:`"
            )
            self._failed(CollectError(Reason.WRONG_DEVICE, detail))
            return False
        # The rest of the answer names the session, which differs at every visit.
        self._answered(command.topic, command.text, canonical({"Account": account}))
        return True

    def _regions(self) -> tuple[str, ...]:
        """Return the regions to ask: those of the inventory that are in use, or all in use."""
        _, command = self._platform.commands
        how = listing(command.topic)
        asked: dict[str, object] = {"AllRegions": True}
        if self._account.regions:
            asked["RegionNames"] = list(self._account.regions)
        try:
            found = self._clients.listed(command.text, None, how, asked)
        except CollectError as error:
            self._failed(error, command.text)
            return ()
        self._answered(command.topic, command.text, how.kept(found))
        return tuple(
            str(each["RegionName"]) for each in found if each.get("OptInStatus") != _ABSENT
        )

    def outcome(self, now: datetime) -> Snapshot:
        """Return what there is; nothing that comes later counts."""
        with self._lock:
            self._is_over = True
            failures = list(self._failures)
            if self._lifeline.ended:
                owed: Iterable[str | None] = self._owed if self._is_begun else (None,)
                why = f"{self._lifeline.ended} before the visit was complete; {_SLOWER}"
                failures += [self._access.failure(each, Reason.TIMEOUT, why) for each in owed]
            return Snapshot(
                device=self._device.name,
                platform=self._platform.name,
                taken_at=now,
                artifacts=tuple(sorted(self._artifacts, key=self._place)),
                failures=tuple(sorted(failures, key=lambda each: each.command or "")),
                notes=tuple(sorted(self._notes)),
            )

    def close(self) -> None:
        """Close every connection."""
        self._clients.close()

    def _place(self, artifact: Artifact) -> tuple[int, str]:
        listed = [each.topic for each in (*self._platform.commands, *self._platform.templates)]
        return listed.index(artifact.topic), artifact.command

    def _ask_regions(self, regions: tuple[str, ...]) -> None:
        """Ask every region, a few at a time."""
        with self._lock:
            self._owed = dict.fromkeys(
                _text(each, region)
                for region in regions
                for each in self._platform.templates
                if listing(each.topic).is_regional and listing(each.topic).by_name is None
            )
            self._is_begun = True
        left = deque(regions)
        threads = [
            threading.Thread(target=self._work, args=(left,), name=self._device.name, daemon=True)
            for _ in range(min(_THREADS, len(regions)))
        ]
        for each in threads:
            each.start()
        for each in threads:
            each.join()

    def _work(self, left: deque[str]) -> None:
        while not self._lifeline.ended:
            try:
                region = left.popleft()
            except IndexError:
                return
            try:
                self._ask_region(region)
            except Exception as error:  # noqa: BLE001  # nor may one region end the others
                self._keep(broken(region, f"asking the region failed: {type(error).__name__}"))

    def _ask_region(self, region: str) -> None:
        """Ask one region everything; of objects beside the sessions only what they name."""
        named: set[str] = set()
        for command in self._platform.templates:
            how = listing(command.topic)
            if not how.is_regional:
                continue
            text = _text(command, region)
            try:
                self._ask(command, how, region, named)
            except CollectError as error:
                if how.is_first:
                    self._turned_away(region, error, text)
                    return
                self._failed(error, text, optional=command.optional)

    def _ask(self, command: Command, how: Listing, region: str, named: set[str]) -> None:
        """Ask one question, which may take several requests; ``named`` grows by the answer."""
        text = _text(command, region)
        found: list[Shape] = []
        questions = tuple(how.questions(named))
        if questions and not command.optional:
            self._owe(text)
        for asked in questions:
            found += self._clients.listed(text, region, how, asked)
        if questions:
            chosen = how.chosen(found, named)
            self._answered(command.topic, text, how.kept(chosen))
            named |= how.names(chosen)

    def _owe(self, command: str) -> None:
        with self._lock:
            self._owed[command] = None

    def _turned_away(self, region: str, error: CollectError, command: str) -> None:
        """Note that ``region`` does not let itself be asked, and ask it nothing more."""
        if NOT_OFFERED in error.detail:
            self._noted(f"{region}: no Traffic Mirroring there")
        else:
            self._failed(error, command)
        with self._lock:
            for each in self._platform.templates:
                self._owed.pop(_text(each, region), None)

    def _answered(self, topic: str, command: str, text: str) -> None:
        artifact = Artifact(topic, command, self._access.redact(text, topic))
        with self._lock:
            self._owed.pop(command, None)
            if not self._is_over:
                self._artifacts.append(artifact)

    def _noted(self, note: str) -> None:
        with self._lock:
            self._notes.append(note)

    def _failed(
        self, error: CollectError, command: str | None = None, *, optional: bool = False
    ) -> None:
        if self._lifeline.ended:
            return  # the end of the visit is the reason, and is told of all that is owed
        failure = self._access.failure(command, error.reason, error.detail)
        if optional:
            self._noted(f"{command}: {failure.detail}")
        else:
            self._keep(failure)

    def _keep(self, failure: Failure) -> None:
        with self._lock:
            self._owed.pop(failure.command or "", None)
            if not self._is_over:
                self._failures.append(failure)


def _text(command: Command, region: str) -> str:
    return command.text.replace("{arg}", region)
