"""What each platform can and cannot show, and what could not be observed here."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from netwatch import registry
from netwatch.app.coverage import (
    WORDS,
    CoverageRow,
    Form,
    blind_spots,
    command_set,
    coverage,
    over,
    platform_coverage,
)
from netwatch.shapes import failure_shape, when
from netwatch.web.asked import Viewer
from netwatch.web.errors import NotFoundError
from netwatch.web.models import Model, Page
from netwatch.web.parameters import After, Limit

router = APIRouter(prefix="/coverage", tags=["coverage"])

Name = Annotated[
    str, Path(pattern=r"^[a-z][a-z0-9_]{0,63}$", description="A platform, such as `cisco_xe`.")
]
_PART = Query(max_length=200)


class PlatformOut(Model):
    """One platform; `coverage` says of each kind of evidence how well netwatch knows it."""

    name: str
    title: str
    over: str
    devices: int
    coverage: dict[str, str]


class CoverageOut(Model):
    """The platforms, those in use first; `blind` counts devices by what was not observed."""

    platforms: list[PlatformOut]
    blind: dict[str, int]


class BlindOut(Model):
    """Something that the latest visit of a device could not observe; `seen_at` null: never."""

    device: str
    facet: str
    since: str
    seen_at: str | None
    failures: list[dict[str, Any]]


class CommandOut(Model):
    """One line that is sent, and what for."""

    command: str
    purpose: str


class CommandsOut(PlatformOut):
    """A platform with every line that is ever sent; `forms` are those of its command set."""

    commands: list[CommandOut]
    notes: list[str]
    forms: list[Form]


class CommandSet(Model):
    """A command set as an AAA server or a cloud takes it."""

    text: str


@router.get("")
def show(
    asked: Viewer,
    every: Annotated[bool, Query(description="Platforms of no device too.")] = True,  # noqa: FBT002  # a parameter of the address
) -> CoverageOut:
    """Return the platforms and how many devices are blind to what."""
    found = coverage(asked.work, asked.limit(), unused=every)
    return CoverageOut(
        platforms=[PlatformOut(**_row(each)) for each in found.rows], blind=dict(found.blind)
    )


@router.get("/blind-spots")
def blind(
    asked: Viewer,
    facet: Annotated[str | None, _PART] = None,
    platform: Annotated[str | None, _PART] = None,
    after: After = "",
    limit: Limit = 50,
) -> Page[BlindOut]:
    """List what the latest visits could not observe, the newest first."""
    page = blind_spots(
        asked.work, asked.limit(), facet=facet, platform=platform, after=after or None, most=limit
    )
    items = [
        BlindOut(
            device=each.device, facet=each.facet, since=each.since.isoformat(),
            seen_at=when(each.seen_at), failures=[dict(failure_shape(e)) for e in each.failures],
        )
        for each in page.items
    ]  # fmt: skip
    return Page(items=items, total=page.total, next=page.following)


@router.get("/{name}")
def one(asked: Viewer, name: Name) -> CommandsOut:
    """Return one platform with every line that is ever sent to it."""
    _known(name)
    found = platform_coverage(asked.work, name, asked.limit())
    return CommandsOut(
        **_row(found.row),
        commands=[CommandOut(command=each.command, purpose=each.purpose) for each in found.asked],
        notes=list(found.notes),
        forms=list(found.forms),
    )


@router.get("/{name}/commands/{form}")
def commands(asked: Viewer, name: Name, form: Form) -> CommandSet:
    """Return the command set for an AAA server or a cloud."""
    del asked
    _known(name)
    return CommandSet(text=command_set(name, form))


def _row(row: CoverageRow) -> dict[str, Any]:
    return {
        "name": row.platform.name,
        "title": row.platform.title,
        "over": over(row.platform),
        "devices": row.devices,
        "coverage": {what: WORDS[offer] for what, offer in row.cells},
    }


def _known(name: str) -> None:
    if name not in registry.names("platforms"):
        raise NotFoundError(f"no platform {name!r}: GET /coverage lists them")
