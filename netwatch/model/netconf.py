"""What a platform declares of NETCONF: the one question, and what its answer names."""

from collections.abc import Callable
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from netwatch.model.posture import Trait

SESSIONS = "sessions"
USERS = "users"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The mirror sessions and users that a running configuration names; None is not observed.

    A trait's ``name`` is the session's id or the user's name; its ``value`` is the statement by
    which a command line would show it, empty where that is not one line. ``whole`` holds the
    fields in which the answer claims to be complete.
    """

    sessions: tuple[Trait, ...] | None = None
    users: tuple[Trait, ...] | None = None
    whole: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Netconf:
    """The one question asked over NETCONF, of devices whose inventory entry opens that way.

    ``request`` is the operation that stands inside ``<rpc>``, sent as it is. ``kept`` makes of the
    ``rpc-reply`` (names without their namespace) the text that is kept and quoted, and raises
    ValueError where the answer is not a whole one; ``named`` reads that text. Where the command
    line's configuration holds the words ``omits``, NETCONF may leave out what it shows.
    """

    request: str
    kept: Callable[[Element], str]
    named: Callable[[str], Named]
    omits: str = ""
