"""policy.yaml -> Policy: what the organisation allows, with the line each entry stands on."""

import fnmatch
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from difflib import get_close_matches
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationError,
    field_validator,
    model_validator,
)

from netwatch import registry
from netwatch.inventory.errors import InventoryError
from netwatch.inventory.yaml_text import Lines, Path_, line_of, load
from netwatch.judgement.permits import COPIES
from netwatch.model.evidence import Severity
from netwatch.model.policy import (
    ApprovalTerms,
    DriftApproval,
    Ignore,
    ImageApproval,
    KnownCollector,
    KnownImage,
    MirrorApproval,
    Policy,
    SeverityOverride,
)

Entry = TypeVar("Entry", MirrorApproval, ImageApproval, DriftApproval, KnownCollector, Ignore)

_HEX = re.compile(r"(?i)(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})")


def _network(value: object) -> IPv4Network | IPv6Network:
    # The library's own message ("has host bits set") is the clearest one there is.
    return ip_network(str(value))


def _digest(value: str) -> str:
    if not _HEX.fullmatch(value):
        raise ValueError("a digest is written in hex (MD5, SHA-1, SHA-256, SHA-384 or SHA-512)")
    return value.lower()


def _rule_pattern(value: str) -> str:
    if not fnmatch.filter(_rule_ids(), value):
        near = get_close_matches(value, _rule_ids(), 1)
        hint = f"did you mean {near[0]}?" if near else "`netwatch rules` lists them"
        raise ValueError(f"no rule {value!r}: {hint}")
    return value


@cache
def _rule_ids() -> tuple[str, ...]:
    return tuple(each.replace("_", "-") for each in registry.names("rules"))


RulePattern = Annotated[str, AfterValidator(_rule_pattern)]
Network = Annotated[IPv4Network | IPv6Network, PlainValidator(_network)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Permission(_Strict):
    devices: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    owner: str | None = None
    ticket: str | None = None
    reason: str | None = None
    expires: datetime | date | None = None

    @field_validator("expires")
    @classmethod
    def _end(cls, value: datetime | date | None) -> datetime | None:
        return None if value is None else end_of(value)


class _Approval(_Permission):
    sources: tuple[str, ...] = ()
    destinations: tuple[str, ...] = ()
    collectors: tuple[str, ...] = ()


class _ImageApproval(_Permission):
    version: str | None = None
    digest: Annotated[str, AfterValidator(_digest)] | None = None
    models: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if self.version is None and self.digest is None:
            raise ValueError("name the version, the digest or both of the image you approve")
        return self


class _DriftApproval(_Permission):
    rules: Annotated[tuple[RulePattern, ...], Field(min_length=1)]
    subjects: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()

    @field_validator("rules")
    @classmethod
    def _not_of_copies(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for each in COPIES.intersection(value):
            raise ValueError(f"{each} tells of a copy: permit its destination under `approvals:`")
        return value


class _Collector(_Strict):
    address: Network
    name: Annotated[str, Field(min_length=1)]


class _Image(_Strict):
    digest: str
    algorithm: str | None = None
    version: str | None = None
    models: tuple[str, ...] = ()
    file: str | None = None
    source: str | None = None


class _Ignore(_Strict):
    rule: RulePattern = "*"
    device: str = "*"
    subject: str = "*"
    reason: str


class _File(_Strict):
    prefixes: tuple[Network, ...] = ()
    collectors: tuple[_Collector, ...] = ()
    approvals: tuple[_Approval, ...] = ()
    image_approvals: tuple[_ImageApproval, ...] = ()
    drift_approvals: tuple[_DriftApproval, ...] = ()
    approvals_need_two: bool = False
    approvals_longest_days: Annotated[int, Field(ge=1, le=36_500)] | None = None
    approvals_without_end: bool = False
    images: tuple[_Image, ...] = ()
    severities: dict[RulePattern, str] = {}
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
    for at, problem in _contradictions(parsed):
        raise InventoryError(f"{path}:{line_of(lines, at)}: {'.'.join(map(str, at))}: {problem}")
    return Policy(
        prefixes=parsed.prefixes,
        approvals=_entries(MirrorApproval, "approvals", parsed.approvals, lines),
        image_approvals=_entries(ImageApproval, "image_approvals", parsed.image_approvals, lines),
        drift_approvals=_entries(DriftApproval, "drift_approvals", parsed.drift_approvals, lines),
        terms=ApprovalTerms(
            need_two=parsed.approvals_need_two,
            longest_days=parsed.approvals_longest_days,
            without_end=parsed.approvals_without_end,
        ),
        collectors=_entries(KnownCollector, "collectors", parsed.collectors, lines),
        images=tuple(KnownImage(**each.model_dump()) for each in parsed.images),
        severities=tuple(
            SeverityOverride(
                rule=rule, severity=Severity.parse(word), line=line_of(lines, ("severities", rule))
            )
            for rule, word in parsed.severities.items()
        ),
        ignores=_entries(Ignore, "ignores", parsed.ignores, lines),
        source=str(path),
        prefix_lines=tuple(
            line_of(lines, ("prefixes", index)) for index in range(len(parsed.prefixes))
        ),
    )


def _contradictions(parsed: _File) -> Iterator[tuple[Path_, str]]:
    """Yield what no entry gets wrong by itself, with the place in the file."""
    if parsed.approvals_without_end and parsed.approvals_longest_days is not None:
        yield ("approvals_without_end",), "contradicts approvals_longest_days: keep one of them"
    known = [each.name for each in parsed.collectors]
    for index, approval in enumerate(parsed.approvals):
        for pattern in approval.collectors:
            if not fnmatch.filter(known, pattern):
                names = ", ".join(known) or "none"
                where = ("approvals", index, "collectors")
                yield where, f"no collector is named {pattern!r} (known: {names})"


def _told(message: str) -> str:
    return message.removeprefix("Value error, ").replace(
        "Extra inputs are not permitted", "unknown key"
    )


def _entries(
    kind: type[Entry], section: str, given: Sequence[_Strict], lines: Lines
) -> tuple[Entry, ...]:
    """Return the entries of one list, each with the line it stands on."""
    return tuple(
        kind(**each.model_dump(), line=line_of(lines, (section, index)))
        for index, each in enumerate(given)
    )


def end_of(moment: datetime | date) -> datetime:
    """Return when a permission up to ``moment`` ends; a bare date allows that whole day, in UTC."""
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time.max)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
