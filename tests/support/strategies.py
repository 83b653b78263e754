"""Hypothesis strategies for the values of the model, hostile text included."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from netwatch.model.channels import Agent, Channels
from netwatch.model.evidence import Confidence, Evidence, Severity
from netwatch.model.finding import Claim, Finding
from netwatch.model.image import Digest, FileEntry, Image, Signature
from netwatch.model.mirror import (
    Destination,
    DestinationKind,
    Direction,
    Dormant,
    Filter,
    Mirror,
    MirrorKind,
    SeenIn,
    Source,
    SourceKind,
    Tunnel,
)
from netwatch.model.posture import Counter, Posture, Trait
from netwatch.model.snapshot import Failure, Reason
from netwatch.model.state import DeviceState, Identity

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# What a device prints is anything: NUL, half a surrogate pair, right-to-left marks.
texts = st.text(st.characters(codec=None), max_size=12)
numbers = st.integers(0, 2**31)
times = st.integers(0, 2**52).map(lambda us: _EPOCH + timedelta(microseconds=us))


def some(strategy, most=3):
    return st.lists(strategy, max_size=most).map(tuple)


def maybe(strategy):
    return st.none() | strategy


evidences = st.builds(Evidence, texts, maybe(numbers), texts)
sources = st.builds(
    Source,
    st.sampled_from(SourceKind),
    texts,
    maybe(st.sampled_from(Direction)),
    some(texts),
    maybe(texts),
    maybe(numbers),
)
destinations = st.builds(
    Destination,
    st.sampled_from(DestinationKind),
    texts,
    vrf=maybe(texts),
    origin=maybe(texts),
    erspan_id=maybe(numbers),
    port=maybe(numbers),
    ingress=maybe(st.booleans()),
    resolved_from=maybe(texts),
)
mirrors = st.builds(
    Mirror,
    texts,
    st.sampled_from(MirrorKind),
    enabled=maybe(st.booleans()),
    complete=st.booleans(),
    confidence=st.sampled_from(Confidence),
    sources=some(sources, 2),
    destinations=some(destinations, 2),
    filters=some(st.builds(Filter, texts, texts), 1),
    description=maybe(texts),
    evidence=some(evidences, 2),
    seen_in=maybe(st.sampled_from(SeenIn)),
)
tunnels = st.builds(Tunnel, texts, maybe(texts), maybe(texts), maybe(texts))
files = st.builds(FileEntry, texts, maybe(numbers), maybe(texts))
images = st.builds(
    Image,
    version=maybe(texts),
    running_file=maybe(texts),
    digests=maybe(some(st.builds(Digest, texts, texts, texts), 2)),
    boot_path=maybe(some(texts)),
    config_register=maybe(texts),
    signature=maybe(st.sampled_from(Signature)),
    booted_at=maybe(times),
    uptime_s=maybe(numbers),
    evidence=some(evidences, 2),
)
# Words that rules look for, so that chance gets past the first look.
words = st.lists(
    st.sampled_from(
        (
            "permit", "deny", "any", "host", "192.0.2.1", "192.0.2.0/24", "0.0.0.255", "group",
            "none", "local", "privilege", "15", "ssh", "port", "22922", "flow", "running",
        )
    ),
    max_size=6,
).map(" ".join)  # fmt: skip
traits = st.builds(Trait, texts | words, texts | words, some(evidences, 1))
postures = st.builds(Posture, **{each.name: maybe(some(traits, 2)) for each in fields(Posture)})
counters = st.builds(
    Counter,
    texts | st.sampled_from(("log messages", "checkheaps runs", "config changed at")),
    st.integers(-(2**63), 2**63),
)
channels = st.builds(
    Channels,
    statements=maybe(some(traits, 2)),
    sessions=maybe(some(traits, 2)),
    agent=maybe(st.builds(Agent, maybe(texts), maybe(texts))),
    named=maybe(some(traits, 2)),
    unnamed=maybe(some(traits, 2)),
)
failures = st.builds(Failure, maybe(texts), st.sampled_from(Reason), texts)
states = st.builds(
    DeviceState,
    device=st.just("core-rtr1"),
    platform=st.just("cisco_xe"),
    taken_at=times,
    identity=maybe(st.builds(Identity, maybe(texts), maybe(texts), maybe(texts))),
    config=maybe(texts),
    startup=maybe(texts),
    declared=maybe(some(mirrors, 2)),
    operating=maybe(some(mirrors, 2)),
    mirrors=maybe(some(mirrors, 2)),
    tunnels=maybe(some(tunnels, 2)),
    dormant=maybe(some(st.builds(Dormant, texts, maybe(numbers), texts), 2)),
    unread=maybe(some(evidences, 2)),
    image=maybe(images),
    files=maybe(some(files)),
    posture=maybe(postures),
    counters=maybe(some(counters)),
    channels=maybe(channels),
    host_key=maybe(texts),
    warnings=some(texts),
    failures=some(failures, 2),
)
findings = st.builds(
    Finding,
    rule=st.sampled_from(("mirror-new-session", "config-drift")),
    severity=st.sampled_from(Severity),
    confidence=st.sampled_from(Confidence),
    device=st.just("core-rtr1"),
    title=texts,
    subject=texts,
    techniques=some(texts),
    evidence=some(evidences, 2),
    remediation=some(texts),
    window=maybe(texts),
    claim=maybe(st.builds(Claim, texts, texts, texts)),
)
