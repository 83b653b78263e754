"""Servers, groups and accounts while several statements each put them together."""

from dataclasses import dataclass, field

from netwatch.parsing.stanzas import Block, Line

Quote = Line | Block


@dataclass(slots=True)
class Server:
    """One server as its statements describe it; ``address`` empty until one names it."""

    kind: str
    address: str = ""
    ports: dict[str, str] = field(default_factory=dict)
    vrf: str = ""
    quotes: list[Quote] = field(default_factory=list)


@dataclass(slots=True)
class Group:
    """Servers that a method list names together, in the order they are asked."""

    kind: str
    members: list[str] = field(default_factory=list)
    vrf: str = ""
    quotes: list[Quote] = field(default_factory=list)


@dataclass(slots=True)
class Servers:
    """All servers by (protocol, name or address) and all groups by name."""

    by_name: dict[tuple[str, str], Server] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)


@dataclass(slots=True)
class Account:
    """What the statements of one account say together."""

    privilege: str = ""
    roles: list[str] = field(default_factory=list)
    extras: dict[str, None] = field(default_factory=dict)
    quotes: list[Quote] = field(default_factory=list)
