"""The code the devices say they run, and the evidence for it."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from netwatch.app.image_fleet import ImageQuery, image_devices, image_evidence, image_groups
from netwatch.shapes import failure_shape, image_shape, ladder_shape
from netwatch.store.present_values import ImageGroup
from netwatch.web.asked import Viewer
from netwatch.web.image_address import ImageAddress
from netwatch.web.models import FailureModel, ImageModel, LadderModel, Model, Page
from netwatch.web.parameters import After, Limit, Text

router = APIRouter(prefix="/images", tags=["images"])

_PART = Query(max_length=500)
Part = Annotated[str | None, _PART]


class ImageOut(Model):
    """Devices that say they run the same code; null is what was not observed.

    `fleet` counts the hashed devices of the same platform, model, version and file, `apart` says
    that this hash differs from what most of them have; `least` and `most` are rungs of evidence.
    """

    platform: str
    model: str | None
    version: str | None
    running_file: str | None
    algorithm: str | None
    digest: str | None
    device_count: int
    devices: list[str]
    fleet: int
    apart: bool
    contradicted: int
    least: int
    most: int


class ImageDevice(Model):
    """One device of an image; `evidence` is the highest rung it reaches by itself."""

    device: str
    bootloader: str | None
    config_register: str | None
    config_register_next: str | None
    evidence: int
    last_visit: str


class DeviceEvidence(Model):
    """One device's image, its ladder, and which fields of the image were observed."""

    device: str
    image: ImageModel | None
    ladder: LadderModel
    observed: dict[str, bool]
    failures: list[FailureModel]


@router.get("")
def images(
    asked: Viewer,
    q: Text = "",
    platform: Part = None,
    apart: Annotated[bool, Query(description="Only those that differ from their fleet.")] = False,  # noqa: FBT002  # a parameter of the address
    after: After = "",
    limit: Limit = 50,
) -> Page[ImageOut]:
    """List the images that run, those apart from their fleet first, then contradicted ones."""
    query = ImageQuery(text=q, platform=platform, apart=apart, after=after or None, limit=limit)
    page = image_groups(asked.work, query, asked.limit())
    items = [_out(each) for each in page.items]
    return Page(items=items, total=page.total, next=page.following)


@router.get("/devices")
def devices(asked: Viewer, of: Annotated[ImageAddress, Query()]) -> Page[ImageDevice]:
    """List the devices that run exactly one image; what is left out was not observed."""
    page = image_devices(asked.work, of.key, asked.limit(), after=of.after or None, most=of.limit)
    items = [
        ImageDevice(
            device=each.name,
            bootloader=each.image.bootloader if each.image else None,
            config_register=each.image.register if each.image else None,
            config_register_next=each.image.register_next if each.image else None,
            evidence=each.image.evidence if each.image else 0,
            last_visit=each.last_visit.isoformat(),
        )
        for each in page.items
    ]
    return Page(items=items, total=page.total, next=page.following)


@router.get("/{device}", response_model=DeviceEvidence, response_model_exclude_unset=True)
def evidence(asked: Viewer, device: Annotated[str, Path(max_length=255)]) -> object:
    """Return one device's image and its evidence ladder, as `netwatch images` does."""
    asked.device(device)
    found = image_evidence(asked.work, device)
    return {
        "device": device,
        "image": image_shape(found.climbed.state.image),
        "ladder": ladder_shape(found.climbed.ladder),
        "observed": dict(found.observed),
        "failures": [failure_shape(each) for each in found.failures],
    }


def _out(group: ImageGroup) -> ImageOut:
    return ImageOut(
        platform=group.platform, model=group.model, version=group.version,
        running_file=group.running_file, algorithm=group.algorithm, digest=group.digest,
        device_count=group.device_count, devices=list(group.devices), fleet=group.fleet,
        apart=group.apart, contradicted=group.contradicted, least=group.least, most=group.most,
    )  # fmt: skip
