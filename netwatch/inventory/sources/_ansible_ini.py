"""Ansible's INI: sections of hosts, ``:vars`` and ``:children``."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from netwatch.inventory.errors import InventoryError

_HEAD = re.compile(r"\[([^\[\]:]+)(?::(vars|children))?\]")
_RANGE = re.compile(r"\[(?:(\d+):(\d+)(?::(\d+))?|([a-z]):([a-z]))\]")
_MOST = 100_000


@dataclass(slots=True)
class Section:
    """What one section says of its group."""

    group: str
    hosts: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    vars: dict[str, str] = field(default_factory=dict)
    children: list[str] = field(default_factory=list)


def sections(path: Path, text: str) -> Iterator[Section]:
    """Yield every section. Raises InventoryError, naming the line."""
    section, kind = Section("ungrouped"), None
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip()
        if not line or line[0] in "#;":
            continue
        head = _HEAD.fullmatch(line.split(" #", 1)[0].strip())
        if head:
            yield section
            section, kind = Section(head[1].strip()), head[2]
        elif kind == "children":
            section.children.append(line.split()[0])
        elif kind == "vars":
            name, _, value = line.partition("=")
            section.vars[name.strip()] = _unquoted(value)
        else:
            section.hosts += _hosts(path, number, line)
    yield section


def _hosts(path: Path, number: int, line: str) -> list[tuple[str, dict[str, str]]]:
    try:
        name, *rest = shlex.split(line, comments=True)
    except ValueError:
        # The line may hold a password.
        raise InventoryError(f"{path}:{number}: quotes are not closed") from None
    values = dict(each.split("=", 1) for each in rest if "=" in each)
    return [(each, values) for each in expanded(name)]


def _unquoted(value: str) -> str:
    text = value.strip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" else text


def expanded(name: str) -> list[str]:
    """Return the hosts that ``leaf[01:32]`` or ``sw-[a:f]`` stands for. Raises InventoryError."""
    found = _RANGE.search(name)
    if found is None:
        return [name]
    begin, end, step, first, last = found.groups()
    if first is not None:
        middle = [chr(each) for each in range(ord(first), ord(last) + 1)]
    else:
        if (int(end) - int(begin)) // max(1, int(step or 1)) > _MOST:
            raise InventoryError(f"{name} stands for more than {_MOST} hosts")
        numbers = range(int(begin), int(end) + 1, max(1, int(step or 1)))
        middle = [str(each).zfill(len(begin)) for each in numbers]
    rest = expanded(name[found.end() :])
    if len(middle) * len(rest) > _MOST:
        raise InventoryError(f"{name} stands for more than {_MOST} hosts")
    return [f"{name[: found.start()]}{each}{tail}" for each in middle for tail in rest]
