"""What a second account is shown of a device, held against what the first one is shown.

A role may show less, so what the second account does not see says nothing. What only *it* sees is
kept from the account that netwatch works with.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from netwatch.model.channels import (
    CONFIG_AGAIN,
    MIRRORS_AGAIN,
    SECOND_CONFIG,
    SECOND_MIRRORS,
)
from netwatch.model.evidence import Evidence
from netwatch.model.mirror import Mirror
from netwatch.model.platform import CONFIG, MIRRORS, Platform
from netwatch.model.posture import Trait
from netwatch.model.snapshot import Artifact
from netwatch.model.state import Answers, ConfigLine, Reading
from netwatch.parsing.sessions import session_key

T = TypeVar("T", ConfigLine, Mirror)

SECOND = {CONFIG: SECOND_CONFIG, MIRRORS: SECOND_MIRRORS}
AGAIN = {CONFIG: CONFIG_AGAIN, MIRRORS: MIRRORS_AGAIN}
"""By topic of the platform: the second account's answer, and the first one's, asked once more."""

MOST_STATEMENTS = 50
_MOST_LINES = 40
_MOST_TEXT = 500
# How a role without that right is shown a secret; a placeholder stands for the secret itself.
_MASKED = re.compile(
    r"(?:\b\d{1,2} )?[\"']?(?:<secret:[0-9a-z]{1,32}>|<(?:removed|hidden|redacted|omitted)>"
    r"|\*{3,64}|/\* SECRET-DATA \*/)[\"']?",
    re.IGNORECASE,
)
_REMARK = re.compile(r";? *## SECRET-DATA$|/\* ACCESS-DENIED \*/")


@dataclass(frozen=True, slots=True)
class Apart:
    """What only the second account was shown, None where that was not observed.

    ``doubtful``: there was a difference, and the first account was not yet asked once more, so
    that it may have been configured in between; the fields are then None.
    """

    statements: tuple[Trait, ...] | None = None
    sessions: tuple[Trait, ...] | None = None
    doubtful: bool = False


def shown_apart(platform: Platform, first: Reading, artifacts: Iterable[Artifact]) -> Apart:
    """Return what the second account's ``artifacts`` show and the main visit's ``first`` did not.

    What the first account is shown when it is asked once more, after the second, is no difference.
    May raise whatever the platform's reader raises.
    """
    artifacts = tuple(artifacts)
    answers = _answers(artifacts, SECOND)
    if not answers:
        return Apart()
    second = platform.read(answers)
    again = asked_again(platform, artifacts)
    lines, unsure = _only(
        _lines(platform, first), _lines(platform, second), _lines(platform, again), _statement
    )
    running, unsure_too = _only(first.operating, second.operating, again.operating, session_key)
    return Apart(
        None if lines is None else _blocks(lines),
        None if running is None else tuple(_session(each) for each in running[:MOST_STATEMENTS]),
        doubtful=unsure or unsure_too,
    )


def asked_again(platform: Platform, artifacts: tuple[Artifact, ...]) -> Reading:
    """Return what the first account was shown when it was asked once more; empty if it was not.

    May raise whatever the platform's reader raises.
    """
    answers = _answers(artifacts, AGAIN)
    return platform.read(answers) if answers else Reading()


def _answers(artifacts: tuple[Artifact, ...], topics: Mapping[str, str]) -> Answers:
    """Return the answers kept under the values of ``topics``, under the platform's own topics."""
    own = {kept: topic for topic, kept in topics.items()}
    return Answers(
        tuple((own[each.topic], each.command, each.text) for each in artifacts if each.topic in own)
    )


def _lines(platform: Platform, reading: Reading) -> tuple[ConfigLine, ...] | None:
    return None if reading.config is None else platform.flatten(reading.config)


def _only(
    first: tuple[T, ...] | None,
    second: tuple[T, ...] | None,
    again: tuple[T, ...] | None,
    key: Callable[[T], Hashable],
) -> tuple[tuple[T, ...] | None, bool]:
    """Return what is in ``second`` alone, and whether it is in doubt without ``again``."""
    if first is None or second is None:
        return None, False
    known = {key(each) for each in first}
    found = tuple(each for each in second if key(each) not in known)
    if found and again is None:
        return None, True
    known = {key(each) for each in again or ()}
    return tuple(each for each in found if key(each) not in known), False


def _statement(line: ConfigLine) -> tuple[str, ...]:
    """Return a statement with its parents, the same however its secret is shown."""
    return tuple(_masked(each) for each in (*line.parents, line.text))


def _masked(text: str) -> str:
    plain = _REMARK.sub("", _MASKED.sub("<secret>", text))
    return " ".join(plain.split()).rstrip(";")


def _blocks(lines: tuple[ConfigLine, ...]) -> tuple[Trait, ...]:
    """Return ``lines`` as one trait for each top-level statement, with its lines as evidence."""
    blocks: dict[str, list[ConfigLine]] = {}
    for line in lines:
        if _masked(line.text):
            blocks.setdefault((*line.parents, line.text)[0], []).append(line)
    return tuple(
        Trait(
            head[:_MOST_TEXT],
            "; ".join(each.text for each in below if each.parents)[:_MOST_TEXT],
            tuple(
                Evidence(SECOND_CONFIG, each.number, each.text[:_MOST_TEXT])
                for each in below[:_MOST_LINES]
            ),
        )
        for head, below in list(blocks.items())[:MOST_STATEMENTS]
    )


def _session(mirror: Mirror) -> Trait:
    lines = mirror.evidence[:_MOST_LINES]
    return Trait(
        f"session {mirror.id[:_MOST_TEXT]} ({mirror.kind})",
        "",
        tuple(Evidence(SECOND_MIRRORS, each.line, each.text[:_MOST_TEXT]) for each in lines),
    )
