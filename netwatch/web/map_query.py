"""What the mirror map can be asked: the query of its address, checked and bounded."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from netwatch.model.mirror_graph import Choice, Detail
from netwatch.model.mirror_path import Alarm, Consent, Holder, Mark
from netwatch.web.rendering import link

Text = Annotated[str, Field(max_length=400)]
SortWord = Literal["alarm", "site", "device", "kind", "destination", "owner"]


class MapAsked(BaseModel):
    """Which copies are to be shown, and in how much detail; empty is every one."""

    model_config = ConfigDict(extra="ignore")

    site: Text = ""
    device: Text = Field("", description="a name, or a pattern such as core-*")
    destination: Text = Field("", description="an address or name, or a pattern")
    owner: Text = ""
    holder: Holder | Literal[""] = ""
    approval: Consent | Literal[""] = ""
    mark: Mark | Literal[""] = ""
    kind: Text = ""
    alarm: Literal["", "quiet", "unapproved", "hidden"] = ""
    detail: Literal["", "sessions", "devices", "sites", "owners", "kinds"] = ""

    def choice(self) -> Choice:
        """Return it for the map."""
        return Choice(
            site=self.site or None,
            device=self.device or None,
            destination=self.destination or None,
            owner=self.owner or None,
            holder=self.holder or None,
            consent=self.approval or None,
            mark=self.mark or None,
            kind=self.kind or None,
            alarm=Alarm[self.alarm.upper()] if self.alarm else None,
            detail=Detail[self.detail.upper()] if self.detail else None,
        )


class RowsAsked(MapAsked):
    """Which rows of the table below the map; ``after`` is the key of the last row before."""

    sort: SortWord = "alarm"
    after: Annotated[str, Field(max_length=2000)] = ""
    limit: Annotated[int, Field(ge=1, le=500)] = 50


def map_link(path: str, choice: Choice, **more: object) -> str:
    """Return the address of ``path`` that asks for ``choice``."""
    return link(path, **dict(choice.query), **more)
