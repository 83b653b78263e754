"""Every way Cumulus writes its settings -> words in a row, each with its line.

``nv set system port-mirror session 1 span direction ingress`` (NVUE commands), the same as
indented YAML (``nv config show``) or as JSON (``nv show ... -o json``) give one setting each:
``("system", "port-mirror", "session", "1", "span", "direction", "ingress")``.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from netwatch.parsing.linux.json import Node, load

# A prompt may stand in front of a command; a bare # makes it a comment.
PROMPT = r"(?:(?:[^\s$#][^\n$#]{0,79}#|[^\n$#]{0,80}\$) ?)?"
_COMMAND = re.compile(rf"^{PROMPT}nv +(?P<verb>set|unset) +(?P<words>\S[^\n]*)$")
_KEY = re.compile(
    r"^(?P<lead> *(?:- )?)(?P<quote>['\"]?)(?P<key>[^'\"\n:]{1,128})(?P=quote):"
    r"(?: +(?P<value>\S.*))?$"
)
_NAMED = re.compile(r'"([^"\\\n]{1,128})"\s*:')
_BEGINS = re.compile(r"^[ \t]*[{\[]", re.MULTILINE)
_SPOKEN = re.compile(r"port-mirror|\bacl\b|\be?rspan\b|\bspan\b")
_MAX_DEPTH = 16
_MAX_WORDS = 64


@dataclass(frozen=True, slots=True)
class Setting:
    """The words of one setting, outermost first, on a 1-based line."""

    words: tuple[str, ...]
    line: int


def settings(text: str) -> tuple[tuple[Setting, ...], frozenset[int]]:
    """Return the settings that stand at the end of ``text``, and the lines that ended others.

    Those lines are the ``nv unset`` commands and the settings they removed.
    """
    if not _SPOKEN.search(text):
        return (), frozenset()
    kept: list[Setting] = []
    ended: set[int] = set()
    removed: set[tuple[str, ...]] = set()
    for verb, setting in reversed(list(_all(text))):
        words = setting.words
        if verb == "unset":
            removed.add(words)
            ended.add(setting.line)
        elif removed and any(words[:size] in removed for size in range(1, len(words) + 1)):
            ended.add(setting.line)
        else:
            kept.append(setting)
    return tuple(reversed(kept)), frozenset(ended)


def _all(text: str) -> Iterator[tuple[str, Setting]]:
    node = load(text) if _BEGINS.search(text) else None
    if node is not None:
        lines = _lines_of_names(text)
        yield from (("set", each) for each in _from_json(node, (), 1, lines))
        return
    yield from _from_lines(text)


def _from_lines(text: str) -> Iterator[tuple[str, Setting]]:
    above: list[tuple[int, str]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if command := _COMMAND.match(line[:4000]):
            words = tuple(command["words"].split()[:_MAX_WORDS])
            yield command["verb"], Setting(words, number)
        elif pair := _KEY.match(line.rstrip()[:1000]):
            depth, value = len(pair["lead"]), (pair["value"] or "").strip("'\"")
            while above and above[-1][0] >= depth:
                above.pop()
            above.append((depth, pair["key"].strip()))
            if value and len(above) < _MAX_DEPTH:
                words = _rooted(tuple(key for _, key in above))
                yield from _leaf(words, value, number)
        elif line.strip() and not line.startswith((" ", "#")):
            above = []


def _leaf(words: tuple[str, ...], value: str, number: int) -> Iterator[tuple[str, Setting]]:
    if words[:1] == ("unset",):
        yield "unset", Setting(words[1:], number)
    else:
        yield "set", Setting(words if value == "{}" else (*words, value), number)


def _rooted(words: tuple[str, ...]) -> tuple[str, ...]:
    return words[1:] if words[:1] == ("set",) else words


def _lines_of_names(text: str) -> dict[str, int]:
    lines: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        for name in _NAMED.findall(line[:20_000]):
            lines.setdefault(name, number)
    return lines


def _from_json(
    node: Node, words: tuple[str, ...], line: int, lines: dict[str, int]
) -> Iterator[Setting]:
    if len(words) > _MAX_DEPTH:
        return
    for each in node.items:
        yield from _from_json(each, words, line, lines)
    for name, value in node.fields:
        at = lines.get(name, line)
        inner = _rooted((*words, name))
        # A later line only: the same key may stand in several objects.
        yield from _from_json(value, inner, max(at, line), lines)
    if node.text:
        yield Setting((*words, node.text), line)
    elif words and not node.fields and not node.items:
        yield Setting(words, line)


def under(found: Iterable[Setting], *path: str) -> Iterator[Setting]:
    """Yield what stands below ``path``, without it."""
    for each in found:
        if each.words[: len(path)] == path:
            yield Setting(each.words[len(path) :], each.line)
