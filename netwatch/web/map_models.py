"""The JSON of the mirror map as models, told in OpenAPI."""

from typing import Literal

from pydantic import ConfigDict, Field

from netwatch.web.models import MirrorModel, Model

AlarmWord = Literal["quiet", "unapproved", "hidden"]


class OwnerModel(Model):
    """Whose a receiver is; ``kind`` says what makes it so."""

    kind: str
    name: str | None


class EndModel(Model):
    """One receiver; ``taken_up_by`` are the keys of sessions that copy on from it."""

    destination: str
    owner: OwnerModel
    approval: Literal["approved", "lapsed", "unapproved", "nothing to approve"]
    approved_by: str | None
    taken_up_by: list[str]


class MirrorPathModel(Model):
    """One copy: a session, a line of automation, or traffic that no session declares."""

    key: str
    device: str
    site: str
    origin: Literal["session", "automation", "traffic"]
    session: str
    kind: str
    marks: list[str]
    alarm: AlarmWord
    ends: list[EndModel]
    traffic: str | None
    quote: str | None
    mirror: MirrorModel | None


class NodeModel(Model):
    """One node; ``opens`` is the query that shows what is folded in it, null when nothing is."""

    id: str
    kind: str
    column: int
    label: str
    note: str
    members: int
    sessions: int
    marks: dict[str, int]
    alarm: AlarmWord
    opens: dict[str, str] | None


class EdgeModel(Model):
    """Copies that run from one node to another."""

    tail: str
    head: str
    sessions: int
    alarm: AlarmWord


class DetailModel(Model):
    """How much is folded: of the copies that nothing is marked on, and of the others."""

    quiet: str
    marked: str


class MapModel(Model):
    """The mirror map; ``unseen`` are devices whose mirrors were never observed."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    named: Literal["netwatch/mirror-map/1"] = Field(alias="schema")
    title: str
    says: str
    sessions: int
    of: int
    detail: DetailModel
    unseen: list[str]
    columns: list[str]
    nodes: list[NodeModel]
    edges: list[EdgeModel]
