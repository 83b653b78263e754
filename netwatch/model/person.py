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

    @property
    def is_limited(self) -> bool:
        """Tell whether some devices are out of this person's sight."""
        return bool(self.sites or self.tags)

    def may(self, least: Role) -> bool:
        """Tell whether the person has ``least`` or a greater role."""
        return self.role.rank >= least.rank

    def sees(self, device: Device | None) -> bool:
        """Tell whether the person may see ``device``; None is one that left the inventory."""
        if not self.is_limited:
            return True
        if device is None:
            return False
        return device.site in self.sites or not self.tags.isdisjoint(device.tags)
