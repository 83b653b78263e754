"""Who uses netwatch, what they may do, and which devices they see."""

from dataclasses import dataclass
from enum import StrEnum

from netwatch.model.device import Device


class Role(StrEnum):
    """What a person may do; each role includes those before it."""

    VIEWER = "viewer"
    OPERATOR = "operator"
    APPROVER = "approver"
    ADMIN = "admin"

    def includes(self, other: "Role") -> bool:
        """Tell whether who has this role may do what ``other`` may."""
        ranks = tuple(Role)
        return ranks.index(self) >= ranks.index(other)

    def capped(self, cap: "Role") -> "Role":
        """Return the lesser of this role and ``cap``."""
        return cap if self.includes(cap) else self


class Origin(StrEnum):
    """Who vouches for a person: netwatch's own password, a provider, a directory."""

    LOCAL = "local"
    OIDC = "oidc"
    LDAP = "ldap"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The part of the network somebody sees: devices of a site, or with a tag, named here.

    No site and no tag is no limit.
    """

    sites: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    @property
    def unlimited(self) -> bool:
        """Tell whether everything is seen, devices that left the inventory too."""
        return not self.sites and not self.tags

    def hold(self, device: Device | None) -> bool:
        """Tell whether ``device`` lies within; None is one that the inventory no longer names."""
        if self.unlimited:
            return True
        if device is None:
            return False
        return device.site in self.sites or any(each in self.tags for each in device.tags)

    def within(self, outer: "Limits") -> "Limits | None":
        """Return limits that lie within both, None when nothing does.

        Two limits that share no site and no tag must never become the empty limit, which is all.
        """
        if outer.unlimited:
            return self
        if self.unlimited:
            return outer
        both = Limits(
            sites=tuple(each for each in self.sites if each in outer.sites),
            tags=tuple(each for each in self.tags if each in outer.tags),
        )
        return None if both.unlimited else both


EVERYTHING = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who signed in, or the account behind an API token."""

    name: str
    role: Role
    sites: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    origin: Origin = Origin.LOCAL

    @property
    def limits(self) -> Limits:
        """Return the part of the network this person sees."""
        return Limits(sites=self.sites, tags=self.tags)

    def may(self, role: Role) -> bool:
        """Tell whether this person may do what ``role`` may."""
        return self.role.includes(role)

    def sees(self, device: Device | None) -> bool:
        """Tell whether this person may know of ``device``; None: no longer in the inventory."""
        return self.limits.hold(device)
