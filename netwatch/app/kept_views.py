"""Answers from the store, as documents."""

from collections.abc import Sequence
from dataclasses import dataclass

from netwatch import registry
from netwatch.app.cases import cases
from netwatch.incidents import incidents
from netwatch.model.checked import Checked, CheckStatus, Swept
from netwatch.model.document import Document, Table
from netwatch.model.errors import MissingError
from netwatch.model.finding import KeptFinding, Status
from netwatch.model.incident import Incident
from netwatch.model.platform import CONFIG, Layout
from netwatch.model.state import DeviceState
from netwatch.parsing.outline import stanza_heads
from netwatch.shapes import (
    check_shape,
    failure_shape,
    sweep_shape,
    when,
)
from netwatch.store.store import Store
from netwatch.store.values import Version

_SHORT = 12
_PREFIX = 8
_SHOWN = 4


class NothingKeptError(MissingError):
    """The store has nothing of what was asked for."""


def known_states(store: Store, names: tuple[str, ...]) -> tuple[DeviceState, ...]:
    """Return what is known of the named devices, of all for no names. Raises NothingKeptError."""
    chosen = names or tuple(each.name for each in store.devices())
    states = []
    for name in chosen:
        state = store.known_state(name)
        if state is None:
            raise NothingKeptError(f"nothing is kept of {name!r} yet; run netwatch check {name}")
        states.append(state)
    return tuple(states)


def check_view(checked: Sequence[Checked]) -> Document:
    """Return the outcome of one or a few checks."""
    findings = tuple(kept for each in checked for kept in each.findings)
    told = incidents(findings)
    return Document(
        data=[check_shape(each, told) for each in checked],
        tables=(_failures(checked), incidents_table(told)),
        findings=findings,
        notes=tuple(_closing(each) for each in checked),
        cases=tuple(cases(checked)),
    )


def sweep_view(swept: Swept) -> Document:
    """Return the outcome of a sweep."""
    counts = dict.fromkeys(CheckStatus, 0)
    for each in swept.checked:
        counts[each.status] += 1
    findings = [kept for each in swept.checked for kept in each.findings]
    findings.sort(key=lambda each: (-each.finding.severity, each.finding.device))
    told = incidents(findings)
    seconds = (swept.finished_at - swept.started_at).total_seconds()
    new = sum(each.new for each in findings)
    summary = ", ".join(f"{count} {word.value}" for word, count in counts.items())
    note = f"{len(swept.checked)} devices in {seconds:.1f} s: {summary}; {new} new findings"
    note += _quiet(findings, sum(each.ignored for each in swept.checked))
    return Document(
        data=sweep_shape(swept, told),
        tables=(_failures(swept.checked), incidents_table(told)),
        findings=tuple(findings),
        notes=(note,),
        cases=tuple(cases(swept.checked)),
    )


def _failures(checked: Sequence[Checked]) -> Table:
    rows = tuple(
        (each.device.name, failure.command or "device", failure.reason.value, failure.detail)
        for each in checked
        for failure in each.state.failures
    )
    return Table("Could not observe", ("device", "what", "reason", "next step"), rows)


def incidents_table(told: Sequence[Incident]) -> Table:
    """Return one row for each incident."""
    rows = tuple(
        (
            each.severity.label,
            ", ".join(each.devices[:_SHOWN]) + (" ..." if len(each.devices) > _SHOWN else ""),
            f"{each.title}: {each.sentence}",
            str(len(each.findings)),
            each.id[:_PREFIX],
        )
        for each in told
    )
    return Table("Incidents", ("severity", "device", "story", "findings", "id"), rows)


def _closing(checked: Checked) -> str:
    name = checked.device.name
    quiet = _quiet(checked.findings, checked.ignored)
    match checked.status:
        case CheckStatus.OK:
            return f"{name}: nothing to report in what could be observed{quiet}"
        case CheckStatus.FINDINGS:
            told = f"{name}: {len(checked.told)} findings{quiet}"
            return f"{told}; look further with netwatch diff {name}"
        case CheckStatus.UNKNOWN:
            return f"{name}: could not be fully observed{quiet}; netwatch doctor {name} explains"


def _quiet(findings: Sequence[KeptFinding], ignored: int) -> str:
    """Return how many findings need no eye, for the end of a sentence."""
    explained = sum(each.status is Status.EXPLAINED for each in findings)
    words = f", {explained} of them explained" if explained else ""
    return words + (f", {ignored} ignored by policy" if ignored else "")


def history_view(store: Store, device: str, limit: int) -> Document:
    """Return a device's visits and every distinct answer it gave. Raises NothingKeptError."""
    visits = store.history(device, limit=limit)
    if not visits:
        raise NothingKeptError(f"nothing is kept of {device!r} yet; run netwatch check {device}")
    # Not every visit asks everything: hashes may be a week old.
    versions = [each for topic in store.topics(device) for each in store.versions(device, topic)]
    data = {
        "device": device,
        "visits": [
            {
                "taken_at": when(each.taken_at),
                "outcome": each.outcome.value,
                "failures": [failure_shape(failure) for failure in each.failures],
            }
            for each in visits
        ],
        "versions": [
            {
                "topic": each.topic,
                "command": each.command,
                "digest": each.digest,
                "size": each.size,
                "first_seen": when(each.first_seen),
                "last_seen": when(each.last_seen),
            }
            for each in versions
        ],
    }
    seen = tuple(
        (str(when(each.taken_at)), each.outcome.value, str(len(each.failures))) for each in visits
    )
    kept = tuple(
        (each.command, each.digest[:_SHORT], f"{each.size:,}", str(when(each.first_seen)),
         str(when(each.last_seen)))
        for each in versions
    )  # fmt: skip
    return Document(
        data=data,
        tables=(
            Table(f"Visits to {device}", ("at", "outcome", "failures"), seen),
            Table("Versions", ("answer to", "digest", "bytes", "first seen", "last seen"), kept),
        ),
    )


def version_view(store: Store, device: str, prefix: str) -> Document:
    """Return one kept text of a device, by the beginning of its digest. Raises NothingKeptError."""
    version = named_version(all_versions(store, device), prefix, device)
    text = store.text(version.digest)
    data = {
        "device": device,
        "topic": version.topic,
        "command": version.command,
        "digest": version.digest,
        "first_seen": when(version.first_seen),
        "last_seen": when(version.last_seen),
        "text": text,
    }
    return Document(data=data, lines=tuple(text.split("\n")))


@dataclass(frozen=True, slots=True)
class KeptText:
    """One kept answer line by line; ``stanzas`` are (number, text) of what encloses others."""

    version: Version
    lines: tuple[str, ...]
    stanzas: tuple[tuple[int, str], ...]


def version_text(store: Store, device: str, topic: str, prefix: str | None) -> KeptText:
    """Return an answer by the beginning of its digest, the latest for None.

    Raises NothingKeptError.
    """
    versions = store.versions(device, topic)
    if not versions:
        raise NothingKeptError(f"no {topic} of {device!r} is kept; run netwatch check {device}")
    version = named_version(versions, prefix, device) if prefix else versions[0]
    lines = store.text(version.digest).split("\n")
    state = store.known_state(device)
    layout = registry.platform(state.platform).layout if state else Layout.INDENTED
    stanzas = stanza_heads(lines, layout) if topic == CONFIG else ()
    return KeptText(version, tuple(lines), stanzas)


def all_versions(store: Store, device: str) -> list[Version]:
    """Return every distinct answer the device ever gave, by topic, the one seen last first."""
    return [each for topic in store.topics(device) for each in store.versions(device, topic)]


def named_version(versions: Sequence[Version], prefix: str, device: str) -> Version:
    """Return the version whose digest begins with ``prefix``. Raises NothingKeptError."""
    found = [each for each in versions if each.digest.startswith(prefix.lower())]
    if len({each.digest for each in found}) != 1:
        many = "several versions begin" if found else "no kept version begins"
        raise NothingKeptError(
            f"{many} with {prefix!r}; netwatch history {device} lists the digests"
        )
    return found[0]
