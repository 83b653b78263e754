"""The mirror map as a graph: nodes in columns, edges between them, each with what it stands for."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from netwatch.model.mirror_path import Alarm, Mark, MirrorPath


class NodeKind(StrEnum):
    """What a node of the map stands for."""

    SOURCES = "sources"
    DEVICE = "device"
    SITE = "site"
    SESSION = "session"
    TUNNEL = "tunnel"
    VLAN = "rspan-vlan"
    HOP = "erspan-hop"
    DESTINATION = "destination"
    OWNER = "owner"


class Detail(IntEnum):
    """How much is folded, finest first.

    SESSIONS draws every session; DEVICES folds sources by device and sessions by equal receivers
    in a site; SITES also folds devices; OWNERS folds the receivers of one owner; KINDS also folds
    sites, and owners of one kind.
    """

    SESSIONS = 0
    DEVICES = 1
    SITES = 2
    OWNERS = 3
    KINDS = 4

    @property
    def word(self) -> str:
        """Return the name used in an address and on the command line."""
        return self.name.lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which paths are wanted; None is all. Also what is to be opened when a fold is.

    ``destination`` and ``owner`` match an end's value, text or fold; ``holder`` the kind of owner.
    ``detail`` asks for at least that much detail, past the usual bound.
    """

    site: str | None = None
    device: str | None = None
    destination: str | None = None
    owner: str | None = None
    holder: str | None = None
    consent: str | None = None
    mark: str | None = None
    kind: str | None = None
    alarm: Alarm | None = None
    detail: Detail | None = None

    @property
    def query(self) -> tuple[tuple[str, str], ...]:
        """Return the choice as names and values of an address, in a fixed order."""
        pairs = (
            ("site", self.site),
            ("device", self.device),
            ("destination", self.destination),
            ("owner", self.owner),
            ("holder", self.holder),
            ("approval", self.consent),
            ("mark", self.mark),
            ("kind", self.kind),
            ("alarm", None if self.alarm is None else self.alarm.name.lower()),
            ("detail", None if self.detail is None else self.detail.word),
        )
        return tuple((name, value) for name, value in pairs if value is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One node: ``column`` counts from the left, ``label`` names it, ``note`` says more.

    ``members`` is how many things are folded in it, ``paths`` how many copies run through it and
    ``marks`` how many of those carry each mark. ``full`` is all of it in words. ``opens`` shows
    what is folded, None when nothing is. ``holds`` are the places of the copies in the graph's
    ``paths``.
    """

    id: str
    kind: NodeKind
    column: int
    label: str
    note: str
    full: str
    members: int
    paths: int
    marks: tuple[tuple[Mark, int], ...] = ()
    alarm: Alarm = Alarm.QUIET
    opens: Choice | None = None
    holds: tuple[int, ...] = ()

    @property
    def is_fold(self) -> bool:
        """Tell whether several things are folded in the node."""
        return self.opens is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """``paths`` copies run from the node ``tail`` to the node ``head``, the loudest ``alarm``."""

    tail: str
    head: str
    paths: int
    alarm: Alarm = Alarm.QUIET


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """The map of ``paths``, of ``of`` known in all.

    ``columns`` are the headings from left to right. ``unseen`` are devices whose mirrors were
    never observed: the map says nothing of them. ``quiet`` and ``loud`` are the details chosen for
    copies that nothing is marked on and for the others.
    """

    title: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    columns: tuple[str, ...]
    paths: tuple[MirrorPath, ...] = ()
    of: int = 0
    unseen: tuple[str, ...] = ()
    quiet: Detail = Detail.SESSIONS
    loud: Detail = Detail.SESSIONS

    def node(self, name: str) -> Node | None:
        """Return the node with the id ``name``."""
        return next((each for each in self.nodes if each.id == name), None)

    @property
    def sentence(self) -> str:
        """Return what is drawn and what is folded, in words."""
        drawn = len(self.paths)
        words = f"{drawn} mirror {'session' if drawn == 1 else 'sessions'}"
        if drawn != self.of:
            words += f" of {self.of}"
        if self.quiet is not Detail.SESSIONS:
            words += f", folded by {_FOLDED[self.quiet]}"
            if self.loud is Detail.SESSIONS:
                words += "; every marked one is drawn by itself"
        if self.unseen:
            many = len(self.unseen)
            words += f"; the mirrors of {many} device{'' if many == 1 else 's'} were never observed"
        return words


_FOLDED = {
    Detail.DEVICES: "device and destination",
    Detail.SITES: "site and destination",
    Detail.OWNERS: "site and owner",
    Detail.KINDS: "kind of owner",
}
