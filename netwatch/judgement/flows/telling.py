"""A verdict of flows in words, and as a finding."""

from datetime import datetime

from netwatch.judgement.describe import cut, label
from netwatch.model.evidence import Confidence, Evidence, Severity
from netwatch.model.finding import Finding
from netwatch.model.flow import Encapsulation, FlowVerdict
from netwatch.model.rule import Facts, Rule

_KILO = 1000.0


def size_words(size: int | None, error: int = 0) -> str:
    """Return bytes as people read them: ``12.5 MB``, or ``bytes unknown``."""
    if size is None:
        return "bytes unknown"
    value, unit = float(size), "B"
    for each in ("kB", "MB", "GB", "TB", "PB"):
        if value < _KILO:
            break
        value, unit = value / _KILO, each
    words = f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
    return f"{words} (up to {size_words(error)} more)" if error else words


def road_words(verdict: FlowVerdict) -> str:
    """Return ``10.0.0.1 to 198.51.100.9, vxlan port 4789``."""
    wraps = verdict.encapsulation
    name = wraps.value if wraps else verdict.protocol
    port = f" port {verdict.port}" if verdict.port else ""
    if wraps is Encapsulation.DECLARED_UDP:
        name = "udp"
    how = "" if name == "any" else f", {cut(name)}{port}"
    return f"{cut(verdict.source)} to {cut(verdict.destination)}{how}"


def told(
    rule: Rule,
    facts: Facts,
    verdict: FlowVerdict,
    words: str,
    *,
    severity: Severity | None = None,
    confidence: Confidence | None = None,
) -> Finding:
    """Return the finding of ``rule`` about ``verdict``; ``words`` say what is wrong with it."""
    amount = size_words(verdict.bytes, verdict.bytes_error) + _many(verdict.flows)
    quote = f"{road_words(verdict)}: {amount}{_span(verdict.first, verdict.last)}"
    reasons = tuple(Evidence("rests on", None, cut(each, 300)) for each in verdict.rests_on)
    return rule.finding(
        facts,
        subject=label(
            f"{verdict.source} to {verdict.destination} {verdict.protocol} {verdict.port}"
        ),
        title=f"{words}: {road_words(verdict)}, {amount}",
        evidence=(Evidence("flows", None, quote), *reasons),
        severity=severity,
        confidence=confidence,
    )


def _many(flows: int) -> str:
    """Return `` in 3 flows``; of kept records the number is not known."""
    return f" in {flows} {'flow' if flows == 1 else 'flows'}" if flows else ""


def _span(first: datetime | None, last: datetime | None) -> str:
    if first is None:
        return ""
    until = f" to {last:%Y-%m-%d %H:%M:%S}Z" if last else ""
    return f", {first:%Y-%m-%d %H:%M:%S}Z{until}"
