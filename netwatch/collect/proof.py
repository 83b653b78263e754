"""Whether an answer is complete. Only a proven answer becomes an artifact. Pure."""

import re
from collections.abc import Container, Iterable
from functools import cache

from netwatch.model.platform import CONFIG, VERSION, Command, Dialogue
from netwatch.model.snapshot import Failure, Reason

NEVER_EMPTY = frozenset({CONFIG, VERSION})
_REFUSAL_LINES = 8
_REFUSAL_CHARS = 2000


def objection(command: Command, text: str, dialogue: Dialogue) -> Failure | None:
    """Return why ``text`` is not a complete answer to ``command``, or None when it is proven."""
    if denied(text, dialogue):
        return Failure(
            command.text,
            Reason.COMMAND_REJECTED,
            f"the device does not authorise '{command.text}'; permit it in the AAA command set "
            "(TACACS+ shell command authorization) of the account netwatch logs in with",
        )
    if refused(text, dialogue):
        return Failure(
            command.text,
            Reason.COMMAND_REJECTED,
            f"the device does not know '{command.text}'; check the platform in the inventory and "
            "the account's privilege (perhaps it lacks its enable secret)",
        )
    problem = _missing(command, text, dialogue)
    if problem is None:
        return None
    detail = f"{problem}; nothing of it was kept, the next visit asks again"
    return Failure(command.text, Reason.INCOMPLETE, detail)


def unanswered(commands: Iterable[Command], unknown: Container[str]) -> Failure | None:
    """Return the failure when the device knows no way to ask for its configuration.

    Where a platform has several ways each is optional, so that a refusal of one is no failure;
    refused by all, a visit would see nothing and say nothing. ``commands`` are the platform's,
    ``unknown`` the texts of those that were refused as unknown.
    """
    ways = [each for each in commands if each.topic == CONFIG]
    if not ways or not all(each.optional and each.text in unknown for each in ways):
        return None
    asked = " nor ".join(f"'{each.text}'" for each in ways)
    return Failure(
        ways[0].text,
        Reason.COMMAND_REJECTED,
        f"the device knows neither {asked}, so nothing is known of its configuration; check the "
        "platform in the inventory and the account's privilege",
    )


def denied(text: str, dialogue: Dialogue) -> bool:
    """Tell whether the answer is the device's "not authorised"."""
    return _short(text) and any(_compiled(each).search(text) for each in dialogue.denied)


def refused(text: str, dialogue: Dialogue) -> bool:
    """Tell whether the answer is the device's "no such command".

    Only a short answer is a refusal: a configuration may quote the same words.
    """
    return _short(text) and any(_compiled(each).search(text) for each in dialogue.refused)


def foreign(config: str, prompt: str, dialogue: Dialogue) -> str | None:
    """Return the hostname in ``config`` when it is not the one in ``prompt``.

    IOS cuts the name in its prompt to 20 characters and a domain may follow the name, so a
    common beginning is enough; several hostname lines (groups) need one that fits.
    """
    names = [each for each in _compiled(dialogue.hostname).findall(config) if each][:8]
    shown = prompt.casefold()
    if any(name.casefold().partition(".")[0][:20] in shown for name in names):
        return None
    return names[0] if names else None


def _missing(command: Command, text: str, dialogue: Dialogue) -> str | None:
    if command.topic in NEVER_EMPTY and not text.strip():
        return "the answer is empty"
    if _pager_line(dialogue.pager).search(text):
        return "a pager's prompt is left in the answer"
    if command.end is not None and not _compiled(command.end).search(text):
        return f"the end of the answer is missing after {len(text):,} characters"
    if command.whole is not None and not command.whole(text):
        return "the structure of the answer is not closed"
    return None


def _short(text: str) -> bool:
    return len(text) < _REFUSAL_CHARS and len(text.split("\n")) <= _REFUSAL_LINES


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.MULTILINE)


@cache
def _pager_line(pager: str) -> re.Pattern[str]:
    return re.compile(rf"^[ \t]*(?:{pager})[ \t]*$", re.MULTILINE)
