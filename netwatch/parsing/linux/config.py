"""One stable configuration text out of a Linux host's many answers, and its statements.

A host has no running-config. Its kernel tables, written down in sections without handles,
counters, interface indexes and hardware addresses, serve as one: ``## tc filters`` and below it
one line a filter. Evidence of mirrors quotes lines of this text.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from netwatch.model.evidence import Evidence
from netwatch.model.mirror import Mirror, Tunnel
from netwatch.model.state import ConfigLine
from netwatch.parsing.linux.json import rows

_MAX_DEPTH = 8
_COUNTERS = re.compile(r" ?\[\d+:\d+\] ?|(?<=\bcounter) packets \d+ bytes \d+| expires \w+")


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the text; ``lines`` keep their order and indentation."""

    title: str
    lines: tuple[str, ...]


def compose(sections: Iterable[Section]) -> str:
    """Return the text of all sections, each under its ``## title``."""
    return "".join(f"## {each.title}\n{_body(each)}" for each in sections)


def _body(section: Section) -> str:
    return "".join(f"{line}\n" for line in section.lines)


def addresses(text: str | None) -> Section | None:
    """Return the static addresses of ``ip -j addr show``, without leases and link-local ones."""
    nodes = rows(text)
    if nodes is None:
        return None
    lines = [
        f"{node.get('ifname').text} {each.get('family').text}"
        f" {each.get('local').text}/{each.get('prefixlen').text}"
        for node in nodes
        for each in node.get("addr_info").items
        if each.get("scope").text != "link" and not each.get("dynamic").text
    ]
    return Section("addresses", tuple(lines))


def ruleset(title: str, text: str) -> Section:
    """Return a dump of packet-filter rules without comments, counters and what stderr mixed in."""
    kept = (line.rstrip() for line in text.split("\n"))
    return Section(title, tuple(_quiet(line) for line in kept if _is_rule(line)))


def _is_rule(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith(("#", "XT target "))


def _quiet(line: str) -> str:
    return _COUNTERS.sub("", line)


def plain(title: str, text: str) -> Section:
    """Return the non-blank lines of an answer that is stable as it is."""
    return Section(title, tuple(line.strip() for line in text.split("\n") if line.strip()))


def listing(title: str, text: str) -> Section:
    """Return an answer whose order means nothing (a package list), sorted, blanks made one."""
    return Section(
        title, tuple(sorted({" ".join(line.split()) for line in text.split("\n")} - {""}))
    )


def flatten(text: str) -> tuple[ConfigLine, ...]:
    """Return every statement under its section, table and chain; braces and ``*table`` nest."""
    found: list[ConfigLine] = []
    section: tuple[str, ...] = ()
    parents: list[str] = []
    skipped = 0
    for number, raw in enumerate(text.split("\n"), 1):
        line = " ".join(_quiet(raw).split())
        if line.startswith("## "):
            section, parents, skipped = (line,), [], 0
        elif line == "}":
            skipped, parents = (skipped - 1, parents) if skipped else (0, parents[:-1])
        elif line == "COMMIT":
            parents = []
        elif line and not line.startswith("#"):
            found.append(ConfigLine((*section, *parents), line, number))
            if line.startswith("*"):
                parents = [line]
            elif line.endswith("{"):
                deep = len(parents) >= _MAX_DEPTH
                skipped, parents = (skipped + 1, parents) if deep else (0, [*parents, line])
    return tuple(found)


class Quotes:
    """Finds a quoted line in the composed text, so that evidence points at what is kept."""

    def __init__(self, text: str) -> None:
        """Take the composed text."""
        self._numbers: dict[str, int] = {}
        for number, line in enumerate(text.split("\n"), 1):
            self._numbers.setdefault(line.strip(), number)

    def evidence(self, each: Evidence, source: str) -> Evidence:
        """Return ``each`` placed in ``source``; unchanged when the text does not hold its line."""
        line = _quiet(each.text).strip()
        number = self._numbers.get(line)
        return each if number is None else Evidence(source, number, line)

    def _all(self, found: Iterable[Evidence], source: str) -> tuple[Evidence, ...]:
        return tuple(dict.fromkeys(self.evidence(each, source) for each in found))

    def mirrors(self, found: Iterable[Mirror], source: str) -> tuple[Mirror, ...]:
        """Return the mirrors with their evidence placed."""
        return tuple(replace(each, evidence=self._all(each.evidence, source)) for each in found)

    def tunnels(self, found: Iterable[Tunnel], source: str) -> tuple[Tunnel, ...]:
        """Return the tunnels with their evidence placed."""
        return tuple(replace(each, evidence=self._all(each.evidence, source)) for each in found)
