"""An existing session now copies to another place, or in another envelope."""

from collections.abc import Iterator

from netwatch.claims import mirror_claim
from netwatch.judgement.describe import (
    destination_key,
    destinations_text,
    label,
    sentence,
    session_text,
)
from netwatch.judgement.exposure import reason_text, worst
from netwatch.judgement.mirror_delta import MirrorDelta, mirror_delta
from netwatch.judgement.quotes import mentioning, previous, quoted, road, session_quotes
from netwatch.judgement.remedy import removal
from netwatch.model.change import MirrorChanged
from netwatch.model.evidence import Evidence, Severity
from netwatch.model.finding import Finding
from netwatch.model.mirror import Destination
from netwatch.model.rule import Facts, Rule


def _judge(facts: Facts) -> Iterator[Finding]:
    for change in facts.changes_of(MirrorChanged):
        delta = mirror_delta(change.before, change.after, facts.platform.interface_key)
        # A staged session that gets its first destination is told by mirror-enabled.
        first = not change.before.destinations and delta.starts
        if delta.new_destinations and not first:
            yield _finding(facts, change, delta)


def _finding(facts: Facts, change: MirrorChanged, delta: MirrorDelta) -> Finding:
    exposed = worst(facts, change.after, delta.new_destinations)
    keys = _keys(facts, change.after.destinations)
    return RULE.finding(
        facts,
        subject=label(f"mirror {change.after.id} now to {', '.join(sorted(keys))}"),
        title=sentence(_title(facts, change, delta, reason_text(exposed))),
        evidence=_evidence(facts, change, delta),
        severity=exposed.severity,
        confidence=change.after.confidence,
        remediation=removal(facts, change.after),
        claim=mirror_claim(change.after.id, change.after),
    )


def _title(facts: Facts, change: MirrorChanged, delta: MirrorDelta, reason: str) -> str:
    session = session_text(change.after)
    now = destinations_text(delta.new_destinations) + reason
    if not delta.gone_destinations:
        return f"{session} also copies to {now}"
    if _keys(facts, delta.gone_destinations) >= _keys(facts, delta.new_destinations):
        return f"{session}, with {_envelopes(delta)}, still copies to {now}"
    comma = "," if reason else ""
    return (
        f"{session} copies to {now}{comma} instead of {destinations_text(delta.gone_destinations)}"
    )


def _keys(facts: Facts, destinations: tuple[Destination, ...]) -> set[str]:
    return {destination_key(each, facts.platform.interface_key) for each in destinations}


def _envelopes(delta: MirrorDelta) -> str:
    old, new = delta.gone_destinations[0], delta.new_destinations[0]
    names = (
        "origin",
        "erspan_id",
        "port",
        "direction",
        "mac",
        "encapsulation",
        "ingress",
        "next_hop",
        "owner",
        "vni",
    )
    words = [
        f"{name.replace('_', '-')} {getattr(old, name)} -> {getattr(new, name)}"
        for name in names
        if getattr(old, name) != getattr(new, name)
    ]
    return ", ".join(words)


def _evidence(facts: Facts, change: MirrorChanged, delta: MirrorDelta) -> tuple[Evidence, ...]:
    """Quote the tunnel first when only its far end moved: the session's lines did not change."""
    key = facts.platform.interface_key
    now = [line for each in delta.new_destinations for line in _sorted_road(facts, each)]
    old_tunnels = (facts.before.tunnels if facts.before else None) or ()
    was = [line for each in delta.gone_destinations for line in road(each, old_tunnels, key)]
    gone = [each.value for each in delta.gone_destinations]
    old_lines = mentioning((*was, *change.before.evidence), *gone)
    return quoted((*now, *session_quotes(change.after), *previous(old_lines)))


def _sorted_road(facts: Facts, destination: Destination) -> tuple[Evidence, ...]:
    lines = road(destination, facts.known.tunnels or (), facts.platform.interface_key)
    return (*mentioning(lines, destination.value), *lines)


RULE = Rule(
    id="mirror-destination-changed",
    title="A mirror session copies to another place",
    severity=Severity.HIGH,
    judge=_judge,
    needs=("mirrors",),
    techniques=("T1020.001",),
)
