"""Which findings are asked for, and what people do with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fnmatch import fnmatchcase

from netwatch.app.finding_lookup import facts_now, finding_of, policy_in_force
from netwatch.app.person import word_of
from netwatch.app.workspace import Workspace
from netwatch.explain import Decision as Decided
from netwatch.explain import decisions
from netwatch.model.errors import NetwatchError
from netwatch.model.evidence import Severity
from netwatch.model.finding import KeptFinding, Status
from netwatch.store.store import Store
from netwatch.store.values import STANDING, Decision, FindingFilter

_PATTERN = frozenset("*?[")


class FindingError(NetwatchError):
    """A finding cannot be dealt with as asked."""


class Deed(StrEnum):
    """What a person does with a finding."""

    ACKNOWLEDGE = "acknowledge"
    ASSIGN = "assign"
    ANNOTATE = "annotate"
    RESOLVE = "resolve"


_NEED_NOTE = frozenset({Deed.ANNOTATE, Deed.RESOLVE})


@dataclass(frozen=True, kw_only=True)
class Word:
    """What a person says with it; ``by`` None is the login user, ``to`` whom it is assigned to.

    ``account`` is how the console knows them, None for a word that was typed on this machine.
    """

    by: str | None = None
    account: str | None = None
    note: str = ""
    to: str | None = None


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which findings: every given condition must hold.

    ``devices`` are names, patterns or ``site:nyc``, ``tag:edge``, ``role:core``; ``text`` stands
    somewhere in title, subject, evidence or note, whatever its case.
    """

    devices: tuple[str, ...] = ()
    rule: str | None = None
    severity: Severity = Severity.INFO
    statuses: tuple[Status, ...] = STANDING
    owner: str | None = None
    text: str | None = None
    since: datetime | None = None


def found(work: Workspace, asked: Asked) -> tuple[KeptFinding, ...]:
    """Return the findings asked for, worst first. Raises InventoryError, StoreError."""
    kept = work.store.findings(
        FindingFilter(
            devices=_names(work, asked.devices) if asked.devices else None,
            severity=asked.severity,
            statuses=asked.statuses,
            owner=asked.owner,
            since=asked.since,
        )
    )
    return tuple(
        each
        for each in kept
        if (asked.rule is None or fnmatchcase(each.finding.rule, asked.rule))
        and (asked.text is None or _mentions(each, asked.text.casefold()))
    )


def act(
    work: Workspace, deed: Deed, prefixes: Sequence[str], word: Word, now: datetime
) -> tuple[KeptFinding, ...]:
    """Keep what a person says of findings, in their history too; return them as they stand now.

    Raises FindingError, NoFindingError and StoreError.
    """
    if deed in _NEED_NOTE and not word.note.strip():
        raise FindingError(f"say why or what with --note: to {deed} is kept with its reason")
    chosen = [finding_of(work.store, each).finding.fingerprint for each in prefixes]
    decision = word_of(word.by, word.note, now, word.account)
    try:
        return tuple(_done(work.store, deed, each, decision, word.to) for each in chosen)
    except ValueError as error:
        raise FindingError(str(error)) from None


def _done(
    store: Store, deed: Deed, fingerprint: str, decision: Decision, to: str | None
) -> KeptFinding:
    match deed:
        case Deed.ACKNOWLEDGE:
            return store.acknowledge(fingerprint, decision)
        case Deed.ASSIGN:
            return store.assign(fingerprint, (to or "").strip() or None, decision)
        case Deed.ANNOTATE:
            return store.annotate(fingerprint, decision)
        case Deed.RESOLVE:
            return store.resolve(fingerprint, decision)


def explained(
    work: Workspace, prefix: str, now: datetime
) -> tuple[KeptFinding, tuple[Decided, ...] | None]:
    """Return a finding and what decides how it is told; None when its device left the inventory.

    Raises NoFindingError, InventoryError and StoreError.
    """
    kept = finding_of(work.store, prefix)
    facts = facts_now(work, kept.finding.device, policy_in_force(work), now)
    return kept, None if facts is None else decisions(kept.finding, facts)


def _names(work: Workspace, asked: Sequence[str]) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for each in asked:
        kind, colon, _ = each.partition(":")
        if colon and kind in {"site", "tag", "role"}:
            names |= {device.name: None for device in work.devices((each,))}
        elif _PATTERN.intersection(each):
            kept = (device.name for device in work.store.devices())
            names |= {name: None for name in kept if fnmatchcase(name, each)}
        else:
            names[each] = None
    return tuple(names)


def _mentions(kept: KeptFinding, text: str) -> bool:
    finding = kept.finding
    said = (finding.title, finding.subject, kept.note or "", *(e.text for e in finding.evidence))
    return any(text in each.casefold() for each in said)
