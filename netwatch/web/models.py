"""The JSON of the API as models: CONTRACT section 6, checked on the way out, told in OpenAPI.

``netwatch.shapes`` makes the values; a test holds that these models let all of them through.
"""

from typing import Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict

T = TypeVar("T")

SeverityWord = Literal["info", "low", "medium", "high", "critical"]
StatusWord = Literal["open", "acknowledged", "explained", "resolved", "ignored"]


class Model(BaseModel):
    """What every answer is made of: no field that is not declared."""

    model_config = ConfigDict(extra="forbid")


class Problem(BaseModel):
    """A refusal, as RFC 9457 says; ``detail`` tells what to do next."""

    type: str
    status: int
    detail: str


class Page(Model, Generic[T]):
    """Some of many; ``next`` is the ``after`` of the following page, null on the last."""

    items: list[T]
    total: int | None = None
    next: str | None = None


class EvidenceModel(Model):
    """A quoted line: of which answer, its number there, its text."""

    source: str
    line: int | None
    text: str


class ActorModel(Model):
    """A name that stands beside a change, in the words of a source that may lie."""

    user: str
    origin: str | None
    at: str | None
    source: str
    text: str | None


class IncidentModel(Model):
    """Findings that tell one story; ``findings`` are fingerprints."""

    id: str
    title: str
    severity: SeverityWord
    sentence: str
    devices: list[str]
    findings: list[str]
    techniques: list[str]
    first_seen: str | None


class FindingModel(Model):
    """One finding with where it stands now."""

    rule: str
    severity: SeverityWord
    confidence: str
    device: str
    title: str
    subject: str
    techniques: list[str]
    first_seen: str | None
    last_seen: str | None
    status: StatusWord
    new: bool
    evidence: list[EvidenceModel]
    window: str | None
    approval: str | None
    owner: str | None
    note: str | None
    who: list[ActorModel]
    fingerprint: str
    remediation: list[str]
    ignored: str | None = None
    own_severity: SeverityWord | None = None
    incidents: list[IncidentModel] | None = None


class EventModel(Model):
    """One step in a finding's life."""

    at: str | None
    kind: str
    by: str | None
    note: str | None
    title: str | None
    severity: SeverityWord | None
    window: str | None
    approval: str | None


class LifeModel(Model):
    """A finding and its life, oldest step first."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    finding: FindingModel
    events: list[EventModel]


class SourceModel(Model):
    """What a session copies."""

    kind: str
    name: str
    direction: Literal["rx", "tx", "both"] | None
    on: list[str] | None = None
    acl: str | None = None
    erspan_id: int | None = None
    resolved_to: list[str] | None = None


class DestinationModel(Model):
    """Where a session copies to."""

    kind: str
    value: str
    vrf: str | None
    origin: str | None
    erspan_id: int | None
    resolved_from: str | None
    port: int | None = None
    direction: Literal["rx", "tx", "both"] | None = None
    mac: str | None = None
    encapsulation: str | None = None
    ingress: bool | None = None
    next_hop: str | None = None
    owner: str | None = None
    vni: int | None = None
    resolved_to: list[str] | None = None


class FilterModel(Model):
    """What narrows a session."""

    kind: str
    name: str


class QuoteModel(Model):
    """A line of the configuration or answer that was read."""

    line: int | None
    text: str


class MirrorModel(Model):
    """A session; ``seen_in`` tells which views of the device show it."""

    id: str
    kind: str
    enabled: bool | None
    complete: bool
    confidence: str
    sources: list[SourceModel]
    destinations: list[DestinationModel]
    filters: list[FilterModel]
    evidence: list[QuoteModel]
    description: str | None = None
    seen_in: Literal["config", "operational", "both"] | None = None


class ImageModel(Model):
    """What a device says of its code; null is not observed."""

    version: str | None
    model: str | None
    running_file: str | None
    digests: dict[str, str] | None
    bootloader: str | None
    boot_path: list[str] | None
    config_register: str | None
    config_register_next: str | None
    signature: str | None
    last_reload_reason: str | None
    booted_at: str | None
    hashed_at: str | None = None
    fetched_digests: dict[str, str] | None = None
    fetched_at: str | None = None


class RungModel(Model):
    """One rung of the evidence ladder."""

    rung: int
    name: str
    verdict: str
    why: str
    evidence: list[EvidenceModel]


class LadderModel(Model):
    """How far the evidence for the running code goes."""

    verdict: str
    rungs: list[RungModel]


class FailureModel(Model):
    """What one visit could not observe, and why."""

    command: str | None
    reason: str
    detail: str
