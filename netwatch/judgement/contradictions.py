"""Configuration against operation: what runs and is not configured (R08, R12)."""

import re
from collections.abc import Iterator

from netwatch.claims import hidden_claim, trait_claim
from netwatch.judgement.contradiction import Contradiction
from netwatch.judgement.describe import cut, label
from netwatch.judgement.guards import entry_of
from netwatch.judgement.quotes import quoted
from netwatch.judgement.traits import trait_quotes, trait_text
from netwatch.model.evidence import Confidence, Evidence, Severity
from netwatch.model.platform import CONFIG
from netwatch.model.posture import Posture, Trait
from netwatch.model.rule import Facts
from netwatch.parsing.hidden import unconfigured

# Lists that a device makes for itself and shows, and no configuration names. From memory.
_OWN_LISTS = re.compile(
    r"CISCO-CWA|preauth|IP-Adm|sl_def|implicit|system-|Auth-Default|x?ACSACL|meraki|redirect"
    r"|copp|bfd|lsm|vlandb|nat_|WLAN|webauth",
    re.IGNORECASE,
)
_OWN_AUTOMATION = re.compile(r"\b(?:mandatory\.|__|tm_)|\bsystem\b", re.IGNORECASE)
_REMOTE = re.compile(r"\bremote\b|\bvty\b|\bpts\b", re.IGNORECASE)
_MAX_LISTS = 50


def hidden_automation(facts: Facts) -> Iterator[Contradiction]:
    """Yield automation that is registered to run and that the configuration does not show."""
    for trait in _unconfigured(facts, "registered", "automation"):
        if not _OWN_AUTOMATION.search(f"{trait.name[:300]} {trait.value[:300]}"):
            yield Contradiction(
                subject=label(f"{trait.name} registered and not configured"),
                title=(
                    f"Automation {trait_text(trait)} is registered to run, but the configuration "
                    "does not show it"
                ),
                evidence=_both(trait_quotes("registered", trait), "automation", trait),
                severity=Severity.CRITICAL,
                claim=hidden_claim("registered", "automation", trait.name),
            )


def hidden_users(facts: Facts) -> Iterator[Contradiction]:
    """Yield accounts that the device knows and that the configuration does not show."""
    for trait in _unconfigured(facts, "shown_users", "users"):
        if not _REMOTE.search(trait.value[:300]):
            yield Contradiction(
                subject=label(f"user {trait.name} shown and not configured"),
                title=(
                    f"The device knows the user {trait_text(trait)}, but the configuration does "
                    "not show it"
                ),
                evidence=_both(trait_quotes("shown_users", trait), "users", trait),
                severity=Severity.CRITICAL,
                claim=hidden_claim("shown_users", "users", trait.name),
            )


def hidden_entries(facts: Facts) -> Iterator[Contradiction]:
    """Yield guarding access lists that let in more, as the device shows them, than configured.

    Only a surplus counts: the two answers may spell one entry in two ways.
    """
    posture = facts.after.posture or Posture()
    configured = _by_list(posture.permits or ())
    shown = _by_list(posture.shown_permits or ())
    surplus = _by_list(_unconfigured(facts, "shown_permits", "permits"))
    for acl, traits in surplus.items():
        entries = configured.get(acl, ())
        if entries and len(shown[acl]) > len(entries):
            quotes = [line for each in traits[:10] for line in trait_quotes("access lists", each)]
            known = [line for each in entries[:10] for line in trait_quotes(CONFIG, each)]
            yield Contradiction(
                subject=label(f"access list {acl} shows entries that are not configured"),
                title=(
                    f"Access list {cut(acl)} lets in {len(shown[acl])} entries as the device "
                    f"shows it and {len(entries)} as it is configured: not configured is "
                    f"{cut(entry_of(traits[0]).text, 120)}"
                ),
                evidence=quoted((*quotes, *known)),
                severity=Severity.CRITICAL,
                claim=hidden_claim("shown_permits", "permits", traits[0].name),
            )


def hidden_lists(facts: Facts) -> Iterator[Contradiction]:
    """Yield access lists in force whose name stands nowhere in the configuration."""
    posture, config = facts.after.posture, facts.after.config
    if posture is None or posture.shown_permits is None or not config:
        return
    words = set(config.casefold().split())
    words |= {acl.casefold() for acl in _by_list(posture.permits or ())}
    unnamed = [
        (acl, traits)
        for acl, traits in _by_list(posture.shown_permits).items()
        if acl.casefold() not in words and not _OWN_LISTS.search(acl[:200])
    ]
    for acl, traits in unnamed[:_MAX_LISTS]:
        yield Contradiction(
            subject=label(f"access list {acl} shown and named in no configuration"),
            title=(
                f"The device shows the access list {cut(acl)}, but its name stands nowhere in the "
                "configuration"
            ),
            evidence=_both(trait_quotes("access lists", traits[0]), "access list", traits[0]),
            severity=Severity.MEDIUM,
            confidence=Confidence.LOW,
            claim=trait_claim("shown_permits", traits[0].name, traits[0]),
        )


def _unconfigured(facts: Facts, shown: str, configured: str) -> tuple[Trait, ...]:
    posture = facts.after.posture
    return (unconfigured(posture, shown, configured) if posture else None) or ()


def _by_list(traits: tuple[Trait, ...]) -> dict[str, tuple[Trait, ...]]:
    lists: dict[str, list[Trait]] = {}
    for each in traits:
        lists.setdefault(entry_of(each).acl, []).append(each)
    return {acl: tuple(entries) for acl, entries in lists.items()}


def _both(lines: tuple[Evidence, ...], kind: str, trait: Trait) -> tuple[Evidence, ...]:
    return (*lines, Evidence(CONFIG, None, f"{kind}: no {trait.name[:300]} here"))
