"""A device says that it changed, and seconds later it is looked at.

The word is a trigger and evidence, never the verdict: what a line claims is kept beside the
finding, and what the look shows decides. Whoever forges a line gains one look, at a bounded pace.
"""

import queue
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass

from netwatch.app.address_book import AddressBook
from netwatch.app.debounce import Debounce, Pace
from netwatch.app.heard_lines import kept_form
from netwatch.app.log_formats import log_event
from netwatch.app.sweep import sweep
from netwatch.app.workspace import Workspace, utc_now
from netwatch.model.device import Device
from netwatch.model.errors import NetwatchError
from netwatch.model.heard import Heard, LogEvent
from netwatch.parsing.syslog import syslog_line

_QUEUED = 10_000
_BOOK_S = 300.0
_IDLE_S = 1.0
_KEPT_PER_LOOK = 200

Say = Callable[[str], None]
Look = Callable[[str], None]
"""Checks one device, by name; may raise NetwatchError."""


@dataclass(frozen=True, slots=True)
class _Word:
    """Something said: the raw message, or the event of one that was read elsewhere."""

    sender: str
    way: str
    raw: bytes = b""
    event: LogEvent | None = None
    device: Device | None = None


class Triggers:
    """Takes in what devices say, from any thread, and looks at those that changed.

    A part of the daemon: ``start``, ``stop``, ``trouble``. ``look`` checks one device; at most
    ``looks`` of them run at once. ``say`` hears what went wrong, in a sentence.
    """

    name = "triggers"

    def __init__(
        self, work: Workspace, say: Say, *, look: Look | None = None, pace: Pace | None = None,
        looks: int = 8,
    ) -> None:  # fmt: skip
        self._work, self._say = work, say
        self._look = look or (lambda device: look_at(work, device))
        self._words: queue.Queue[_Word] = queue.Queue(_QUEUED)
        self._debounce = Debounce(pace or Pace())
        self._ended = threading.Event()
        self._done: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._looking = ThreadPoolExecutor(looks, thread_name_prefix="look")
        self._thread = threading.Thread(target=self._run, name="triggers", daemon=True)
        self._kept: Counter[str] = Counter()
        self.counts: Counter[str] = Counter()
        """What became of the words: ``heard``, ``strangers``, ``quiet``, ``dropped``, ``looks``."""

    def start(self) -> None:
        """Begin to look."""
        self._book = self._new_book()
        self._thread.start()

    def stop(self) -> None:
        """Begin no more looks and wait for those that run."""
        self._ended.set()
        with suppress(queue.Full):
            self._words.put_nowait(_Word("", ""))
        self._thread.join()
        self._looking.shutdown(wait=True, cancel_futures=True)

    def trouble(self) -> str | None:
        """Return what is wrong, None when nothing is."""
        if not self._thread.is_alive() and not self._ended.is_set():
            return "no longer listens to what devices say"
        return None

    def hear(self, raw: bytes, sender: str, way: str = "syslog") -> None:
        """Take in one syslog message as it came from ``sender``; never blocks."""
        self._take_in(_Word(sender, way, raw=raw))

    def told(self, event: LogEvent, sender: str, way: str) -> None:
        """Take in an event that needs no reading (a trap, a webhook); never blocks."""
        self._take_in(_Word(sender, way, event=event))

    def asked(self, device: str, event: LogEvent, sender: str, way: str) -> bool:
        """Take in an event about the device of that name from a sender who proved who it is.

        Return whether the inventory has it; never blocks.
        """
        entry = self._book.named(device)
        if entry is not None:
            self._take_in(_Word(sender, way, event=event, device=entry))
        return entry is not None

    def _take_in(self, word: _Word) -> None:
        try:
            self._words.put_nowait(word)
        except queue.Full:
            self.counts["dropped"] += 1

    def _run(self) -> None:
        fresh_until = time.monotonic() + _BOOK_S
        while not self._ended.is_set():
            self._read(self._patience())
            now = time.monotonic()
            while not self._done.empty():
                self._debounce.done(self._done.get())
            for device in self._debounce.take(now):
                self._kept.pop(device, None)
                self._looking.submit(self._visit, device)
            if now >= fresh_until:
                self._book, fresh_until = self._new_book(), now + _BOOK_S

    def _patience(self) -> float:
        due = self._debounce.next_due()
        return _IDLE_S if due is None else min(_IDLE_S, max(0.0, due - time.monotonic()))

    def _read(self, patience_s: float) -> None:
        """Read what was said, waiting a little for the first word."""
        heard: list[Heard] = []
        with suppress(queue.Empty):
            heard += self._understood(self._words.get(timeout=patience_s))
            while len(heard) < _QUEUED:
                heard += self._understood(self._words.get_nowait())
        for each in heard:
            self._debounce.note(each.device, time.monotonic())
        try:
            self._work.store.heard.keep(self._worth_keeping(heard))
        except NetwatchError as error:
            self._say(f"what devices said could not be kept: {error}")

    def _worth_keeping(self, heard: list[Heard]) -> list[Heard]:
        """Return the lines to keep: a flood between two looks is evidence by its first lines."""
        kept = []
        for each in heard:
            self._kept[each.device] += 1
            if self._kept[each.device] <= _KEPT_PER_LOOK:
                kept.append(each)
        return kept

    def _understood(self, word: _Word) -> list[Heard]:
        if not word.sender:
            return []
        self.counts["heard"] += 1
        line = syslog_line(word.raw)
        event = word.event or log_event(line.text)
        if event is None:
            self.counts["quiet"] += 1
            return []
        claims = (event.device, line.host)
        device = word.device or self._book.device(word.sender, claims)
        if device is None:
            self.counts["strangers"] += 1
            return []
        return [self._kept_form(device, word, event, line.text)]

    def _kept_form(self, device: Device, word: _Word, event: LogEvent, text: str) -> Heard:
        heard = Heard(
            device=device.name,
            at=utc_now(),
            way=word.way,
            sender=word.sender,
            event=event,
            text=text,
        )
        return kept_form(heard, device, self._work.key)

    def _visit(self, device: str) -> None:
        self.counts["looks"] += 1
        try:
            self._look(device)
        except NetwatchError as error:
            self._say(f"{device} said it changed and could not be checked: {error}")
        finally:
            self._done.put(device)
            self._take_in(_Word("", ""))  # wakes the reader

    def _new_book(self) -> AddressBook:
        try:
            with Workspace(self._work.settings, self._work.environment) as fresh:
                return AddressBook(fresh.inventory.devices, fresh.settings.syslog_relays)
        except NetwatchError as error:
            self._say(f"the inventory cannot be read anew: {error}")
            return AddressBook(self._work.inventory.devices, self._work.settings.syslog_relays)


def look_at(work: Workspace, device: str) -> None:
    """Check ``device`` with the inventory and policy as they are now. Raises NetwatchError."""
    with Workspace(work.settings, work.environment) as fresh:
        sweep(fresh, fresh.devices((device,)))
