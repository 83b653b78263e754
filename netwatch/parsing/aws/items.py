"""The objects in one array of a JSON answer, each with the lines it stands on."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from netwatch.model.evidence import Evidence
from netwatch.parsing.linux.json import Node, printable

_DECODER = json.JSONDecoder(
    object_pairs_hook=tuple, parse_int=str, parse_float=str, parse_constant=str
)
_BETWEEN = re.compile(r"[\s,]{0,10000}")
_MEMBER = re.compile(r'\s*"([A-Za-z]{1,64})"\s*:')


@dataclass(frozen=True, slots=True)
class Item:
    """One object of an array: its members, and its text from line ``first`` of ``source`` on."""

    source: str
    first: int
    text: str
    node: Node

    def get(self, *path: str) -> str:
        """Return the scalar at the end of ``path`` as text, ``""`` where there is none."""
        return self.node.get(*path).text

    def quotes(self, *names: str) -> tuple[Evidence, ...]:
        """Return the lines that begin with one of the members ``names``.

        An object that stands on one line is quoted whole.
        """
        lines = self.text.split("\n")
        if len(lines) == 1:
            return (Evidence(self.source, self.first, printable(lines[0].strip())),)
        return tuple(
            Evidence(self.source, number, printable(line.strip()))
            for number, line in enumerate(lines, self.first)
            if (found := _MEMBER.match(line)) and found[1] in names
        )


def items(source: str, text: str | None, name: str) -> tuple[Item, ...] | None:
    """Return the objects of the array ``name`` in ``text``, an answer to the command ``source``.

    None when there is no such answer, no such array, or the array is not whole JSON. Anything but
    an object in it is an item without members. Never raises.
    """
    start = re.search(rf'"{re.escape(name)}"\s*:\s*\[', text) if text else None
    if text is None or start is None:
        return None
    try:
        return tuple(_walk(source, text, start.end()))
    except (ValueError, RecursionError):
        return None


def _walk(source: str, text: str, at: int) -> Iterator[Item]:
    """Yield each element from offset ``at``; raises ValueError where the array breaks off."""
    line, counted = 1, 0
    while True:
        found = _BETWEEN.match(text, at)
        at = found.end() if found else at
        if text.startswith("]", at):
            return
        value, end = _DECODER.raw_decode(text, at)
        line, counted = line + text.count("\n", counted, at), at
        yield Item(source, line, text[at:end], Node(value))
        at = end
