"""Names of the programs a Junos device runs, as ``show system processes`` prints them."""

import re

from netwatch.model.posture import Trait
from netwatch.parsing.posture.traits import Traits, quoted

# PID TT STAT TIME COMMAND; the time is minutes, seconds and hundredths.
_ROW = re.compile(
    r" *\d{1,9} +(?:\?\?|-|[A-Za-z0-9/]{1,12}) +[A-Z][A-Za-z<+]{0,7} +[\d:.]{1,14} +(?P<said>\S.*)"
)
# `[name]` is a thread of the kernel: a program cannot stand in the list that way.
_KERNEL = re.compile(r"\[[^\]]{1,60}\]")
_NAME = re.compile(r"(?:-|\()?(?P<path>[^\s:)]{1,200})")


def processes(text: str, source: str) -> tuple[Trait, ...] | None:
    """Return the programs by name, each with the path it was started by; None without a list."""
    found, rows = Traits("processes"), 0
    for number, line in enumerate(text.split("\n"), 1):
        row = _ROW.match(line)
        if row is None:
            continue
        rows += 1
        named = None if _KERNEL.match(row["said"]) else _NAME.match(row["said"])
        if named:
            path = named["path"]
            name = path.rpartition("/")[2] or path
            value = path if "/" in path else ""
            found.add("processes", name, value, quoted(source, number, row["said"]))
    return found.of("processes") if rows else None
