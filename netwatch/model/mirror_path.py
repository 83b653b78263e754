"""One copy of traffic as people follow it: what is copied, by which session, where to, whose."""

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from functools import cache

from netwatch.model.mirror import Mirror

NO_SITE = "(no site)"


class Origin(StrEnum):
    """What tells of the copy."""

    SESSION = "session"
    AUTOMATION = "automation"
    TRAFFIC = "traffic"


class Mark(StrEnum):
    """What people should notice of a copy; the words are shown as they stand."""

    HIDDEN = "hidden"
    UNDECLARED = "in traffic only"
    AUTOMATED = "in automation"
    NOBODYS = "owner unknown"
    UNAPPROVED = "unapproved"
    LAPSED = "approval lapsed"
    STAGED = "staged"
    DISABLED = "off"
    SEEN = "seen in traffic"
    ASSUMED = "join assumed"


class Alarm(IntEnum):
    """How loudly a copy is drawn; the worst of its marks decides."""

    QUIET = 0
    UNAPPROVED = 1
    HIDDEN = 2


_LOUD = {
    Mark.HIDDEN: Alarm.HIDDEN,
    Mark.UNDECLARED: Alarm.HIDDEN,
    Mark.AUTOMATED: Alarm.HIDDEN,
    Mark.NOBODYS: Alarm.UNAPPROVED,
    Mark.UNAPPROVED: Alarm.UNAPPROVED,
    Mark.LAPSED: Alarm.UNAPPROVED,
}


def is_loud(mark: Mark) -> bool:
    """Tell whether ``mark`` alone makes a copy stand out."""
    return mark in _LOUD


@cache
def alarm_of(marks: tuple[Mark, ...]) -> Alarm:
    """Return the alarm of the loudest of ``marks``."""
    return max((_LOUD.get(each, Alarm.QUIET) for each in marks), default=Alarm.QUIET)


class Consent(StrEnum):
    """How a destination stands with the approvals; NOTHING where no session is to be approved."""

    APPROVED = "approved"
    LAPSED = "lapsed"
    UNAPPROVED = "unapproved"
    NOTHING = "nothing to approve"


class Holder(StrEnum):
    """What makes a receiver somebody's; PORT is an end on the copying device itself."""

    COLLECTOR = "collector"
    DEVICE = "device"
    ACCOUNT = "cloud account"
    SELF = "device itself"
    PREFIX = "prefix"
    APPROVED = "approved"
    PORT = "own port"
    VLAN = "no receiver known"
    UNTOLD = "owner not told"
    NOBODY = "nobody known"


@dataclass(frozen=True, slots=True)
class Owner:
    """Who a receiver belongs to, as policy and inventory say."""

    holder: Holder
    name: str = ""

    @property
    def text(self) -> str:
        """Return ``collector IDS sensor 1``; the holder alone where it has no name."""
        return f"{self.holder} {self.name}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """One receiver of a copy.

    ``value`` is the receiver as the device names it, ``text`` the same for people, ``tunnel`` the
    tunnel the copy leaves by. ``fold`` is what makes receivers of several devices one. ``consent``
    is how it stands with the approvals, ``approval`` the approval's words. ``place`` is where
    another session may take the copy up, and ``onward`` are the keys of those that do.
    """

    value: str
    text: str
    fold: str
    owner: Owner
    consent: Consent
    kind: str = ""
    approval: str | None = None
    tunnel: str | None = None
    erspan_id: int | None = None
    place: str | None = None
    onward: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Take:
    """A place where a session takes up another one's copy: a VLAN of a site, or an address."""

    place: str
    erspan_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MirrorPath:
    """One copy: a session, a line of automation, or traffic that no session declares.

    ``key`` names it among all paths. ``depth`` is how many sessions the copy ran through before.
    ``takes`` are the places where it takes up other sessions' copies. ``traffic`` says how much of
    it flow records saw, None where they show nothing or were never kept. ``quote`` is the line of
    automation, ``mirror`` the session itself.
    """

    key: str
    device: str
    site: str
    origin: Origin
    session: str
    kind: str
    sources: tuple[str, ...] = ()
    ends: tuple[End, ...] = ()
    marks: tuple[Mark, ...] = ()
    depth: int = 0
    takes: tuple[Take, ...] = ()
    traffic: str | None = None
    quote: str | None = None
    mirror: Mirror | None = field(default=None, compare=False)

    @property
    def alarm(self) -> Alarm:
        """Return how loudly the copy is drawn."""
        return alarm_of(self.marks)


@dataclass(frozen=True, slots=True)
class Sighting:
    """Traffic like a mirror's that left a device; ``session`` is the id that declares it."""

    destination: str
    session: str | None
    encapsulation: str
    amount: str
