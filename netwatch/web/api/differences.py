"""Versions of what a device answered, and how two of them differ, over the API."""

from typing import Annotated

from fastapi import APIRouter, Query

from netwatch.app.difference import Difference, Wanted, difference, versions_of
from netwatch.app.difference_view import MOST_ROWS, changed_lines, difference_shape
from netwatch.model.platform import CONFIG
from netwatch.shapes import when
from netwatch.web.asked import Viewer
from netwatch.web.models import Model
from netwatch.web.queries import Text

router = APIRouter(prefix="/devices", tags=["differences"])


class VersionModel(Model):
    """One distinct answer; ``digest`` names it."""

    topic: str
    command: str
    digest: str
    size: int
    first_seen: str | None
    last_seen: str | None


class SideModel(Model):
    """Which answer of which device stands on a side."""

    device: str
    digest: str
    first_seen: str | None
    last_seen: str | None


class SentenceModel(Model):
    """What one part of the difference means, with the rule that judges such a change."""

    severity: str | None
    text: str
    rule: str | None
    from_line: int | None
    to_line: int | None


class StanzaModel(Model):
    """Changed lines under one outermost statement ("" at the top level), cut into hunks."""

    title: str
    hunks: list[dict[str, object]]


class DifferenceModel(Model):
    """A difference; ``change_id`` is equal for the same change on other devices.

    ``complete`` is false where the texts were too different to align every line.
    """

    device: str
    other: str | None
    topic: str
    old: SideModel
    new: SideModel
    changes: list[str]
    summary: list[SentenceModel]
    change_id: str
    counts: dict[str, int]
    complete: bool
    stanzas: list[StanzaModel]


@router.get("/{name}/versions")
def versions(asked: Viewer, name: Text, topic: Text = CONFIG) -> list[VersionModel]:
    """Return every distinct answer to ``topic``, the one seen last first."""
    asked.device(name)
    return [
        VersionModel(
            topic=each.topic,
            command=each.command,
            digest=each.digest,
            size=each.size,
            first_seen=when(each.first_seen),
            last_seen=when(each.last_seen),
        )
        for each in versions_of(asked.work.store, name, topic)
    ]


@router.get("/{name}/diff", response_model=DifferenceModel)
def diff(
    asked: Viewer,
    name: Text,
    other: Annotated[Text | None, Query(alias="with")] = None,
    topic: Text = CONFIG,
    old: Text | None = None,
    new: Text | None = None,
) -> object:
    """Return how two versions differ: by themselves the latest and the one before."""
    asked.device(name)
    if other is not None:
        asked.device(other)
    wanted = Wanted(device=name, other=other, topic=topic, old=old, new=new)
    return _model(wanted, difference(asked.work.store, wanted))


def _model(wanted: Wanted, found: Difference) -> dict[str, object]:
    shape = difference_shape(
        wanted, found, found.shown(MOST_ROWS), changed_lines(found, as_text=False)
    )
    names = {"with": "other", "from": "old", "to": "new"}
    return {names.get(key, key): value for key, value in shape.items()}
