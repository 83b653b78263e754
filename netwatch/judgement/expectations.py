"""Changes x expectations -> expected and seen, expected and missing, seen and not expected. Pure.

Changes are judged in atoms: one statement, one session, one trait. Every atom lands in exactly one
of the lists. What netwatch reads by its meaning (a mirror, a user, an image) must be announced by
its meaning; a permission to change configuration somewhere covers statements alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from netwatch.judgement.consequences import follows_from
from netwatch.judgement.patterns import matches, matches_end, matches_statement
from netwatch.judgement.planned import Planned, atoms
from netwatch.model.change import (
    Change,
    ConfigChanged,
    DormantAdded,
    FileChanged,
    HostKeyChanged,
    IdentityChanged,
    ImageChanged,
    MirrorAdded,
    MirrorChanged,
    MirrorRemoved,
    SecretChanged,
    TraitChanged,
    TunnelChanged,
)
from netwatch.model.mirror import Mirror
from netwatch.model.platform import Platform
from netwatch.model.state import ConfigLine, DeviceState
from netwatch.model.window import (
    CandidateExpected,
    Expectation,
    Expected,
    How,
    ImageExpected,
    LineExpected,
    MirrorExpected,
    ThingExpected,
    UnderExpected,
)
from netwatch.parsing.sessions import (
    canonical_destinations,
    canonical_sources,
)


@dataclass(frozen=True, kw_only=True)
class Case:
    """What is judged of one device.

    ``expectations`` are those for this device; ``announced`` holds, by the number of a candidate
    among them, the changes that lead from ``before`` to that candidate.
    """

    expectations: tuple[Expectation, ...]
    changes: tuple[Change, ...]
    before: DeviceState
    after: DeviceState
    platform: Platform
    announced: Mapping[int, tuple[Change, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Covered:
    """A change, and the numbers of the expectations it falls under."""

    change: Change
    by: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Missed:
    """An expectation by its number; ``change`` is the part of a candidate that did not come."""

    number: int
    change: Change | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The three lists, and the expectations nobody could look at."""

    expected: tuple[Covered, ...]
    missing: tuple[Missed, ...]
    unexpected: tuple[Change, ...]
    unverified: tuple[int, ...]
    met: tuple[int, ...]


def joined(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Return ``changes`` with the statements under one parent together again."""
    found: dict[object, Change] = {}
    for number, change in enumerate(changes):
        if not isinstance(change, ConfigChanged):
            found[number] = change
            continue
        there = found.get(change.parents)
        if isinstance(there, ConfigChanged):
            added, removed = there.added + change.added, there.removed + change.removed
            found[change.parents] = replace(there, added=added, removed=removed)
        else:
            found[change.parents] = change
    return tuple(found.values())


def judge(case: Case) -> Judgement:
    """Return how the changes of one device stand to what was announced for it."""
    changes = tuple(atoms(case.changes))
    planned = {
        number: Planned(each, case.after, case.platform) for number, each in case.announced.items()
    }
    direct = [_directly(case, planned, each) for each in changes]
    covered = follows_from(changes, direct, case.expectations, case.before, case.after)
    there = tuple(Covered(each, by) for each, by in zip(changes, covered, strict=True) if by)
    missing, unverified, met = _demands(case, planned, changes, direct)
    return Judgement(
        expected=there,
        missing=missing,
        unexpected=tuple(each for each, by in zip(changes, covered, strict=True) if not by),
        unverified=unverified,
        met=met,
    )


def _directly(case: Case, planned: Mapping[int, Planned], change: Change) -> tuple[int, ...]:
    return tuple(
        number
        for number, each in enumerate(case.expectations)
        if (planned[number].holds(change) if number in planned
            else covers(each.what, change, case.platform))
    )  # fmt: skip


def _demands(
    case: Case,
    planned: Mapping[int, Planned],
    changes: tuple[Change, ...],
    direct: list[tuple[int, ...]],
) -> tuple[tuple[Missed, ...], tuple[int, ...], tuple[int, ...]]:
    hit = {number for by in direct for number in by}
    missing: list[Missed] = []
    blind: list[int] = []
    met: list[int] = []
    for number, each in enumerate(case.expectations):
        if not _is_observed(each.what, case):
            if each.needed:
                blind.append(number)
        elif isinstance(each.what, CandidateExpected):
            gone = _not_come(planned, number, changes) if each.needed else []
            missing += gone
            if not gone:
                met.append(number)
        elif number in hit or (isinstance(each.what, ImageExpected) and _has(each.what, case)):
            met.append(number)
        elif each.needed:
            missing.append(Missed(number))
    return tuple(missing), tuple(blind), tuple(met)


def _not_come(
    planned: Mapping[int, Planned], number: int, changes: tuple[Change, ...]
) -> list[Missed]:
    if number not in planned:
        return [Missed(number)]
    return [Missed(number, one) for one in planned[number].without(changes)]


def _is_observed(what: Expected, case: Case) -> bool:
    facets: tuple[str, ...]
    match what:
        case MirrorExpected():
            facets = ("mirrors",)
        case ImageExpected(field=name):
            facets = (f"image.{'digests' if name == 'digest' else name}",)
        case ThingExpected(facet="secret") | UnderExpected() | LineExpected():
            facets = ("config",)
        case ThingExpected(facet=name):
            facets = (name,)
        case CandidateExpected():
            facets = ("config", "declared")
    return all(_facet(case.after, each) is not None for each in facets)


def _facet(value: object, path: str) -> object:
    for name in path.split("."):
        value = getattr(value, name, None)
    return value


def _has(what: ImageExpected, case: Case) -> bool:
    """Tell whether the image is now as announced, whether or not it was so before."""
    image = case.after.image
    if image is None:
        return False
    if what.field == "digest":
        return what.value.lower() in {each.value.lower() for each in image.digests or ()}
    return matches(what.value, _words(getattr(image, what.field)), str)


def _words(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def covers(  # noqa: PLR0911  # one case a kind of expectation
    what: Expected, change: Change, platform: Platform
) -> bool:
    """Tell whether one atom is what an expectation announces; a candidate announces elsewhere."""
    key = platform.interface_key
    match what, change:
        case MirrorExpected(), MirrorAdded() | MirrorRemoved() | MirrorChanged():
            return _mirror(what, change, platform)
        case ImageExpected(field="digest"), ImageChanged(field="digests"):
            return str(getattr(change.after, "value", "")).lower() == what.value.lower()
        case ImageExpected(), ImageChanged():
            return what.field == change.field and matches(what.value, _words(change.after), str)
        case UnderExpected(), ConfigChanged() | SecretChanged():
            path = (*change.parents, *(each.text for each in _lines(change)))
            return any(matches_statement(what.pattern, each, key) for each in path)
        case LineExpected(), ConfigChanged():
            return _line(what, change, platform)
        case ThingExpected(), _:
            return _thing(what, change, platform)
    return False


def _lines(change: ConfigChanged | SecretChanged) -> tuple[ConfigLine, ...]:
    if isinstance(change, SecretChanged):
        return (change.after,)
    return (*change.added, *change.removed)


def _mirror(
    what: MirrorExpected, change: MirrorAdded | MirrorRemoved | MirrorChanged, platform: Platform
) -> bool:
    match what.how, change:
        case (How.ADDED, MirrorAdded(mirror)) | (How.REMOVED, MirrorRemoved(mirror)):
            return _fits(what, mirror, platform)
        case How.CHANGED, MirrorChanged(before, after):
            return _fits(what, after, platform) and _rest_kept(what, before, after, platform)
    return False


def _fits(what: MirrorExpected, mirror: Mirror, platform: Platform) -> bool:
    """Tell whether *every* end of the session is as announced: a second receiver is none of it."""
    key = platform.interface_key
    if what.session and not matches(what.session, mirror.id, key):
        return False
    if what.kind and not matches(what.kind, mirror.kind.value, str):
        return False
    if what.destination and not (
        mirror.destinations
        and all(matches_end(what.destination, e.kind, e.value, key) for e in mirror.destinations)
    ):
        return False
    return not what.source or bool(
        mirror.sources
        and all(matches_end(what.source, each.kind, each.name, key) for each in mirror.sources)
    )


def _rest_kept(what: MirrorExpected, before: Mirror, after: Mirror, platform: Platform) -> bool:
    """Tell whether the end of the session that the line does not name stayed as it was."""
    key = platform.interface_key
    same_sources = canonical_sources(before, key) == canonical_sources(after, key)
    same_ends = canonical_destinations(before, key) == canonical_destinations(after, key)
    if not what.source and not what.destination:
        return True
    return (bool(what.source) or same_sources) and (bool(what.destination) or same_ends)


def _line(what: LineExpected, change: ConfigChanged, platform: Platform) -> bool:
    key = platform.interface_key
    lines = {How.ADDED: change.added, How.REMOVED: change.removed}.get(what.how, ())
    return (
        len(what.parents) == len(change.parents)
        and all(map(matches_statement, what.parents, change.parents, [key] * len(what.parents)))
        and any(matches_statement(what.text, each.text, key) for each in lines)
    )


def _thing(what: ThingExpected, change: Change, platform: Platform) -> bool:
    match change:
        case TunnelChanged(name, before, after):
            facet, how = "tunnels", _how(before, after)
        case FileChanged(name, before, after):
            facet, how = "files", _how(before, after)
        case TraitChanged(field_name, name, before, after):
            facet, how = f"posture.{field_name}", _how(before, after)
        case DormantAdded(dormant):
            facet, how, name = "dormant", How.ADDED, dormant.via
        case SecretChanged(_, _, after):
            facet, how, name = "secret", How.CHANGED, after.text
        case IdentityChanged(name):
            facet, how = "identity", How.CHANGED
        case HostKeyChanged():
            facet, how, name = "host_key", How.CHANGED, ""
        case ImageChanged(name):
            facet, how = f"image.{name}", How.CHANGED
        case _:
            return False
    same = what.facet == facet and what.how is how
    return same and matches_statement(what.name, name, platform.interface_key)


def _how(before: object, after: object) -> How:
    if before is None:
        return How.ADDED
    return How.REMOVED if after is None else How.CHANGED
