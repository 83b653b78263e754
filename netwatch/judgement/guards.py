"""Access lists that guard a device's own services, entry by entry."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network

from netwatch.judgement.traits import holds, networks_in
from netwatch.model.posture import Trait

_COUNT = re.compile(r"\(\d{1,20} (?:match(?:es)?|estimate matches)\)", re.IGNORECASE)
_NUMBER = re.compile(r"^(?:(?:seq|sequence|line|rule) )?\d{1,10} ", re.IGNORECASE)
_NUMBERED = re.compile(r"(?P<acl>(?!(?:acl|acl6|access-list|list|ipv6-acl) )\S{1,200}) \d{1,10}")
_LIST = re.compile(
    r"access[- ](?:class|group|list)|\bacl\b|filter|prefix|allowed|trust|permitted|address"
    r"|clients?\b|firewall",
    re.IGNORECASE,
)
_DENIES = re.compile(r"\b(?:deny|drop|reject|discard)\b", re.IGNORECASE)
_DEFAULT = re.compile(r"\s*(?:deny|drop|reject|discard)\s*", re.IGNORECASE)
_NAMED = re.compile(
    r"(?P<acl>\S.{0,200}?) (?P<text>(?:permit|accept|allow|deny|drop|reject|discard)\b.{0,900})",
    re.IGNORECASE,
)
# Where an entry says what its source is, nothing else in it is one.
_SOURCE = re.compile(
    r"(?:\bsrcaddr|\bsource-address|\bsource address|\bsrc-address|\bsaddr|(?:^| )-s|\bsource)"
    r" (?P<place>\S{1,80}(?: \d[\d.]{6,14})?)"
)
# A group of addresses comes after the protocol, a group of protocols right after the action.
_GROUP = re.compile(
    r"(?<=\w) (?P<kind>object-group|object|addrgroup|net-group|network-group|address-group"
    r"|prefix-list|source-prefix-list|src-address-list) "
)
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: the list's name, what it does (``permit tcp 192.0.2.0 0.0.0.255 any``)."""

    acl: str
    text: str

    @property
    def denies(self) -> bool:
        """Tell whether the entry turns traffic away."""
        return _DENIES.match(self.text) is not None

    @property
    def source(self) -> IPv4Network | IPv6Network | None:
        """Return the network the entry lets in, None when it is named by a group or not at all."""
        said = _SOURCE.search(self.text)
        text = said["place"] if said else self.text
        group = _GROUP.search(text)
        if group and text[: group.start()].count(" ") > 0:
            text = text[: group.start()]
        found = networks_in(text)
        return found[0] if found else None

    def within(self, other: "Entry") -> bool:
        """Tell whether ``other`` lets in all this entry does, all but the source being equal."""
        mine, theirs = self.source, other.source
        if mine is None or theirs is None:
            return self.text == other.text
        return holds(theirs, mine) and _manner(self.text) == _manner(other.text)


def entry_of(trait: Trait) -> Entry:
    """Return the entry a trait of ``permits`` names, without its number and its matches."""
    whole = " ".join(_COUNT.sub("", trait.name[:_LONGEST]).split())
    named = _NAMED.match(whole)
    name, text = (named["acl"], named["text"]) if named else whole.partition(" ")[::2]
    numbered = _NUMBERED.fullmatch(name)
    name = numbered["acl"] if numbered else name
    return Entry(name, _NUMBER.sub("", text.lower()) or trait.value[:_LONGEST].lower())


def is_list(protection: Trait) -> bool:
    """Tell whether a protection is an access list, not a setting such as ``transport output``."""
    return _LIST.search(protection.name[:_LONGEST]) is not None


def turns_away(protection: Trait) -> bool:
    """Tell whether a protection is one entry that denies (``input drop any``)."""
    return _DENIES.search(protection.name[:_LONGEST]) is not None


def denies_by_default(protection: Trait) -> bool:
    """Tell whether a protection turns away all that no entry lets in (``INPUT policy``: drop)."""
    return _DEFAULT.fullmatch(protection.value[:_LONGEST]) is not None


def _manner(text: str) -> tuple[str, ...]:
    """Return the entry's words without the addresses: action, protocol, ports."""
    return tuple(each for each in text.split() if not _is_place(each))


def _is_place(word: str) -> bool:
    return word in ("any", "any4", "any6", "host", "all") or bool(
        re.fullmatch(r"[0-9a-f:.]{2,45}(?:/\d{1,3})?", word) and re.search(r"[.:/]", word)
    )
