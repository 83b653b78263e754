"""Values -> the JSON of the stable interface: names and nesting that scripts rely on."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TypeAlias

from netwatch.model.audit import AuditEvent
from netwatch.model.checked import Checked, CheckStatus, Swept
from netwatch.model.evidence import Evidence
from netwatch.model.finding import KeptFinding
from netwatch.model.flow import FlowVerdict
from netwatch.model.heard import Actor
from netwatch.model.image import Image
from netwatch.model.incident import Incident
from netwatch.model.ladder import Ladder
from netwatch.model.mirror import Destination, Dormant, Filter, Mirror, Source
from netwatch.model.platform import Platform
from netwatch.model.snapshot import Failure
from netwatch.model.state import DeviceState, Reading
from netwatch.model.volume import MirrorVolume

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"
Shape: TypeAlias = dict[str, Json]

SCHEMA = "netwatch/reading/1"


def when(moment: datetime | None) -> str | None:
    """Return ``2026-01-01T00:00:00Z``."""
    if moment is None:
        return None
    return moment.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def reading_shape(
    file: str,
    platform: Platform | None,
    *,
    detected: bool,
    reading: Reading | DeviceState | None,
) -> Shape:
    """Return one element of ``netwatch parse`` and ``netwatch scan``.

    ``mirrors`` are the declared ones, since a file is a configuration; ``detected`` tells whether
    the platform was recognised rather than named. Both None: the platform was not recognised.
    """
    reading = reading or Reading()
    return {
        "schema": SCHEMA,
        "file": file,
        "platform": platform.name if platform else None,
        "detected": detected,
        "mirrors": [mirror_shape(each) for each in reading.declared or ()],
        "image": image_shape(reading.image),
        "dormant": [dormant_shape(each) for each in reading.dormant or ()],
        "unread": [quote_shape(each) for each in reading.unread or ()],
        "warnings": list(reading.warnings),
    }


def mirror_shape(mirror: Mirror) -> Shape:
    """Return a mirror; ``seen_in`` and ``description`` are there only when they are known."""
    shape: Shape = {
        "id": mirror.id,
        "kind": mirror.kind.value,
        "enabled": mirror.enabled,
        "complete": mirror.complete,
        "confidence": mirror.confidence.value,
        "sources": [_source_shape(each) for each in mirror.sources],
        "destinations": [_destination_shape(each) for each in mirror.destinations],
        "filters": [_filter_shape(each) for each in mirror.filters],
        "evidence": [quote_shape(each) for each in mirror.evidence],
    }
    if mirror.description is not None:
        shape["description"] = mirror.description
    if mirror.seen_in is not None:
        shape["seen_in"] = mirror.seen_in.value
    return shape


def _source_shape(source: Source) -> Shape:
    shape: Shape = {
        "kind": source.kind.value,
        "name": source.name,
        "direction": source.direction.value if source.direction else None,
    }
    optional: Shape = {
        "on": list(source.on) or None,
        "acl": source.acl,
        "erspan_id": source.erspan_id,
        "resolved_to": list(source.resolved_to) or None,
    }
    return shape | _known(optional)


def _destination_shape(destination: Destination) -> Shape:
    shape: Shape = {
        "kind": destination.kind.value,
        "value": destination.value,
        "vrf": destination.vrf,
        "origin": destination.origin,
        "erspan_id": destination.erspan_id,
        "resolved_from": destination.resolved_from,
    }
    optional: Shape = {
        "port": destination.port,
        "direction": destination.direction.value if destination.direction else None,
        "mac": destination.mac,
        "encapsulation": destination.encapsulation,
        "ingress": destination.ingress,
        "next_hop": destination.next_hop,
        "owner": destination.owner,
        "vni": destination.vni,
        "resolved_to": list(destination.resolved_to) or None,
    }
    return shape | _known(optional)


def _known(optional: Shape) -> Shape:
    return {key: value for key, value in optional.items() if value is not None}


def _filter_shape(filtered: Filter) -> Shape:
    return {"kind": filtered.kind, "name": filtered.name}


def quote_shape(evidence: Evidence) -> Shape:
    """Return a quoted line of the file being read: its number and its text."""
    return {"line": evidence.line, "text": evidence.text}


def evidence_shape(evidence: Evidence) -> Shape:
    """Return a quoted line with the answer it stands in, as findings show it."""
    return {"source": evidence.source, "line": evidence.line, "text": evidence.text}


def dormant_shape(dormant: Dormant) -> Shape:
    """Return a mirror hidden in automation."""
    return {"via": dormant.via, "line": dormant.line, "text": dormant.text}


def image_shape(image: Image | None) -> Shape | None:
    """Return an image; ``digests`` are those of the running file alone, by algorithm.

    The device computed them; ``fetched_digests`` netwatch, of a copy. These, and the times of both,
    are there only when they are known.
    """
    if image is None:
        return None
    shape: Shape = {
        "version": image.version,
        "model": image.model,
        "running_file": image.running_file,
        "digests": _running_digests(image, fetched=False),
        "bootloader": image.bootloader,
        "boot_path": None if image.boot_path is None else list(image.boot_path),
        "config_register": image.config_register,
        "config_register_next": image.config_register_next,
        "signature": image.signature.value if image.signature else None,
        "last_reload_reason": image.last_reload_reason,
        "booted_at": when(image.booted_at),
    }
    optional: Shape = {
        "hashed_at": when(image.hashed_at),
        "fetched_digests": _running_digests(image, fetched=True),
        "fetched_at": when(image.fetched_at),
    }
    return shape | _known(optional)


def _running_digests(image: Image, *, fetched: bool) -> Shape | None:
    digests = [each for each in image.digests or () if each.fetched is fetched]
    if image.digests is None or (fetched and not digests):
        return None
    running = (image.running_file or "").replace(":/", ":")
    return {
        each.algorithm: each.value for each in digests if each.path.replace(":/", ":") == running
    }


def ladder_shape(ladder: Ladder) -> Shape:
    """Return how far the evidence for the running code goes."""
    return {
        "verdict": ladder.verdict.value,
        "rungs": [
            {
                "rung": each.number,
                "name": each.name,
                "verdict": each.verdict.value,
                "why": each.why,
                "evidence": [evidence_shape(line) for line in each.evidence],
            }
            for each in ladder.rungs
        ],
    }


def finding_shape(kept: KeptFinding) -> Shape:
    """Return one finding with its life; what policy changed is there only where it did."""
    finding = kept.finding
    shape: Shape = {
        "rule": finding.rule,
        "severity": finding.severity.label,
        "confidence": finding.confidence.value,
        "device": finding.device,
        "title": finding.title,
        "subject": finding.subject,
        "techniques": list(finding.techniques),
        "first_seen": when(kept.first_seen),
        "last_seen": when(kept.last_seen),
        "status": kept.status.value,
        "new": kept.new,
        "evidence": [evidence_shape(each) for each in finding.evidence],
        "window": finding.window,
        "approval": finding.approval,
        "owner": kept.owner,
        "note": kept.note,
        "who": [actor_shape(each) for each in finding.who],
        "fingerprint": finding.fingerprint,
        "remediation": list(finding.remediation),
    }
    own = None if finding.own_severity is None else finding.own_severity.label
    return shape | _known({"ignored": finding.ignored, "own_severity": own})


def actor_shape(actor: Actor) -> Shape:
    """Return a name that stands beside a change, and which source names it."""
    return {
        "user": actor.user,
        "origin": actor.origin,
        "at": actor.at,
        "source": actor.source,
        "text": actor.quote,
    }


def event_shape(event: AuditEvent) -> Shape:
    """Return an audit event; ``risk_score`` is on the technique page's scale of 0 to 10."""
    return {
        "time": when(event.at),
        "host": event.host,
        "user": event.user,
        "origin": event.origin,
        "event": event.name,
        "alias": event.meaning.alias,
        "action": event.meaning.action.value,
        "risk_score": event.risk,
        "severity": event.severity.label,
        "succeeded": event.succeeded,
        "source": event.source,
        "region": event.region,
        "subject": event.subject,
        "target": event.target,
    }


def flow_shape(verdict: FlowVerdict) -> Shape:
    """Return a verdict of flows; null is what the records do not say.

    ``bytes`` may be up to ``bytes_error`` too low; ``declared`` is null when it was not compared
    with a configuration, ``new`` while learning, ``score`` for what is not periodic.
    """
    return {
        "time": when(verdict.first),
        "last": when(verdict.last),
        "host": verdict.host,
        "source": verdict.source,
        "destination": verdict.destination,
        "protocol": verdict.protocol,
        "port": verdict.port,
        "encapsulation": verdict.encapsulation.value if verdict.encapsulation else None,
        "verdict": verdict.kind.value,
        "bytes": verdict.bytes,
        "bytes_error": verdict.bytes_error,
        "packets": verdict.packets,
        "flows": verdict.flows,
        "risk_score": verdict.risk,
        "rests_on": list(verdict.rests_on),
        "device": verdict.device,
        "interface": verdict.interface,
        "declared": None if verdict.declared is None else list(verdict.declared),
        "collector": verdict.collector,
        "foreign": verdict.foreign,
        "new": verdict.new,
        "score": None if verdict.score is None else f"{verdict.score:.3f}",
    }


def volume_shape(volume: MirrorVolume) -> Shape:
    """Return what a session sent beside what its sources carried; null is not observed."""
    return {
        "sessions": list(volume.sessions),
        "destination": volume.destination,
        "witness": volume.witness.value,
        "verdict": volume.fit.value,
        "begin": when(volume.begin),
        "end": when(volume.end),
        "bytes": volume.octets,
        "packets": volume.packets,
        "sources_bytes": volume.carried,
        "sources_packets": volume.carried_packets,
        "ratio": None if volume.ratio is None else f"{volume.ratio:.3f}",
        "rests_on": list(volume.rests_on),
    }


def incident_shape(incident: Incident) -> Shape:
    """Return one incident; ``findings`` are the fingerprints of its findings."""
    return {
        "id": incident.id,
        "title": incident.title,
        "severity": incident.severity.label,
        "sentence": incident.sentence,
        "devices": list(incident.devices),
        "findings": list(incident.findings),
        "techniques": list(incident.techniques),
        "first_seen": when(incident.first_seen),
    }


def failure_shape(failure: Failure) -> Shape:
    """Return one thing that could not be observed."""
    return {
        "command": failure.command,
        "reason": failure.reason.value,
        "detail": failure.detail,
    }


def check_shape(checked: Checked, incidents: Sequence[Incident] = ()) -> Shape:
    """Return ``netwatch/check/1``, with those of ``incidents`` that are about the device."""
    state = checked.state
    return {
        "schema": "netwatch/check/1",
        "device": checked.device.name,
        "platform": state.platform,
        "taken_at": when(state.taken_at),
        "status": checked.status.value,
        "observed": {
            "config": state.config is not None,
            "mirrors": state.mirrors is not None,
            "image": state.image is not None,
        },
        "failures": [failure_shape(each) for each in state.failures],
        "mirrors": None
        if state.mirrors is None
        else [mirror_shape(each) for each in state.mirrors],
        "image": image_shape(state.image),
        "findings": [finding_shape(each) for each in checked.findings],
        "ignored": checked.ignored,
        "incidents": [
            incident_shape(each) for each in incidents if checked.device.name in each.devices
        ],
        "warnings": list(state.warnings),
    }


def sweep_shape(swept: Swept, incidents: Sequence[Incident] = ()) -> Shape:
    """Return ``netwatch/sweep/1``."""
    statuses = [each.status for each in swept.checked]
    return {
        "schema": "netwatch/sweep/1",
        "started_at": when(swept.started_at),
        "finished_at": when(swept.finished_at),
        "summary": {each.value: statuses.count(each) for each in CheckStatus},
        "incidents": [incident_shape(each) for each in incidents],
        "devices": [check_shape(each, incidents) for each in swept.checked],
    }
