"""One device of a change window: what was found against what was announced."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from netwatch import registry
from netwatch.app.explaining import base_of, case_of, for_device, is_late, is_seen
from netwatch.compare import carried, compare
from netwatch.judgement.expectations import Covered, Judgement, joined, judge
from netwatch.judgement.planned import atoms
from netwatch.judgement.told_change import told
from netwatch.model.change import Change
from netwatch.model.platform import Platform
from netwatch.model.state import DeviceState
from netwatch.model.window import CandidateExpected, DeviceVerdict, Entry, Expectation, KeptWindow
from netwatch.store.store import Store

_EARLY = "announced, but made before the window began"
_ALREADY = "so already when the window began"
_LATE_OPENING = "there when the window was opened, after it had begun"


@dataclass(frozen=True, slots=True)
class Looked:
    """Where a window's devices are judged from."""

    store: Store
    kept: KeptWindow


def judge_device(looked: Looked, seen: DeviceState) -> DeviceVerdict:
    """Return the verdict on one device of the window, ``seen`` in the visit that verifies it."""
    store, kept = looked.store, looked.kept
    expectations = for_device(kept.window.expectations, seen.device)
    base = base_of(store, kept, seen.device)
    blind = [*_no_baseline(kept, seen.device), *_failures(seen)]
    if base is None or not is_seen(seen):
        needed = [each.text for each in expectations if each.needed]
        blind += [f"could not be verified: {each}" for each in needed]
        return DeviceVerdict(
            device=seen.device,
            since=base.taken_at if base else None,
            seen_at=seen.taken_at if is_seen(seen) else None,
            blind=tuple(blind) or ("nothing is known of it before the window",),
        )
    platform = registry.platform(seen.platform)
    after = carried(base, seen)
    judgement = judge(case_of(kept, platform, base, after, compare(base, after, platform)))
    blind += [f"could not be verified: {expectations[each].text}" for each in judgement.unverified]
    others = _others(looked, platform, base, after)
    early, already = _earlier(looked, platform, base)
    writer = _Writer(expectations, others, _found_at_opening(looked, platform, base))
    left = [each for each in judgement.unexpected if not others.get(each)]
    elsewhere = [each for each in judgement.unexpected if others.get(each)]
    return DeviceVerdict(
        device=seen.device,
        since=base.taken_at,
        seen_at=seen.taken_at,
        expected=(*writer.covered(judgement.expected), *_standing(judgement, expectations)),
        missing=tuple(_missing(judgement, expectations, already)),
        unexpected=tuple(writer.plain(left)),
        others=tuple(writer.plain(elsewhere)),
        earlier=early,
        blind=tuple(blind),
    )


def _no_baseline(kept: KeptWindow, device: str) -> Iterator[str]:
    for each in kept.baselines:
        if each.device == device and each.why_not:
            yield f"no baseline: at the opening it could not be observed ({each.why_not})"


def _failures(seen: DeviceState) -> Iterator[str]:
    for each in seen.failures:
        yield f"{each.command or 'device'}: {each.reason.value}: {each.detail}"


def _others(
    looked: Looked, platform: Platform, base: DeviceState, after: DeviceState
) -> dict[Change, tuple[str, ...]]:
    """Return which changes other windows of the device announced that overlap this one."""
    window = looked.kept.window
    found: dict[Change, tuple[str, ...]] = {}
    changes = compare(base, after, platform)
    about = looked.store.windows.about(after.device, now=window.ends, after=window.starts)
    for other in about:
        if other.window.name == window.name or other.over_at <= window.starts:
            continue
        for each in judge(case_of(other, platform, base, after, changes)).expected:
            found[each.change] = (*found.get(each.change, ()), other.window.name)
    return found


def _earlier(
    looked: Looked, platform: Platform, base: DeviceState
) -> tuple[tuple[Entry, ...], frozenset[int]]:
    """Return the changes that were made before the window began: found at the opening, or after.

    The numbers are those of the expectations they would have met.
    """
    kept = looked.kept
    if kept.opened_at is None or is_late(kept):
        return (), frozenset()
    taken = next((e.taken_at for e in kept.baselines if e.device == base.device), None)
    before = looked.store.state_at(base.device, kept.opened_at)
    if before is None and taken is not None:
        before = looked.store.state_at(base.device, taken)
    if before is None:
        return (), frozenset()
    judgement = judge(case_of(kept, platform, before, base, compare(before, base, platform)))
    writer = _Writer(for_device(kept.window.expectations, base.device), {}, frozenset())
    announced = (replace(each, note=_EARLY) for each in writer.covered(judgement.expected))
    met = {number for each in judgement.expected for number in each.by}
    return (*announced, *writer.plain(judgement.unexpected)), frozenset(met)


def _found_at_opening(looked: Looked, platform: Platform, base: DeviceState) -> frozenset[Change]:
    kept = looked.kept
    if not is_late(kept):
        return frozenset()
    taken = next((e.taken_at for e in kept.baselines if e.device == base.device), None)
    opened = None if taken is None else looked.store.state_at(base.device, taken)
    return frozenset(atoms(compare(base, opened, platform))) if opened else frozenset()


def _standing(judgement: Judgement, expectations: tuple[Expectation, ...]) -> Iterator[Entry]:
    """Yield the expectations that hold though nothing changed for them."""
    moved = {number for each in judgement.expected for number in each.by}
    for number in judgement.met:
        if number not in moved and expectations[number].needed:
            text = expectations[number].text
            yield Entry(what=text, expectations=(text,), note=_ALREADY)


def _missing(
    judgement: Judgement, expectations: tuple[Expectation, ...], early: frozenset[int]
) -> Iterator[Entry]:
    parts: dict[int, list[Change]] = {}
    for each in judgement.missing:
        text = expectations[each.number].text
        if each.change is not None:
            parts.setdefault(each.number, []).append(each.change)
        elif isinstance(expectations[each.number].what, CandidateExpected):
            note = "it cannot be laid onto what the device had"
            yield Entry(what=text, expectations=(text,), note=note)
        else:
            note = _EARLY if each.number in early else ""
            yield Entry(what=text, expectations=(text,), note=note)
    for number, changes in parts.items():
        for change in joined(changes):
            yield replace(told(change), expectations=(expectations[number].text,))


class _Writer:
    """Writes changes as entries, statements of one stanza and one fate together."""

    def __init__(
        self,
        expectations: tuple[Expectation, ...],
        others: dict[Change, tuple[str, ...]],
        at_opening: frozenset[Change],
    ) -> None:
        self._expectations = expectations
        self._others = others
        self._at_opening = at_opening

    def covered(self, covered: Iterable[Covered]) -> Iterator[Entry]:
        """Yield what expectations cover."""
        yield from self._grouped((each.change, each.by) for each in covered)

    def plain(self, changes: Iterable[Change]) -> Iterator[Entry]:
        """Yield what no expectation of this window covers."""
        yield from self._grouped((each, ()) for each in changes)

    def _grouped(self, changes: Iterable[tuple[Change, tuple[int, ...]]]) -> Iterator[Entry]:
        groups: dict[tuple[tuple[int, ...], tuple[str, ...], bool], list[Change]] = {}
        for change, by in changes:
            fate = (by, self._others.get(change, ()), change in self._at_opening)
            groups.setdefault(fate, []).append(change)
        for (by, also, opening), group in groups.items():
            for change in joined(group):
                yield replace(
                    told(change),
                    expectations=tuple(self._expectations[each].text for each in by),
                    also=also,
                    note=_LATE_OPENING if opening else "",
                )
