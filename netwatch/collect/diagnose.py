"""A login explained step by step, for ``netwatch doctor``: what worked, what did not, what next."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import TypeAlias

import paramiko

from netwatch.collect import dial, proof
from netwatch.collect.access import Access
from netwatch.collect.deadline import Lifeline
from netwatch.collect.errors import CollectError, quoted
from netwatch.collect.link import Link
from netwatch.collect.session import Session
from netwatch.collect.transport import Transport
from netwatch.model.device import Device
from netwatch.model.platform import CONFIG, Command, Dialogue, Platform
from netwatch.model.snapshot import Reason

Work: TypeAlias = Callable[[], str]
Plan: TypeAlias = Callable[[Link, Lifeline], Iterator[Work]]


class Outcome(StrEnum):
    """How a step went."""

    OK = "ok"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: ``detail`` is what was seen, ``advice`` what to do next ("" when all is well)."""

    name: str
    outcome: Outcome
    detail: str
    advice: str = ""


def diagnose(device: Device, platform: Platform, access: Access) -> Iterator[Step]:
    """Yield every step of a visit to ``device`` as it is taken; what a failure prevents is skipped.

    The device is called twice: once to look at its SSH server without logging in, once for a
    whole visit without slow commands. Both obey the device's time limit.
    """
    taken = 0
    for step in _steps(device, platform, access):
        taken += 1
        yield step
    for name in _names(platform, access)[taken:]:
        yield Step(name, Outcome.SKIPPED, "an earlier step failed")


def _names(platform: Platform, access: Access) -> tuple[str, ...]:
    way = ("jump hosts",) if access.jump else ("name", "connection")
    server = ("key exchange", "host key", "login methods")
    terminal = ("login", "prompt", "privilege", "session settings")
    return (*way, *server, *terminal, *(each.text for each in _quick(platform)))


def _quick(platform: Platform) -> tuple[Command, ...]:
    return tuple(each for each in platform.commands if not each.slow)


def _steps(device: Device, platform: Platform, access: Access) -> Iterator[Step]:
    names = iter(_names(platform, access))
    plans: tuple[Plan, ...] = (
        partial(_look, device, access),
        partial(_visit, platform, access),
    )
    for plan in plans:
        lifeline = Lifeline(device.timeout_s)
        access.halt.watch(lifeline)
        try:
            dialogue = platform.dialogue or Dialogue("")
            with Link(device, dialogue, access, lifeline) as link:
                for work in plan(link, lifeline):
                    step, ended = _taken(next(names), work, access)
                    yield step
                    if ended:
                        return
        finally:
            access.halt.forget(lifeline)


def _taken(name: str, work: Work, access: Access) -> tuple[Step, bool]:
    """Return the step, and whether the visit cannot go on after it."""
    try:
        return Step(name, Outcome.OK, access.told(work())), False
    except _AnswerError as error:
        return _failed(name, str(error), access), False
    except CollectError as error:
        return _failed(name, error.detail, access), True


def _failed(name: str, detail: str, access: Access) -> Step:
    problem, _, advice = access.told(detail).rpartition("; ")
    return Step(name, Outcome.FAILED, problem or advice, advice)


class _AnswerError(Exception):
    """One answer is no good; the next question may be asked all the same."""


def _look(device: Device, access: Access, link: Link, lifeline: Lifeline) -> Iterator[Work]:
    """Yield the steps that look at the device's SSH server from outside."""
    road: list[dial.Road] = []
    if access.jump:
        yield lambda: _through(link, access, road)
    else:
        found: list[str] = []
        yield lambda: _resolved(device, access, lifeline, found)
        yield lambda: _connected(device, access, lifeline, tuple(found), road)
    server = _Server(device, access, link, road)
    yield server.exchange
    yield server.host_key
    yield server.methods


def _through(link: Link, access: Access, road: list[dial.Road]) -> str:
    road.append(link.reach())
    return f"reached through {', '.join(hop.device.name for hop in access.jump)}"


def _resolved(device: Device, access: Access, lifeline: Lifeline, found: list[str]) -> str:
    found.extend(dial.resolve(device, access.limits, lifeline))
    return f"{device.address} is {', '.join(found)}"


def _connected(
    device: Device,
    access: Access,
    lifeline: Lifeline,
    addresses: tuple[str, ...],
    road: list[dial.Road],
) -> str:
    road.append(dial.connect(device, addresses, access.limits, lifeline))
    return f"port {device.port} answers"


class _Server:
    """The device's SSH server before any login."""

    def __init__(self, device: Device, access: Access, link: Link, road: list[dial.Road]) -> None:
        self._device, self._access, self._link, self._road = device, access, link, road

    def exchange(self) -> str:
        """Exchange keys."""
        self._client = self._link.client(self._link.target)
        self._client.set_missing_host_key_policy(paramiko.MissingHostKeyPolicy())
        arguments = self._link.arguments(self._link.target, self._road[0])
        self._client.connect(**arguments | {"auth_strategy": _Nobody()})
        options = self._transport.get_security_options()
        return (
            f"{quoted(self._transport.remote_version)}; netwatch offers {', '.join(options.kex)}; "
            f"agreed on {self._transport.host_key_type} and {self._transport.local_cipher}"
        )

    def host_key(self) -> str:
        """Compare the key with the pinned one."""
        trust = self._link.target.trust
        trust.missing_host_key(self._client, "", self._transport.get_remote_server_key())
        known = "the pinned one" if trust.pinned else "new"
        return f"{trust.presented}, {known}; the inventory says {self._device.host_key.value}"

    def methods(self) -> str:
        """Ask which ways to log in are offered."""
        try:
            self._transport.auth_none(self._access.credentials.username)
        except paramiko.BadAuthenticationType as error:
            return f"offered: {', '.join(quoted(each, 40) for each in error.allowed_types)}"
        except (paramiko.SSHException, EOFError, OSError) as error:
            detail = "the device ended the connection when asked for its login methods; try again"
            raise CollectError(Reason.UNREACHABLE, detail) from error
        return "the device lets this account in without any proof; look at its configuration"

    @property
    def _transport(self) -> Transport:
        assert self._link.transport is not None
        return self._link.transport


class _Nobody:
    """paramiko's hook for authentication, which does not authenticate."""

    def authenticate(self, transport: paramiko.Transport) -> None:
        """Do nothing."""


def _visit(platform: Platform, access: Access, link: Link, lifeline: Lifeline) -> Iterator[Work]:
    """Yield the steps of a real visit."""
    terminal = _Terminal(platform, access, link, lifeline)
    yield terminal.log_in
    yield terminal.prompt
    yield terminal.privilege
    yield terminal.settings
    for command in _quick(platform):
        yield partial(terminal.answer, command)
    terminal.session.leave(0.0)


class _Terminal:
    """The device's terminal."""

    def __init__(self, platform: Platform, access: Access, link: Link, lifeline: Lifeline) -> None:
        self._platform, self._access, self._link = platform, access, link
        self._lifeline = lifeline
        self._unknown: set[str] = set()

    def log_in(self) -> str:
        """Log in and open a terminal."""
        road = self._link.reach()
        self.session = Session(self._platform, self._link, self._access, self._lifeline, road)
        self.session.establish_connection(width=511, height=1000)
        return f"logged in as {self._access.credentials.username}"

    def prompt(self) -> str:
        """Find the prompt."""
        return f"the prompt is {quoted(self.session.locate_prompt())}"

    def privilege(self) -> str:
        """Raise privilege."""
        raised = self.session.raise_privilege()
        return f"raised: {quoted(raised)}" if raised else "nothing to raise"

    def settings(self) -> str:
        """Write the session settings, such as paging off."""
        failures = self.session.prepare()
        if failures:
            raise _AnswerError(failures[0].detail)
        return "accepted"

    def answer(self, command: Command) -> str:
        """Ask one question."""
        text = self.session.ask(command.text, command.timeout_s).text
        assert self._platform.dialogue is not None
        problem = proof.objection(command, text, self._platform.dialogue)
        if problem is None:
            return f"{len(text.splitlines()):,} lines, complete"
        refused = proof.refused(text, self._platform.dialogue)
        if command.optional and refused and not proof.denied(text, self._platform.dialogue):
            self._unknown.add(command.text)
            nothing = proof.unanswered(self._platform.commands, self._unknown)
            if nothing is None or command.topic != CONFIG:
                return "not offered by this device"
            problem = nothing
        raise _AnswerError(problem.detail)
