"""A declared mirror sent more than the interfaces that it copies from carried."""

from collections.abc import Iterator

from netwatch.judgement.describe import cut, label
from netwatch.judgement.flows.telling import size_words
from netwatch.model.evidence import Confidence, Evidence, Severity
from netwatch.model.finding import Finding
from netwatch.model.rule import Facts, Rule
from netwatch.model.volume import Fit, MirrorVolume, Witness


def _judge(facts: Facts) -> Iterator[Finding]:
    for volume in facts.volumes:
        # A port that copies leave by may forward other traffic as well.
        if volume.fit is Fit.MORE and volume.witness is Witness.FLOWS:
            yield _finding(facts, volume)


def _finding(facts: Facts, volume: MirrorVolume) -> Finding:
    sessions = ", ".join(volume.sessions)
    sent, carried = size_words(volume.octets), size_words(volume.carried)
    quotes = tuple(Evidence("rests on", None, cut(each, 300)) for each in volume.rests_on)
    lines = tuple(
        line
        for each in facts.known.mirrors or ()
        if each.id in volume.sessions
        for line in each.evidence[:10]
    )
    return RULE.finding(
        facts,
        subject=label(f"{sessions} to {volume.destination}"),
        title=(
            f"Session {cut(sessions)} sent {sent} to {cut(volume.destination)} while its sources "
            f"carried {carried}: something else feeds it"
        ),
        evidence=(*quotes, *lines),
    )


RULE = Rule(
    id="flow-mirror-volume-mismatch",
    title="A declared mirror sends more than its sources carry",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    judge=_judge,
    needs=("mirrors", "counters"),
    techniques=("T1020.001",),
)
