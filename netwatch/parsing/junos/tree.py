"""A Junos configuration as a tree of words, the same for brace form and ``set`` lines.

Every word of a statement is one level (``interface ae0.0;`` is two), so that no schema is needed
and both forms give one tree. Only the hierarchies that can hold, feed or lead away a mirror
are kept; every other line is looked at for the words of mirroring only.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from netwatch.parsing.braces import Item, Kind, Scanner, expand
from netwatch.parsing.junos.shape import META, TOP, Shape

MAX_WORDS = 96
# Most nodes are last words: they share one empty dictionary, which nothing may ever fill.
_NONE: "dict[str, Node]" = {}
_HINTS = ("mirror", "analyzer", "flow-tap", "dynamic-flow-capture")


class Node:
    """One word of the configuration under the words before it; ``off`` when deactivated.

    ``off_at`` is the line of a ``deactivate``, 0 where there is none. ``used`` tells that a
    group's node was inherited somewhere, ``read`` that a reader understood it.
    """

    __slots__ = ("children", "depth", "number", "off", "off_at", "read", "shape", "used", "word")

    def __init__(self, word: str, number: int, depth: int, shape: Shape | None) -> None:
        self.word = word
        self.number = number
        self.depth = depth
        self.shape = shape
        self.children = _NONE
        self.off = False
        self.off_at = 0
        self.used = False
        self.read = False

    def grow(self, word: str, number: int) -> "Node | None":
        """Return the child ``word``, made when new; None where nothing is kept."""
        child = self.children.get(word)
        if child is None:
            shape = self.shape
            if shape is not None:
                key = word if word in shape else "*"
                if key not in shape:
                    return None
                shape = shape[key]
            if self.depth > MAX_WORDS:
                return None
            if self.children is _NONE:
                self.children = {}
            child = self.children[word] = Node(word, number, self.depth + 1, shape)
        return child

    def at(self, *words: str) -> "Node | None":
        """Return the descendant along ``words``, or None."""
        node: Node | None = self
        for word in words:
            node = node.children.get(word) if node else None
        return node

    def named(self, *words: str) -> Iterator["Node"]:
        """Yield the children of the descendant along ``words`` (its list's entries)."""
        node: Node | None = self
        for each in words:
            node = node.children.get(each) if node else None
        for word, child in node.children.items() if node else ():
            if word not in META:
                yield child

    def below(self) -> Iterator["Node"]:
        """Yield this node and all its descendants."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(node.children.values())


@dataclass(frozen=True, slots=True)
class Mention:
    """A statement that speaks of mirroring: its whole path and its line."""

    path: tuple[str, ...]
    number: int


@dataclass(slots=True)
class Tree:
    """What ``build`` returns.

    ``roots`` are the top-level hierarchies seen, kept or not; ``applying`` the paths of the
    statements that apply a group; ``switched`` tells that something is deactivated.
    """

    root: Node
    lines: list[str]
    mentions: list[Mention] = field(default_factory=list)
    roots: set[str] = field(default_factory=set)
    warnings: list[str] = field(default_factory=list)
    applying: list[tuple[str, ...]] = field(default_factory=list)
    host_name: str | None = None
    switched: bool = False


def build(text: str) -> Tree:
    """Return the tree of ``text``; linear in its length, never raises."""
    return _Builder(text).build()


def plain(word: str) -> str:
    """Return ``word`` without the quotes Junos puts around names with special characters."""
    return word[1:-1] if len(word) > 1 and word[0] == '"' == word[-1] else word


class _Builder:
    def __init__(self, text: str) -> None:
        self._scanner = Scanner(text)
        self._tree = Tree(Node("", 0, 0, TOP), self._scanner.lines)
        self._hits = _hits(text)
        self._nodes: list[Node | None] = [self._tree.root]
        self._paths: list[tuple[str, ...]] = [()]
        self._edit: list[str] = []
        self._switched: dict[tuple[str, ...], int] = {}

    def build(self) -> Tree:
        for item in self._scanner.items():
            kind = item.kind
            if kind is Kind.LEAF:
                self._statement(item)
            elif kind is Kind.OPEN:
                node = self._statement(item)
                self._nodes.append(node)
                self._paths.append((*self._paths[-1], *item.words)[:MAX_WORDS])
            elif kind is Kind.CLOSE:
                if len(self._nodes) > 1:
                    self._nodes.pop()
                    self._paths.pop()
            elif kind is Kind.LINE:
                self._line(item)
            elif kind is Kind.BASE:
                self._base(item.words)
                self._note((), item.words, item.number)
            elif item.number in self._hits:
                self._tree.mentions.append(Mention(tuple(item.words), item.number))
        self._switch()
        self._tree.warnings.extend(self._scanner.warnings)
        return self._tree

    def _base(self, words: list[str]) -> None:
        node: Node | None = self._tree.root
        for word in words:
            node = node.grow(word, 0) if node else None
        self._nodes, self._paths = [node], [tuple(words)]

    def _statement(self, item: Item) -> Node | None:
        parent, words = self._nodes[-1], item.words
        self._note(self._paths[-1], words, item.number)
        if item.tag == "delete:":
            return None
        node = None
        if parent is not None:
            for each in expand(words) if "[" in words else (words,):
                node = _grow(parent, each, item.number)
                if item.tag == "inactive:" and node is not None:
                    node.off = self._tree.switched = True
        return node

    def _note(self, parents: tuple[str, ...], words: list[str], number: int) -> None:
        if not parents and words:
            self._tree.roots.add(words[0])
        if number in self._hits:
            self._tree.mentions.append(Mention((*parents, *words), number))
        if "apply-groups" in words:
            self._tree.applying.append((*map(plain, parents), *map(plain, words))[:MAX_WORDS])
        if "host-name" in words[-2:-1] and (*parents, *words)[:2] == ("system", "host-name"):
            self._tree.host_name = plain(words[-1])

    def _line(self, item: Item) -> None:
        verb, words = item.words[0], [*self._edit, *item.words[1:]]
        if verb in ("edit", "top", "up", "exit"):
            self._move(verb, item.words[1:])
            return
        self._note((), words, item.number)
        if verb == "set":
            for each in expand(words) if "[" in words else (words,):
                _grow(self._tree.root, each, item.number)
        elif verb in ("deactivate", "activate"):
            line = item.number if verb == "deactivate" else 0
            self._switched.update(dict.fromkeys(expand(words), line))
        elif verb == "delete":
            above = self._tree.root.at(*map(plain, words[:-1]))
            if above is not None and words:
                above.children.pop(plain(words[-1]), None)

    def _move(self, verb: str, words: list[str]) -> None:
        if verb == "top":
            self._edit = []
            if words[:1] == ["edit"]:
                self._edit = words[1:MAX_WORDS]
        elif verb == "edit":
            self._edit = [*self._edit, *words][:MAX_WORDS]
        else:
            self._edit = []

    def _switch(self) -> None:
        for words, line in self._switched.items():
            node = self._tree.root.at(*map(plain, words))
            if node is not None:
                node.off, node.off_at = line > 0, line
                self._tree.switched = True


def _grow(node: Node | None, words: list[str] | tuple[str, ...], number: int) -> Node | None:
    for word in words:
        if node is None:
            return None
        node = node.children.get(word) or node.grow(plain(word), number)
    return node


def _hits(text: str) -> set[int]:
    """Return the numbers of the lines that hold a word of mirroring, in one pass each."""
    folded, found = text.lower(), set()
    for hint in _HINTS:
        number, last, at = 1, 0, folded.find(hint)
        while at >= 0:
            number += folded.count("\n", last, at)
            found.add(number)
            last = at
            end = folded.find("\n", at)
            at = folded.find(hint, end) if end >= 0 else -1
    return found
