"""Traits while they are gathered from the statements of one configuration."""

import re
from dataclasses import dataclass, field
from itertools import islice

from netwatch.model.platform import CONFIG
from netwatch.parsing.posture.drafts import Account, Quote, Servers
from netwatch.parsing.posture.traits import Traits, quoted

_MAX_GUARDS = 64
_MAX_ENTRIES = 5000
_NUMBER = re.compile(r"^\d{1,10} ")
_ENTRY = re.compile(r"(?:seq(?:uence)? )?(?:\d{1,10} )?(permit|deny) (.+)$", re.IGNORECASE)
_EVERYBODY = re.compile(r"(?:(?:ip|ipv6|ipv4|host) )?any(?: any){0,2}$", re.IGNORECASE)
# What a list says of its own hits is no part of what it lets through.
_COUNTED = re.compile(
    r" *(?:\([^()\n]{0,80}\)|\[match=\d{1,20}[^\]\n]{0,40}\])"
    r"|(?: log(?:-input)?(?: \S{1,64})?)$",
    re.IGNORECASE,
)
_OBJECTS = re.compile(r"(?:object-group|addrgroup|net-group|port-group) (\S{1,128})", re.IGNORECASE)


@dataclass(slots=True)
class Found:
    """What one reading of a configuration has gathered so far.

    ``lists`` are the lines of every access list and ``objects`` those of every object group by
    name; ``guards`` the access lists that stand before a service of the device itself. ``facts``
    mean something only beside another statement (a port and its server), ``notes`` are what an
    earlier statement says about later ones. ``servers`` and ``accounts`` are put together from
    several statements each.
    """

    traits: Traits
    lists: dict[str, list[Quote]] = field(default_factory=dict)
    objects: dict[str, list[Quote]] = field(default_factory=dict)
    guards: dict[str, Quote] = field(default_factory=dict)
    facts: dict[str, tuple[str, Quote]] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    servers: Servers = field(default_factory=Servers)
    accounts: dict[str, Account] = field(default_factory=dict)

    def add(self, of: str, name: str, value: str = "", *quotes: Quote) -> None:
        """Add a trait of the field ``of``, read from the statements ``quotes``."""
        lines = (quoted(CONFIG, each.number, each.text) for each in quotes)
        self.traits.add(of, name, value, *lines)

    def usual(self, of: str, name: str, value: str) -> None:
        """Add what holds where no statement says otherwise."""
        if not self.traits.has(of, name):
            self.traits.add(of, name, value)

    def guard(self, name: str, quote: Quote) -> None:
        """Note that ``quote`` sets the access list ``name`` before a service of the device."""
        if len(self.guards) < _MAX_GUARDS:
            self.guards.setdefault(name, quote)


def entry(text: str) -> tuple[str, str] | None:
    """Return what an access list's line does and to whom, as configured and as shown.

    Sequence number, hit counts and logging are left out: they let nothing in.
    """
    found = _ENTRY.match(" ".join(text.split()).replace(", wildcard bits ", " "))
    if found is None:
        return None
    whom = found[2]
    while (shorter := _COUNTED.sub("", whom).strip()) != whom:
        whom = shorter
    words = whom.split()
    if len(words) == 2 and words[0].lower() == "host":  # noqa: PLR2004  # a standard list's host
        whom = words[1]
    return found[1].lower(), whom


def weigh_lists(found: Found, *, undefined: str | None = None) -> None:
    """Add the permits of the lists that guard the device, and the denials that hold them back.

    A denial of everybody is what a list ends with anyhow. ``undefined`` is what the platform does
    with a list that does not exist (``permit any``), None where that is not known.
    """
    for name, quote in found.guards.items():
        if name in found.lists:
            _weigh(found, name, found.lists[name][:_MAX_ENTRIES])
        elif undefined:
            found.add("permits", f"{name} {undefined}", "the list is not defined", quote)


def _weigh(found: Found, name: str, lines: list[Quote]) -> None:
    groups: dict[str, None] = {}
    for line in lines:
        said = entry(line.text)
        if said is None:
            continue
        action, whom = said
        if action == "permit":
            found.add("permits", f"{name} permit {whom}", "", line)
            groups.update(dict.fromkeys(_OBJECTS.findall(whom)))
        elif not _EVERYBODY.match(whom):
            found.add("protections", f"{name} deny {whom}", "", line)
    members = ((each, line) for each in groups for line in found.objects.get(each, ()))
    for group, member in islice(members, _MAX_ENTRIES):
        text = _NUMBER.sub("", " ".join(member.text.split()))
        if not text.lower().startswith("description "):
            found.add("permits", f"{name} object-group {group} {text}", "", member)
