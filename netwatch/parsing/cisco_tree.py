"""The only door to ciscoconfparse2: a few carved stanzas in, our own frozen tree out."""

import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from netwatch.parsing.stanzas import Block

# More lines of mirror stanzas than any device has: the library would take 0.08 s for each thousand.
_MAX_LINES = 2_000
_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True)
class Node:
    """One statement with its 1-based line number and the statements below it."""

    number: int
    text: str
    children: tuple["Node", ...] = ()


def tree(blocks: Sequence[Block]) -> tuple[Node, ...]:
    """Return blocks as trees, one a block, nested as ciscoconfparse2 nests them.

    Give it the few blocks that matter: it costs about 80 microseconds a
    line and its first use about a second. Where it cannot read the text, or there are very many
    lines, or Python runs with ``-O`` (which it refuses), the indentation alone decides.
    """
    if not any(each.children for each in blocks):
        return tuple(Node(each.number, each.text) for each in blocks)
    count = sum(1 + len(each.children) for each in blocks)
    if sys.flags.optimize or count > _MAX_LINES:
        return tuple(_by_indent(each) for each in blocks)
    lines = _lines(blocks)
    objects = _parsed([text for _, text in lines])
    if objects is None or len(objects) != count:
        return tuple(_by_indent(each) for each in blocks)
    return _nest(lines, [_parent_index(each) for each in objects])


def warm() -> None:
    """Import the library now: for a process that others are forked from."""
    with _LOCK:
        _silence(_library()[1])


def _lines(blocks: Sequence[Block]) -> list[tuple[int, str]]:
    lines = []
    for block in blocks:
        lines.append((block.number, block.text or "-"))
        lines.extend(
            (each.number, " " * max(1, each.indent) + each.text) for each in block.children
        )
    return lines


def _parsed(lines: list[str]) -> list[Any] | None:
    # One lock: loguru's handlers and the library's module state are shared by all threads.
    with _LOCK:
        parse, logger = _library()
        _silence(logger)
        try:
            parser = parse(lines, syntax="ios", factory=False)
        except Exception:  # noqa: BLE001  # a third-party parser on hostile text may raise anything
            return None
        finally:
            _silence(logger)
        return list(parser.objs)


@cache
def _library() -> tuple[Any, Any]:
    """Import ciscoconfparse2 in half its time.

    Its ``typechecked`` decorators compile their functions anew at every import (never cached):
    about 0.7 s of processor time for checks of its own arguments. They are left out.
    """
    import typeguard
    from loguru import logger

    checked = typeguard.typechecked
    setattr(typeguard, "typechecked", lambda function: function)  # noqa: B010  # typed otherwise
    try:
        from ciscoconfparse2 import CiscoConfParse
    finally:
        setattr(typeguard, "typechecked", checked)  # noqa: B010
    return CiscoConfParse, logger


def _silence(logger: Any) -> None:  # noqa: ANN401  # loguru is not a declared dependency
    """Take away the handler on standard output that ciscoconfparse2 adds at import."""
    logger.remove()
    logger.disable("ciscoconfparse2")


def _parent_index(line: Any) -> int | None:  # noqa: ANN401  # its types stay in this module
    return None if line.parent is line else int(line.parent.linenum)


def _by_indent(block: Block) -> Node:
    """Nest every line under the nearest line above it that is indented less."""
    waiting: list[tuple[int, Node]] = []  # from the last line up; the top is the next one down
    for line in reversed(block.children):
        below = []
        while waiting and waiting[-1][0] > line.indent:
            below.append(waiting.pop()[1])
        waiting.append((line.indent, Node(line.number, line.text, tuple(below))))
    return Node(block.number, block.text or "-", tuple(node for _, node in reversed(waiting)))


def _nest(lines: list[tuple[int, str]], parents: list[int | None]) -> tuple[Node, ...]:
    children: dict[int | None, list[Node]] = {}
    for index in range(len(lines) - 1, -1, -1):
        number, text = lines[index]
        below = tuple(reversed(children.pop(index, [])))
        children.setdefault(parents[index], []).append(Node(number, text.strip(), below))
    return tuple(reversed(children.get(None, [])))
