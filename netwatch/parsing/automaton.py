"""Regular expressions followed in time linear in the text, whatever the expression is.

Python's own engine goes back and tries again; ``(a+)+$`` on forty letters outlasts a working day.
Here all ways are followed at once (K. Thompson, "Regular Expression Search Algorithm", CACM 11(6),
1968), and sets of places met before are remembered.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import assert_never

from netwatch.parsing.regular import (
    Chars,
    Choice,
    Edge,
    Node,
    PatternError,
    Repeat,
    Sequence,
    fold,
    parse,
    required,
)

MOST_PLACES = 2000
_MOST_REMEMBERED = 2000
_MOST_STEPS = 300
_LONGEST_MARKED = 1000

_EDGE_OF_TEXT = ""


@dataclass(slots=True)
class _Place:
    """One place in the expression: where a character, an edge or nothing leads from it."""

    step: Chars | Edge | None
    leads: tuple[int, ...] = ()


@dataclass(slots=True, eq=False)
class _State:
    """All places held at once before they are closed, and what character came before.

    ``steps`` remembers by character whether a match ended there, and the state that follows.
    """

    places: frozenset[int]
    before: str
    steps: "dict[str, tuple[bool, _State]]" = field(default_factory=dict)


class Automaton:
    """What tells whether a text matches ``pattern``. Raises PatternError.

    ``required`` are texts that whatever matches contains, folded, longest first. An automaton
    remembers and so belongs to one thread.
    """

    def __init__(self, pattern: str) -> None:
        node = parse(pattern)
        self.required = required(node)
        self._places: list[_Place] = []
        self._end = self._add(None)
        self._start = frozenset((self._build(node, self._end),))
        self._states: dict[tuple[frozenset[int], str], _State] = {}

    def matches(self, text: str) -> bool:
        """Tell whether some part of ``text`` matches."""
        folded = fold(text)
        if not all(each in folded for each in self.required):
            return False
        state = self._state(self._start, _EDGE_OF_TEXT)
        for char in folded:
            ended, state = state.steps.get(char) or self._step(state, char, self._start)
            if ended:
                return True
        return self._end in self._closed(state, _EDGE_OF_TEXT)

    def span(self, text: str) -> tuple[int, int] | None:
        """Return where the leftmost longest match begins and ends.

        None where nothing matches, and for texts too long to look at from every place.
        """
        if len(text) > _LONGEST_MARKED or not self.matches(text):
            return None
        folded = fold(text)
        ends = ((each, self._longest(folded, each)) for each in range(len(text) + 1))
        return next(((begin, end) for begin, end in ends if end is not None), None)

    def _longest(self, text: str, begin: int) -> int | None:
        found = None
        state = _State(self._start, _kind(text[begin - 1]) if begin else _EDGE_OF_TEXT)
        for at in range(begin, len(text)):
            ended, state = self._step(state, text[at], frozenset())
            found = at if ended else found
            if not state.places:
                return found
        return len(text) if self._end in self._closed(state, _EDGE_OF_TEXT) else found

    def _state(self, places: frozenset[int], before: str) -> _State:
        if len(self._states) > _MOST_REMEMBERED:
            for each in self._states.values():
                each.steps.clear()
            self._states.clear()
        return self._states.setdefault((places, before), _State(places, before))

    def _step(self, state: _State, char: str, fresh: frozenset[int]) -> tuple[bool, _State]:
        """Return whether a match ended before ``char``, and what it leads to beside ``fresh``."""
        closed = self._closed(state, _kind(char))
        led = set(fresh)
        for each in closed:
            place = self._places[each]
            if isinstance(place.step, Chars) and place.step.holds(char):
                led.update(place.leads)
        if not fresh:
            return self._end in closed, _State(frozenset(led), _kind(char))
        step = self._end in closed, self._state(frozenset(led), _kind(char))
        if len(state.steps) < _MOST_STEPS:
            state.steps[char] = step
        return step

    def _closed(self, here: _State, after: str) -> set[int]:
        """Return every place reached without a character, given what is before and after."""
        found: set[int] = set()
        waiting = list(here.places)
        while waiting:
            each = waiting.pop()
            if each in found:
                continue
            found.add(each)
            place = self._places[each]
            if isinstance(place.step, Chars):
                continue
            if place.step is None or _stands(place.step, here.before, after):
                waiting.extend(place.leads)
        return found

    def _add(self, step: Chars | Edge | None, leads: Iterable[int] = ()) -> int:
        if len(self._places) >= MOST_PLACES:
            raise PatternError("the regular expression is too large: repeat less, or look twice")
        self._places.append(_Place(step, tuple(leads)))
        return len(self._places) - 1

    def _build(self, node: Node, then: int) -> int:
        """Return the place from which ``node`` leads to ``then``."""
        match node:
            case Chars() | Edge():
                return self._add(node, (then,))
            case Sequence(parts):
                for part in reversed(parts):
                    then = self._build(part, then)
                return then
            case Choice(parts):
                return self._add(None, [self._build(part, then) for part in parts])
            case Repeat(part, least, most):
                return self._repeat(part, least, most, then)
        assert_never(node)

    def _repeat(self, part: Node, least: int, most: int | None, then: int) -> int:
        if most is None:
            loop = self._add(None)
            self._places[loop].leads = (self._build(part, loop), then)
            then = loop
        else:
            after = then
            for _ in range(most - least):
                then = self._add(None, (self._build(part, then), after))
        for _ in range(least):
            then = self._build(part, then)
        return then


def _kind(char: str) -> str:
    """Return "w" for a character of a word, "." for another."""
    return "w" if char.isascii() and (char.isalnum() or char == "_") else "."


def _stands(edge: Edge, before: str, after: str) -> bool:
    match edge:
        case Edge.START:
            return before == _EDGE_OF_TEXT
        case Edge.END:
            return after == _EDGE_OF_TEXT
        case Edge.WORD:
            return (before == "w") is not (after == "w")
        case Edge.INSIDE:
            return (before == "w") is (after == "w")
    assert_never(edge)
