"""JSON as iproute2 and ovs-vsctl print it, walked without a KeyError in sight.

Objects keep repeated names: ``tc`` prints one ``match`` member for every match of a u32 filter
(seen in real output of iproute2 6.1). Numbers stay text, so no hostile digit string costs time.
"""

import json
import re
from dataclasses import dataclass

_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")
_START = re.compile(r"^[ \t]*(?=[\[{])", re.MULTILINE)
_DECODER = json.JSONDecoder(
    object_pairs_hook=tuple, parse_int=str, parse_float=str, parse_constant=str
)
_MAX_TEXT = 4096
_MAX_STARTS = 4


def printable(text: str) -> str:
    """Return ``text`` as one line of bounded length, question marks for control characters."""
    short = text[:_MAX_TEXT]
    return short if short.isprintable() else _CONTROL.sub("?", short)


@dataclass(frozen=True, slots=True)
class Node:
    """One JSON value; what is not there is a node too, an empty one."""

    value: object = None

    @property
    def text(self) -> str:
        """The scalar as one printable line (``true``/``false`` for booleans), else ``""``."""
        if isinstance(self.value, bool):
            return "true" if self.value else "false"
        if isinstance(self.value, str):
            return printable(self.value)
        return ""

    @property
    def items(self) -> tuple["Node", ...]:
        """The elements of an array, else nothing."""
        return tuple(Node(each) for each in self.value) if isinstance(self.value, list) else ()

    @property
    def fields(self) -> tuple[tuple[str, "Node"], ...]:
        """The members of an object in order, repeated names included, else nothing."""
        if not isinstance(self.value, tuple):
            return ()
        return tuple((_CONTROL.sub("?", name), Node(each)) for name, each in self.value)

    def all(self, name: str) -> tuple["Node", ...]:
        """Return every member called ``name``."""
        if not isinstance(self.value, tuple):
            return ()
        return tuple(Node(each) for found, each in self.value if found == name)

    def get(self, *path: str) -> "Node":
        """Return the node at the end of ``path``, an empty one where the path breaks off."""
        node = self
        for name in path:
            node = next(iter(node.all(name)), Node())
        return node


def load(text: str) -> Node | None:
    """Return the first JSON value that starts a line of ``text``, None when there is none.

    A terminal mixes warnings of the command into its answer, so lines before and after the value
    are let pass.
    """
    for number, start in enumerate(_START.finditer(text)):
        if number == _MAX_STARTS:
            break
        try:
            value, _ = _DECODER.raw_decode(text, start.end())
        except (ValueError, RecursionError):
            continue
        return Node(value)
    return None


def rows(text: str | None) -> tuple[Node, ...] | None:
    """Return the elements of the array in ``text``; None when it was not answered or not read.

    An answer without any text is an empty list: ``ip`` and ``bridge`` print nothing at all when
    they have nothing to tell.
    """
    if text is None:
        return None
    if not text.strip():
        return ()
    node = load(text)
    if node is None or not isinstance(node.value, list):
        return None
    return node.items
