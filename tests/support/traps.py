"""Traps of the vendors' languages as data: a configuration, and in short what it says.

``tests/data/traps/<platform>.txt`` holds blocks: a line ``== the trap``, the configuration, a line
``--``, and one line for each session (``ID KIND STATE: sources > receivers / filters``), tunnel
far end, dormant, unread or doubtful line. ``python tests/support/traps.py PLATFORM`` writes the
second halves anew: read the diff against the vendor's documents.
"""

import re
import sys
from pathlib import Path
from typing import NamedTuple

from netwatch import registry
from netwatch.model.platform import CONFIG
from netwatch.model.state import Answers
from netwatch.parsing.text import clean

HOME = Path(__file__).parents[1] / "data" / "traps"
_STATES = {True: "on", False: "off", None: "unsaid"}
_DETAILS = (
    "vrf", "origin", "erspan_id", "port", "direction", "mac", "encapsulation", "ingress",
    "resolved_from", "next_hop", "owner", "vni",
)  # fmt: skip


class Trap(NamedTuple):
    """One trap: its name, the configuration, the lines that say how it is read."""

    name: str
    text: str
    expected: tuple[str, ...]


def traps(platform):
    """Return the traps of one platform in the order of its file."""
    text = (HOME / f"{platform}.txt").read_text(encoding="utf-8")
    return [_trap(each) for each in re.split(r"(?m)^== ", text) if each.strip()]


def _trap(block):
    name, _, rest = block.partition("\n")
    text, _, expected = rest.partition("\n--\n")
    return Trap(name, f"{text}\n", tuple(expected.strip().split("\n")))


def told(platform, text):
    """Return what the platform's reader makes of ``text``, in short lines."""
    reading = registry.platform(platform).read(Answers(((CONFIG, CONFIG, clean(text)),)))
    lines = [_mirror(each) for each in reading.declared or ()]
    lines += [f"tunnel {each.name} > {each.remote}" for each in reading.tunnels or ()]
    lines += [f"dormant {each.line} in {each.via}" for each in reading.dormant or ()]
    lines += [f"unread {each.line}" for each in reading.unread or ()]
    lines += [f"doubt: {each}" for each in reading.warnings]
    return tuple(lines) or ("nothing",)


def _mirror(each):
    doubt = "" if each.confidence.value == "high" else f" {each.confidence.value}"
    part = "" if each.complete else " partial"
    sources = ", ".join(map(_source, each.sources))
    ends = ", ".join(map(_end, each.destinations))
    filters = "".join(f" / {one.kind} {one.name}" for one in each.filters)
    head = f"{each.id} {each.kind.value} {_STATES[each.enabled]}{part}{doubt}"
    return f"{head}: {sources} > {ends}{filters}".rstrip()


def _source(each):
    kind = "" if each.kind.value == "interface" else f"{each.kind.value} "
    on = f" on {'+'.join(each.on)}" if each.on else ""
    acl = f" acl {each.acl}" if each.acl else ""
    number = "" if each.erspan_id is None else f" id {each.erspan_id}"
    way = f" {each.direction.value}" if each.direction else ""
    return f"{kind}{each.name}{way}{on}{acl}{number}"


def _end(each):
    kind = "" if each.kind.value == "interface" else f"{each.kind.value} "
    known = [(key, getattr(each, key)) for key in _DETAILS]
    more = [f"{key}={value}" for key, value in known if value is not None]
    return " ".join((f"{kind}{each.value}", *more))


if __name__ == "__main__":
    name = sys.argv[1]
    blocks = [
        f"== {each.name}\n{each.text}--\n" + "\n".join(told(name, each.text)) + "\n"
        for each in traps(name)
    ]
    (HOME / f"{name}.txt").write_text("\n".join(blocks), encoding="utf-8")
