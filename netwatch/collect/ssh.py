"""One visit to one device over SSH: ask the platform's questions, keep what is proven complete.

``collect`` never raises for anything a device or a network does: what could not be observed is a
``Failure`` of the snapshot, and every text that leaves has passed ``access.redact``.
"""

import logging
import secrets
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from netwatch.collect import proof
from netwatch.collect.access import Access, Choose, broken
from netwatch.collect.deadline import Lifeline
from netwatch.collect.errors import CollectError, quoted
from netwatch.collect.link import Link
from netwatch.collect.session import Reply, Session
from netwatch.model.device import Device
from netwatch.model.platform import CONFIG, MIRRORS, STARTUP, Command, Dialogue, Platform
from netwatch.model.snapshot import Artifact, Failure, Reason, Snapshot
from netwatch.model.state import Answers
from netwatch.parsing.text import TooLargeError

FOLLOW_UP_ROUNDS = 4
CHOSEN_ROUNDS = 2
FOLLOW_UP_COMMANDS = 64
GOODBYE_S = 0.3
# Ten digits always: IOS XR takes them as hexadecimal, two to a byte.
SMALLEST_NONCE, LARGEST_NONCE = 10**9, 2**31 - 1
COMPARED_LINE_BY_LINE = frozenset({CONFIG, STARTUP, MIRRORS})

# Both log what they read and write, the enable secret included, and to stderr when nobody listens.
for _name in ("paramiko", "netmiko"):
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)


class Depth(StrEnum):
    """How much is asked: QUICK leaves out ``slow`` commands (hashes of images)."""

    QUICK = "quick"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class _Answer:
    """One answer, raw, and what speaks against it; ``offered`` is False when it was refused."""

    command: Command
    text: str
    objection: Failure | None
    offered: bool


@dataclass(slots=True)
class _Visit:
    """What one visit has gathered so far; ``slow_s`` is left for slow commands.

    ``nonce`` is the random number of this visit, which answers signed by the device must cover.
    ``tried`` are the commands that need not be asked again, answered or left out.
    """

    dialogue: Dialogue
    depth: Depth
    probes: frozenset[str]
    nonce: int
    asked: list[_Answer] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    prompt: str | None = None
    slow_s: float = 0.0
    tried: set[str] = field(default_factory=set)
    left_out: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def take(self, command: Command, text: str) -> None:
        """Judge an answer and keep it."""
        objection = proof.objection(command, text, self.dialogue)
        denied = objection is not None and proof.denied(text, self.dialogue)
        offered = denied or not proof.refused(text, self.dialogue)
        self.asked.append(_Answer(command, text, objection, offered))

    def wanted(self, commands: Iterable[Command], *, quick: bool = False) -> tuple[Command, ...]:
        """Return what of ``commands`` this visit asks, with its number where one belongs."""
        slow = self.depth is Depth.FULL and not quick
        return tuple(
            each.with_nonce(self.nonce)
            for each in commands
            if (slow or not each.slow) and (not each.opt_in or each.opt_in in self.probes)
        )

    def proven(self) -> tuple[_Answer, ...]:
        return tuple(each for each in self.asked if each.objection is None)

    def objections(self, platform: Platform) -> Iterator[Failure]:
        for each in self.asked:
            if each.objection is not None and (each.offered or not each.command.optional):
                yield each.objection
        unknown = {each.command.text for each in self.asked if not each.offered}
        if failure := proof.unanswered(platform.commands, unknown):
            yield failure

    def answers(self) -> Answers:
        return Answers(
            tuple((each.command.topic, each.command.text, each.text) for each in self.proven())
        )


def collect(
    device: Device,
    platform: Platform,
    access: Access,
    *,
    now: datetime,
    depth: Depth = Depth.QUICK,
    choose: Choose | None = None,
) -> Snapshot:
    """Visit ``device`` once and return what it answered.

    In a FULL visit with ``choose``, slow commands wait for the end, and it says which are asked.

    ``now`` becomes ``taken_at``. The visit ends within ``device.timeout_s`` whatever
    hangs; slow commands have their own time on top (``slow_allowance``).
    Commands of the platform are written in order, then its follow-ups; nothing else is.
    Raises ForbiddenWriteError only for a platform file that asks for what it does not list.
    """
    if platform.dialogue is None:
        failure = broken(None, f"platform {platform.name} is not collected over SSH")
        return _snapshot(device, platform, now, failures=(failure,))
    visit = _Visit(
        platform.dialogue,
        depth,
        frozenset(device.probes),
        nonce=SMALLEST_NONCE + secrets.randbelow(LARGEST_NONCE - SMALLEST_NONCE + 1),
        slow_s=slow_allowance(platform),
    )
    lifeline = Lifeline(device.timeout_s)
    access.halt.watch(lifeline)
    link = Link(device, platform.dialogue, access, lifeline)
    try:
        with link:
            _converse(
                visit, Session(platform, link, access, lifeline, link.reach()), platform, choose
            )
    except CollectError as error:
        visit.failures.append(error.failure())
    finally:
        access.halt.forget(lifeline)
    found = (*visit.failures, *visit.objections(platform))
    snapshot = _told(visit, _snapshot(device, platform, now, found), access)
    return replace(snapshot, host_key=link.target.trust.presented)


def slow_allowance(platform: Platform) -> float:
    """Return the seconds that all slow commands of one visit may take together."""
    return sum(each.timeout_s for each in (*platform.commands, *platform.templates) if each.slow)


def _converse(visit: _Visit, session: Session, platform: Platform, choose: Choose | None) -> None:
    visit.failures.extend(session.open())
    visit.prompt = session.prompt
    _ask_all(visit, session, visit.wanted(platform.commands, quick=choose is not None))
    for _ in range(FOLLOW_UP_ROUNDS + (CHOSEN_ROUNDS if choose else 0)):
        more = _follow_ups(visit, platform)
        if choose is not None:
            quick = tuple(each for each in more if not each.slow)
            more = quick or _chosen(visit, choose, more)
        if not more:
            break
        _ask_all(visit, session, more)
    visit.prompt = session.prompt
    ended = bool(visit.asked) and visit.asked[-1].command.end is not None
    _append(visit, session.leave(0.0 if ended else GOODBYE_S))


def _ask_all(visit: _Visit, session: Session, commands: Iterable[Command]) -> None:
    waiting = list(commands)
    while waiting:
        command = waiting.pop(0)
        visit.tried.add(command.text)
        try:
            reply = _ask_slowly(visit, session, command) if command.slow else _ask(session, command)
        except CollectError as error:
            left = f"; {len(waiting)} further commands were not asked" if waiting else ""
            whole = error.reason is Reason.WRONG_DEVICE
            raise CollectError(
                error.reason, error.detail + left, None if whole else command.text
            ) from error
        except TooLargeError as error:
            visit.failures.append(Failure(command.text, Reason.INCOMPLETE, str(error)))
            continue
        _append(visit, reply.late)
        if reply.interrupted and command.topic in COMPARED_LINE_BY_LINE:
            detail = "log lines interrupt every answer; switch 'terminal monitor' off for this line"
            visit.failures.append(Failure(command.text, Reason.INCOMPLETE, detail))
            continue
        if reply.unended and command.topic == CONFIG:
            detail = "the configuration stops in the middle of a line; the next visit asks again"
            visit.failures.append(Failure(command.text, Reason.INCOMPLETE, detail))
            continue
        visit.take(command, reply.text)


def _ask(session: Session, command: Command) -> Reply:
    """Ask, and once more when log lines fell into the answer: one may have cut a line in two."""
    reply = session.ask(command.text, command.timeout_s)
    if not reply.interrupted:
        return reply
    return replace(session.ask(command.text, command.timeout_s), late=reply.late)


def _ask_slowly(visit: _Visit, session: Session, command: Command) -> Reply:
    allowed, began = min(command.timeout_s, visit.slow_s), time.monotonic()
    with session.allowing(allowed):
        reply = _ask(session, command)
    visit.slow_s -= min(allowed, time.monotonic() - began)
    return reply


def _append(visit: _Visit, late: str) -> None:
    """Give the last answer what arrived after its supposed end, unless its end was proven."""
    if not late or not visit.asked:
        return
    last = visit.asked[-1]
    if last.command.end is None or last.objection is not None:
        visit.asked.pop()
        visit.take(last.command, f"{last.text}\n{late}" if last.text else late)


def _follow_ups(visit: _Visit, platform: Platform) -> tuple[Command, ...]:
    """Return what is still to be asked; expensive commands that were held back are among it."""
    try:
        more = platform.follow_up(visit.answers())
    except Exception as error:  # noqa: BLE001  # hostile text must not end a sweep
        detail = f"the {platform.name} follow-up failed: {type(error).__name__}"
        visit.failures.append(broken(None, detail))
        return ()
    all_of_it = visit.wanted((*platform.commands, *more))
    fresh = {each.text: each for each in all_of_it if each.text not in visit.tried}
    room = max(0, len(platform.commands) + FOLLOW_UP_COMMANDS - len(visit.tried))
    return tuple(fresh.values())[:room]


def _chosen(visit: _Visit, choose: Choose, commands: tuple[Command, ...]) -> tuple[Command, ...]:
    """Return the expensive commands to ask now, and note the others as left out."""
    if not commands:
        return ()
    chosen = choose(visit.answers(), commands)
    texts = [each.text for each in commands]
    visit.tried.update(texts)
    visit.left_out.extend(chosen.left_out)
    visit.notes.extend(each for each in chosen.notes if each not in visit.notes)
    visit.failures.extend(chosen.failures)
    return chosen.commands


def _told(visit: _Visit, snapshot: Snapshot, access: Access) -> Snapshot:
    """Return the snapshot with what is proven, redacted, and with every failure redacted."""
    stranger = _stranger(visit)
    if stranger is not None:
        return replace(snapshot, failures=(_redacted(stranger, access),))
    artifacts = tuple(
        Artifact(
            each.command.topic, each.command.text, access.redact(each.text, each.command.topic)
        )
        for each in visit.proven()
    )
    failures = tuple(_redacted(each, access) for each in snapshot.failures)
    return replace(
        snapshot,
        artifacts=artifacts,
        failures=failures,
        left_out=tuple(visit.left_out),
        notes=tuple(visit.notes),
    )


def _stranger(visit: _Visit) -> Failure | None:
    """Return the failure when the configuration is another box's than the prompt's."""
    for each in visit.failures:
        if each.reason is Reason.WRONG_DEVICE:
            return each
    config = next((each.text for each in visit.proven() if each.command.topic == CONFIG), "")
    name = proof.foreign(config, visit.prompt or "", visit.dialogue)
    if name is None:
        return None
    detail = (
        f"the configuration names the device {quoted(name)}, its prompt is "
        f"{quoted(visit.prompt or '')}; nothing was kept. Check where the address leads"
    )
    return Failure(None, Reason.WRONG_DEVICE, detail)


def _redacted(failure: Failure, access: Access) -> Failure:
    return replace(failure, detail=access.told(failure.detail))


def _snapshot(
    device: Device, platform: Platform, now: datetime, failures: tuple[Failure, ...] = ()
) -> Snapshot:
    return Snapshot(device=device.name, platform=platform.name, taken_at=now, failures=failures)
