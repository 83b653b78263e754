"""Proving who we are: a key file, the agent, a password, keyboard-interactive, in this order.

Each credential is tried once: a second guess counts against the account's lockout. The answer to
keyboard-interactive is the password, given once and only where the device hides the typing, and
the platform's declared answers where it shows it.
"""

import socket
from collections.abc import Iterator
from contextlib import suppress

import paramiko

from netwatch.collect.deadline import Lifeline, within
from netwatch.collect.errors import CollectError, quoted
from netwatch.collect.keyfile import load_key
from netwatch.model.device import Credentials
from netwatch.model.platform import Dialogue
from netwatch.model.snapshot import Reason

AGENT_S = 3.0
AGENT_KEYS = 5


class Login:
    """paramiko's hook for authentication (an ``auth_strategy``), with our order and our errors."""

    def __init__(self, credentials: Credentials, dialogue: Dialogue, lifeline: Lifeline) -> None:
        self._credentials = credentials
        self._name = _named(credentials.username, dialogue.login_suffix)
        self._questions = dialogue.asked
        self._lifeline = lifeline
        self._asked: list[str] = []
        self._answered = False
        self._agent: Agent | None = None

    def authenticate(self, transport: paramiko.Transport) -> None:
        """Log in. Raises CollectError (auth-failed, timeout, unreachable)."""
        try:
            self._try_all(transport)
        except paramiko.AuthenticationException as error:
            raise self._refused(error) from error
        finally:
            if self._agent:
                self._agent.close()

    def _try_all(self, transport: paramiko.Transport) -> None:
        name, password = self._name, self._credentials.password
        refused: paramiko.AuthenticationException | None = None
        for key in self._keys():
            try:
                left = transport.auth_publickey(name, key)
            except paramiko.AuthenticationException as error:
                self._still_alive(transport)
                refused = error
                continue
            except (OSError, paramiko.SSHException) as error:
                self._still_alive(transport)
                refused = paramiko.AuthenticationException(f"the key did not sign: {error}")
                continue
            if not left:
                return
            # The key was right and the server wants a second factor.
            refused = paramiko.BadAuthenticationType("a second factor is asked for", left)
            break
        if password is None:
            raise refused or paramiko.AuthenticationException("no key in the agent")
        self._by_password(transport, name, password)

    def _by_password(self, transport: paramiko.Transport, name: str, password: str) -> None:
        try:
            left = transport.auth_password(name, password, fallback=False)
        except paramiko.BadAuthenticationType as error:
            self._still_alive(transport)
            left = list(error.allowed_types)
        if left and "keyboard-interactive" in left:
            left = transport.auth_interactive(name, self._answer)
        if left:
            raise paramiko.BadAuthenticationType("another method is asked for", left)

    def _answer(self, title: str, instructions: str, prompts: list[tuple[str, bool]]) -> list[str]:
        del title, instructions
        answers = []
        for prompt, shown in prompts[:8]:
            known = next((each for each in self._questions if each.ends(prompt)), None)
            if known is not None:
                answers.append(known.answer.strip())
                continue
            self._asked.append(prompt)
            hidden = not shown and not self._answered
            self._answered = self._answered or hidden
            answers.append((self._credentials.password or "") if hidden else "")
        return answers + [""] * (len(prompts) - len(answers))

    def _keys(self) -> Iterator[paramiko.PKey]:
        if self._credentials.private_key:
            yield load_key(self._credentials.private_key, self._credentials.passphrase)
        elif self._credentials.password is None:
            self._agent = agent(self._lifeline.left(AGENT_S))
            yield from self._agent.get_keys()[:AGENT_KEYS]

    def _still_alive(self, transport: paramiko.Transport) -> None:
        if not transport.is_active():
            self._lifeline.left()
            raise CollectError(
                Reason.UNREACHABLE,
                "the device closed the connection during login; all its lines may be in use, or "
                "an access list forbids this host",
            )

    def _refused(self, error: paramiko.AuthenticationException) -> CollectError:
        self._lifeline.left()
        user = quoted(self._credentials.username, 64)
        if "timeout" in str(error).lower():
            detail = f"no answer to the login of {user}; the device's AAA server may be down"
            return CollectError(Reason.TIMEOUT, detail)
        if "EOF" in str(error):
            detail = "the device closed the connection during login; try again or look at its log"
            return CollectError(Reason.UNREACHABLE, detail)
        detail = f"the device refused {self._shown()} of {user}"
        if isinstance(error, paramiko.BadAuthenticationType):
            detail += f" and accepts {', '.join(quoted(each, 40) for each in error.allowed_types)}"
        if len(self._asked) > 1:
            detail += f"; it asked {quoted(self._asked[-1])}, which netwatch cannot answer"
        return CollectError(
            Reason.AUTH_FAILED, f"{detail}; check the credentials that the inventory names"
        )

    def _shown(self) -> str:
        has_key, has_password = self._credentials.private_key, self._credentials.password
        if has_key:
            return "the key and the password" if has_password is not None else "the key"
        return "the password" if has_password is not None else "the agent's keys"


def _named(username: str, suffix: str) -> str:
    """Return the name to log in with; one that carries options of its own is left alone."""
    return username if "+" in username else username + suffix


class Agent(paramiko.Agent):
    """ssh-agent, with a time limit on each question and signature."""

    def _connect(self, conn: socket.socket) -> None:
        conn.settimeout(AGENT_S)
        try:
            super()._connect(conn)  # type: ignore[misc]  # not in the stubs
        except (OSError, paramiko.SSHException):
            conn.close()
            raise


def agent(limit_s: float) -> Agent:
    """Return the running ssh-agent; it has no keys when there is none.

    Raises CollectError (auth-failed) when it does not answer within ``limit_s``.
    """
    found: list[Agent] = []

    def ask() -> None:
        with suppress(OSError, paramiko.SSHException):
            found.append(Agent())

    within(limit_s, ask, "ssh-agent")
    if not found:
        raise CollectError(
            Reason.AUTH_FAILED, "ssh-agent does not answer; unlock it, or name a private_key"
        )
    return found[0]
