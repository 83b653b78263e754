"""More addresses than before may reach the services of the device itself."""

import re
from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network

from netwatch.claims import trait_claim
from netwatch.judgement.describe import cut, label
from netwatch.judgement.guards import Entry, denies_by_default, entry_of, is_list, turns_away
from netwatch.judgement.ownership import OwnerKind
from netwatch.judgement.traits import (
    added,
    altered,
    both_quotes,
    holds,
    network_owner,
    networks_in,
    removed,
    trait_text,
    words_of,
)
from netwatch.model.evidence import Severity
from netwatch.model.finding import Finding
from netwatch.model.posture import Posture, Trait
from netwatch.model.rule import Facts, Rule

_FIELD = "permits"
_GUARD = "protections"
# From here on a network is a site or more, not a group of desks.
_WIDE = {4: 22, 6: 56}
_HARMLESS = re.compile(
    r"\bicmp|\bestablished\b|\brelated\b|(?:\biif(?:name)?|-i) \"?lo\b", re.IGNORECASE
)
_PEOPLE = (("community",), ("group",), ("user",))
# Words that a guard's name shares with any service of the same line.
_LINES = frozenset({"vty", "line", "console", "con", "in", "out", "on", *map(str, range(100))})
_LIMITED = re.compile(
    r"src|source|list|group|addr|iif|-i |interface|object|zone|host|<", re.IGNORECASE
)


def _judge(facts: Facts) -> Iterator[Finding]:
    before = facts.before.posture if facts.before else None
    after = facts.after.posture
    if before is None or after is None:
        return
    for trait in added(facts, _FIELD):
        entry = entry_of(trait)
        if not entry.denies and _is_news(facts, before, entry):
            yield _opened(facts, trait, entry)
    for trait in removed(facts, _FIELD):
        if entry_of(trait).denies and _still_guards(after, entry_of(trait).acl):
            yield _undenied(facts, _FIELD, trait)
    yield from _guards(facts)


def _guards(facts: Facts) -> Iterator[Finding]:
    for trait in removed(facts, _GUARD):
        if turns_away(trait):
            yield _undenied(facts, _GUARD, trait)
        elif denies_by_default(trait):
            yield _open_by_default(facts, trait, None)
        elif is_list(trait) and not _is_needless(facts, trait):
            yield _taken_off(facts, trait, None)
    for was, now in altered(facts, _GUARD):
        if denies_by_default(was) and not denies_by_default(now):
            yield _open_by_default(facts, was, now)
        elif is_list(was) and was.value.strip():
            yield from _altered(facts, was, now)


def _altered(facts: Facts, was: Trait, now: Trait) -> Iterator[Finding]:
    """Judge a guard with another value: a list's name, or the addresses themselves."""
    if not now.value.strip():
        yield _taken_off(facts, was, now)
    known = networks_in(was.value)
    for each in networks_in(now.value) if known else ():
        if not any(holds(old, each) for old in known):
            yield _let_in(facts, was, now, each)


def _is_needless(facts: Facts, guard: Trait) -> bool:
    """Tell whether what ``guard`` stood before is gone too: a community, an account, a server."""
    words = words_of(guard.name)
    if words[:1] == ("snmp",) and words[1:2] in _PEOPLE and facts.after.config is not None:
        return " ".join(words[1:3]) not in facts.after.config.lower()
    gone = (each for field in ("users", "services") for each in removed(facts, field))
    return any(set(words) & set(words_of(each.name)) - _LINES for each in gone)


def _is_news(facts: Facts, before: Posture, entry: Entry) -> bool:
    """Tell whether ``entry`` lets in what the list it stands in, or its forerunner, did not."""
    names = {entry.acl.casefold()}
    fresh = False
    for change in added(facts, _GUARD):
        fresh = fresh or _names(change, entry.acl)
    for was, now in altered(facts, _GUARD):
        if _names(now, entry.acl):
            names |= {each.casefold() for each in words_of(was.value)}
    known = [entry_of(each) for each in before.permits or ()]
    known = [each for each in known if each.acl.casefold() in names]
    # A list put where none was can only turn away.
    if fresh and not known:
        return False
    return not any(entry.within(each) for each in known if not each.denies)


def _names(protection: Trait, acl: str) -> bool:
    return acl.casefold() in words_of(f"{protection.name} {protection.value}")


def _still_guards(after: Posture, acl: str) -> bool:
    return any(entry_of(each).acl == acl for each in after.permits or ())


def _opened(facts: Facts, trait: Trait, entry: Entry) -> Finding:
    severity, whom = _how_wide(facts, entry)
    return RULE.finding(
        facts,
        subject=label(f"acl {entry.acl} {entry.text}"),
        title=f"Access list {cut(entry.acl)} now lets in {whom}: {cut(entry.text, 160)}",
        evidence=both_quotes(_FIELD, None, trait),
        severity=severity,
        claim=trait_claim(_FIELD, trait.name, trait),
    )


def _let_in(facts: Facts, was: Trait, now: Trait, network: IPv4Network | IPv6Network) -> Finding:
    severity, whom = _how_known(facts, network)
    return RULE.finding(
        facts,
        subject=label(f"guard {now.name} {network}"),
        title=f"The guard {cut(now.name)} now lets in {whom}; it was {cut(was.value)}",
        evidence=both_quotes(_GUARD, was, now),
        severity=severity,
        claim=trait_claim(_GUARD, now.name, now),
    )


def _how_wide(facts: Facts, entry: Entry) -> tuple[Severity, str]:
    source = entry.source
    if _HARMLESS.search(entry.text):
        return Severity.LOW, "answers or ICMP"
    if source is None and _LIMITED.search(entry.text):
        return Severity.MEDIUM, "more than before"
    return (Severity.HIGH, "every address") if source is None else _how_known(facts, source)


def _how_known(facts: Facts, source: IPv4Network | IPv6Network) -> tuple[Severity, str]:
    if source.prefixlen == 0:
        return Severity.HIGH, "every address"
    owner = network_owner(source, facts.policy, facts.addresses)
    size = "the address" if source.num_addresses == 1 else "the network"
    name = source.network_address if source.num_addresses == 1 else source
    if owner is None:
        return Severity.HIGH, f"{size} {name}, which no known prefix, device or collector holds"
    known = f"{size} {name} of {owner.kind} {cut(owner.name)}"
    if source.num_addresses == 1 and owner.kind is not OwnerKind.PREFIX:
        return Severity.LOW, known
    wide = source.prefixlen < _WIDE[source.version]
    return (Severity.HIGH if wide else Severity.MEDIUM), known


def _undenied(facts: Facts, field: str, trait: Trait) -> Finding:
    entry = entry_of(trait)
    return RULE.finding(
        facts,
        subject=label(f"acl {entry.acl} without {entry.text}"),
        title=f"Access list {cut(entry.acl)} no longer turns away: {cut(entry.text, 160)}",
        evidence=both_quotes(field, trait, None),
        claim=trait_claim(field, trait.name, None),
    )


def _open_by_default(facts: Facts, was: Trait, now: Trait | None) -> Finding:
    instead = f"it is now {trait_text(now)}" if now is not None else "it is gone"
    return RULE.finding(
        facts,
        subject=label(f"default {was.name} {now.value if now else 'gone'}"),
        title=f"What no entry lets in is no longer turned away by {trait_text(was)}: {instead}",
        evidence=both_quotes(_GUARD, was, now),
        severity=Severity.HIGH,
        claim=trait_claim(_GUARD, was.name, now),
    )


def _taken_off(facts: Facts, was: Trait, now: Trait | None) -> Finding:
    return RULE.finding(
        facts,
        subject=label(f"guard {was.name} gone"),
        title=f"No access list guards any more: {trait_text(was)} is gone",
        evidence=both_quotes(_GUARD, was, now),
        severity=Severity.HIGH,
        claim=trait_claim(_GUARD, was.name, now),
    )


RULE = Rule(
    id="acl-widened",
    title="More addresses may reach the device's own services",
    severity=Severity.MEDIUM,
    judge=_judge,
    needs=("posture",),
    techniques=("T1562.004",),
)
