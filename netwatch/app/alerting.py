"""Alerts: steps in the findings' lives into the outbox, and from there to the receivers."""

import random
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from netwatch.app.alert_diff import config_diff
from netwatch.app.workspace import Workspace, utc_now
from netwatch.inventory.secrets import lookup
from netwatch.model.alert import (
    Alert,
    Delivered,
    Failed,
    Fault,
    Limits,
    Message,
    Occasion,
    Outcome,
    Sink,
)
from netwatch.model.errors import NetwatchError
from netwatch.model.evidence import Confidence, Evidence, Severity
from netwatch.model.finding import Finding
from netwatch.model.inventory import SecretRef
from netwatch.notify import notifier
from netwatch.routing import pause, routed
from netwatch.store.letters import Claim, Letter, Step, Taken
from netwatch.store.values import EventKind

Say = Callable[[str], None]

_OCCASIONS = {
    EventKind.OPENED: Occasion.OPENED,
    EventKind.REOPENED: Occasion.REOPENED,
    EventKind.EXPLAINED: Occasion.EXPLAINED,
    EventKind.RESOLVED: Occasion.RESOLVED,
}
_OURSELVES = "netwatch"
_AT_ONCE = 8
_LONG_ENOUGH = timedelta(minutes=15)
_REMEMBERED = timedelta(days=30)
_AFTER_A_CHECK_S = 15.0


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one round of sending came to, in messages; ``dead`` counts alerts given up."""

    sent: int = 0
    failed: int = 0
    dead: int = 0


def begin(work: Workspace, say: Say) -> bool:
    """Start reading the findings' steps, once; False when nobody is to be told of anything."""
    if not work.alerting.routes:
        return False
    if work.store.outbox.begin():
        say(
            "alerts are sent from now on; what stood before is not told again: "
            "netwatch findings lists it"
        )
    return True


def enqueue(work: Workspace, say: Say) -> Taken:
    """Put an alert for every step since the last time into the outbox.

    Raises NetwatchError when alerts.yaml or the store cannot be used.
    """
    total = Taken()
    if not begin(work, say):
        return total
    devices = {each.name: each for each in work.inventory.devices}

    def letters(step: Step) -> Iterator[Letter]:
        if step.finding.ignored is not None:
            return  # policy does not want it told
        device = devices.get(step.device)
        alert = _alert(step)
        if device is not None:
            alert = replace(alert, site=device.site, address=device.address)
        for ticket in routed(alert, device, work.alerting, now=now, told=step.told):
            yield Letter(alert, ticket)

    while True:
        now = utc_now()
        oldest = now - work.alerting.give_up
        taken = work.store.outbox.take(letters, now=now, oldest=oldest)
        if not taken.steps:
            break
        total = Taken(
            steps=total.steps + taken.steps,
            letters=total.letters + taken.letters,
            stale=total.stale + taken.stale,
        )
    if total.stale:
        say(f"{total.stale} changes are too old to be told: netwatch findings --all lists them")
    return total


def deliver(work: Workspace, until: float, limits: Limits | None = None) -> Delivery:
    """Send what is due, every sink by itself, starting nothing after ``until`` (monotonic time).

    What cannot be sent stays in the outbox. Raises NetwatchError when alerts.yaml or the store
    cannot be used.
    """
    limits = limits or Limits()
    now = utc_now()
    dead = work.store.outbox.give_up(queued_before=now - work.alerting.give_up, now=now)
    sinks = work.alerting.sinks
    if not sinks:
        return Delivery(dead=dead)
    with ThreadPoolExecutor(min(len(sinks), _AT_ONCE), thread_name_prefix="alerts") as pool:
        done = list(pool.map(lambda sink: _drain(work, sink, until, limits), sinks))
    work.store.outbox.prune(settled_before=now - _REMEMBERED)
    return Delivery(
        sent=sum(each.sent for each in done), failed=sum(each.failed for each in done), dead=dead
    )


def send_test(work: Workspace, sink: Sink, limits: Limits | None = None) -> Outcome:
    """Send a marked test message to ``sink``, past the outbox, and return what came of it."""
    now = utc_now()
    finding = Finding(
        rule="alert-test",
        severity=Severity.INFO,
        confidence=Confidence.HIGH,
        device="netwatch",
        title="this is a test of alerts, nothing happened",
        subject=f"sink {sink.name}",
        evidence=(Evidence(work.settings.alerts_path.name, sink.line, f"name: {sink.name}"),),
    )
    alert = Alert(occasion=Occasion.TEST, at=now, finding=finding, since=now)
    return _send(work, sink, (alert,), limits or Limits())


def troubles(work: Workspace) -> tuple[str, ...]:
    """Return a sentence for every sink that has not taken alerts for long, or never will."""
    now = utc_now()
    told = []
    for each in work.store.outbox.tallies():
        said = f": {each.said}" if each.said else ""
        if each.dead:
            told.append(
                f"{each.dead} alerts never reached {each.sink}{said}; after mending it run "
                f"netwatch alerts retry --sink {each.sink}"
            )
        if not each.waiting:
            continue
        if work.alerting.sink(each.sink) is None:
            told.append(f"{each.waiting} alerts wait for {each.sink}, which alerts.yaml has not")
        elif each.failing_since and now - each.failing_since > _LONG_ENOUGH:
            since = f"{each.failing_since.astimezone(UTC):%Y-%m-%d %H:%M}Z"
            told.append(f"{each.sink} takes no alerts since {since}, {each.waiting} wait{said}")
    return tuple(told)


@contextmanager
def telling(work: Workspace, say: Say) -> Iterator[None]:
    """Send the alerts of what the block finds. Nothing that fails here fails the block."""
    wanted = False
    with _noted(say):
        wanted = begin(work, say)
    yield
    if not wanted:
        return
    with _noted(say):
        enqueue(work, say)
        done = deliver(work, time.monotonic() + _AFTER_A_CHECK_S, Limits(seconds=10.0))
        if done.failed:
            say("some alerts could not be sent yet: netwatch alerts list shows why")
        for each in troubles(work):
            say(each)


@contextmanager
def _noted(say: Say) -> Iterator[None]:
    try:
        yield
    except NetwatchError as error:
        say(f"alerts: {error}")


def _alert(step: Step) -> Alert:
    """Return the step as it is told; one inside a declared change is explained from the start."""
    occasion = _OCCASIONS[step.kind]
    if step.finding.is_explained and occasion is not Occasion.RESOLVED:
        occasion = Occasion.EXPLAINED
    return Alert(
        occasion=occasion,
        at=step.at,
        finding=step.finding,
        since=step.since,
        platform=step.platform,
        who=_who(step),
        note=step.note,
    )


def _who(step: Step) -> str | None:
    """Return the person who took the step, else whom the device's own words name for the change."""
    if step.actor not in {None, _OURSELVES}:
        return step.actor
    return "; ".join(each.told for each in step.finding.who) or None


def _drain(work: Workspace, sink: Sink, until: float, limits: Limits) -> Delivery:
    """Send one sink's messages until none is due, the receiver is down, or time is up."""
    outbox = work.store.outbox
    # Longer than a send can take by far: two processes must not send one message.
    lease = timedelta(seconds=3 * limits.seconds + 60)
    sent = failed = 0
    while time.monotonic() < until:
        claim = outbox.claim(sink.name, now=utc_now(), lease=lease)
        if claim is None:
            break
        match _send(work, sink, _with_diffs(work, claim), limits):
            case Delivered(answer):
                outbox.delivered(claim, now=utc_now(), said=answer)
                sent += 1
            case Failed(why, fault, wish):
                now = utc_now()
                chance = random.random()  # noqa: S311  # spreads load, guards nothing
                due = now + pause(claim.attempts + 1, chance, wish)
                outbox.failed(claim, now=now, due=due, said=why)
                failed += 1
                if fault is Fault.SINK:
                    outbox.postpone(sink.name, now=now, until=due)
                    break
    return Delivery(sent=sent, failed=failed)


def _with_diffs(work: Workspace, claim: Claim) -> tuple[Alert, ...]:
    """Return the claim's alerts with how the configuration changed, each visit's change once."""
    shown: set[tuple[str, datetime]] = set()
    alerts = []
    for each in claim.alerts:
        visit = (each.finding.device, each.at)
        alerts.append(each if visit in shown else replace(each, diff=config_diff(work.store, each)))
        shown.add(visit)
    return tuple(alerts)


def _send(work: Workspace, sink: Sink, alerts: tuple[Alert, ...], limits: Limits) -> Outcome:
    """Send one message; whatever goes wrong is a value without secrets."""
    used: list[str] = []

    def secret(ref: SecretRef) -> str:
        used.append(lookup(ref, work.environment, f"of sink {sink.name}"))
        return used[-1]

    message = Message(alerts=alerts, sent_at=utc_now(), sender=socket.gethostname())
    try:
        outcome = notifier(sink.kind).send(message, sink.settings, secret, limits)
    except NetwatchError as error:
        outcome = Failed(str(error))
    except Exception as error:  # noqa: BLE001  # one message must not end all alerts; texts may hold secrets
        outcome = Failed(f"the notifier {sink.kind} failed: {type(error).__name__}", Fault.MESSAGE)
    match outcome:
        case Delivered(answer):
            return Delivered(_without(answer, used))
        case Failed(why, fault, wish):
            return Failed(_without(why, used), fault, wish)


def _without(text: str, secrets: list[str]) -> str:
    """Return ``text`` without the secrets, which a receiver may send back."""
    for each in secrets:
        text = text.replace(each, "<secret>")
    return text
