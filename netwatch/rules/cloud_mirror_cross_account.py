"""A cloud session copies to a receiver of another account, or to one this account cannot see."""

from collections.abc import Iterator

from netwatch.judgement.approval import standing
from netwatch.judgement.describe import (
    cut,
    destination_key,
    destination_text,
    sentence,
    session_text,
)
from netwatch.judgement.exposure import own_accounts
from netwatch.judgement.mirror_delta import is_copying
from netwatch.judgement.quotes import session_quotes
from netwatch.judgement.remedy import removal
from netwatch.model.evidence import Severity
from netwatch.model.finding import Finding
from netwatch.model.mirror import Destination, DestinationKind, Mirror
from netwatch.model.rule import Facts, Rule


def _judge(facts: Facts) -> Iterator[Finding]:
    if facts.device.cloud is None:
        return
    for mirror in facts.after.mirrors or ():
        for destination in mirror.destinations:
            if _is_elsewhere(facts, destination) and not _is_approved(facts, mirror, destination):
                yield _finding(facts, mirror, destination)


def _is_elsewhere(facts: Facts, destination: Destination) -> bool:
    if destination.owner is not None:
        return destination.owner not in own_accounts(facts)
    # What is of this account can be seen with this account's rights.
    return destination.kind is DestinationKind.UNKNOWN


def _is_approved(facts: Facts, mirror: Mirror, destination: Destination) -> bool:
    return standing(facts, mirror, destination).current is not None


def _finding(facts: Facts, mirror: Mirror, destination: Destination) -> Finding:
    key = facts.platform.interface_key
    state = "copies" if is_copying(mirror) else "is set to copy"
    known = facts.addresses.get(destination.owner or "")
    severity = Severity.MEDIUM if known else Severity.HIGH
    if not is_copying(mirror):
        severity = Severity(max(Severity.LOW, severity - 1))
    return RULE.finding(
        facts,
        subject=f"mirror {mirror.id} destination {destination_key(destination, key)}",
        title=sentence(
            f"{session_text(mirror)} {state} to {destination_text(destination)} "
            f"{_whose(destination, known)}"
        ),
        evidence=session_quotes(mirror),
        severity=severity,
        confidence=mirror.confidence,
        remediation=removal(facts, mirror),
    )


def _whose(destination: Destination, known: str | None) -> str:
    if destination.owner is None:
        return "that this account cannot see: it is another account's, or was deleted"
    who = f"which is {known} of the inventory" if known else "which is in no inventory"
    return f"of the account {cut(destination.owner)}, {who}"


RULE = Rule(
    id="cloud-mirror-cross-account",
    title="A cloud mirror to another account",
    severity=Severity.HIGH,
    judge=_judge,
    needs=("mirrors",),
    techniques=("T1020.001",),
    lasting=True,
)
