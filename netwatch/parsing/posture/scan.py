"""One pass over the top-level statements: each goes to the forms filed under its first word."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from netwatch.parsing.posture.drafts import Quote
from netwatch.parsing.posture.found import Found
from netwatch.parsing.stanzas import Block, Line

Reader = Callable[[Found, Block], None]
Table = Mapping[str, tuple[Reader, ...]]
# Shorter beginnings of a word are too many words at once.
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a statement: what ``pattern`` matches whole is a trait of the field ``of``.

    ``name`` and ``value`` are templates filled with the pattern's groups. The group ``acl`` names
    an access list that guards the device.
    """

    of: str
    pattern: str
    name: str
    value: str = ""

    def __call__(self, found: Found, block: Block) -> None:
        """Add the trait when the statement has this form."""
        self.read(found, block, spaced(block.text), {})

    def read(self, found: Found, quote: Quote, text: str, head: Mapping[str, str]) -> None:
        """Add the trait when ``text`` has this form; ``head`` are the groups of its section."""
        match = _compiled(self.pattern).fullmatch(text)
        if match is None:
            return
        said = {**head, **{key: text or "" for key, text in match.groupdict().items()}}
        if said.get("acl"):
            found.guard(said["acl"], quote)
        found.add(self.of, self.name.format_map(said), self.value.format_map(said).strip(), quote)


@dataclass(frozen=True, slots=True)
class Section:
    """A statement with others below it: each line below is held against ``forms``."""

    head: str
    forms: tuple[Form, ...]

    def __call__(self, found: Found, block: Block) -> None:
        """Read what stands below ``block`` when its first line has the form ``head``."""
        match = _compiled(self.head).fullmatch(spaced(block.text))
        if match is None:
            return
        said = {key: text or "" for key, text in match.groupdict().items()}
        for line in block.children:
            text = spaced(line.text)
            for form in self.forms:
                form.read(found, line, text, said)


@dataclass(frozen=True, slots=True)
class Whole:
    """A statement that is named by ``name``, and whose body is what it does.

    What ``pattern`` finds as ``how`` behind the name stands before the body.
    """

    of: str
    pattern: str
    name: str = "{name}"

    def __call__(self, found: Found, block: Block) -> None:
        """Add the trait when the statement has this form."""
        match = _compiled(self.pattern).fullmatch(spaced(block.text))
        if match:
            said = match.groupdict("")
            whole = "; ".join(filter(None, (said.get("how", "").strip(), body(block))))
            found.add(self.of, self.name.format_map(said), whole, block, *block.children)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def spaced(text: str) -> str:
    """Return ``text`` with runs of blanks as one."""
    return " ".join(text.split())


def scan(blocks: Iterable[Block], table: Table, found: Found) -> None:
    """Hand every block to the readers filed under its first word, or its first two.

    Where the table files a word only with a second one (``ip http``, ``no vstack``), both count.
    Words that begin exactly one filed key, as people type them, are read as that key.
    """
    pairs = {key.partition(" ")[0] for key in table if " " in key}
    keys: dict[str, str] = {}
    for block in blocks:
        first = block.text.partition(" ")[0]
        if first in pairs:
            first = " ".join(block.text.split(None, 2)[:2])
        key = keys.get(first)
        if key is None:
            key = keys[first] = _filed(first.lower(), table)
        for reader in table.get(key, ()):
            reader(found, block if key == first else _in_full(block, key))


def _filed(words: str, table: Table) -> str:
    if words in table:
        return words
    meant = [each for each in table if each.startswith(words)] if len(words) >= _SHORTEST else []
    return meant[0] if len(meant) == 1 else ""


def _in_full(block: Block, key: str) -> Block:
    count = len(key.split())
    return replace(block, text=" ".join((key, *block.text.split()[count:])))


def body(block: Block) -> str:
    """Return what stands below ``block`` on one line."""
    return "; ".join(spaced(line.text) for line in block.children)


def matching(lines: Iterable[Line], pattern: str) -> Iterator[tuple[re.Match[str], Line]]:
    """Return the lines that ``pattern`` matches whole, with what it found."""
    form = _compiled(pattern)
    for line in lines:
        match = form.fullmatch(spaced(line.text))
        if match:
            yield match, line


def keep_list(pattern: str) -> Reader:
    """Return a reader that files the lines of an access list under the group ``name``."""

    def read(found: Found, block: Block) -> None:
        match = _compiled(pattern).match(spaced(block.text))
        if match:
            lines = found.lists.setdefault(match["name"], [])
            rest = match.groupdict().get("entry")
            if rest:
                lines.append(Line(block.number, 0, rest))
            lines.extend(block.children)

    return read


def keep_objects(pattern: str) -> Reader:
    """Return a reader that files the members of an object group under the group ``name``."""

    def read(found: Found, block: Block) -> None:
        match = _compiled(pattern).match(spaced(block.text))
        if match:
            found.objects.setdefault(match["name"], []).extend(block.children)

    return read
