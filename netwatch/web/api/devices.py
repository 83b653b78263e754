"""Devices over the API: the list, one of them, its timeline."""

from typing import Annotated

from fastapi import APIRouter, Query

from netwatch.app.device_file import device_file
from netwatch.shapes import (
    finding_shape,
    image_shape,
    incident_shape,
    ladder_shape,
    mirror_shape,
    when,
)
from netwatch.store.present_values import (
    FindingStep,
    HeardWord,
    Moment,
    PresentDevice,
    VisitRun,
    WindowSpan,
)
from netwatch.web.asked import Viewer
from netwatch.web.models import (
    FailureModel,
    FindingModel,
    ImageModel,
    IncidentModel,
    LadderModel,
    MirrorModel,
    Model,
    Page,
)
from netwatch.web.queries import Cursor, DevicesAsked, Text

router = APIRouter(prefix="/devices", tags=["devices"])


class DeviceRow(Model):
    """A visited device; ``mirrors`` is null where they were never observed."""

    name: str
    platform: str
    site: str | None
    tags: list[str]
    first_visit: str | None
    last_visit: str | None
    answered_at: str | None
    outcome: str
    model: str | None
    serial: str | None
    version: str | None
    mirrors: int | None
    hidden: int
    standing: int
    blind: list[str]


class DeviceModel(Model):
    """One device; null is not observed."""

    name: str
    platform: str
    in_inventory: bool
    taken_at: str | None
    failures: list[FailureModel]
    mirrors: list[MirrorModel] | None
    image: ImageModel | None
    ladder: LadderModel
    findings: list[FindingModel]
    incidents: list[IncidentModel]


class MomentModel(Model):
    """Something that happened: ``kind`` is visits, finding, window or heard."""

    at: str | None
    kind: str
    until: str | None = None
    visits: int | None = None
    outcome: str | None = None
    changed: list[str] | None = None
    finding: str | None = None
    told: str | None = None
    by: str | None = None


@router.get("")
def several(asked: Viewer, wanted: Annotated[DevicesAsked, Query()]) -> Page[DeviceRow]:
    """Return the visited devices that are asked for."""
    page = asked.work.store.present.devices(wanted.query(asked))
    listed = {each.name: each for each in asked.work.inventory.devices}
    rows = []
    for each in page.items:
        one = listed.get(each.name)
        rows.append(_row(each, one.site if one else None, one.tags if one else ()))
    return Page(items=rows, total=page.total, next=page.following)


@router.get("/{name}", response_model=DeviceModel, response_model_exclude_unset=True)
def one(asked: Viewer, name: Text) -> object:
    """Return what is known of a device."""
    asked.device(name)
    found = device_file(asked.work, name, asked.now, asked.limit())
    known = found.known
    return {
        "name": name,
        "platform": known.platform,
        "in_inventory": found.listed is not None,
        "taken_at": when(found.latest.taken_at),
        "failures": [
            {"command": each.command, "reason": each.reason.value, "detail": each.detail}
            for each in found.latest.failures
        ],
        "mirrors": None if known.mirrors is None else [mirror_shape(m) for m in known.mirrors],
        "image": image_shape(known.image),
        "ladder": ladder_shape(found.ladder),
        "findings": [finding_shape(each) for each in found.findings],
        "incidents": [incident_shape(each) for each in found.told],
    }


@router.get("/{name}/timeline", response_model_exclude_unset=True)
def timeline(
    asked: Viewer, name: Text, after: Annotated[Cursor, Query()] = ""
) -> Page[MomentModel]:
    """Return what happened to a device, latest first."""
    asked.device(name)
    found = asked.work.store.timeline(name, until=asked.now, after=after or None)
    return Page(items=[_moment(each) for each in found.moments], next=found.following)


def _row(device: PresentDevice, site: str | None, tags: tuple[str, ...]) -> DeviceRow:
    return DeviceRow(
        name=device.name,
        platform=device.platform,
        site=site,
        tags=list(tags),
        first_visit=when(device.first_visit),
        last_visit=when(device.last_visit),
        answered_at=when(device.answered_at),
        outcome=device.outcome.value,
        model=device.model,
        serial=device.serial,
        version=device.image.version if device.image else None,
        mirrors=device.mirrors,
        hidden=device.hidden,
        standing=device.standing,
        blind=list(device.blind),
    )


def _moment(moment: Moment) -> MomentModel:
    at = when(moment.at)
    match moment:
        case VisitRun():
            return MomentModel(
                at=at,
                kind="visits",
                until=when(moment.last_at),
                visits=moment.visits,
                outcome=moment.outcome.value,
                changed=[each.command for each in moment.changes],
            )
        case FindingStep():
            told = f"{moment.kind.value}: {moment.title}"
            name = moment.fingerprint
            return MomentModel(at=at, kind="finding", finding=name, told=told, by=moment.actor)
        case WindowSpan():
            return MomentModel(at=at, kind="window", until=when(moment.ends), told=moment.name)
        case HeardWord():
            return MomentModel(at=at, kind="heard", told=moment.text, by=moment.user)
