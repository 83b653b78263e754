"""How the inventory describes a source."""

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from netwatch.model.inventory import SecretRef, SecretSource
from netwatch.model.source import SourceSettings

_SECRETS = tuple(each.value for each in SecretSource)
Words = tuple[str, ...]


class SourceModel(BaseModel):
    """One entry under ``sources:``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,40}$")]
    path: str | None = None
    url: str | None = None
    token: dict[str, str] | None = None
    ca_file: str | None = None
    filters: dict[str, str | int | Words] = {}
    delimiter: Annotated[str, Field(min_length=1, max_length=5)] | None = None
    columns: Words = ()
    fields_: Annotated[dict[str, str], Field(alias="fields")] = {}
    platforms: dict[str, str] = {}
    site: str | None = None
    role: str | None = None
    tags: Words = ()
    credentials: str | None = None
    only: Words = ()

    @field_validator("token", mode="before")
    @classmethod
    def _by_reference(cls, value: object) -> object:
        if value is None or (
            isinstance(value, dict) and len(value) == 1 and next(iter(value)) in _SECRETS
        ):
            return value
        raise PydanticCustomError(
            "plain_secret", "a token must not stand in this file; use {env: NAME} or {file: PATH}"
        )

    def settings(self, home: Path) -> SourceSettings:
        """Return what it says; paths are taken from ``home``, where the inventory lies."""
        ((kind, name),) = self.token.items() if self.token else (("", ""),)
        return SourceSettings(
            kind=self.kind,
            path=home / Path(self.path).expanduser() if self.path else None,
            url=self.url,
            token=SecretRef(SecretSource(kind), name) if self.token else None,
            ca_file=self.ca_file,
            filters=tuple(
                (key, str(each))
                for key, value in self.filters.items()
                for each in (value if isinstance(value, tuple) else (value,))
            ),
            delimiter=self.delimiter,
            columns=self.columns,
            fields=self.fields_,
            platforms=self.platforms,
            site=self.site,
            role=self.role,
            tags=self.tags,
            credentials=self.credentials,
            only=self.only,
        )
