"""Paths -> a graph that can be read: how much must be folded, and what each node stands for."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from netwatch.judgement.mirror_choice import chosen
from netwatch.judgement.mirror_labels import Words, member_of, words_of
from netwatch.judgement.mirror_stops import (
    DESTINATION,
    OWNER,
    SOURCE,
    Route,
    Router,
    Stop,
)
from netwatch.model.mirror_graph import Choice, Detail, Edge, Graph, Node
from netwatch.model.mirror_path import Alarm, Consent, End, Holder, Mark, MirrorPath

MOST_NODES = 150
"""So many nodes can be taken in at once."""

MOST_OPENED = 600
"""So many are drawn when a person asks for more detail."""

# What is marked stays finer than what is not, as long as it fits.
_PLANS = tuple(
    (Detail(quiet), Detail(loud))
    for quiet, loud in (
        (0, 0), (1, 0), (2, 0), (1, 1), (2, 1), (3, 0), (2, 2), (3, 1), (3, 2), (3, 3),
        (4, 0), (4, 1), (4, 2), (4, 3), (4, 4),
    )
)  # fmt: skip
_HEADINGS = ("Source", "Session", "On the way", "Taken up by")


@dataclass(frozen=True, slots=True)
class Plan:
    """How fine the copies without an alarm are drawn, and how fine the others."""

    quiet: Detail
    loud: Detail

    def of(self, path: MirrorPath) -> Detail:
        """Return the detail ``path`` is drawn in."""
        return self.loud if path.alarm else self.quiet


@dataclass(slots=True)
class _Tally:
    holds: list[int] = field(default_factory=list)
    members: dict[str, None] = field(default_factory=dict)
    marks: Counter[Mark] = field(default_factory=Counter)
    alarm: Alarm = Alarm.QUIET
    loudest: Alarm = Alarm.QUIET
    words: Words | None = None

    def add(self, stop: Stop, route: Route, end: End | None, at: int) -> None:
        path = route.path
        self.holds.append(at)
        for each in path.marks:
            self.marks[each] += 1
        self.loudest = max(self.loudest, path.alarm)
        if self.alarm is not Alarm.HIDDEN:
            self.alarm = max(self.alarm, _alarm(stop, path, end))
        self.members[member_of(stop, path, end)] = None
        if self.words is None:
            self.words = words_of(stop, path, end, route.detail)


def mirror_graph(
    paths: Iterable[MirrorPath],
    choice: Choice | None = None,
    *,
    title: str = "Mirror map",
    unseen: tuple[str, ...] = (),
    most: int = MOST_NODES,
) -> Graph:
    """Return the map of the joined ``paths`` that ``choice`` wants, with at most ``most`` nodes.

    Nothing is left out: where there is more, it is folded, and every fold says how much it holds.
    """
    choice = choice or Choice()
    known = sorted(paths, key=lambda each: each.key)
    wanted = chosen(known, choice)
    router = Router()
    plan = _plan(wanted, choice.detail, most, router)
    routes = [router.route(each, plan.of(each)) for each in wanted]
    graph = _graph(routes, choice)
    return replace(
        graph,
        title=title,
        paths=wanted,
        of=len(known),
        unseen=unseen,
        quiet=plan.quiet,
        loud=plan.loud,
    )


def _plan(paths: Sequence[MirrorPath], wanted: Detail | None, most: int, router: Router) -> Plan:
    groups = (
        [each for each in paths if not each.alarm],
        [each for each in paths if each.alarm],
    )
    found: dict[tuple[int, Detail, int], set[Stop] | None] = {}

    def fits(quiet: Detail, loud: Detail, bound: int) -> bool:
        drawn: set[Stop] = set()
        for at, detail in enumerate((quiet, loud)):
            if (at, detail, bound) not in found:
                found[at, detail, bound] = _stops(groups[at], detail, bound, router)
            some = found[at, detail, bound]
            if some is None:
                return False
            drawn |= some
        return len(drawn) <= bound

    usual = [plan for plan in _PLANS if wanted is None or max(plan) <= wanted]
    tries = [(plan, most) for plan in usual]
    if wanted is not None:
        tries += [(plan, MOST_OPENED) for plan in usual]
        tries += [(plan, most) for plan in _PLANS if plan not in usual]
    for (quiet, loud), bound in tries:
        if fits(quiet, loud, bound):
            return Plan(quiet, loud)
    return Plan(*_PLANS[-1])


def _stops(
    paths: Sequence[MirrorPath], detail: Detail, bound: int, router: Router
) -> set[Stop] | None:
    """Return every stop of ``paths``, None as soon as they are more than ``bound``."""
    found: set[Stop] = set()
    for path in router.different(paths, detail):
        found.update(router.route(path, detail).stops())
        if len(found) > bound:
            return None
    return found


def _graph(routes: Sequence[Route], choice: Choice) -> Graph:
    tallies: dict[Stop, _Tally] = {}
    for at, each in enumerate(routes):
        for stop, end in each.stops().items():
            if stop not in tallies:
                tallies[stop] = _Tally()
            tallies[stop].add(stop, each, end, at)
    edges = _edges(routes)
    ids = {each: _id(each) for each in tallies}
    ranks = sorted({each.rank for each in tallies})
    nodes = [
        _node(stop, tallies[stop], ranks.index(stop.rank), choice)
        for stop in sorted(tallies, key=lambda each: (each.rank, -tallies[each].loudest, each))
    ]
    drawn = [
        Edge(tail=ids[tail], head=ids[head], paths=len(alarms), alarm=max(alarms))
        for (tail, head), alarms in sorted(edges.items(), key=lambda each: (-max(each[1]), each[0]))
    ]
    return Graph(
        title="",
        nodes=tuple(nodes),
        edges=tuple(drawn),
        columns=tuple(_heading(each) for each in ranks),
    )


def _edges(routes: Sequence[Route]) -> dict[tuple[Stop, Stop], list[Alarm]]:
    """Return every pair of stops that copies run between, with the alarm of each copy."""
    sessions = {each.path.key: each.session for each in routes}
    edges: dict[tuple[Stop, Stop], list[Alarm]] = {}
    taken: dict[tuple[str, ...], dict[Stop, None]] = {}
    for each in routes:
        for pair in _legs(each, sessions, taken):
            edges.setdefault(pair, []).append(each.path.alarm)
    return edges


def _legs(
    given: Route, sessions: dict[str, Stop], taken: dict[tuple[str, ...], dict[Stop, None]]
) -> Iterable[tuple[Stop, Stop]]:
    """Return every pair of stops that one path runs between, each once.

    ``taken`` remembers where the copies for some sessions go on: hundreds may feed the same ones.
    """
    legs = [] if given.source is None else [(given.source, given.session)]
    for end, (road, place, owner) in zip(given.path.ends, given.calls, strict=True):
        last = road or given.session
        if road is not None:
            legs.append((given.session, road))
        if place is not None and owner is not None:
            legs += [(last, place), (place, owner)]
        if end.onward:
            if end.onward not in taken:
                taken[end.onward] = dict.fromkeys(sessions[key] for key in end.onward)
            legs += [(last, each) for each in taken[end.onward]]
    return dict.fromkeys(legs)


def _node(stop: Stop, tally: _Tally, column: int, choice: Choice) -> Node:
    words = tally.words
    if words is None:
        raise ValueError("a stop that no path visits")
    counted = tuple((mark, tally.marks[mark]) for mark in Mark if tally.marks[mark])
    members = tuple(sorted(tally.members))
    paths = len(tally.holds)
    label, note = words.shown(members, paths, counted)
    is_fold = words.opens is not None and (paths > 1 or len(members) > 1)
    return Node(
        id=_id(stop),
        kind=stop.kind,
        column=column,
        label=label,
        note=note,
        full=words.full(label, members, paths, counted),
        members=len(members),
        paths=paths,
        marks=counted,
        alarm=tally.alarm,
        opens=_over(choice, words.opens) if is_fold and words.opens else None,
        holds=tuple(tally.holds),
    )


def _over(base: Choice, more: Choice) -> Choice:
    """Return ``base`` narrowed by ``more``."""
    told = {name: value for name in Choice.__slots__ if (value := getattr(more, name)) is not None}
    return replace(base, **told)


def _alarm(stop: Stop, path: MirrorPath, end: End | None) -> Alarm:
    """Return how loudly ``path`` lets the stop be drawn: what is its own fault, and no other's."""
    if stop.rank == SOURCE:
        return Alarm.QUIET
    if end is None:
        return path.alarm
    nobodys = end.owner.holder is Holder.NOBODY
    if stop.rank == OWNER:
        return Alarm.UNAPPROVED if nobodys else Alarm.QUIET
    refused = end.consent in (Consent.UNAPPROVED, Consent.LAPSED)
    if stop.rank == DESTINATION:
        return Alarm.UNAPPROVED if nobodys or refused else Alarm.QUIET
    return path.alarm


def _id(stop: Stop) -> str:
    told = "\0".join((str(stop.rank), stop.kind, *stop.parts)).encode(errors="backslashreplace")
    return f"n{sha256(told).hexdigest()[:12]}"


def _heading(rank: int) -> str:
    if rank in (DESTINATION, OWNER):
        return "Destination" if rank == DESTINATION else "Owner"
    if rank < len(_HEADINGS):
        return _HEADINGS[rank]
    return _HEADINGS[2 + rank % 2]
