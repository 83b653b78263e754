"""The outbox as documents."""

from collections.abc import Sequence

from netwatch.model.alert import Alerting, Delivered, Outcome, Sink
from netwatch.model.document import Document, Table
from netwatch.shapes import when
from netwatch.store.letters import KeptLetter


def outbox_view(
    letters: Sequence[KeptLetter], alerting: Alerting, troubles: Sequence[str]
) -> Document:
    """Return alerts in the outbox, one row each, and what is wrong with their receivers."""
    data = [
        {
            "id": each.alert.key,
            "sink": each.sink,
            "state": each.state.value,
            "occasion": each.alert.occasion.value,
            "device": each.alert.finding.device,
            "rule": each.alert.finding.rule,
            "severity": each.alert.finding.severity.label,
            "fingerprint": each.alert.finding.fingerprint,
            "queued_at": when(each.queued_at),
            "due": when(each.due),
            "attempts": each.attempts,
            "said": each.said,
        }
        for each in letters
    ]
    rows = tuple(
        (
            each.sink,
            each.state.value,
            each.alert.finding.severity.label,
            each.alert.finding.device,
            f"{each.alert.occasion.value} {each.alert.finding.rule}",
            str(when(each.due)),
            str(each.attempts),
            each.said or "",
        )
        for each in letters
    )
    columns = ("sink", "state", "severity", "device", "what", "due", "attempts", "said")
    names = ", ".join(f"{each.name} ({each.kind})" for each in alerting.sinks) or "none"
    return Document(
        data=data,
        tables=(Table("", columns, rows),),
        notes=(f"{len(letters)} alerts; sinks: {names}", *troubles),
    )


def tried_view(sink: Sink, outcome: Outcome) -> Document:
    """Return what a receiver said to a test message."""
    taken = isinstance(outcome, Delivered)
    said = outcome.answer if isinstance(outcome, Delivered) else outcome.why
    data = {"sink": sink.name, "kind": sink.kind, "delivered": taken, "said": said}
    word = "delivered" if taken else "NOT delivered"
    return Document(data=data, lines=(f"{sink.name} ({sink.kind}): {word}: {said}",))
