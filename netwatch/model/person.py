"""Who looks and acts: a person's role, and the devices they are limited to."""

from dataclasses import dataclass
from enum import StrEnum

from netwatch.model.device import Device


class Role(StrEnum):
    """What a person may do; each role may all that those before it may."""

    VIEWER = "viewer"
    OPERATOR = "operator"
    APPROVER = "approver"
    ADMIN = "admin"

    @property
    def rank(self) -> int:
        """Return 0 for the least."""
        return list(Role).index(self)

    def capped(self, cap: "Role") -> "Role":
        """Return the lesser of this role and ``cap``."""
        return min(self, cap, key=lambda each: each.rank)


class Origin(StrEnum):
    """Who vouches for a person: netwatch's own password, a provider, a directory."""

    LOCAL = "local"
    OIDC = "oidc"
    LDAP = "ldap"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The part of the network somebody sees: devices of one of these sites or with one of the tags.

    Neither sites nor tags is no limit.
    """

    sites: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()

    @property
    def is_limited(self) -> bool:
        """Tell whether some devices are out of sight."""
        return bool(self.sites or self.tags)

    def hold(self, device: Device | None) -> bool:
        """Tell whether ``device`` lies within; None is one that left the inventory."""
        if not self.is_limited:
            return True
        if device is None:
            return False
        return device.site in self.sites or not self.tags.isdisjoint(device.tags)

    def within(self, outer: "Limits") -> "Limits | None":
        """Return limits that lie within both, None when nothing does.

        Two limits that share no site and no tag must never become the empty limit, which is all.
        """
        if not outer.is_limited:
            return self
        if not self.is_limited:
            return outer
        both = Limits(sites=self.sites & outer.sites, tags=self.tags & outer.tags)
        return both if both.is_limited else None


EVERYTHING = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who signed in, or whom a token stands for.

    With ``sites`` or ``tags``, only devices of one of these sites or with one of these tags are
    shown; with neither, all are, those that left the inventory too.
    """

    name: str
    role: Role = Role.VIEWER
    sites: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    origin: Origin = Origin.LOCAL

    @property
    def limits(self) -> Limits:
        """Return the part of the network this person sees."""
        return Limits(sites=self.sites, tags=self.tags)

    @property
    def is_limited(self) -> bool:
        """Tell whether some devices are out of this person's sight."""
        return self.limits.is_limited

    def may(self, least: Role) -> bool:
        """Tell whether the person has ``least`` or a greater role."""
        return self.role.rank >= least.rank

    def sees(self, device: Device | None) -> bool:
        """Tell whether the person may see ``device``; None is one that left the inventory."""
        return self.limits.hold(device)
