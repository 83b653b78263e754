"""Lines that speak of mirroring outside a session: automation that may start one, the unread."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from netwatch.model.evidence import Evidence
from netwatch.model.mirror import Dormant
from netwatch.parsing.mentions import lines_with
from netwatch.parsing.stanzas import Block, Line, quote_of

MENTION = re.compile(
    r"\bmonitor +session\b|\bmonitor-session|\bmonitor +(?:erspan|telemetry)\b"
    r"|(?<![\w-])(?:r?span|erspan|mirror(?:ing|ed|s|0)?)(?![\w-])"
    r"|(?<![\w-])erspan-(?:id|source|destination)\b"
    r"|\btcpdump\b|\bethanalyzer\b|\bacl-capture\b|\bcapture +session\b",
    re.IGNORECASE,
)
# One of these stands in every line that MENTION or _INSIDE matches.
_WORDS = (
    "monitor", "span", "mirror", "tcpdump", "ethanalyzer", "capture", "source ", "destination ",
)  # fmt: skip
# What only a session says, so that a text that starts inside of one is not silent.
_INSIDE = re.compile(r"source (?:interface|vlan) |destination (?:interface|ip) ", re.IGNORECASE)
_MAX_SEARCHED = 4000


@dataclass(frozen=True, slots=True)
class Watch:
    """What to listen for on one platform.

    ``automation`` matches the first line of a block that runs commands by itself and names it
    with the group ``via``; ``lookalike`` matches lines that only use the word.
    """

    automation: re.Pattern[str]
    lookalike: re.Pattern[str]


def mentions(text: str) -> bool:
    """Tell whether a line speaks of mirroring in its first 4,000 characters."""
    seen = text[:_MAX_SEARCHED]
    folded = seen.casefold()
    return any(each in folded for each in _WORDS) and MENTION.search(seen) is not None


def dormant(blocks: Sequence[Block], watch: Watch) -> tuple[Dormant, ...]:
    """Return the lines of automation that would touch a mirror when they run."""
    return tuple(
        Dormant(head["via"], line.number, line.text)
        for block in blocks
        if (head := watch.automation.match(block.text))
        for line in _lines(block)
        if mentions(line.text)
    )


def unread(
    text: str, blocks: Sequence[Block], watch: Watch, read: frozenset[int]
) -> tuple[Evidence, ...]:
    """Return the lines that mention mirroring, are not in ``read`` and are no look-alike.

    ``blocks`` are those of the configuration ``text``.
    """
    left = {number for number, _ in lines_with(text, _WORDS)} - read
    return tuple(
        quote_of(line)
        for block in (blocks if left else ())
        if not watch.automation.match(block.text)
        for line in _lines(block)
        if line.number in left
        and _speaks(block, line.text[:_MAX_SEARCHED])
        and not watch.lookalike.match(line.text)
    )


def _speaks(block: Block, text: str) -> bool:
    return bool(MENTION.search(text) or (not block.text and _INSIDE.match(text)))


def _lines(block: Block) -> Iterator[Line]:
    if block.text:
        yield Line(block.number, 0, block.text)
    yield from block.children
