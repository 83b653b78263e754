"""A message as text for people: what, where, since when, evidence, who, and what to do next."""

import shlex
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from netwatch.model.alert import Alert, Message, Occasion, worst_first
from netwatch.parsing.text import one_line

_EVIDENCE_LINES = 8
_DIGEST_LINES = 2
_DEVICES_SHOWN = 8
_SUBJECT = 150


def subject(message: Message) -> str:
    """Return one line that says how bad, where and what."""
    alerts = message.alerts
    if len(alerts) == 1:
        (alert,) = alerts
        finding = alert.finding
        place = f"{finding.device} ({alert.site})" if alert.site else finding.device
        return one_line(f"[netwatch] {_word(alert)} {place}: {finding.title}", _SUBJECT)
    devices = {each.finding.device for each in alerts}
    worst = message.severity.label.upper()
    return f"[netwatch] {worst} {len(alerts)} findings on {len(devices)} devices"


def body(message: Message, *, diffs: bool = True) -> str:
    """Return the whole message; a digest has equal findings of many devices in one line."""
    if len(message.alerts) == 1:
        lines = [*_alert(message.alerts[0], diffs=diffs)]
    else:
        lines = [*_digest(message.alerts)]
    return "\n".join((*lines, "", f"sent by netwatch on {one_line(message.sender)}", ""))


def look_further(alert: Alert) -> tuple[str, ...]:
    """Return the commands that show more, ready to be pasted into a shell."""
    device = shlex.quote(one_line(alert.finding.device))
    return (
        f"netwatch findings --explain {alert.finding.fingerprint[:8]}",
        f"netwatch diff {device}",
    )


def _word(alert: Alert) -> str:
    label = alert.finding.severity.label.upper()
    return label if alert.occasion is Occasion.OPENED else f"{alert.occasion.value} {label}"


def _alert(alert: Alert, *, diffs: bool) -> Iterator[str]:
    finding = alert.finding
    yield one_line(f"{_word(alert)}: {finding.title}")
    yield ""
    yield f"device     {one_line(_where(alert))}"
    yield f"subject    {one_line(finding.subject)}"
    yield f"rule       {one_line(finding.rule)}, confidence {finding.confidence.value}"
    yield f"since      {_shown(alert.since)}"
    if alert.at != alert.since:
        yield f"{alert.occasion.value:<10} {_shown(alert.at)}"
    if finding.techniques:
        yield f"ATT&CK     {one_line(' '.join(finding.techniques))}"
    if finding.window:
        yield f"window     {one_line(finding.window)}"
    yield f"who        {one_line(alert.who) if alert.who else 'not known'}"
    if alert.note:
        yield f"note       {one_line(alert.note)}"
    yield from _evidence(alert)
    if finding.remediation:
        yield ""
        yield "to undo, weigh:"
        yield from (f"  {one_line(each)}" for each in finding.remediation)
    if diffs and alert.diff:
        yield ""
        yield "how the configuration changed:"
        yield from (f"  {one_line(each)}" for each in alert.diff)
    yield ""
    yield "look further:"
    yield from (f"  {each}" for each in look_further(alert))


def _evidence(alert: Alert) -> Iterator[str]:
    if not alert.finding.evidence:
        return
    yield ""
    yield "evidence:"
    yield from _quotes(alert, _EVIDENCE_LINES)


def _quotes(alert: Alert, most: int) -> Iterator[str]:
    quotes = alert.finding.evidence
    for each in quotes[:most]:
        place = each.source if each.line is None else f"{each.source}:{each.line}"
        yield f"  {one_line(place)} | {one_line(each.text.strip())}"
    if len(quotes) > most:
        yield f"  ... and {len(quotes) - most} more lines"


def _where(alert: Alert) -> str:
    details = [each for each in (alert.address, alert.platform) if each]
    if alert.site:
        details.insert(0, f"site {alert.site}")
    return f"{alert.finding.device} ({', '.join(details)})" if details else alert.finding.device


def _digest(alerts: Sequence[Alert]) -> Iterator[str]:
    devices = {each.finding.device for each in alerts}
    yield f"{len(alerts)} findings on {len(devices)} devices"
    yield ""
    groups: dict[tuple[str, str, str], list[Alert]] = {}
    for alert in worst_first(alerts):
        # One subject on many devices is one story; a title may name the device.
        title = alert.finding.title.replace(alert.finding.device, "the device")
        groups.setdefault((_word(alert), alert.finding.rule, title), []).append(alert)
    for (word, rule, title), same in groups.items():
        names = list(dict.fromkeys(each.finding.device for each in same))
        more = f" and {len(names) - _DEVICES_SHOWN} more" if len(names) > _DEVICES_SHOWN else ""
        count = f"{len(names)} devices: " if len(names) > 1 else ""
        yield one_line(f"{word}: {title}")
        yield f"  {count}{one_line(', '.join(names[:_DEVICES_SHOWN]))}{more}"
        since = min(each.since for each in same)
        who = "; ".join(dict.fromkeys(each.who for each in same if each.who))
        by = f", by {one_line(who)}" if who else ""
        yield f"  {one_line(rule)}, since {_shown(since)}{by}"
        yield from _quotes(same[0], _DIGEST_LINES)
        yield f"  {look_further(same[0])[0]}"
    yield ""
    yield "look further:"
    yield "  netwatch findings"


def _shown(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
