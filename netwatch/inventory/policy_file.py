"""policy.yaml -> Policy: what the organisation allows, with the line each entry stands on."""

from datetime import UTC, date, datetime, time
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, PlainValidator, ValidationError, field_validator

from netwatch.inventory.errors import InventoryError
from netwatch.inventory.yaml_text import Lines, line_of, load
from netwatch.model.evidence import Severity
from netwatch.model.policy import Ignore, KnownCollector, KnownImage, MirrorApproval, Policy


def _network(value: object) -> IPv4Network | IPv6Network:
    # The library's own message ("has host bits set") is the clearest one there is.
    return ip_network(str(value))


Network = Annotated[IPv4Network | IPv6Network, PlainValidator(_network)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Approval(_Strict):
    devices: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    destinations: tuple[str, ...] = ()
    owner: str | None = None
    ticket: str | None = None
    expires: datetime | date | None = None


class _Collector(_Strict):
    address: Network
    name: str


class _Image(_Strict):
    digest: str
    algorithm: str | None = None
    version: str | None = None
    models: tuple[str, ...] = ()
    file: str | None = None
    source: str | None = None


class _Ignore(_Strict):
    rule: str = "*"
    device: str = "*"
    subject: str = "*"
    reason: str


class _File(_Strict):
    prefixes: tuple[Network, ...] = ()
    collectors: tuple[_Collector, ...] = ()
    approvals: tuple[_Approval, ...] = ()
    images: tuple[_Image, ...] = ()
    severities: dict[str, str] = {}
    ignores: tuple[_Ignore, ...] = ()

    @field_validator("severities")
    @classmethod
    def _known(cls, value: dict[str, str]) -> dict[str, str]:
        for word in value.values():
            Severity.parse(word)
        return value


def read_policy(path: Path) -> Policy:
    """Return the policy in ``path``. Raises InventoryError naming file, line and remedy."""
    data, lines = load(path, kind="policy")
    try:
        parsed = _File.model_validate(data or {})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        line = line_of(lines, first["loc"])
        raise InventoryError(f"{path}:{line}: {where}: {_told(first['msg'])}") from None
    return Policy(
        prefixes=parsed.prefixes,
        approvals=tuple(
            _approval(each, line_of(lines, ("approvals", index)))
            for index, each in enumerate(parsed.approvals)
        ),
        collectors=tuple(
            KnownCollector(address=each.address, name=each.name) for each in parsed.collectors
        ),
        images=tuple(KnownImage(**each.model_dump()) for each in parsed.images),
        severities=tuple((rule, Severity.parse(word)) for rule, word in parsed.severities.items()),
        ignores=_ignores(parsed, lines),
    )


def _told(message: str) -> str:
    return message.removeprefix("Value error, ")


def _ignores(parsed: _File, lines: Lines) -> tuple[Ignore, ...]:
    return tuple(
        Ignore(**each.model_dump(), line=line_of(lines, ("ignores", index)))
        for index, each in enumerate(parsed.ignores)
    )


def _approval(given: _Approval, line: int | None) -> MirrorApproval:
    return MirrorApproval(
        devices=given.devices,
        sites=given.sites,
        tags=given.tags,
        sources=given.sources,
        destinations=given.destinations,
        owner=given.owner,
        ticket=given.ticket,
        expires=_end_of(given.expires),
        line=line,
    )


def _end_of(expires: datetime | date | None) -> datetime | None:
    """A bare date allows that whole day, in UTC."""
    if expires is None:
        return None
    if not isinstance(expires, datetime):
        expires = datetime.combine(expires, time.max)
    return expires if expires.tzinfo else expires.replace(tzinfo=UTC)
