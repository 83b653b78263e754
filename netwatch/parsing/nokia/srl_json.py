"""``info | as json`` of SR Linux as the statements of its other forms, each with its line.

Tokens are taken one by one, so a text that is cut off is read as far as it goes and the nesting
of a hostile one costs no stack.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from netwatch.parsing.paths import MAX_DEPTH, Statement

_TOKEN = re.compile(
    r'"(?P<text>(?:[^"\\\n]|\\.)*)"|(?P<mark>[{}\[\]:,])|(?P<bare>[A-Za-z0-9.+-]+)|(?P<line>\n)'
)
_START = re.compile(r"^\{", re.MULTILINE)
_MODULE = re.compile(r"^srl_nokia-[\w-]{1,60}:")
# The members that are the keys of a list's entry, in the order the flat form writes them.
_KEYS = ("name", "index", "sequence-id", "id")


@dataclass(slots=True)
class _Node:
    """An object or array: ``name`` is the member it stands under, ``keys`` its entry's keys."""

    name: str
    number: int
    is_list: bool
    members: list[tuple[str, str, int]] = field(default_factory=list)
    children: list["_Node"] = field(default_factory=list)


def is_json(text: str) -> bool:
    """Tell whether ``text`` is an object in JSON rather than a tree in braces.

    A transcript has a prompt and the command in front of it; no tree begins a line with a brace.
    """
    return text.lstrip()[:1] == "{" or _START.search(text) is not None


def statements(text: str) -> Iterator[Statement]:
    """Yield the statements of the object in ``text``; module prefixes of names are left out."""
    lines = text.split("\n")
    begin = _START.search(text)
    before = text.count("\n", 0, begin.start()) if begin else 0
    tree = _tree("\n" * before + text[begin.start() :] if begin else text)
    waiting = [(child, ()) for child in reversed(tree.children)]
    stack: list[tuple[_Node, tuple[str, ...]]] = list(waiting)
    while stack:
        node, parents = stack.pop()
        head, rest = _head(node)
        quoted = lines[node.number - 1].strip() if node.number <= len(lines) else ""
        if head:
            yield Statement(parents, head, node.number, quoted, opens=True)
        inside = parents + head
        for name, value, number in rest:
            yield Statement(inside, (name, value), number, lines[number - 1].strip())
        stack.extend((child, inside) for child in reversed(node.children))


def _head(node: _Node) -> tuple[tuple[str, ...], list[tuple[str, str, int]]]:
    words = [node.name] if node.name else []
    keys = [each for key in _KEYS for each in node.members if each[0] == key][:1]
    words += [each[1] for each in keys]
    if node.name == "acl-filter":
        kind = [each for each in node.members if each[0] == "type"][:1]
        words += [word for each in kind for word in ("type", each[1])]
        keys += kind
    return tuple(words), [each for each in node.members if each not in keys]


def _tree(text: str) -> _Node:
    root = _Node("", 1, is_list=False)
    # For each level the object that members belong to: a list has none of its own.
    stack, owners = [root], [root]
    name, number, is_value = "", 1, False
    for token in _TOKEN.finditer(text):
        mark = token["mark"]
        if token["line"]:
            number += 1
        elif mark in ("{", "["):
            _open(stack, owners, _Node(name, number, mark == "["))
            name, is_value = "", False
        elif mark in ("}", "]"):
            if len(stack) > 1:
                stack.pop()
                owners.pop()
            name, is_value = "", False
        elif mark == ":":
            is_value = True
        elif mark is None:
            word = token["text"] if token["text"] is not None else token["bare"]
            if is_value:
                word = _MODULE.sub("", word)
                stack[-1].members.append((name, word, number))
                name, is_value = "", False
            elif stack[-1].is_list:
                owners[-1].members.append((stack[-1].name, word, number))
            else:
                name = word.rpartition(":")[2]
    return root


def _open(stack: list[_Node], owners: list[_Node], node: _Node) -> None:
    """Open an object or array; an entry of a list stands under the list's name, in its owner."""
    if not node.name and stack[-1].is_list:
        node.name = stack[-1].name
    if not node.is_list and len(stack) < MAX_DEPTH:
        owners[-1].children.append(node)
    stack.append(node)
    owners.append(owners[-1] if node.is_list else node)
