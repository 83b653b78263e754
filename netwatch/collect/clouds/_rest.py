"""Asking a cloud's REST API: only GET, only what the platform lists, every wait and size bounded.

A token is shown to the address the dialect names and to no other: redirects are refused, and a
link to the next page counts only when it leads to the question that was asked.
"""

import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

import requests
from requests.auth import AuthBase

from netwatch.collect.access import CloudAccess
from netwatch.collect.clouds._refusal import Refusal, refusal
from netwatch.collect.deadline import Lifeline
from netwatch.collect.errors import CollectError, ForbiddenWriteError, quoted
from netwatch.model.platform import Command, Platform
from netwatch.model.snapshot import Reason

Answer = dict[str, Any]

GET = "GET "
TRIES = 6
CONNECT_TRIES = 3
CONNECT_S = 10.0
SILENCE_S = 60.0
_FIRST_PAUSE_S = 1.0
_LONGEST_PAUSE_S = 30.0
_CHUNK = 65536
_ERROR_BYTES = 65536
_HIDDEN = re.compile(r"(?:^|/)\.{1,2}(?:/|$)|//|[\\#]|%2e|%2f", re.IGNORECASE)

# They log what they send and get, and to stderr when nobody listens.
for _name in ("urllib3", "google.auth", "google.oauth2", "azure", "msal"):
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)


class Tokens(Protocol):
    """What shows a cloud who asks."""

    def current(self) -> str:
        """Return a token. Raises CollectError (auth-failed, unreachable)."""
        ...

    def renew(self) -> bool:
        """Forget a token that was refused; return whether another can be had."""
        ...

    @property
    def shown(self) -> tuple[str, ...]:
        """Every token given out so far, none of which may be kept."""
        ...


class Dialect(Protocol):
    """How one cloud's API speaks of pages."""

    def base(self, path: str) -> str:
        """Return the scheme and host that answer ``path``."""
        ...

    def following(self, url: str, answer: Answer) -> str | None:
        """Return the address of the page after ``answer``, which ``url`` gave; None at the end.

        Raises CollectError for a link that leads elsewhere.
        """
        ...


class RefusedError(CollectError):
    """The API answered, and the answer is no."""

    def __init__(self, command: str, refused: Refusal) -> None:
        super().__init__(
            _reason(refused),
            f"the API refused this question: {refused.text}; see docs/clouds.md for the "
            "permissions netwatch needs",
            command,
        )
        self.refused = refused


def _reason(refused: Refusal) -> Reason:
    if refused.is_throttled:
        return Reason.INCOMPLETE
    return Reason.AUTH_FAILED if refused.status == 403 else Reason.COMMAND_REJECTED  # noqa: PLR2004  # HTTP


@dataclass(frozen=True, slots=True)
class Client:
    """Asks one account's questions over one session."""

    session: requests.Session
    platform: Platform
    access: CloudAccess
    lifeline: Lifeline
    tokens: Tokens
    dialect: Dialect

    def pages(self, command: Command) -> Iterator[Answer]:
        """Yield every page of the answer to ``command``.

        Raises CollectError: RefusedError when the API says no, auth-failed, unreachable, timeout,
        incomplete for an answer that is too large, broken or without end.
        Raises ForbiddenWriteError for a question the platform does not list.
        """
        path = command.text.removeprefix(GET)
        if not self.platform.may_send(command.text) or _HIDDEN.search(path.partition("?")[0]):
            raise ForbiddenWriteError(f"{self.platform.name} does not list {command.text!r}")
        url: str | None = self.dialect.base(path) + path
        seen: set[str] = set()
        left = self.access.answer_bytes
        while url is not None:
            if url in seen or len(seen) >= self.access.pages:
                detail = f"the answer does not end after {len(seen)} pages"
                raise CollectError(Reason.INCOMPLETE, detail, command.text)
            seen.add(url)
            body = self._body(command, url, left)
            left -= len(body)
            answer = _object(command, body)
            yield answer
            url = self.dialect.following(url, answer)

    def _body(self, command: Command, url: str, most: int) -> bytes:
        """Ask until there is an answer, a refusal that stands, or no time."""
        was_renewed = False
        for attempt in range(TRIES):
            found, pause_s = self._tried(command, url, most)
            if isinstance(found, bytes):
                return found
            if isinstance(found, Refusal) and found.status == 401 and not was_renewed:  # noqa: PLR2004  # HTTP
                was_renewed = True
                if self.tokens.renew():
                    continue
            self._judge(command, found, attempt + 1)
            self._pause(found, _FIRST_PAUSE_S * 2**attempt if pause_s is None else pause_s)
        raise CollectError(Reason.TIMEOUT, "the API did not answer", command.text)

    def _tried(
        self, command: Command, url: str, most: int
    ) -> tuple[bytes | Refusal | CollectError, float | None]:
        try:
            return self._once(command, url, most)
        except requests.exceptions.SSLError as error:
            detail = f"{urlsplit(url).netloc} did not prove to be who it is: {quoted(str(error))}"
            raise CollectError(Reason.UNREACHABLE, detail) from None
        except requests.RequestException as error:
            return _unsent(error, url), None

    def _once(self, command: Command, url: str, most: int) -> tuple[bytes | Refusal, float | None]:
        """Ask once; return the body or the refusal, and the pause that is asked for in seconds."""
        # A moment longer than the visit may last: then its end is what is told.
        silence = min(SILENCE_S, self.lifeline.left() + 1)
        with self.session.get(
            url,
            auth=_Bearer(self.tokens.current()),
            headers={"Accept": "application/json", "Accept-Encoding": "identity"},
            allow_redirects=False,
            stream=True,
            timeout=(min(CONNECT_S, silence), silence),
        ) as response:
            if response.is_redirect or 300 <= response.status_code < 400:  # noqa: PLR2004  # HTTP
                raise _redirected(command, response)
            if response.status_code != 200:  # noqa: PLR2004  # HTTP
                body = self._read(response, _ERROR_BYTES)
                return refusal(response.status_code, body[:_ERROR_BYTES]), _retry_after(response)
            if response.headers.get("Content-Encoding", "identity") != "identity":
                detail = "the answer is packed, though it was asked not to be"
                raise CollectError(Reason.INCOMPLETE, detail, command.text)
            body = self._read(response, most)
            if len(body) > most:
                detail = f"the answer is larger than {self.access.answer_bytes:,} bytes"
                raise CollectError(Reason.INCOMPLETE, detail, command.text)
            return body, None

    def _read(self, response: requests.Response, most: int) -> bytes:
        """Return the body, or a little more than ``most`` bytes of it."""
        body = bytearray()
        for chunk in response.iter_content(_CHUNK):
            self.lifeline.left()
            body += chunk
            if len(body) > most:
                break
        return bytes(body)

    def _judge(self, command: Command, found: Refusal | CollectError, tried: int) -> None:
        """Return when asking again makes sense; raise why not."""
        if self.lifeline.ended:
            raise self.lifeline.error()
        if isinstance(found, CollectError):
            if tried >= CONNECT_TRIES or found.reason is not Reason.UNREACHABLE:
                raise found
        elif found.status == 401:  # noqa: PLR2004  # HTTP
            detail = f"the credentials were refused: {found.text}; renew them"
            raise CollectError(Reason.AUTH_FAILED, detail)
        elif tried >= TRIES or not found.is_throttled:
            raise RefusedError(command.text, found)

    def _pause(self, found: Refusal | CollectError, seconds: float) -> None:
        pause_s = min(seconds, _LONGEST_PAUSE_S) if isinstance(found, CollectError) else seconds
        if pause_s >= self.lifeline.left():
            why = found.detail if isinstance(found, CollectError) else found.text
            detail = f"{why}; asked to wait {pause_s:g} s, longer than this visit may last"
            raise CollectError(Reason.TIMEOUT, detail)
        if self.access.halt.wait(pause_s):
            raise self.lifeline.error()


class _Bearer(AuthBase):
    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


def _object(command: Command, body: bytes) -> Answer:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        detail = "the answer is not the JSON object it should be: cut short, or not the API's"
        raise CollectError(Reason.INCOMPLETE, detail, command.text)
    return answer


def _redirected(command: Command, response: requests.Response) -> CollectError:
    host = urlsplit(response.headers.get("Location", "")).hostname or "elsewhere"
    detail = f"the API sends this question on to {quoted(host)}, which is not followed"
    return CollectError(Reason.COMMAND_REJECTED, detail, command.text)


def _retry_after(response: requests.Response) -> float | None:
    """Return the seconds of ``Retry-After``; a date counts as none."""
    value = response.headers.get("Retry-After", "")
    return float(value) if re.fullmatch(r"[0-9]{1,6}", value) else None


def _unsent(error: requests.RequestException, url: str) -> CollectError:
    host = urlsplit(url).netloc
    if isinstance(error, requests.exceptions.ReadTimeout):
        return CollectError(Reason.TIMEOUT, f"{host} does not answer")
    return CollectError(
        Reason.UNREACHABLE, f"{host} cannot be reached ({type(error).__name__}); check the network"
    )
