"""What rules share about traits of a posture: which changed, what they name, how they are shown."""

import re
from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network, ip_network

from netwatch.judgement.describe import cut
from netwatch.judgement.ownership import Owner, owner_of, parse_address
from netwatch.judgement.quotes import previous, quoted
from netwatch.model.change import TraitChanged
from netwatch.model.evidence import Evidence
from netwatch.model.policy import Policy
from netwatch.model.posture import Trait
from netwatch.model.rule import Facts

_LONGEST = 2000
_MAX_WORDS = 64
_EDGES = "\"',;()[]{}"
_SECRET = re.compile(r"<secret:[0-9a-z]{1,80}>")


def changed(facts: Facts, field: str) -> Iterator[TraitChanged]:
    """Yield the changes of one field of the posture, in order."""
    return (each for each in facts.changes_of(TraitChanged) if each.field == field)


def added(facts: Facts, field: str) -> Iterator[Trait]:
    """Yield the traits of one field that were not there at the last look that could see."""
    for each in changed(facts, field):
        if each.before is None and each.after is not None:
            yield each.after


def removed(facts: Facts, field: str) -> Iterator[Trait]:
    """Yield the traits of one field that were there and are not."""
    for each in changed(facts, field):
        if each.after is None and each.before is not None:
            yield each.before


def altered(facts: Facts, field: str) -> Iterator[tuple[Trait, Trait]]:
    """Yield (before, after) of the traits of one field that have another value."""
    for each in changed(facts, field):
        if each.before is not None and each.after is not None:
            yield each.before, each.after


def trait_text(trait: Trait) -> str:
    """Return a trait for a title: ``VTY-ACL permit ip any any`` or ``ssh (port 2222)``."""
    return f"{cut(trait.name)} ({cut(trait.value)})" if trait.value.strip() else cut(trait.name)


def it_was(before: Trait | None) -> str:
    """Return what a title says of the trait that stood there before; empty when there was none."""
    return f"; it was {trait_text(before)}" if before is not None else ""


def trait_quotes(field: str, trait: Trait) -> tuple[Evidence, ...]:
    """Return the lines a trait was read from, or the trait itself when no line was kept."""
    said = f"{trait.name} {trait.value}".strip() or "(no name)"
    return quoted(trait.evidence) or (Evidence(field, None, said[:500]),)


def both_quotes(field: str, before: Trait | None, after: Trait | None) -> tuple[Evidence, ...]:
    """Return the lines of what is there now, then of what was there before."""
    now = trait_quotes(field, after) if after is not None else ()
    was = previous(trait_quotes(field, before)) if before is not None else ()
    return (*now, *was)


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of ``text`` in lower case, without quotes and brackets around them."""
    words = text[:_LONGEST].lower().split()[:_MAX_WORDS]
    return tuple(each.strip(_EDGES) for each in words if each.strip(_EDGES))


def without_secret(text: str) -> str:
    """Return ``text`` without the fingerprints of secrets, whose change secret-changed tells."""
    return " ".join(_SECRET.sub("", text[:_LONGEST]).split())


def addresses_in(text: str) -> tuple[str, ...]:
    """Return the words of ``text`` that are an address, or one with a port behind it."""
    found: dict[str, None] = {}
    for word in words_of(text):
        host = re.sub(r"^\[|\](?::\d{1,5})?$", "", word)
        bare = host if parse_address(host) else host.rpartition(":")[0]
        if parse_address(bare):
            found.setdefault(bare)
    return tuple(found)


def strangers(facts: Facts, text: str) -> tuple[str, ...]:
    """Return the addresses in ``text`` that no known prefix, device or collector holds."""
    named = addresses_in(text)
    return tuple(each for each in named if not owner_of(each, facts.policy, facts.addresses))


def networks_in(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Return what ``text`` names as networks: ``any`` is everything, ``host A`` one address.

    ``A W`` is read with W as mask or as wildcard, whichever of the two it can be.
    """
    words = words_of(text)
    found: list[IPv4Network | IPv6Network] = []
    taken = False
    for word, following in zip(words, (*words, "")[1:], strict=True):
        if taken:
            taken = False
        elif word in ("any", "any4", "any6", "all"):
            found.append(ip_network("::/0" if word == "any6" else "0.0.0.0/0"))
        elif "/" in word or parse_address(word):
            pair = _masked(word, following) if parse_address(following) else None
            taken = pair is not None
            single = pair or _network(word)
            found += [single] if single else []
    return tuple(found)


def _masked(address: str, mask: str) -> IPv4Network | IPv6Network | None:
    # What no mask would say of these two, a wildcard does: one address, and every address.
    if mask == "0.0.0.0" and address != mask:  # noqa: S104  # no address to bind to
        return _network(address)
    if (address, mask) == ("0.0.0.0", "255.255.255.255"):  # noqa: S104  # likewise
        return _network("0.0.0.0/0")
    return _network(f"{address}/{mask}")


def _network(text: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None


def network_owner(
    network: IPv4Network | IPv6Network, policy: Policy, addresses: dict[str, str]
) -> Owner | None:
    """Return who owns the whole of ``network``, None when part of it is nobody's."""
    first = owner_of(str(network.network_address), policy, addresses)
    if first is None or network.num_addresses == 1:
        return first
    return first if any(holds(each, network) for each in policy.prefixes) else None


def holds(outer: IPv4Network | IPv6Network, inner: IPv4Network | IPv6Network) -> bool:
    """Tell whether all of ``inner`` lies in ``outer``."""
    first, last = int(inner.network_address), int(inner.broadcast_address)
    return (
        outer.version == inner.version
        and int(outer.network_address) <= first
        and last <= int(outer.broadcast_address)
    )
