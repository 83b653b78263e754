"""A packet capture runs, or stands ready, on the device itself."""

import re
from collections.abc import Iterator

from netwatch.judgement.describe import cut, destinations_text, label, source_key, sources_text
from netwatch.judgement.exposure import Exposure, worst
from netwatch.judgement.quotes import session_quotes
from netwatch.model.evidence import Severity
from netwatch.model.finding import Finding
from netwatch.model.mirror import Mirror, MirrorKind
from netwatch.model.rule import Facts, Rule

# TACACS+ is TCP 49: whoever captures it collects administrators' passwords (AA25-239A).
_TACACS = re.compile(r"\btacacs\b|\b(?:eq|port|tcp)[ =:]{1,4}49\b|\.49\b", re.IGNORECASE)
_STATE = {
    True: ("runs", Severity.HIGH),
    None: ("is set up", Severity.MEDIUM),
    False: ("is set up and stopped", Severity.LOW),
}


def _judge(facts: Facts) -> Iterator[Finding]:
    for mirror in facts.after.mirrors or ():
        if mirror.kind is MirrorKind.CAPTURE:
            yield _finding(facts, mirror)


def _finding(facts: Facts, capture: Mirror) -> Finding:
    state, severity = _STATE[capture.enabled]
    exposed = worst(facts, capture, capture.destinations)
    catches = " and matches TACACS+ logins" if _catches_logins(capture) else ""
    ends = f"{sources_text(capture.sources)} to {destinations_text(capture.destinations)}"
    return RULE.finding(
        facts,
        subject=_subject(facts, capture),
        title=f"Packet capture {cut(capture.id)} {state}{catches}: {ends}{_approved(exposed)}",
        evidence=session_quotes(capture),
        severity=Severity.LOW if exposed.approval else severity,
        confidence=capture.confidence,
    )


def _subject(facts: Facts, capture: Mirror) -> str:
    key = facts.platform.interface_key
    taken = sorted(source_key(each, key) for each in capture.sources)
    taken += sorted(f"{each.kind} {each.name}" for each in capture.filters)
    return label(f"capture {capture.id} of {', '.join(taken) or 'nothing named'}")


def _catches_logins(capture: Mirror) -> bool:
    return any(_TACACS.search(each.text[:500]) for each in capture.evidence)


def _approved(exposed: Exposure) -> str:
    return f", {exposed.reason}" if exposed.approval else ""


RULE = Rule(
    id="capture-active",
    title="A packet capture on the device",
    severity=Severity.HIGH,
    judge=_judge,
    needs=("mirrors",),
    techniques=("T1040",),
    lasting=True,
)
