"""A mirror's copies leave through a tunnel that was not there at the last visit."""

from collections.abc import Iterator
from ipaddress import ip_network

from netwatch.claims import tunnel_claim
from netwatch.judgement.describe import cut, destination_key, destination_text, label, session_text
from netwatch.judgement.ownership import parse_address
from netwatch.judgement.quotes import quoted, session_quotes
from netwatch.judgement.remedy import removal
from netwatch.model.change import TunnelChanged
from netwatch.model.evidence import Evidence, Severity
from netwatch.model.finding import Finding
from netwatch.model.mirror import Destination, Mirror, Tunnel
from netwatch.model.platform import CONFIG
from netwatch.model.rule import Facts, Rule
from netwatch.model.state import ConfigLine


def _judge(facts: Facts) -> Iterator[Finding]:
    for change in facts.changes_of(TunnelChanged):
        if change.before is None and change.after is not None:
            for mirror in facts.after.mirrors or ():
                yield from _through(facts, change.after, mirror)


def _through(facts: Facts, tunnel: Tunnel, mirror: Mirror) -> Iterator[Finding]:
    for destination in mirror.destinations:
        routes = _routes(facts, tunnel, destination)
        if _is_end(facts, tunnel, destination) or routes:
            yield _finding(facts, tunnel, mirror, destination, routes)


def _is_end(facts: Facts, tunnel: Tunnel, destination: Destination) -> bool:
    key = facts.platform.interface_key
    return key(tunnel.name) in {key(destination.resolved_from or ""), key(destination.value)}


def _routes(facts: Facts, tunnel: Tunnel, destination: Destination) -> tuple[Evidence, ...]:
    """Return the statements that route ``destination`` into ``tunnel``."""
    address = parse_address(destination.value)
    if address is None or facts.known.config is None:
        return ()
    name = facts.platform.interface_key(tunnel.name)
    lines = (
        line
        for line in facts.platform.flatten(facts.known.config)
        if "route" in " ".join((*line.parents, line.text))
    )
    return tuple(
        Evidence(CONFIG, line.number, line.text)
        for line in lines
        if any(facts.platform.interface_key(word) == name for word in _words(line))
        and any(address in ip_network(each) for each in _networks(_words(line)))
    )


def _words(line: ConfigLine) -> list[str]:
    return " ".join((*line.parents, line.text)).replace(";", " ").split()[:64]


def _networks(words: list[str]) -> Iterator[str]:
    """Yield the prefixes a route statement names, as ``N/L`` or as network and mask."""
    for first, second in zip(words, (*words[1:], ""), strict=True):
        for spelled in (first, f"{first}/{second}"):
            try:
                yield str(ip_network(spelled, strict=False))
            except ValueError:
                continue


def _finding(
    facts: Facts,
    tunnel: Tunnel,
    mirror: Mirror,
    destination: Destination,
    routes: tuple[Evidence, ...],
) -> Finding:
    key = destination_key(destination, facts.platform.interface_key)
    far = f" to {cut(tunnel.remote)}" if tunnel.remote else ""
    return RULE.finding(
        facts,
        subject=label(f"mirror {mirror.id} destination {key} through {tunnel.name}"),
        title=(
            f"New tunnel {cut(tunnel.name)}{far} carries the copies of {session_text(mirror)} "
            f"to {destination_text(destination)}"
        ),
        evidence=quoted((*tunnel.evidence, *routes, *session_quotes(mirror))),
        confidence=mirror.confidence,
        remediation=removal(facts, mirror),
        claim=tunnel_claim(tunnel.name, tunnel),
    )


RULE = Rule(
    id="mirror-via-new-tunnel",
    title="Copies leave through a new tunnel",
    severity=Severity.HIGH,
    judge=_judge,
    needs=("mirrors", "tunnels"),
    techniques=("T1020.001", "T1572"),
)
