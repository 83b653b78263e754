"""UCI as a file (``config switch``), as ``uci export`` and as ``uci show`` -> sections.

Grammar from the OpenWrt user guide: ``config TYPE ['NAME']``, ``option KEY 'VALUE'``,
``list KEY 'VALUE'``; ``network.@switch[0].name='switch0'`` when shown.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from netwatch.model.state import ConfigLine

_PACKAGE = re.compile(r"^\s*package +['\"]?(?P<name>[\w-]{1,64})['\"]?\s*$")
_CONFIG = re.compile(
    r"^\s*config +['\"]?(?P<type>[\w-]{1,64})['\"]?"
    r"(?: +['\"]?(?P<name>[^'\"\s][^'\"\n]{0,127})['\"]?)?\s*$"
)
_OPTION = re.compile(
    r"^\s*(?:option|list) +['\"]?(?P<key>[\w-]{1,64})['\"]? +(?P<value>\S[^\n]{0,2000})$"
)
_SHOWN = re.compile(
    r"^(?P<package>[\w-]{1,64})\.(?P<section>[@\w\[\]-]{1,80})(?:\.(?P<key>[\w-]{1,64}))?"
    r"=(?P<value>[^\n]{0,2000})$"
)


@dataclass(slots=True)
class Section:
    """One section; ``options`` hold (key, value, line), lists as several of one key."""

    package: str
    type: str
    name: str
    line: int
    options: list[tuple[str, str, int]] = field(default_factory=list)

    def get(self, key: str) -> str:
        """Return the last value of ``key``, or ""."""
        return next((value for name, value, _ in reversed(self.options) if name == key), "")


def sections(text: str) -> tuple[Section, ...]:
    """Return the sections of ``text`` in order, in whichever form it is written."""
    return tuple(_sections(text))


def flatten(text: str) -> tuple[ConfigLine, ...]:
    """Return every option under its section; the number in ``@switch[0]`` stays."""
    return tuple(
        ConfigLine((each.package, f"{each.type} {each.name}".strip()), f"{key} {value}", line)
        for each in _sections(text)
        for key, value, line in (*each.options, ("section", each.type, each.line))
    )


def _sections(text: str) -> Iterator[Section]:
    package, current = "", None
    shown: dict[tuple[str, str], Section] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if option := _OPTION.match(line):
            if current is not None:
                current.options.append((option["key"], _bare(option["value"]), number))
        elif head := _CONFIG.match(line):
            if current is not None:
                yield current
            current = Section(package, head["type"], head["name"] or "", number)
        elif found := _PACKAGE.match(line):
            package = found["name"]
        elif pair := _SHOWN.match(line):
            place = (pair["package"], pair["section"])
            section = shown.setdefault(place, Section(*_placed(place), number))
            if pair["key"] is None:
                section.type = pair["value"].strip()
            else:
                section.options.append((pair["key"], _bare(pair["value"]), number))
    if current is not None:
        yield current
    yield from shown.values()


def _placed(place: tuple[str, str]) -> tuple[str, str, str]:
    package, name = place
    return package, "", name


def _bare(value: str) -> str:
    stripped = value.strip()
    quoted = len(stripped) > 1 and stripped[0] in "'\"" and stripped[-1] == stripped[0]
    return stripped[1:-1] if quoted else stripped
