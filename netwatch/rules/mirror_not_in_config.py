"""A session runs that the configuration does not show, or not like this."""

from collections.abc import Callable, Iterator

from netwatch.judgement.describe import (
    destination_key,
    destinations_text,
    label,
    sentence,
    session_text,
    source_key,
    sources_text,
)
from netwatch.judgement.ownership import parse_address
from netwatch.judgement.quotes import quoted, session_quotes
from netwatch.judgement.remedy import removal
from netwatch.model.evidence import Confidence, Severity
from netwatch.model.finding import Finding
from netwatch.model.mirror import (
    Destination,
    DestinationKind,
    Direction,
    Mirror,
    MirrorKind,
    Source,
    SourceKind,
)
from netwatch.model.rule import Facts, Rule
from netwatch.parsing.sessions import fold

# Only these are spelled out by both views; a filter or an envelope is often left out of one.
_ENDS = frozenset({DestinationKind.IP, DestinationKind.INTERFACE, DestinationKind.VLAN})
_COPIED = frozenset({SourceKind.INTERFACE, SourceKind.VLAN})


def _judge(facts: Facts) -> Iterator[Finding]:
    declared = facts.after.declared or ()
    for running in facts.after.operating or ():
        # Captures never stand in a configuration: capture-active judges them.
        if running.kind is MirrorKind.CAPTURE:
            continue
        same_id = [each for each in declared if each.id == running.id]
        twins = [each for each in same_id if each.kind is running.kind] or same_id
        if not twins:
            yield _hidden(facts, running)
        else:
            yield from _differing(facts, twins, running)


def _hidden(facts: Facts, running: Mirror) -> Finding:
    ends = f"{sources_text(running.sources)} to {destinations_text(running.destinations)}"
    return RULE.finding(
        facts,
        subject=f"mirror {running.id} hidden",
        title=sentence(f"{session_text(running)} runs but is not in the configuration: {ends}"),
        evidence=session_quotes(running),
        confidence=running.confidence,
        remediation=removal(facts, running),
    )


def _differing(facts: Facts, twins: list[Mirror], running: Mirror) -> Iterator[Finding]:
    key = facts.platform.interface_key
    ends = tuple(each for each in running.destinations if not _declares_end(twins, each, key))
    sources = tuple(
        each for each in fold(running.sources) if not _declares_source(twins, each, key)
    )
    if not ends and not sources:
        return
    words = [f"from {sources_text(sources)}"] if sources else []
    words += [f"to {destinations_text(ends)}"] if ends else []
    keys = [source_key(each, key) for each in sources]
    keys += [destination_key(each, key) for each in ends]
    declared = [line for each in twins for line in session_quotes(each)]
    yield RULE.finding(
        facts,
        subject=label(f"mirror {running.id} runs with {', '.join(sorted(keys))}"),
        title=sentence(
            f"{session_text(running)} copies {' '.join(words)}, "
            "which the configuration does not say"
        ),
        evidence=quoted((*session_quotes(running), *declared)),
        severity=Severity.HIGH,
        confidence=_lower(running.confidence, *(each.confidence for each in twins)),
        remediation=removal(facts, running),
    )


def _declares_end(twins: list[Mirror], end: Destination, key: Callable[[str], str]) -> bool:
    if end.kind not in _ENDS:
        return True
    declared = [each for twin in twins for each in twin.destinations]
    named = {_spelling(each.value, key) for each in declared}
    named |= {key(each.resolved_from) for each in declared if each.resolved_from}
    return _spelling(end.value, key) in named


def _spelling(value: str, key: Callable[[str], str]) -> str:
    return str(parse_address(value) or key(value))


def _declares_source(twins: list[Mirror], source: Source, key: Callable[[str], str]) -> bool:
    if source.kind not in _COPIED:
        return True
    return any(_same_source(source, each, key) for twin in twins for each in fold(twin.sources))


def _same_source(running: Source, declared: Source, key: Callable[[str], str]) -> bool:
    return (
        key(running.name) == key(declared.name)
        and declared.kind is running.kind
        and (
            running.direction is None
            or declared.direction in (None, Direction.BOTH, running.direction)
        )
    )


def _lower(*confidences: Confidence) -> Confidence:
    rank = (Confidence.LOW, Confidence.MEDIUM, Confidence.HIGH)
    # The two views are read seconds apart, so a change in between can look like a lie.
    return min((Confidence.MEDIUM, *confidences), key=rank.index)


RULE = Rule(
    id="mirror-not-in-config",
    title="A mirror runs that the configuration does not show",
    severity=Severity.CRITICAL,
    judge=_judge,
    needs=("declared", "operating"),
    techniques=("T1020.001",),
    lasting=True,
    announceable=False,
)
