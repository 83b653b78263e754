"""Answers from the store, as documents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import unified_diff

from netwatch import registry
from netwatch.app.cases import cases
from netwatch.compare import compare
from netwatch.incidents import incidents
from netwatch.model.change import ConfigChanged, SecretChanged
from netwatch.model.checked import Checked, CheckStatus, Swept
from netwatch.model.document import Document, Table
from netwatch.model.errors import MissingError
from netwatch.model.finding import KeptFinding, Status
from netwatch.model.incident import Incident
from netwatch.model.platform import CONFIG
from netwatch.model.state import DeviceState
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
    version = _named(_all_versions(store, device), prefix, device)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Between:
    """Which two versions to compare: digests' beginnings, or a time, or the last two."""

    old: str | None = None
    new: str | None = None
    since: datetime | None = None


def diff_view(
    store: Store, device: str, *, topic: str, between: Between, as_text: bool
) -> Document:
    """Return how two answers to ``topic`` differ: by themselves the latest and the one before.

    Where several commands answer it (one a region), those of the command that changed last. By
    meaning, with the parent statements, unless ``as_text``. Raises NothingKeptError.
    """
    versions = store.versions(device, topic)
    if not versions:
        raise NothingKeptError(f"no {topic} of {device!r} is kept; {_instead(store, device)}")
    new = _named(versions, between.new, device) if between.new else _changed_last(versions)
    versions = tuple(each for each in versions if between.old or each.command == new.command)
    old = _named(versions, between.old, device) if between.old else _older(versions, between.since)
    if old is None:
        note = f"{device}: only one version of {topic}, first seen {when(new.first_seen)}"
        return Document(data={"device": device, "topic": topic, "changes": []}, notes=(note,))
    before, after = store.text(old.digest), store.text(new.digest)
    if as_text or topic != CONFIG:
        lines = tuple(
            unified_diff(
                before.split("\n"), after.split("\n"), f"{device} {when(old.first_seen)}",
                f"{device} {when(new.first_seen)}", lineterm="", n=3,
            )
        )  # fmt: skip
    else:
        lines = _by_meaning(store, device, (before, after), when_seen=new.last_seen)
    data = {
        "device": device,
        "topic": topic,
        "from": {"digest": old.digest, "first_seen": when(old.first_seen)},
        "to": {"digest": new.digest, "first_seen": when(new.first_seen)},
        "changes": list(lines),
    }
    return Document(data=data, lines=lines or ("same statements, in another order",))


def _instead(store: Store, device: str) -> str:
    topics = dict.fromkeys(each.topic for each in _all_versions(store, device))
    if not topics:
        return f"run netwatch check {device}"
    return f"there is: {', '.join(topics)}; name one with --topic"


def _changed_last(versions: Sequence[Version]) -> Version:
    """Return the newest answer of the command whose answer changed last."""
    newest: dict[str, Version] = {}
    for each in versions:
        newest.setdefault(each.command, each)
    often = [each.command for each in versions]
    changed = [each for each in newest.values() if often.count(each.command) > 1]
    return max(changed, key=lambda each: each.first_seen, default=versions[0])


def _all_versions(store: Store, device: str) -> list[Version]:
    visits = store.history(device)
    topics = {each.topic for visit in visits for each in store.artifacts_at(device, visit.taken_at)}
    return [each for topic in sorted(topics) for each in store.versions(device, topic)]


def _named(versions: Sequence[Version], prefix: str, device: str) -> Version:
    found = [each for each in versions if each.digest.startswith(prefix.lower())]
    if len({each.digest for each in found}) != 1:
        many = "several versions begin" if found else "no kept version begins"
        raise NothingKeptError(
            f"{many} with {prefix!r}; netwatch history {device} lists the digests"
        )
    return found[0]


def _older(versions: Sequence[Version], since: datetime | None) -> Version | None:
    if since is None:
        return versions[1] if len(versions) > 1 else None
    earlier = [each for each in versions[1:] if each.first_seen <= since]
    return max(earlier, key=lambda each: each.first_seen, default=None)


def _by_meaning(
    store: Store, device: str, texts: tuple[str, str], *, when_seen: datetime
) -> tuple[str, ...]:
    state = store.state_at(device, when_seen)
    if state is None:
        return ()
    platform = registry.platform(state.platform)
    old, new = (
        DeviceState(device=device, platform=platform.name, taken_at=when_seen, config=text)
        for text in texts
    )
    lines: list[str] = []
    for change in compare(old, new, platform):
        match change:
            case ConfigChanged(parents, added, removed):
                lines.append("@ " + " / ".join(parents or ("top level",)))
                lines += [f"- {each.text}" for each in removed]
                lines += [f"+ {each.text}" for each in added]
            case SecretChanged(parents, before, after):
                lines.append("@ " + " / ".join(parents or ("top level",)))
                lines += [f"- {before.text}", f"+ {after.text}"]
            case _:
                pass
    return tuple(lines)
