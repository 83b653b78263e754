"""Access lists whose entries got other numbers and stayed, in their order, the same."""

import re
from collections import defaultdict
from collections.abc import Iterable

from netwatch.model.state import ConfigLine

_NUMBERED = re.compile(r"(\d{1,10}) (\S.*)")
_LIST = re.compile(r"\baccess-list\b")
Parents = tuple[str, ...]


def renumbered(old: Iterable[ConfigLine], new: Iterable[ConfigLine]) -> frozenset[Parents]:
    """Return the parents of the lists that differ in nothing but the numbers of their entries.

    The order that the numbers give must be the same: an entry that moved decides otherwise.
    """
    was, now = _entries(old), _entries(new)
    return frozenset(
        parents
        for parents, entries in was.items()
        if entries != now.get(parents) and _texts(entries) == _texts(now.get(parents, []))
    )


def without_numbers(lines: Iterable[ConfigLine], lists: frozenset[Parents]) -> list[ConfigLine]:
    """Return ``lines`` without the numbered entries of ``lists``."""
    return [
        each for each in lines if each.parents not in lists or not _NUMBERED.fullmatch(each.text)
    ]


def _entries(lines: Iterable[ConfigLine]) -> dict[Parents, list[tuple[int, str]]]:
    found: dict[Parents, list[tuple[int, str]]] = defaultdict(list)
    for line in lines:
        entry = _NUMBERED.fullmatch(line.text)
        if entry and line.parents and _LIST.search(line.parents[-1]):
            found[line.parents].append((int(entry[1]), entry[2]))
    return {parents: sorted(entries) for parents, entries in found.items()}


def _texts(entries: list[tuple[int, str]]) -> list[str]:
    return [text for _, text in entries]
