"""ACLs that choose what a flow-based session of OS9 or OS10 copies.

An entry names the session (``capture session S`` on OS10, ``monitor S`` on OS9) or only says
``monitor``; the list acts where an interface carries ``access-group`` (Dell OS10 and OS9 guides).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from netwatch.model.evidence import Evidence
from netwatch.model.mirror import Direction, Source, SourceKind
from netwatch.parsing.interfaces import interface_key
from netwatch.parsing.places import Places
from netwatch.parsing.stanzas import Block, quote_of

_LIST = re.compile(
    r"(?:ip|ipv6|mac) access-list (?:(?:extended|standard) )?(?!extended$|standard$)(\S{1,140})$"
)
_GROUP = re.compile(r"(?:ip|ipv6|mac) access-group (\S{1,140})(?: (in|out)\b)?")
_ENTRY = re.compile(
    r"(?:seq \d+ )?(?:permit|deny)\b.{0,400}? (?:capture session|monitor)"
    r"(?: (\d{1,5}))?(?: vlan (\d{1,4}))?(?: |$)"
)
_INTERFACE = re.compile(r"interface (\S.{0,80})$")
_MAX_LISTS = 64  # more lists than an interface takes
_WAYS = {"in": Direction.RX, "out": Direction.TX}


@dataclass(frozen=True, slots=True)
class Entry:
    """One ACL entry that copies; ``session`` is None where it names none."""

    acl: str
    session: str | None
    vlan: str | None
    quote: Evidence


@dataclass(slots=True)
class Lists:
    """Copying entries by session, and where each list is attached with the direction."""

    entries: dict[str | None, list[Entry]] = field(default_factory=dict)
    first: dict[tuple[str | None, str], Entry] = field(default_factory=dict)
    attached: Places[tuple[str, str]] = field(default_factory=Places)

    def sources(self, acl: str) -> tuple[Source, ...]:
        """Return the list as a source for each direction; attached nowhere it has no ``on``."""
        where: dict[str, list[str]] = {}
        for way, place in self.attached.of(acl):
            where.setdefault(way, []).append(place)
        return tuple(
            Source(SourceKind.FILTER, acl, _WAYS[way], on=tuple(on)) for way, on in where.items()
        ) or (Source(SourceKind.FILTER, acl, Direction.RX),)

    def entry(self, session: str, acl: str) -> Entry | None:
        """Return the entry of ``acl`` that copies for ``session`` or for any session."""
        return self.first.get((session, acl)) or self.first.get((None, acl))

    def standing(self) -> dict[str, list[tuple[str, Direction, str]]]:
        """Return (list, direction, interface as written) by interface, for lists that copy."""
        found: dict[str, list[tuple[str, Direction, str]]] = {}
        copying = {each.acl for entries in self.entries.values() for each in entries}
        for acl in copying:
            for way, each in self.attached.of(acl):
                found.setdefault(interface_key(each), []).append((acl, _WAYS[way], each))
        return {port: sorted(acls)[:_MAX_LISTS] for port, acls in found.items()}


def lists(blocks: Iterable[Block]) -> Lists:
    """Return the ACL entries that copy, and the interfaces that carry their lists."""
    found = Lists()
    for block in blocks:
        if head := _LIST.match(block.text):
            _entries(found, head[1], block)
        elif head := _INTERFACE.match(block.text):
            _attachments(found, head[1], block)
    return found


def _entries(found: Lists, acl: str, block: Block) -> None:
    for line in block.children:
        if entry := _ENTRY.match(line.text):
            quote = quote_of(line)
            one = Entry(acl, entry[1], entry[2], quote)
            found.entries.setdefault(entry[1], []).append(one)
            found.first.setdefault((entry[1], acl), one)


def _attachments(found: Lists, interface: str, block: Block) -> None:
    for line in block.children:
        if group := _GROUP.match(line.text):
            found.attached.add(group[1], (group[2] or "in", interface))
