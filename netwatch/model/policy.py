"""What the organisation allows: approvals, known collectors, own prefixes, overrides."""

from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv4Network, IPv6Network

from netwatch.model.evidence import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class MirrorApproval:
    """Standing permission for mirrors that match every given pattern (shell globs).

    An empty tuple matches everything. ``line`` is the line of policy.yaml, for ``--explain``.
    """

    devices: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    destinations: tuple[str, ...] = ()
    owner: str | None = None
    ticket: str | None = None
    expires: datetime | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCollector:
    """An address that is meant to receive copies of traffic."""

    address: IPv4Network | IPv6Network
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownImage:
    """An image the team or the vendor vouches for; with ``file``, only a file of that name.

    ``source`` says which list, ``imported_at`` when it was taken in; both None in the policy's own.
    """

    digest: str
    algorithm: str | None = None
    version: str | None = None
    models: tuple[str, ...] = ()
    file: str | None = None
    source: str | None = None
    imported_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignore:
    """A finding that is not worth telling: rule and device globs, and a subject glob."""

    rule: str = "*"
    device: str = "*"
    subject: str = "*"
    reason: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """All of policy.yaml; the empty policy approves nothing and knows no prefix."""

    prefixes: tuple[IPv4Network | IPv6Network, ...] = ()
    approvals: tuple[MirrorApproval, ...] = ()
    collectors: tuple[KnownCollector, ...] = ()
    images: tuple[KnownImage, ...] = ()
    severities: tuple[tuple[str, Severity], ...] = ()
    ignores: tuple[Ignore, ...] = ()
