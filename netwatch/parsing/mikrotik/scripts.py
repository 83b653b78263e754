"""Mirrors hidden in RouterOS scripts, schedulers and the hooks of other menus."""

import re
from collections.abc import Iterator
from functools import lru_cache

from netwatch.model.mirror import Dormant
from netwatch.parsing.mikrotik.export import Statement

MENTION = re.compile(
    r"sniff|mirror-|\bmirror\b|calea|tzsp|copy-to-cpu|(?<![\w-])torch(?![\w-])", re.IGNORECASE
)
_HOOK = re.compile(r"source|script|[a-z-]{1,30}-script|on-[a-z-]{1,20}")
_LINE_END = re.compile(r"[\r\n]+")
_KEPT = 500


def hooks(values: dict[str, str]) -> list[str]:
    """Return the keys of ``values`` that hold text RouterOS runs by itself."""
    return [key for key in values if _is_hook(key)]


@lru_cache(maxsize=4096)
def _is_hook(key: str) -> bool:
    return _HOOK.fullmatch(key) is not None


def dormant(statement: Statement) -> Iterator[Dormant]:
    """Yield the lines of a script in ``statement`` that would touch a mirror when it runs."""
    name = statement.values.get("name") or statement.selector
    for key in hooks(statement.values):
        via = f"/{statement.menu} {name} {key}".replace("  ", " ")
        for line in _LINE_END.split(statement.values[key]):
            if MENTION.search(line):
                yield Dormant(via, statement.number, line.strip()[:_KEPT])
