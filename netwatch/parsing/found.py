"""What a reader of mirror sessions brings home from one text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from netwatch.model.evidence import Evidence
from netwatch.model.mirror import Dormant, Mirror, Tunnel
from netwatch.model.platform import CONFIG, STARTUP
from netwatch.model.state import Answers, Reading
from netwatch.parsing.draft import Drafts
from netwatch.parsing.stanzas import Stanzas
from netwatch.parsing.unread import mentions


@dataclass(frozen=True, slots=True)
class Found:
    """Sessions, the lines they were read from, lines nobody understood, what a bound left out."""

    mirrors: tuple[Mirror, ...]
    read: frozenset[int] = frozenset()
    unread: tuple[Evidence, ...] = ()
    warnings: tuple[str, ...] = ()

    @classmethod
    def of(cls, drafts: Drafts, odd: list[Evidence], warnings: Sequence[str] = ()) -> "Found":
        """Return the sessions of ``drafts``; ``odd`` are lines inside them not understood."""
        return cls(drafts.mirrors(), frozenset(drafts.read), tuple(odd), tuple(warnings))

    def left(self, text: str, watch: "Watch", prose: frozenset[int]) -> tuple[Evidence, ...]:
        """Return everything in the configuration ``text`` that speaks of mirrors and is unread."""
        told = (each.line for each in self.unread if each.line is not None)
        known = self.read.union(prose, told)
        rest = mentions(text, CONFIG, word=watch.word, read=known, lookalike=watch.lookalike)
        return (*self.unread, *rest)


@dataclass(frozen=True, slots=True)
class Watch:
    """The words that speak of mirrors on one platform, and lines that only look so."""

    word: re.Pattern[str]
    lookalike: re.Pattern[str] | None = None


_UNCUT = Stanzas(())


def reading(
    answers: Answers,
    declared: Found,
    running: Found | None,
    watch: Watch,
    *,
    tunnels: tuple[Tunnel, ...] = (),
    dormant: tuple[Dormant, ...] = (),
    cut: Stanzas = _UNCUT,
) -> Reading:
    """Return the mirror facets of ``answers``; without a configuration only what is running.

    ``cut`` is the configuration in blocks, where it has such: free text in it is no statement.
    """
    config = answers.get(CONFIG)
    odd = running.unread if running else ()
    seen = Reading(
        startup=answers.get(STARTUP),
        operating=running.mirrors if running else None,
        unread=odd or None,
        warnings=(*cut.warnings, *declared.warnings),
    )
    if config is None:
        return seen
    return replace(
        seen,
        config=config,
        declared=declared.mirrors,
        tunnels=tunnels,
        dormant=dormant,
        unread=(*declared.left(config, watch, cut.prose), *odd),
    )
