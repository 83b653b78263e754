"""A configuration that is paths of words, as a tree: one level a word, each with its line."""

from collections.abc import Iterable, Iterator

from netwatch.model.evidence import Evidence
from netwatch.parsing.paths import Statement
from netwatch.parsing.posture.traits import quoted

_DEPTH = 24
_LEAVES = 200


class Branch:
    """The words below one word; ``line`` is where it first stood, 0 for the root."""

    __slots__ = ("below", "line", "text")

    def __init__(self, line: int = 0, text: str = "") -> None:
        self.below: dict[str, Branch] = {}
        self.line = line
        self.text = text

    def grow(self, words: Iterable[str], line: int, text: str) -> None:
        """Add one statement."""
        at = self
        for word in words:
            child = at.below.get(word)
            if child is None:
                child = at.below[word] = Branch(line, text)
            at = child

    def at(self, *words: str) -> "Branch":
        """Return the branch along ``words``; an empty one where there is none."""
        branch = self
        for word in words:
            found = branch.below.get(word)
            if found is None:
                return Branch()
            branch = found
        return branch

    def named(self, *words: str) -> Iterator[tuple[str, "Branch"]]:
        """Yield the entries below ``words``: their names and what is set of each."""
        yield from self.at(*words).below.items()

    def first(self, *words: str) -> str:
        """Return the first word below ``words``; empty where there is none."""
        return next(iter(self.at(*words).below), "")

    def all(self, *words: str) -> str:
        """Return the words right below ``words``, sorted, on one line."""
        return " ".join(sorted(self.at(*words).below))

    def said(self, without: frozenset[str] = frozenset()) -> list[str]:
        """Return every path below, sorted; words in ``without`` and below them are left out."""
        found: list[str] = []
        waiting = [(self, "")]
        while waiting and len(found) < _LEAVES:
            branch, path = waiting.pop()
            for word, child in branch.below.items():
                if word in without:
                    continue
                text = f"{path} {word}".strip()
                if child.below:
                    waiting.append((child, text))
                else:
                    found.append(text)
        return sorted(found)

    def quote(self, source: str) -> Evidence:
        """Return the line it stood on."""
        return quoted(source, self.line or None, self.text)


def grown(statements: Iterable[Statement], tops: frozenset[str]) -> Branch:
    """Return the tree of the statements whose first word is in ``tops``; ``set`` is no word."""
    root = Branch()
    for each in statements:
        path = each.parents + each.words
        if path[:1] == ("set",):
            path = path[1:]
        if path and path[0] in tops:
            root.grow(path[:_DEPTH], each.number, each.text)
    return root
