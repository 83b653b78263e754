"""One terminal session on a simulated device: echo, paging, enable, and every fault in time."""

import asyncio
import re
from collections.abc import Callable
from fnmatch import fnmatchcase
from functools import partial

import asyncssh

from netwatch.lab.device import Reply, SessionLog, SimulatedDevice
from netwatch.lab.keyboard import Goodbye, Interrupt, Keyboard, Line
from netwatch.lab.oxidized import PROMPT_MARKS
from netwatch.lab.play import Drop, Hang, Pause, Step, Write, pages, steps, wire, wrapped
from netwatch.lab.spec import LOGIN, AnswerForm, FaultKind, PagerManner

_ENABLE_ATTEMPTS = 3


class Shell(asyncssh.SSHServerSession[bytes]):
    """The server's side of one session channel.

    Everything is a callback on the event loop: a waiting session costs a timer, no task, and an
    answer leaves in one write together with its echo and the next prompt.
    """

    def __init__(self, device: SimulatedDevice, username: str) -> None:
        self._device = device
        self._username = username
        self._log = SessionLog(username)
        device.sessions.append(self._log)
        self._executing: str | None = None
        self._status = 0
        self._privileged = device.scene.login.enable is None
        self._height = device.scene.pager.lines
        self._width = 80
        self._keyboard = Keyboard()
        self._out = bytearray()
        self._busy = True
        self._react: Callable[[], None] = self._take_line
        self._pages: list[bytes] = []
        self._attempts = 0
        self._cursor = -1
        self._outside = bool(device.family.outer)
        self._count = 1

    def connection_made(self, chan: asyncssh.SSHServerChannel[bytes]) -> None:
        """Remember the channel to write to."""
        self._chan = chan

    def pty_requested(
        self,
        term_type: str,  # noqa: ARG002  # asyncssh's signature
        term_size: tuple[int, int, int, int],
        term_modes: object,  # noqa: ARG002  # asyncssh's signature
    ) -> bool:
        """Grant a terminal as wide as the client says."""
        self._width = term_size[0] or self._width
        return True

    def shell_requested(self) -> bool:
        """Grant a shell."""
        return True

    def exec_requested(self, command: str) -> bool:
        """Grant one command without a shell."""
        self._executing = command
        self._log.executed.append(command)
        return True

    def session_started(self) -> None:
        """Say hello and prompt, or run the one command."""
        self._busy = False
        if self._executing is not None:
            reply = self._device.reply(self._executing)
            body = reply.body.replace(b"\r\n", b"\n")
            self._status = 0 if reply.known else 1
            self._play(steps(body, reply.faults, reply.delay_s), self._hang_up)
            return
        scene = self._device.scene
        opening = scene.motd if self._device.recorded else scene.motd + self._prompt()
        self._play(steps(wire(opening), self._device.faults(LOGIN)), self._greeted)

    def _greeted(self) -> None:
        self._flush()
        if self._device.recorded:
            self._await_key()

    def data_received(self, data: bytes, datatype: asyncssh.DataType) -> None:  # noqa: ARG002
        """Record what the client wrote and react to as much of it as is due."""
        self._log.received += data
        self._keyboard.feed(data)
        self._listen()

    def eof_received(self) -> bool:
        """Close when the client will write no more."""
        return False

    def _listen(self) -> None:
        while not self._busy and self._keyboard.waiting():
            self._react()
        self._flush()

    def _flush(self) -> None:
        if self._out and not self._chan.is_closing():
            self._chan.write(bytes(self._out))
        self._out.clear()

    def _hang_up(self, status: int | None = None) -> None:
        self._busy = True
        self._flush()
        self._chan.exit(self._status if status is None else status)

    def _play(self, script: tuple[Step, ...], after: Callable[[], None]) -> None:
        for at, step in enumerate(script):
            match step:
                case Write():
                    self._out += step.data
                    continue
                case Pause():
                    later = asyncio.get_running_loop().call_later
                    later(step.seconds, self._resume, script[at + 1 :], after)
                case Drop():
                    asyncio.get_running_loop().call_soon(self._chan.get_connection().abort)
                case Hang():
                    pass
            self._busy = True
            self._flush()
            return
        after()

    def _resume(self, rest: tuple[Step, ...], after: Callable[[], None]) -> None:
        if not self._chan.is_closing():
            self._busy = False
            self._play(rest, after)
            self._listen()

    def _prompt(self) -> str:
        manners = self._device.family
        if self._outside:
            hostname = self._device.scene.hostname
            return manners.outer.format(hostname=hostname, username=self._username)
        mark = manners.privileged_mark if self._privileged else manners.user_mark
        return self._device.prompt(self._username, mark, self._count)

    def _prompt_again(self) -> None:
        self._out += self._prompt().encode()

    def _prompt_twice(self) -> None:
        self._out += f"{self._prompt()}\r\n{self._prompt()}".encode()

    def _prompt_with(self, command: str) -> None:
        self._prompt_again()
        self._out += self._keyboard.put_back(command)

    def _take_line(self) -> None:
        echo, end = self._keyboard.read()
        if not self._device.recorded:
            self._out += echo
        match end:
            case Line():
                self._enter(end.text.strip())
            case Interrupt():
                self._out += b"^C\r\n"
                self._prompt_again()
            case Goodbye():
                self._leave()
            case None:
                pass

    def _enter(self, command: str) -> None:
        manners = self._device.family
        if self._device.recorded:
            if self._replay(command):
                return
            self._out += command.encode()
        self._out += b"\r\n"
        self._count += 1
        if self._outside and command == manners.inward:
            self._outside = False
            self._prompt_again()
        elif not command:
            self._prompt_again()
        elif command in manners.bye:
            self._leave()
        elif command == manners.enable and not self._device.recorded:
            self._raise()
        else:
            self._answer(self._reply(command), command)

    def _reply(self, command: str) -> Reply:
        manners, pager = self._device.family, self._device.scene.pager
        column = len(self._prompt())
        locked = any(fnmatchcase(command, glob) for glob in manners.privileged)
        if locked and not self._privileged:
            refusal = manners.unknown.format(command=command, caret=" " * column + "^")
            return Reply(wire(refusal), known=False)
        if pager.manner is PagerManner.POLITE:
            self._height = _obeyed(manners.height, command, self._height)
        self._width = _obeyed(manners.width, command, self._width)
        return self._device.reply(command, column, self._username)

    def _answer(self, reply: Reply, command: str) -> None:
        wide = reply.form is AnswerForm.WRAPPED
        body = wrapped(reply.body, self._width) if wide else reply.body
        doubled = any(fault.kind is FaultKind.DOUBLE_PROMPT for fault in reply.faults)
        last = self._prompt_twice if doubled else self._prompt_again
        if not reply.known and self._device.family.keeps_refused:
            last = partial(self._prompt_with, command)
        parts = pages(body, self._height)
        if len(parts) > 1:
            self._pages = parts
            self._play(steps(b"", (), reply.delay_s), self._turn)
        else:
            self._play(steps(body, reply.faults, reply.delay_s), last)

    def _turn(self) -> None:
        self._out += self._pages.pop(0)
        if self._pages:
            self._out += self._device.family.pager.encode()
            self._react = self._take_pager_key
        else:
            self._react = self._take_line
            self._prompt_again()

    def _take_pager_key(self) -> None:
        key = self._keyboard.key()
        if self._device.scene.pager.manner is PagerManner.DEAF:
            return
        if key in b" \r\n":
            self._out += self._device.family.erase.encode()
            if key != b" ":
                first, rest = _first_line(self._pages.pop(0))
                self._pages[:0] = [first, rest] if rest else [first]
            self._turn()
        elif key in b"qQ\x03":
            self._out += self._device.family.erase.encode()
            self._pages = []
            self._react = self._take_line
            self._prompt_again()

    def _replay(self, command: str) -> bool:
        answers = self._device.scene.answers
        order = (*range(self._cursor + 1, len(answers)), *range(self._cursor + 1))
        at = next((at for at in order if self._matches(at, command)), None)
        if at is None:
            return False
        reply = self._device.said(answers[at], self._device.faults(command))
        bye = command in self._device.family.bye
        self._serve(at, reply, self._leave_if_silent if bye else self._await_key)
        return True

    def _matches(self, at: int, command: str) -> bool:
        answer = self._device.scene.answers[at]
        return answer.form is AnswerForm.RECORDED and answer.command == command

    def _serve(self, at: int, reply: Reply, after: Callable[[], None]) -> None:
        self._cursor = at
        self._play(steps(reply.body, reply.faults, reply.delay_s), after)

    def _await_key(self) -> None:
        answers, at = self._device.scene.answers, self._cursor + 1
        pager = at < len(answers) and answers[at].form is AnswerForm.KEYSTROKE
        self._react = self._take_recorded_key if pager else self._take_line

    def _take_recorded_key(self) -> None:
        answer = self._device.scene.answers[self._cursor + 1]
        if self._keyboard.peek() == answer.command.encode():
            self._keyboard.key()
            self._serve(self._cursor + 1, self._device.said(answer), self._await_key)
        else:
            self._react = self._take_line

    def _leave_if_silent(self) -> None:
        # "exit" of a recording may only have left a mode: then a prompt follows.
        if self._out.decode("utf-8", "replace").rstrip().endswith(PROMPT_MARKS):
            self._await_key()
        else:
            self._hang_up(0)

    def _leave(self) -> None:
        self._out += wire(self._device.family.farewell)
        self._hang_up(0)

    def _raise(self) -> None:
        if self._privileged:
            self._prompt_again()
        else:
            self._attempts = 0
            self._out += b"Password: "
            self._react = self._take_secret

    def _take_secret(self) -> None:
        _, end = self._keyboard.read()
        if end is None:
            return
        self._out += b"\r\n"
        if isinstance(end, Line) and end.text == self._device.scene.login.enable:
            self._privileged = True
        else:
            self._attempts += 1
            if isinstance(end, Line) and self._attempts < _ENABLE_ATTEMPTS:
                self._out += b"Password: "
                return
            self._out += b"% Bad secrets\r\n\r\n"
        self._react = self._take_line
        self._prompt_again()


def _obeyed(setting: str, command: str, value: int) -> int:
    found = re.fullmatch(setting, command)
    return value if found is None else int(found.groupdict().get("n") or 0)


def _first_line(page: bytes) -> tuple[bytes, bytes]:
    first, newline, rest = page.partition(b"\r\n")
    return first + newline, rest
