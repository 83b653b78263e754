"""A tunnel is new, or an existing one leads to another far end."""

from collections.abc import Iterator

from netwatch.claims import tunnel_claim
from netwatch.judgement.describe import cut, label
from netwatch.judgement.ownership import owner_of
from netwatch.judgement.quotes import mentioning, previous, quoted
from netwatch.model.change import MirrorChanged, TunnelChanged
from netwatch.model.evidence import Evidence, Severity
from netwatch.model.finding import Finding
from netwatch.model.mirror import Tunnel
from netwatch.model.rule import Facts, Rule


def _judge(facts: Facts) -> Iterator[Finding]:
    for change in facts.changes_of(TunnelChanged):
        if change.after is not None and _leads_elsewhere(facts, change.before, change.after):
            yield _finding(facts, change, change.after)


def _leads_elsewhere(facts: Facts, before: Tunnel | None, after: Tunnel) -> bool:
    if before is None:
        return True
    return before.remote != after.remote and not _is_told(facts, after)


def _is_told(facts: Facts, tunnel: Tunnel) -> bool:
    """Tell whether mirror-destination-changed already says that the tunnel's end moved."""
    key = facts.platform.interface_key
    return any(
        key(each.resolved_from or "") == key(tunnel.name) and each.value == tunnel.remote
        for change in facts.changes_of(MirrorChanged)
        for each in change.after.destinations
    )


def _finding(facts: Facts, change: TunnelChanged, tunnel: Tunnel) -> Finding:
    far = tunnel.remote or "any far end"
    owner = owner_of(far, facts.policy, facts.addresses)
    foreign = tunnel.remote is not None and owner is None
    whose = "which no known prefix, device or collector holds" if foreign else ""
    known = f"{owner.kind} {owner.name}" if owner else whose
    mode = f" ({cut(tunnel.mode)})" if tunnel.mode else ""
    what = "New tunnel" if change.before is None else "Changed tunnel"
    return RULE.finding(
        facts,
        subject=label(f"tunnel {facts.platform.interface_key(tunnel.name)} to {far}"),
        title=f"{what} {cut(tunnel.name)}{mode} to {cut(far)}{', ' if known else ''}{known}",
        evidence=_evidence(change, tunnel),
        severity=Severity.HIGH if foreign else Severity.MEDIUM,
        claim=tunnel_claim(change.name, tunnel),
    )


def _evidence(change: TunnelChanged, tunnel: Tunnel) -> tuple[Evidence, ...]:
    old: tuple[Evidence, ...] = ()
    if change.before is not None:
        old = previous(mentioning(change.before.evidence, change.before.remote or ""))
    lines = quoted((*mentioning(tunnel.evidence, tunnel.remote or ""), *tunnel.evidence, *old))
    said = f"{tunnel.name} {tunnel.mode or ''} {tunnel.local or ''} -> {tunnel.remote or ''}"
    return lines or (Evidence("tunnels", None, said),)


RULE = Rule(
    id="tunnel-added",
    title="A new tunnel, or a tunnel to a new far end",
    severity=Severity.MEDIUM,
    judge=_judge,
    needs=("tunnels",),
    techniques=("T1572",),
)
