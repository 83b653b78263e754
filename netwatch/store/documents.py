"""A state taken apart for keeping: what lasts, the big texts, and what wobbles every visit.

The document holds no time, so two visits that saw the same give the same bytes. Configuration
texts are kept as blobs of their own and named by digest; an image's clock readings and the
device's counters go to the visit's row.
"""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from netwatch.model.codec import CodecError, Json, canonical, decode, encode
from netwatch.model.finding import Finding
from netwatch.model.mirror import Mirror
from netwatch.model.policy import Permission
from netwatch.model.posture import Counter
from netwatch.model.snapshot import Artifact, Failure
from netwatch.model.state import DeviceState
from netwatch.store.blobs import digest_of, to_bytes
from netwatch.store.errors import StoreVersionError

T = TypeVar("T")

ANSWERS = ".answers"
SEEN = ".seen"
KNOWN = ".known"
TEXTS = ("config", "startup")
CLOCKS = ("booted_at", "uptime_s")
COUNTERS = "counters"

TAKEN = ("hashed_at", "fetched_at")
_THIS_VISIT = "this visit"
_OF_THE_VISIT = ("device", "taken_at", "failures")


@dataclass(frozen=True, slots=True)
class Answer:
    """One line of a visit's manifest; ``digest`` in hex."""

    topic: str
    command: str
    digest: str


@dataclass(frozen=True, slots=True)
class _Manifest:
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What the visit's row knows of a state: whose, when, clocks, counters, and what failed."""

    device: str
    taken_at: datetime
    booted_at: datetime | None
    uptime_s: int | None
    counters: tuple[Counter, ...] | None = None
    failures: tuple[Failure, ...] = ()


def write_state(state: DeviceState) -> bytes:
    """Return the lasting document of ``state``."""
    data = encode(state)
    taken_at = data["taken_at"]
    for name in _OF_THE_VISIT:
        del data[name]
    for name in TEXTS:
        if data[name] is not None:
            data[name] = digest_of(to_bytes(data[name])).hex()
    if data["image"] is not None:
        # A clock that was not read stays written as null; one that was is left out.
        # Hashes taken at this visit are marked so: a time would differ at every visit.
        data["image"] = {
            name: _THIS_VISIT if name in TAKEN and value == taken_at else value
            for name, value in data["image"].items()
            if name not in CLOCKS or value is None
        }
    if data[COUNTERS] is not None:
        del data[COUNTERS]
    return canonical(data)


def texts_of(document: bytes) -> tuple[str, ...]:
    """Return the hex digests of the texts a state's document names."""
    data = _load(document)
    return tuple(data[name] for name in TEXTS if data[name] is not None)


def read_state(document: bytes, texts: dict[str, str], moment: Moment) -> DeviceState:
    """Return the state a document describes.

    ``texts`` are the big texts by hex digest. Raises StoreVersionError when a newer netwatch
    wrote it.
    """
    data = _load(document)
    for name in TEXTS:
        if data[name] is not None:
            data[name] = texts[data[name]]
    if data["image"] is not None:
        clocks = {name: encode(getattr(moment, name)) for name in CLOCKS}
        data["image"] = clocks | {
            name: encode(moment.taken_at) if name in TAKEN and value == _THIS_VISIT else value
            for name, value in data["image"].items()
        }
    # Like a clock: counters that were not read stay written as null.
    data = {COUNTERS: _encoded(moment.counters)} | data
    data |= {"device": moment.device, "taken_at": encode(moment.taken_at)}
    data["failures"] = [encode(each) for each in moment.failures]
    return _decoded(DeviceState, data)


@dataclass(frozen=True, slots=True)
class _Mirrors:
    mirrors: tuple[Mirror, ...] | None = None


def mirrors_of(document: bytes) -> tuple[Mirror, ...] | None:
    """Return the mirrors that a state's document tells of; None when they were not observed."""
    return _decoded(_Mirrors, {"mirrors": _load(document)["mirrors"]}).mirrors


def write_counters(counters: tuple[Counter, ...] | None) -> str | None:
    """Return counters as JSON without the lines they were read from, None when none were read."""
    bare = None if counters is None else tuple(replace(each, evidence=()) for each in counters)
    return None if bare is None else canonical(_encoded(bare)).decode()


def read_counters(document: str | None) -> tuple[Counter, ...] | None:
    """Undo ``write_counters``."""
    if document is None:
        return None
    return tuple(_decoded(Counter, each) for each in json.loads(document))


def _encoded(counters: tuple[Counter, ...] | None) -> list[Json] | None:
    return None if counters is None else [encode(each) for each in counters]


def write_answers(artifacts: tuple[Artifact, ...]) -> bytes:
    """Return the manifest: which text answered which question."""
    answers = (
        Answer(each.topic, each.command, digest_of(to_bytes(each.text)).hex()) for each in artifacts
    )
    return canonical(encode(_Manifest(tuple(answers))))


def read_answers(document: bytes) -> tuple[Answer, ...]:
    """Undo ``write_answers``, without the texts."""
    return _decoded(_Manifest, _load(document)).answers


def write_failures(failures: tuple[Failure, ...]) -> str | None:
    """Return failures as JSON, None when there are none."""
    return canonical([encode(each) for each in failures]).decode() if failures else None


def read_failures(document: str | None) -> tuple[Failure, ...]:
    """Undo ``write_failures``."""
    data = json.loads(document) if document else ()
    return tuple(_decoded(Failure, each) for each in data)


def write_finding(finding: Finding) -> str:
    """Return a finding as JSON; escaped, so that hostile text fits any database."""
    return canonical(encode(finding)).decode()


def read_finding(document: str) -> Finding:
    """Undo ``write_finding``."""
    return _decoded(Finding, json.loads(document))


@dataclass(frozen=True, slots=True)
class _Approved:
    approval: Permission


def write_approval(approval: Permission) -> str:
    """Return what an approval permits as JSON."""
    return canonical(encode(_Approved(approval))).decode()


def read_approval(document: str) -> Permission:
    """Undo ``write_approval``."""
    return _decoded(_Approved, json.loads(document)).approval


def _load(document: bytes) -> Json:
    return json.loads(document)


def _decoded(cls: type[T], data: Json) -> T:
    try:
        return decode(cls, data)
    except CodecError as error:
        raise StoreVersionError(
            f"a stored document cannot be read ({error}): it was written by a newer netwatch, "
            "so upgrade this one"
        ) from None
