"""A session copies to an address in no known prefix, device or collector."""

from collections.abc import Iterator

from netwatch.judgement.describe import destination_key, destination_text, sentence, session_text
from netwatch.judgement.exposure import is_foreign, nobodys, owner_at, ownership, seen_there
from netwatch.judgement.mirror_delta import is_copying
from netwatch.judgement.quotes import quoted, road, session_quotes
from netwatch.judgement.remedy import removal
from netwatch.model.evidence import Severity
from netwatch.model.finding import Finding
from netwatch.model.mirror import Destination, DestinationKind, Mirror, MirrorKind
from netwatch.model.rule import Facts, Rule

_NOT_UNDERSTOOD = "an end not understood"


def _judge(facts: Facts) -> Iterator[Finding]:
    for mirror in facts.after.mirrors or ():
        if mirror.kind is MirrorKind.CAPTURE:
            continue
        for destination in mirror.destinations:
            if is_foreign(destination, owner_at(facts, mirror, destination)):
                yield _finding(facts, mirror, destination)


def _finding(facts: Facts, mirror: Mirror, destination: Destination) -> Finding:
    key = facts.platform.interface_key
    state = "copies" if is_copying(mirror) else "is set to copy"
    told = destination.kind is not DestinationKind.UNKNOWN
    whose = f"{_whose(facts, destination)}{seen_there(facts, destination)}"
    return RULE.finding(
        facts,
        subject=f"mirror {mirror.id} destination {destination_key(destination, key)}",
        title=sentence(
            f"{session_text(mirror)} {state} to {destination_text(destination)}, {whose}"
        ),
        evidence=(
            *quoted((*session_quotes(mirror), *road(destination, facts.known.tunnels or (), key))),
            *ownership(facts, mirror, destination),
        ),
        severity=Severity.HIGH if told and is_copying(mirror) else Severity.MEDIUM,
        confidence=mirror.confidence,
        remediation=removal(facts, mirror),
    )


def _whose(facts: Facts, destination: Destination) -> str:
    if destination.kind is DestinationKind.UNKNOWN:
        return "an end that this account cannot see" if facts.device.cloud else _NOT_UNDERSTOOD
    if destination.owner is not None:
        return f"which {nobodys(destination)}"
    return "which no known prefix, device or collector holds"


RULE = Rule(
    id="mirror-unknown-owner",
    title="A mirror to an address nobody known owns",
    severity=Severity.HIGH,
    judge=_judge,
    needs=("mirrors",),
    techniques=("T1020.001",),
    lasting=True,
)
