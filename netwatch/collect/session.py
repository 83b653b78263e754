"""netmiko's connection, made read-only and event-driven: one class for every platform.

netmiko builds the paramiko client and opens the terminal. Its drivers' session preparation is not
used: several of them write configuration at connect (ASA, VRP, FortiOS, F5) or force ``enable``.
Whatever netmiko method is called, all writing passes ``write_channel``, and that passes only the
platform's own list. Reading waits on the channel until the known prompt stands alone at the end;
netmiko's polling costs half a second a device.
"""

import re
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from typing import Any, NoReturn

import paramiko
from netmiko import log
from netmiko.base_connection import BaseConnection

from netwatch.collect import proof
from netwatch.collect.access import Access
from netwatch.collect.deadline import Lifeline
from netwatch.collect.dial import Road
from netwatch.collect.errors import CollectError, quoted
from netwatch.collect.gate import PAGER_KEY, Gate
from netwatch.collect.link import Link
from netwatch.collect.screen import Screen
from netwatch.model.platform import Dialogue, Platform, Question
from netwatch.model.snapshot import Failure, Reason

_CHUNK = 65536
_PAGER_PAUSE_S = 0.05
_LOGIN_PAUSE_S = 0.2
_STRANGE_SILENCES = 5
_QUESTIONS = 8
_ASKS_SECRET = re.compile(r"pass(?:word|code|phrase)[^:]{0,40}:$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer; ``late`` is what had still belonged to the answer before it.

    ``interrupted`` tells that log lines were taken out of it: one may have cut a line in two;
    ``unended`` that the prompt stood right behind its last word.
    """

    text: str
    late: str
    interrupted: bool = False
    unended: bool = False


class Session(BaseConnection):
    """One terminal on one device. ``open`` it, ``ask``, then ``disconnect``.

    ``prompt`` is the device's prompt as it stands before the echo of a command.
    """

    def __init__(
        self, platform: Platform, link: Link, access: Access, lifeline: Lifeline, road: Road
    ) -> None:
        device = link.target.device
        super().__init__(
            host=device.address,
            port=device.port,
            device_type=platform.dialogue.driver if platform.dialogue else "",
            auto_connect=False,
        )
        # No secret is kept here; netmiko's log filter would only leak with the object.
        log.removeFilter(self._secrets_filter)
        self.key_policy = link.target.trust
        self.prompt: str | None = None
        self._gate = Gate(platform)
        self._dialogue = platform.dialogue or Dialogue("")
        self._link, self._road = link, road
        self._access, self._lifeline = access, lifeline
        self._carry = b""

    def open(self) -> tuple[Failure, ...]:
        """Log in, find the prompt, raise privilege, switch paging off.

        Returns what went wrong without ending the visit. Raises CollectError.
        """
        self.establish_connection(width=511, height=1000)
        self.locate_prompt()
        self.raise_privilege()
        self.open_shell()
        return self.prepare()

    def ask(self, line: str, limit_s: float) -> Reply:
        """Write ``line`` and return the device's answer.

        Raises CollectError (timeout, incomplete), ForbiddenWriteError.
        """
        screen = Screen(self._dialogue, line, self.prompt, self._carry)
        self.write_channel(line + self._gate.enter)
        self._read(screen, limit_s, Screen.ended)
        self.prompt, self._carry = screen.prompt, screen.carry()
        text = screen.answer()
        if self._dialogue.wipe and screen.left_standing():
            self._wipe(self._dialogue.wipe)
        return Reply(text, screen.late(), screen.interrupted, screen.unended)

    def allowing(self, seconds: float) -> AbstractContextManager[None]:
        """Return a ``with`` in which the visit may last ``seconds`` longer."""
        return self._lifeline.allowing(seconds)

    def write_channel(self, out_data: str) -> None:
        """Write what the gate passes, and nothing else. Raises ForbiddenWriteError."""
        self._gate.check(out_data)
        try:
            self._terminal.settimeout(self._lifeline.left(self._access.limits.prompt_s))
            self._terminal.sendall(out_data.encode(self.encoding))
        except (OSError, EOFError, paramiko.SSHException) as error:
            raise self._dropped() from error

    def locate_prompt(self) -> str:
        """Answer what may be asked at login; return the line that looks like a prompt.

        The echo of the first command confirms it. Raises CollectError (auth-failed) when the
        device keeps asking.
        """
        for _ in range(_QUESTIONS):
            screen = Screen(self._dialogue, "", None, b"")
            self._read(screen, self._access.limits.prompt_s, self._prompt_or_question)
            question = self._question(screen)
            if question is None:
                self._carry = screen.carry()
                return screen.last_line()
            self._answer(question)
        line = quoted(screen.last_line())
        detail = f"the device keeps asking {line} after login; answer it once by hand"
        raise CollectError(Reason.AUTH_FAILED, detail)

    def raise_privilege(self) -> str:
        """Raise privilege when there is a secret for it and the prompt says it is needed.

        Raises CollectError (auth-failed) when the device takes the secret and says no.
        """
        secret, command = self._access.credentials.enable, self._dialogue.enable
        if not command or secret is None or not self._carry.rstrip().endswith(b">"):
            return ""
        screen = Screen(self._dialogue, command, None, self._carry)
        self.write_channel(command + self._gate.enter)
        self._read(screen, self._access.limits.prompt_s, _enabled_or_asked)
        if _asked(screen):
            screen = Screen(self._dialogue, "", None, b"")
            self._gate.expect_secret(secret)
            self.write_channel(secret + self._gate.enter)
            self._read(screen, self._access.limits.prompt_s, _prompt_or_asked)
        if screen.last_line().endswith(">") or _asked(screen):
            detail = "the device refused the enable secret; check the one the inventory names"
            raise CollectError(Reason.AUTH_FAILED, detail)
        self._carry = screen.carry()
        return screen.last_line()

    def open_shell(self) -> None:
        """Open the vendor's own shell where the platform has one; its prompt counts from here.

        A login that landed in it at once is told so, and the prompt stays. Raises CollectError.
        """
        command = self._dialogue.inner_shell
        if command:
            screen = Screen(self._dialogue, command, None, self._carry)
            self.write_channel(command + self._gate.enter)
            self._read(screen, self._access.limits.prompt_s, _enabled_or_asked)
            self._carry = screen.carry()

    def prepare(self) -> tuple[Failure, ...]:
        """Write the platform's session settings; return those the device did not authorise."""
        failures = []
        for line in self._dialogue.prepare:
            reply = self.ask(line, self._access.limits.prompt_s)
            if proof.denied(reply.text, self._dialogue):
                detail = (
                    f"the device does not authorise '{line}', so its pager is answered page by "
                    "page; permit it in the AAA command set of this account"
                )
                failures.append(Failure(line, Reason.COMMAND_REJECTED, detail))
        return tuple(failures)

    def leave(self, wait_s: float) -> str:
        """Say goodbye; return what arrives before its echo: the end of the last answer.

        ``wait_s`` bounds the wait; with 0 nothing is waited for. The link closes the socket.
        """
        bye = self._dialogue.bye
        screen = Screen(self._dialogue, bye, self.prompt, self._carry)
        with suppress(CollectError):
            self.write_channel(bye + self._gate.enter)
            if wait_s:
                self._read(screen, wait_s, lambda each: each.echoed)
        self.remote_conn = self.remote_conn_pre = None
        return screen.late()

    def _get_ssh_client_instance(self) -> paramiko.SSHClient:
        return self._link.client(self._link.target)

    def _connect_params_dict(self) -> dict[str, Any]:
        return self._link.arguments(self._link.target, self._road)

    @property
    def _terminal(self) -> paramiko.Channel:
        assert isinstance(self.remote_conn, paramiko.Channel)
        return self.remote_conn

    def _question(self, screen: Screen) -> Question | None:
        shown = screen.shown() if self._dialogue.asked else ""
        return next((each for each in self._dialogue.asked if each.ends(shown)), None)

    def _prompt_or_question(self, screen: Screen) -> bool:
        return _at_plain_prompt(screen) or self._question(screen) is not None

    def _answer(self, question: Question) -> None:
        self._gate.expect_answer(question)
        self.write_channel(question.answer)

    def _wipe(self, keys: str) -> None:
        """Empty the line on which the device left a refused command, and await its prompt."""
        screen, prompt = Screen(self._dialogue, "", self.prompt, b""), self.prompt
        self.write_channel(keys)
        limit_s = self._access.limits.prompt_s
        self._read(screen, limit_s, lambda each: each.last_line() == prompt)
        self._carry = screen.carry()

    def _read(self, screen: Screen, limit_s: float, done: Callable[[Screen], bool]) -> None:
        until = time.monotonic() + limit_s
        silences = 0
        while not done(screen):
            left = self._lifeline.left(until - time.monotonic())
            if left <= 0:
                raise self._late(screen, limit_s)
            data = self._receive(min(left, self._pause(screen)))
            if data is not None:
                silences = 0
                screen.feed(data)
                self._bound(screen)
            elif screen.at_pager():
                self._turn(screen)
            elif question := screen.question():
                screen.note_answer(question)
                self._answer(question)
            elif self._settled(screen):
                return
            else:
                silences += 1
                self._same_prompt(screen, silences)

    def _pause(self, screen: Screen) -> float:
        if screen.at_pager():
            return _PAGER_PAUSE_S
        return self._access.limits.silence_s if screen.command else _LOGIN_PAUSE_S

    def _settled(self, screen: Screen) -> bool:
        """Tell, after a silence, whether the device is waiting for us."""
        if screen.ended_in_silence() or (self._dialogue.wipe and screen.left_standing()):
            return True
        line = screen.strange_prompt()
        if line is None or self.prompt is not None:
            return False
        # Before the first confirmed echo a line of the banner may have been taken for the prompt.
        return not screen.command or screen.adopt(line)

    def _same_prompt(self, screen: Screen, silences: int) -> None:
        line = screen.strange_prompt()
        if line is None or not screen.echoed or silences < _STRANGE_SILENCES:
            return
        detail = (
            f"the prompt changed from {quoted(screen.prompt or '')} to {quoted(line)} during the "
            "visit; another box may have taken over, check the address"
        )
        raise CollectError(Reason.WRONG_DEVICE, detail, screen.command)

    def _turn(self, screen: Screen) -> None:
        if screen.pages >= self._access.limits.pages:
            detail = f"a pager still waits after {screen.pages} pages; have it switched off"
            raise CollectError(Reason.INCOMPLETE, detail, screen.command or None)
        screen.turn_page()
        self.write_channel(PAGER_KEY)

    def _bound(self, screen: Screen) -> None:
        if len(screen) > self._access.limits.answer_bytes:
            detail = f"the answer is larger than {self._access.limits.answer_bytes:,} bytes"
            raise CollectError(Reason.INCOMPLETE, detail, screen.command or None)

    def _receive(self, limit_s: float) -> bytes | None:
        """Return what arrived, or None when nothing did. Raises CollectError when it is over."""
        self._terminal.settimeout(max(0.001, limit_s))
        try:
            data = self._terminal.recv(_CHUNK)
        except TimeoutError:
            return None
        except (OSError, EOFError, paramiko.SSHException) as error:
            raise self._dropped() from error
        if not data:
            self._raise_dropped()
        return data

    def _raise_dropped(self) -> NoReturn:
        raise self._dropped()

    def _dropped(self) -> CollectError:
        self._lifeline.left()
        if self.prompt is None:
            detail = "the device closed the session right after login; all lines may be in use"
            return CollectError(Reason.UNREACHABLE, detail)
        return CollectError(
            Reason.INCOMPLETE, "the device closed the connection in the middle of its answer"
        )

    def _late(self, screen: Screen, limit_s: float) -> CollectError:
        line = quoted(screen.last_line())
        if not screen.command:
            detail = (
                f"no prompt was found in {limit_s:g} s after login; the device's last line is "
                f"{line}. Log in by hand: it may ask something, such as for a new password"
            )
            return CollectError(Reason.TIMEOUT, detail)
        what = "did not finish its answer" if screen.echoed else "did not echo the command"
        detail = f"the device {what} in {limit_s:g} s; its last line is {line}"
        return CollectError(Reason.TIMEOUT, detail, screen.command)


def _at_plain_prompt(screen: Screen) -> bool:
    # A prompt without a blank is taken at once; a sentence that ends in "#" must stand a while.
    return " " not in (screen.strange_prompt() or " ")


def _asked(screen: Screen) -> bool:
    return _ASKS_SECRET.search(screen.last_line()) is not None


def _prompt_or_asked(screen: Screen) -> bool:
    return _asked(screen) or _at_plain_prompt(screen)


def _enabled_or_asked(screen: Screen) -> bool:
    return screen.echoed and (_asked(screen) or screen.ended() or _at_plain_prompt(screen))
