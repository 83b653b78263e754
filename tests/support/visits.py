"""Visits to an invented router, as the store gets them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from netwatch.model.evidence import Confidence, Evidence, Severity
from netwatch.model.finding import Finding
from netwatch.model.image import Image
from netwatch.model.mirror import Mirror, MirrorKind, Source, SourceKind
from netwatch.model.posture import Counter
from netwatch.model.snapshot import Artifact, Failure, Reason, Snapshot
from netwatch.model.state import DeviceState, Identity
from netwatch.store.values import Visit

START = datetime(2026, 1, 1, tzinfo=UTC)
DEVICE = "core-rtr1"


def moment(number):
    return START + timedelta(minutes=number)


def config(edits=(), ports=300):
    lines = ["hostname core-rtr1"]
    for port in range(ports):
        lines += [f"interface GigabitEthernet1/0/{port}", f" description uplink {port * 7919}"]
    for number, text in edits:
        lines[number] = text
    return "\n".join([*lines, "end", ""])


def visit(number, *, text=None, device=DEVICE, failures=(), raised=(), settled=None, retold=()):
    """Return visit ``number`` (one a minute) that saw configuration ``text``."""
    taken_at, text = moment(number), config() if text is None else text
    artifacts = (
        Artifact("running-config", "show running-config", text),
        Artifact("version", "show version", "Cisco IOS XE Software, Version 17.09.04a\n"),
        Artifact("mirrors", "show monitor session all", "Session 1\n---------\nType : Local\n"),
    )
    mirror = Mirror("1", MirrorKind.LOCAL, sources=(Source(SourceKind.INTERFACE, "Gi1/0/1"),))
    state = DeviceState(
        device=device,
        platform="cisco_xe",
        taken_at=taken_at,
        identity=Identity(hostname=device),
        config=text,
        declared=(mirror,),
        mirrors=(mirror,),
        # The clock of a device and the minute of its uptime wobble at every visit.
        image=Image(
            version="17.09.04a",
            booted_at=START - timedelta(days=9, seconds=number % 60),
            uptime_s=777_600 + 60 * number,
        ),
        failures=failures,
    )
    snapshot = Snapshot(
        device=device,
        platform="cisco_xe",
        taken_at=taken_at,
        artifacts=artifacts,
        failures=failures,
    )
    return Visit(
        snapshot=snapshot, seen=state, known=state, raised=raised, settled=settled or {},
        retold=retold,
    )  # fmt: skip


def counted(number, runs):
    """Return visit ``number``, which also saw the device's count of its own checks."""
    made = visit(number)
    counters = (Counter("checkheaps runs", runs),)
    seen = replace(made.seen, counters=counters)
    return replace(made, seen=seen, known=replace(made.known, counters=counters))


def unreachable(number, before, *, settled=None):
    """Return a visit that saw nothing after the visit ``before``."""
    failures = (Failure(None, Reason.UNREACHABLE, "no answer on port 22"),)
    snapshot = replace(before.snapshot, taken_at=moment(number), artifacts=(), failures=failures)
    seen = DeviceState(
        device=snapshot.device, platform="cisco_xe", taken_at=moment(number), failures=failures
    )
    known = replace(before.known, taken_at=moment(number), failures=failures)
    return Visit(snapshot=snapshot, seen=seen, known=known, settled=settled or {})


def finding(subject="mirror 1", *, severity=Severity.HIGH, line=7, device=DEVICE, **more):
    return Finding(
        rule="mirror-new-session",
        severity=severity,
        confidence=Confidence.HIGH,
        device=device,
        title=f"{subject} appeared",
        subject=subject,
        evidence=(Evidence("running-config", line, "monitor session 1"),),
        **more,
    )
