"""One visit to an account over a cloud's REST API: the questions in order, then the follow-ups."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

import requests

from netwatch.collect.access import CloudAccess, broken
from netwatch.collect.clouds._refusal import Refusal
from netwatch.collect.clouds._rest import Answer, Client, Dialect, RefusedError, Tokens
from netwatch.collect.clouds._wire import session
from netwatch.collect.deadline import Lifeline
from netwatch.collect.errors import CollectError
from netwatch.model.device import Device
from netwatch.model.platform import Command, Platform
from netwatch.model.snapshot import Artifact, Failure, Reason, Snapshot
from netwatch.model.state import Answers

ROUNDS = 4
COMMANDS = 1000


class Cloud(Dialect, Protocol):
    """What differs from cloud to cloud."""

    def tokens(self, opened: requests.Session, lifeline: Lifeline) -> Tokens:
        """Return who asks. Raises CollectError."""
        ...

    def account(self, client: Client) -> str:
        """Return the account to ask about. Raises CollectError when nobody says which."""
        ...

    def joined(self, command: Command, pages: list[Answer]) -> Answer:
        """Return the pages as one answer without what differs from one visit to the next."""
        ...

    def lacks(self, answer: Answer) -> Iterable[str]:
        """Yield what the cloud itself says it could not look into."""
        ...

    def stranger(self, account: str, command: Command, answer: Answer) -> str | None:
        """Return what shows that another account answered, None when nothing does."""
        ...

    def is_not_offered(self, command: Command, refused: Refusal) -> bool:
        """Tell whether the account does not have what ``command`` asks about."""
        ...


def visit(
    device: Device,
    platform: Platform,
    access: CloudAccess,
    make: Callable[[Device, CloudAccess], Cloud],
    *,
    now: datetime,
) -> Snapshot:
    """Ask ``device`` everything; what could not be observed is a failure of the snapshot.

    ``device.timeout_s`` bounds it all. Never raises for what a cloud or a network does.
    """
    lifeline = Lifeline(device.timeout_s)
    access.halt.watch(lifeline)
    seen = _Seen(access)
    try:
        with session(lifeline) as opened:
            cloud = make(device, access)
            seen.tokens = cloud.tokens(opened, lifeline)
            client = Client(opened, platform, access, lifeline, seen.tokens, cloud)
            _ask_all(seen, cloud, client)
    except CollectError as error:
        seen.failed(lifeline.error() if lifeline.ended else error)
    except Exception as error:  # noqa: BLE001  # one account must not end a sweep
        seen.failures.append(broken(None, f"asking the account failed: {type(error).__name__}"))
    finally:
        access.halt.forget(lifeline)
        lifeline.close()
    return Snapshot(
        device=device.name,
        platform=platform.name,
        taken_at=now,
        artifacts=tuple(seen.artifacts),
        failures=tuple(dict.fromkeys(seen.failures)),
        notes=tuple(dict.fromkeys(seen.notes)),
    )


@dataclass(slots=True)
class _Seen:
    """What came back so far."""

    access: CloudAccess
    tokens: Tokens | None = None
    artifacts: list[Artifact] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def answered(self, command: Command, text: str, answer: Answer) -> None:
        """Keep an answer, ``text`` as JSON, without secrets.

        Text with a secret is redacted value by value: replaced in the whole, half an escaped
        quotation mark might go with it, and nobody could read the answer.
        """
        shown = self._redacted(text, command.topic)
        if shown != text:
            topic = command.topic
            shown = _text(_each_redacted(answer, "", lambda each: self._redacted(each, topic)))
        self.artifacts.append(Artifact(command.topic, command.text, shown))

    def _redacted(self, text: str, topic: str) -> str:
        return self.access.redact(self.without_tokens(text), topic)

    def failed(self, error: CollectError) -> None:
        detail = self.without_tokens(error.detail)
        self.failures.append(self.access.failure(error.command, error.reason, detail))

    def noted(self, command: Command, why: str) -> None:
        note = self.without_tokens(f"{command.text}: {why}")
        self.notes.append(self.access.failure(None, Reason.INCOMPLETE, note).detail)

    def without_tokens(self, text: str) -> str:
        for token in self.tokens.shown if self.tokens else ():
            text = text.replace(token, "<secret>")
        return text

    def answers(self) -> Answers:
        return Answers(tuple((each.topic, each.command, each.text) for each in self.artifacts))


def _ask_all(seen: _Seen, cloud: Cloud, client: Client) -> None:
    account = cloud.account(client)
    tried: set[str] = set()
    waiting = client.platform.commands
    for _ in range(1 + ROUNDS):
        asked = {each.text: each for each in _about(account, waiting) if each.text not in tried}
        if not asked:
            return
        for text, command in asked.items():
            if len(tried) >= COMMANDS:
                detail = f"more than {COMMANDS} questions; the rest was not asked"
                raise CollectError(Reason.INCOMPLETE, detail)
            tried.add(text)
            if not _ask(seen, cloud, client, command, account):
                return
        try:
            waiting = client.platform.follow_up(seen.answers())
        except Exception as error:  # noqa: BLE001  # hostile text must not end a sweep
            name, kind = client.platform.name, type(error).__name__
            seen.failures.append(broken(None, f"the {name} follow-up failed: {kind}"))
            return


def _about(account: str, commands: Iterable[Command]) -> Iterable[Command]:
    for each in commands:
        asked = each.about(account)
        if asked is None:
            detail = f"{account!r} cannot be the name of an account; correct `account:`"
            raise CollectError(Reason.WRONG_DEVICE, detail)
        yield asked


def _ask(seen: _Seen, cloud: Cloud, client: Client, command: Command, account: str) -> bool:
    """Ask one question; return False when another account answers. Raises what ends the visit."""
    try:
        answer = cloud.joined(command, list(client.pages(command)))
    except RefusedError as error:
        if command.optional or cloud.is_not_offered(command, error.refused):
            seen.noted(command, error.refused.text)
        else:
            seen.failed(error)
        return True
    except CollectError as error:
        if error.command is None:
            raise
        seen.failed(error)
        return True
    if (detail := cloud.stranger(account, command, answer)) is not None:
        seen.artifacts.clear()
        seen.failed(CollectError(Reason.WRONG_DEVICE, detail))
        return False
    text = _text(answer)
    if command.whole is not None and not command.whole(text):
        detail = "the answer is JSON, and not that of this question"
        seen.failed(CollectError(Reason.INCOMPLETE, detail, command.text))
        return True
    for lack in cloud.lacks(answer):
        if command.optional:
            seen.noted(command, lack)
        else:
            seen.failed(CollectError(Reason.INCOMPLETE, lack, command.text))
    seen.answered(command, text, answer)
    return True


def _text(answer: object) -> str:
    return json.dumps(answer, indent=1, sort_keys=True)


def _each_redacted(value: Any, name: str, redact: Callable[[str], str]) -> Any:  # noqa: ANN401  # JSON
    """Return ``value`` with its texts redacted one by one, the member ``name`` in front."""
    if isinstance(value, dict):
        return {key: _each_redacted(each, key, redact) for key, each in value.items()}
    if isinstance(value, list):
        return [_each_redacted(each, name, redact) for each in value]
    if not isinstance(value, str):
        return value
    before, shown = f"{name} ", redact(f"{name} {value}")
    return shown.removeprefix(before) if shown.startswith(before) else "<secret>"
