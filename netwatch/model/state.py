"""A device as netwatch understands it, every facet observed or None."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from netwatch.model.channels import Channels
from netwatch.model.evidence import Evidence
from netwatch.model.image import FileEntry, Image
from netwatch.model.mirror import Dormant, Mirror, Tunnel
from netwatch.model.place import InterfaceAddress, Neighbour
from netwatch.model.posture import Counter, Posture
from netwatch.model.snapshot import Failure


@dataclass(frozen=True, slots=True)
class Identity:
    """Who answered: used to notice that another box sits at the address."""

    hostname: str | None = None
    serial: str | None = None
    model: str | None = None


@dataclass(frozen=True, slots=True)
class ConfigLine:
    """One configuration statement under its parents, for comparison without regard to order.

    ``parents`` are the enclosing statements, outermost first; ``number`` is the 1-based line.
    """

    parents: tuple[str, ...]
    text: str
    number: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class LoggedCommand:
    """A configuration command somebody typed, from the device's own log of commands.

    ``mark`` is what the log numbers or times it by, ``user`` who typed it and from which line.
    """

    mark: str
    user: str
    text: str
    number: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit of the device's own list.

    ``mark`` is what the list names it by (an id, or its printed time), ``user`` who made it and
    how, ``at`` when: seconds since 1970 by the device's clock, its zone left aside.
    """

    mark: str
    user: str
    at: int
    number: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one platform's reader made of the answers it was given; None is not observed.

    ``declared`` mirrors come from configuration, ``operating`` ones from operational state.
    ``unread`` are lines that mention mirroring and were not understood. ``journal`` holds the
    logged commands that mention mirroring, oldest first; ``commits`` the device's list of commits,
    newest first, where the configuration was answered too. ``unseen`` are the namespaces of
    sessions (``eu-west-1``, for ``eu-west-1/tms-1``) that could not be looked into while others
    could.
    """

    identity: Identity | None = None
    config: str | None = None
    startup: str | None = None
    declared: tuple[Mirror, ...] | None = None
    operating: tuple[Mirror, ...] | None = None
    tunnels: tuple[Tunnel, ...] | None = None
    dormant: tuple[Dormant, ...] | None = None
    unread: tuple[Evidence, ...] | None = None
    image: Image | None = None
    files: tuple[FileEntry, ...] | None = None
    journal: tuple[LoggedCommand, ...] | None = None
    posture: Posture | None = None
    counters: tuple[Counter, ...] | None = None
    neighbours: tuple[Neighbour, ...] | None = None
    unseen: tuple[str, ...] = ()
    commits: tuple[Commit, ...] | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceState:
    """A reading placed in time: the value that is kept, compared and judged.

    ``mirrors`` is ``declared`` and ``operating`` reconciled, each with its ``seen_in``;
    ``neighbours`` stand at the receiving ends of mirrors, ``addresses`` are those of the device's
    own interfaces. ``channels`` are what other ways to the device show, None where none was opened;
    ``unseen`` as in ``Reading``.
    """

    device: str
    platform: str
    taken_at: datetime
    identity: Identity | None = None
    config: str | None = None
    startup: str | None = None
    declared: tuple[Mirror, ...] | None = None
    operating: tuple[Mirror, ...] | None = None
    mirrors: tuple[Mirror, ...] | None = None
    tunnels: tuple[Tunnel, ...] | None = None
    dormant: tuple[Dormant, ...] | None = None
    unread: tuple[Evidence, ...] | None = None
    image: Image | None = None
    files: tuple[FileEntry, ...] | None = None
    journal: tuple[LoggedCommand, ...] | None = None
    posture: Posture | None = None
    counters: tuple[Counter, ...] | None = None
    neighbours: tuple[Neighbour, ...] | None = None
    addresses: tuple[InterfaceAddress, ...] | None = None
    commits: tuple[Commit, ...] | None = None
    channels: Channels | None = None
    host_key: str | None = None
    unseen: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()


class Answers(Mapping[str, str]):
    """Complete answers by topic; ``get`` returns None for what was not (completely) answered.

    Several commands may answer one topic (the hash of each package): ``all`` gives every
    (command, text) pair in the order asked, indexing gives the first.
    """

    def __init__(self, answers: tuple[tuple[str, str, str], ...]) -> None:
        """Take (topic, command, text) triples."""
        self._answers = answers

    def __getitem__(self, topic: str) -> str:
        for each, _, text in self._answers:
            if each == topic:
                return text
        raise KeyError(topic)

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(topic for topic, _, _ in self._answers))

    def __len__(self) -> int:
        return len({topic for topic, _, _ in self._answers})

    def all(self, topic: str) -> tuple[tuple[str, str], ...]:
        """Return every (command, text) that answered ``topic``."""
        return tuple((command, text) for each, command, text in self._answers if each == topic)
