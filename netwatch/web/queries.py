"""What lists can be asked: the query of a page's address and of the API, checked and bounded."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from netwatch.app import dates
from netwatch.app.overview import CONTRADICTIONS, DESTINATIONS
from netwatch.app.searching import Sought
from netwatch.app.selection import chosen
from netwatch.model.evidence import Severity
from netwatch.model.finding import Status
from netwatch.store.present_values import (
    DeviceOrder,
    DeviceQuery,
    FindingOrder,
    FindingQuery,
)
from netwatch.store.values import STANDING, Outcome
from netwatch.web.asked import Asked

Text = Annotated[str, Field(max_length=200)]
Cursor = Annotated[str, Field(max_length=400, description="`next` of the page before")]
Limit = Annotated[int, Field(ge=1, le=200)]
SeverityWord = Literal["info", "low", "medium", "high", "critical"]


class FindingKind(StrEnum):
    """Rules that belong together."""

    DESTINATIONS = "destinations"
    CONTRADICTIONS = "contradictions"


_RULES = {FindingKind.DESTINATIONS: DESTINATIONS, FindingKind.CONTRADICTIONS: CONTRADICTIONS}


class Which(BaseModel):
    """Which devices a list is about; empty is every one."""

    model_config = ConfigDict(extra="ignore")

    @field_validator("*", mode="before")
    @classmethod
    def without_empty(cls, value: object) -> object:
        """Return a list without the empty choice that a form sends for "any"."""
        return [each for each in value if each != ""] if isinstance(value, list) else value

    device: Text = Field("", description="a name, or a pattern such as core-*")
    site: Text = ""
    tag: Text = ""
    after: Cursor = ""
    limit: Limit = 50


class FindingsAsked(Which):
    """Which findings; those that stand by themselves."""

    status: list[Status] = Field(default=[], max_length=5)
    severity: list[SeverityWord] = Field(default=[], max_length=5)
    rule: Text = ""
    kind: FindingKind | Literal[""] = ""
    owner: Text = Field("", description="`-` asks for those nobody looks after")
    text: Text = Field("", description="stands in rule, device, title or subject")
    since: Annotated[str, Field(max_length=40, description="2026-12-31, or 7d")] = ""
    alike: Text = ""
    order: FindingOrder = FindingOrder.WORST

    def query(self, asked: Asked) -> FindingQuery:
        """Return it for the store. Raises DateError, InventoryError, StoreError."""
        within = chosen(asked.work, asked.limit(), device=self.device, site=self.site, tag=self.tag)
        return FindingQuery(
            within=within,
            statuses=tuple(self.status) or STANDING,
            severities=tuple(Severity[each.upper()] for each in self.severity),
            rules=_RULES[self.kind] if self.kind else (self.rule,) if self.rule else (),
            owner=None if not self.owner else "" if self.owner == "-" else self.owner,
            text=self.text or None,
            since=dates.since(self.since, asked.now) if self.since else None,
            alike=self.alike or None,
            order=self.order,
            after=self.after or None,
            limit=self.limit,
        )


class DevicesAsked(Which):
    """Which visited devices."""

    text: Text = Field("", description="stands in name, model, serial or version")
    outcome: list[Outcome] = Field(default=[], max_length=3)
    platform: list[Text] = Field(default=[], max_length=40)
    version: Text = ""
    blind: bool = False
    order: DeviceOrder = DeviceOrder.NAME

    def query(self, asked: Asked) -> DeviceQuery:
        """Return it for the store. Raises InventoryError, StoreError."""
        return DeviceQuery(
            within=chosen(
                asked.work, asked.limit(), device=self.device, site=self.site, tag=self.tag
            ),
            text=self.text or None,
            outcomes=tuple(self.outcome),
            platforms=tuple(self.platform),
            version=self.version or None,
            blind=self.blind,
            order=self.order,
            after=self.after or None,
            limit=self.limit,
        )


class LinesAsked(Which):
    """Which lines of configurations, of now and of any time."""

    text: Annotated[str, Field(max_length=256, description="a part of a line")] = ""
    current: bool = Field(default=False, description="only what the newest configurations have")
    at: Annotated[str, Field(max_length=40, description="what stood then: 2026-01-31, 30d")] = ""
    regex: bool = Field(default=False, description="`text` is a regular expression")

    def sought(self, asked: Asked) -> Sought:
        """Return it for the search."""
        return Sought(
            text=self.text,
            within=asked.limit(),
            device=self.device or None,
            site=self.site or None,
            tag=self.tag or None,
            current=self.current,
            at=self.at or None,
            regex=self.regex,
            after=self.after or None,
            limit=self.limit,
        )


def choices(asked: BaseModel, **other: object) -> dict[str, object]:
    """Return what was chosen as the query of an address, with ``other`` in place of some of it."""
    given = asked.model_dump(mode="json", exclude_defaults=True, exclude={"after"})
    return {**given, **other}
