"""Texts of a simulated device, written out from compact descriptions (no code in the data)."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from netwatch.lab.mutate import MutationError, delete, replace_text, splice

OWN_FILES = Path(__file__).parent / "fleet"
ASKED = "{{asked}}"
MAX_REPEATS = 4096

_HOLE = re.compile(r"\{\{ *([A-Za-z_][A-Za-z0-9_]*) *\}\}")
_RANGE = re.compile(r"(\d+) *- *(\d+)")


class RenderError(ValueError):
    """A text cannot be written out; the message says what is missing."""


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return ``text`` with each ``{{name}}`` replaced; ``{{asked}}`` stays for the running device.

    Raises RenderError for a name without a value.
    """

    def value(hole: re.Match[str]) -> str:
        if hole[1] == "asked":
            return ASKED
        try:
            return values[hole[1]]
        except KeyError:
            raise RenderError(f"{{{{{hole[1]}}}}} has no value; add it under vars") from None

    return _HOLE.sub(value, text)


def write_out(source: object, values: Mapping[str, str], home: Path) -> str:
    """Return the text that ``source`` describes, ending with a newline unless it is empty.

    ``source`` is a text, ``{file: NAME}`` beside the YAML file in ``home``, ``{blocks: [...]}``
    of these, or ``{each: RANGE or list, text: ...}``. Raises RenderError.
    """
    text = "".join(_pieces(source, values, home))
    return text if not text or text.endswith("\n") else f"{text}\n"


def _pieces(source: object, values: Mapping[str, str], home: Path) -> Iterator[str]:
    match source:
        case None:
            return
        case str():
            yield fill(source, values)
        case {"blocks": list(blocks)}:
            for block in blocks:
                yield write_out(block, values, home)
        case {"each": items, "text": str(text)}:
            for item in _items(items):
                yield fill(text, {**values, **item})
        case {"file": str(name)}:
            yield fill(_read(home, name), values)
        case {"text": inner}:
            yield from _pieces(inner, values, home)
        case _:
            raise RenderError(f"neither a text nor file, blocks, each or text: {source!r:.80}")


def beside(home: Path, name: str) -> Path:
    """Return the file ``name`` of the folder ``home``, or the demo fleet's where it has none.

    Raises RenderError when the name leads out of the folder.
    """
    own = (home / name).resolve()
    if not own.is_relative_to(home.resolve()):
        raise RenderError(f"{name!r} lies outside {home}; it must lie beside the file")
    return own if own.exists() else OWN_FILES / name


def _read(home: Path, name: str) -> str:
    try:
        return beside(home, name).read_text(encoding="utf-8")
    except OSError as error:
        raise RenderError(f"file {name!r} cannot be read: {error.strerror}") from None


def _items(items: object) -> Iterator[dict[str, str]]:
    if isinstance(items, str):
        found = _RANGE.fullmatch(items)
        if found is None or int(found[2]) - int(found[1]) >= MAX_REPEATS:
            raise RenderError(f"each: {items!r} is not a range such as 1-48")
        for number in range(int(found[1]), int(found[2]) + 1):
            yield {"n": str(number)}
        return
    if not isinstance(items, Iterable):
        raise RenderError(f"each: {items!r} is neither a range nor a list")
    for item in items:
        if isinstance(item, Mapping):
            yield {str(key): str(value) for key, value in item.items()}
        else:
            yield {"item": str(item)}


def edit(text: str, change: Mapping[str, Any], values: Mapping[str, str]) -> str:
    """Return ``text`` with one edit of a stage made.

    ``change`` holds ``insert`` (with ``before``, a regular expression on a line, else the end
    marker), ``replace`` with ``with``, or ``delete`` (a regular expression on whole lines).
    Raises RenderError when there is nothing to edit: an edit that does nothing is a mistake.
    """
    try:
        match change:
            case {"insert": str(stanza)}:
                return splice(text, fill(stanza, values), before=change.get("before"))
            case {"replace": str(old), "with": str(new)}:
                return replace_text(text, fill(old, values), fill(new, values))
            case {"delete": str(pattern)}:
                return delete(text, pattern)
    except MutationError as error:
        raise RenderError(str(error)) from None
    raise RenderError(f"an edit needs insert, replace and with, or delete: {sorted(change)}")
