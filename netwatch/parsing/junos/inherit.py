"""Junos inheritance: ``groups`` merged where ``apply-groups`` asks for them.

An offline configuration has no device to say ``display inheritance``, and a mirror kept in a
group is invisible without it (Junos CLI guide, "configuration groups").
"""

import re
from collections import deque
from dataclasses import dataclass, field
from fnmatch import translate

from netwatch.parsing.junos.shape import META
from netwatch.parsing.junos.tree import Node, Tree

# One unit is one look at one node of one group; a new wildcard costs as much as many looks.
_BUDGET = 400_000
_COMPILING = 100
# Leaves with one value: what is set nearer wins over the group's. (parent word, word)
_SINGLE = frozenset(
    (
        ("output", "interface"),
        ("output", "vlan"),
        ("output", "ip-address"),
        ("output", "next-hop-group"),
        ("filter", "input"),
        ("filter", "output"),
        ("tunnel", "source"),
        ("tunnel", "destination"),
        ("source", "address"),
        ("destination", "address"),
    )
)
_NOT_NAMES = META | {"interface-range", "traceoptions"}


@dataclass(slots=True)
class _Work:
    groups: dict[str, Node]
    asking: set[int]
    left: int = _BUDGET
    patterns: dict[str, re.Pattern[str]] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _View:
    """The part of one group that lies over the node being looked at."""

    group: str
    node: Node


def inherit(tree: Tree) -> frozenset[str]:
    """Merge every applied group into ``tree`` in place, and settle what is deactivated.

    Returns the groups that are named by a deactivated ``apply-groups`` or held off by
    ``apply-groups-except``. Gives up, with a warning, past a bound no real configuration meets.
    """
    groups = tree.root.at("groups")
    named = {node.word: node for node in groups.children.values()} if groups else {}
    work = _Work(named, _asking(tree))
    _settle(tree)
    if named:
        _visit(tree.root, [], [], work)
    if work.left <= 0:
        tree.warnings.append("too many groups are applied; inheritance was cut short")
    _settle(tree)
    return frozenset(work.refused)


def _asking(tree: Tree) -> set[int]:
    """Return the identities of all nodes at or above an ``apply-groups``."""
    found: set[int] = set()
    for path in tree.applying:
        node: Node | None = tree.root
        for word in path:
            if node is not None:
                found.add(id(node))
                node = node.children.get(word)
    return found


def _settle(tree: Tree) -> None:
    """Pass the deactivated mark down to every descendant."""
    waiting = [tree.root] if tree.switched else []
    while waiting:
        node = waiting.pop()
        for child in node.children.values():
            child.off = child.off or node.off
            if child.children:
                waiting.append(child)


def _visit(node: Node, path: list[str], views: list[_View], work: _Work) -> None:
    views = _applied(node, path, views, work)
    for view in views:
        view.node.used = True
        _copy(view.node, node, work)
    for word, child in list(node.children.items()):
        if work.left <= 0:
            return
        if word in META or (word == "groups" and not path):
            continue
        below = _below(views, node, child, work)
        if below or id(child) in work.asking:
            _visit(child, [*path, word], below, work)


def _applied(node: Node, path: list[str], views: list[_View], work: _Work) -> list[_View]:
    """Return the views that hold at ``node``: inherited ones, less exceptions, plus its own."""
    work.left -= len(views)
    excepted = {each.word for each in node.named("apply-groups-except") if not each.off}
    for view in views:
        excepted.update(each.word for each in view.node.named("apply-groups-except"))
    work.refused |= excepted
    kept = [view for view in views if view.group not in excepted]
    asked = list(node.named("apply-groups"))
    waiting = deque(asked)
    waiting.extend(each for view in kept for each in view.node.named("apply-groups"))
    seen = {view.group for view in kept}
    while waiting and work.left > 0:
        name = waiting.popleft()
        work.left -= 1
        if name.off:
            work.refused.add(name.word)
            continue
        for group in _meant(name.word, work):
            if group in excepted or group in seen:
                continue
            seen.add(group)
            work.groups[group].used = True
            found = [_View(group, each) for each in _along(work.groups[group], path, work)]
            kept.extend(found)
            waiting.extend(each for view in found for each in view.node.named("apply-groups"))
    return kept


def _meant(name: str, work: _Work) -> list[str]:
    if name == "${node}":  # a chassis cluster applies the group of the node it runs on
        return [each for each in ("node0", "node1") if each in work.groups]
    return [name] if name in work.groups and not work.groups[name].off else []


def _along(group: Node, path: list[str], work: _Work) -> list[Node]:
    found = [group]
    for word in path:
        work.left -= len(found)
        found = [each for node in found for each in _matching(node, word, work)]
        if not found or work.left <= 0:
            return []
    return found


def _below(views: list[_View], node: Node, child: Node, work: _Work) -> list[_View]:
    work.left -= len(views)
    found = [
        _View(view.group, each)
        for view in views
        for each in _matching(view.node, child.word, work)
        if child.off or not each.off
    ]
    if (node.word, child.word) not in _SINGLE:
        return found
    kept = [] if child.children else found[:1]
    for view in found[len(kept) :]:
        for each in view.node.below():
            work.left -= 1
            each.used = True
    return kept


def _matching(node: Node, word: str, work: _Work) -> list[Node]:
    exact = node.children.get(word)
    found = [exact] if exact else []
    if word in _NOT_NAMES:
        return found
    for name, child in node.children.items():
        if work.left <= 0:
            break
        if name[:1] == "<" and name[-1:] == ">":
            work.left -= 1
            if _pattern(name, work).fullmatch(word):
                found.append(child)
    return found


def _pattern(name: str, work: _Work) -> re.Pattern[str]:
    if name not in work.patterns:
        work.left -= _COMPILING
        work.patterns[name] = re.compile(translate(name[1:-1][:256]))
    return work.patterns[name]


def _copy(source: Node, target: Node, work: _Work) -> None:
    """Make the children of a group's node that ``target`` lacks; wildcards make none."""
    for word, child in source.children.items():
        work.left -= 1
        if work.left <= 0:
            return
        if word in META or word[:1] == "<" or word in target.children:
            continue
        made = target.grow(word, child.number)
        if made is not None:
            made.off = child.off
