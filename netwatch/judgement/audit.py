"""Audit events -> what to tell of them; and a device's log line as such an event."""

import re
from dataclasses import replace
from datetime import datetime

from netwatch.judgement.describe import cut, label
from netwatch.model.audit import Action, AuditEvent, Meaning
from netwatch.model.evidence import Evidence
from netwatch.model.finding import Finding
from netwatch.model.heard import Actor, LogEvent, Told
from netwatch.model.rule import Facts, Rule

FIREWALL_ALIAS = "Mirror Port Config Change"
_ABOUT_MIRRORS = re.compile(
    r"\b(?:monitor (?:session|capture)|observe-port|observing-port|port-mirror(?:ing)?"
    r"|mirroring-group|port monitor|analyzer|packet-capture|erspan|rspan|remote-span"
    r"|capture \S{1,64} (?:type|interface)|sniffer|sniff-tzsp|mirror(?:ing|ed|-to)?)\b",
    re.IGNORECASE,
)
_TYPED = Meaning(Action.COMMAND_TYPED, 8)
_UP = Meaning(Action.SESSION_CREATED, 8)
_ALIASED = Meaning(Action.SESSION_MODIFIED, 8, FIREWALL_ALIAS)


def of_line(
    text: str, event: LogEvent | None, *, host: str | None, at: datetime | None
) -> AuditEvent | None:
    """Return what a line of a device's log tells of mirroring, None when it tells of none.

    ``event`` is the change the line was read as. The message that ATT&CK's analytic names for
    firewalls counts by its words.
    """
    if event is not None and event.told is Told.MIRROR:
        meaning = _UP
    elif FIREWALL_ALIAS.casefold() in text.casefold():
        meaning = _ALIASED
    elif event is not None and event.command and _ABOUT_MIRRORS.search(event.command):
        meaning = _TYPED
    else:
        return None
    user, origin = (event.user, event.origin) if event else (None, None)
    named = meaning.alias or (event.command if event and event.command else text)
    return AuditEvent(
        source="device-log",
        meaning=meaning,
        name=cut(named),
        host=(event.device if event else None) or host,
        at=at,
        user=user,
        origin=origin,
        text=text[:500],
    )


def as_log_event(event: AuditEvent) -> LogEvent:
    """Return ``event`` as what a device says of itself: a mirror changed, by whom and how."""
    return LogEvent(
        told=Told.MIRROR,
        user=event.user,
        origin=event.origin,
        command=f"{event.name} {event.subject or ''}".strip(),
    )


def told(rule: Rule, facts: Facts, event: AuditEvent, sentence: str) -> Finding:
    """Return the finding of ``rule`` about ``event``; ``sentence`` says what was done."""
    tried = "" if event.succeeded else "Tried in vain: "
    who = f" by {cut(event.user)}" if event.user else ""
    where = f" from {cut(event.origin)}" if event.origin else ""
    at = f" at {event.at:%Y-%m-%d %H:%M:%S}Z" if event.at else ""
    found = rule.finding(
        facts,
        subject=label(f"{event.name} {event.subject or ''} {event.key or at}"),
        title=f"{tried}{sentence}{who}{where}{at}",
        evidence=(Evidence(event.source, None, event.text or event.name),),
        severity=event.severity,
    )
    return found if event.user is None else _by(found, event)


def _by(finding: Finding, event: AuditEvent) -> Finding:
    at = f"{event.at:%Y-%m-%dT%H:%M:%SZ}" if event.at else None
    actor = Actor(
        user=event.user or "", source=event.source, origin=event.origin, at=at, quote=event.text
    )
    return replace(finding, who=(actor,))


def risk_words(event: AuditEvent) -> str:
    """Return the risk as people read it: ``9`` or ``5 (failed)``."""
    return f"{event.risk}" if event.succeeded else f"{event.risk} (failed)"
