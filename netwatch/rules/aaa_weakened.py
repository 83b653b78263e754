"""A login, a command or its record is checked less strictly than before."""

import re
from collections.abc import Iterator

from netwatch.claims import trait_claim
from netwatch.judgement.describe import label
from netwatch.judgement.privilege import FULL
from netwatch.judgement.traits import (
    added,
    altered,
    both_quotes,
    it_was,
    removed,
    trait_text,
    words_of,
)
from netwatch.model.evidence import Severity
from netwatch.model.finding import Finding
from netwatch.model.posture import Trait
from netwatch.model.rule import Facts, Rule

_FIELD = "aaa_methods"
_OPEN = frozenset({"none", "trivial", "permit"})
_OWN = frozenset(
    {
        "if-authenticated",
        "local",
        "local-case",
        "enable",
        "line",
        "password",
        "self",
        "krb5-telnet",
        "local-user",
    }
)
_LOOSE = re.compile(r"\ballow|no-?password|\bbypass\b|\bfallback\b", re.IGNORECASE)
_LEVEL = re.compile(r"privilege level", re.IGNORECASE)
_MANNER = frozenset(
    {"group", "start-stop", "stop-only", "wait-start", "broadcast", "default", "method", "then"}
)


def _judge(facts: Facts) -> Iterator[Finding]:
    for trait in removed(facts, _FIELD):
        if not _LOOSE.search(trait.name) and not _LEVEL.search(trait.name):
            yield from _lost(facts, trait)
    for before, after in altered(facts, _FIELD):
        how = _weaker(before, after)
        if how:
            yield _finding(facts, before, after, *how)
    for trait in added(facts, _FIELD):
        how = _weak_anew(facts, trait)
        if how:
            yield _finding(facts, None, trait, *how)


def _lost(facts: Facts, trait: Trait) -> Iterator[Finding]:
    methods = _methods(trait)
    if not _OPEN & set(methods[:1]):
        asked = not methods or "server" in methods
        severe = asked and not _is_record(trait)
        severity = Severity.HIGH if severe else Severity.MEDIUM
        yield _finding(facts, trait, None, "is gone", severity)


def _is_record(trait: Trait) -> bool:
    return "accounting" in trait.name.lower()


def _methods(trait: Trait) -> list[str]:
    """Return the methods in the order they are tried; ``server`` for any kind of server."""
    methods = []
    for word in words_of(re.sub(r"[,;|]", " ", trait.value)):
        if word in _OPEN or word in _OWN:
            methods.append(word)
        elif word not in _MANNER and "server" not in methods:
            methods.append("server")
    return methods


def _servers(trait: Trait) -> set[str]:
    return {
        each
        for each in words_of(re.sub(r"[,;|]", " ", trait.value))
        if each not in _OPEN | _OWN | _MANNER
    }


def _level(trait: Trait) -> int:
    found = re.search(r"\d{1,2}", trait.value)
    return int(found[0]) if found else 1


def _higher(before: int, after: Trait) -> tuple[str, Severity] | None:
    if _level(after) <= before:
        return None
    full = _level(after) >= FULL
    return "gives more to whoever gets in", Severity.HIGH if full else Severity.MEDIUM


def _weaker(before: Trait, after: Trait) -> tuple[str, Severity] | None:
    """Return how the list ``after`` is weaker than ``before`` and how much that matters."""
    if _LEVEL.search(after.name):
        return _higher(_level(before), after)
    if _is_record(after):
        stopped = "server" in _methods(before) and "server" not in _methods(after)
        return ("no longer records to a server", Severity.MEDIUM) if stopped else None
    return _milder(before, after)


def _milder(before: Trait, after: Trait) -> tuple[str, Severity] | None:
    old, new = _methods(before), _methods(after)
    if _OPEN & set(new[:1]) or len(_OPEN & set(new)) > len(_OPEN & set(old)):
        newly = new[:1] != old[:1] or _OPEN & set(new) != _OPEN & set(old)
        return ("lets in without a check", Severity.HIGH) if newly else None
    if "server" in old and "server" not in new:
        return "no longer asks a server", Severity.HIGH
    if old[:1] == ["server"] and new[:1] != ["server"]:
        return f"asks the device itself first ({', '.join(new[:1])})", Severity.HIGH
    if _servers(before) and _servers(after) - _servers(before):
        return "asks another group of servers", Severity.MEDIUM
    return None


def _weak_anew(facts: Facts, trait: Trait) -> tuple[str, Severity] | None:
    """Judge a list that was not there: its kind may have been asked of servers before."""
    if _is_record(trait):
        return None
    methods = _methods(trait)
    if _LEVEL.search(trait.name):
        return _higher(1, trait)
    # To check what nobody checked before is stricter, however mildly it is done.
    open_ = bool(_OPEN & set(methods)) and "authorization" not in trait.name.lower()
    if open_ or _LOOSE.search(trait.name):
        return "lets in without a check", Severity.HIGH
    before = facts.before.posture.aaa_methods if facts.before and facts.before.posture else None
    kind = trait.name.lower().split()[:1]
    asked = any("server" in _methods(e) for e in before or () if e.name.lower().split()[:1] == kind)
    if methods and "server" not in methods and asked:
        return "is new and asks no server, as the others of its kind do", Severity.MEDIUM
    return None


def _finding(
    facts: Facts, before: Trait | None, after: Trait | None, how: str, severity: Severity
) -> Finding:
    trait = after or before
    assert trait is not None
    was = it_was(before if after is not None else None)
    return RULE.finding(
        facts,
        subject=label(f"aaa {trait.name}: {after.value if after else 'gone'}"),
        title=f"AAA weakened: {trait_text(trait)} {how}{was}",
        evidence=both_quotes(_FIELD, before, after),
        severity=severity,
        claim=trait_claim(_FIELD, trait.name, after),
    )


RULE = Rule(
    id="aaa-weakened",
    title="Logins or commands are checked less strictly",
    severity=Severity.HIGH,
    judge=_judge,
    needs=("posture.aaa_methods",),
    techniques=("T1556.004",),
)
