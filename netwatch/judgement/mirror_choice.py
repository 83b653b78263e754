"""Which copies a person wants to see on the map."""

from collections.abc import Callable, Mapping, Sequence
from fnmatch import fnmatchcase

from netwatch.model.mirror_graph import Choice
from netwatch.model.mirror_path import End, MirrorPath


def chosen(paths: Sequence[MirrorPath], choice: Choice) -> tuple[MirrorPath, ...]:
    """Return the paths that ``choice`` wants, and those that take their copies up.

    A destination, owner or approval is matched wherever the copy ends, however many sessions lie
    between. Destinations and devices may be given as shell patterns.
    """
    by_key = {each.key: each for each in paths}
    tests = _tests(choice, by_key)
    wanted = {each.key for each in paths if all(test(each) for test in tests)}
    waiting = list(wanted) if tests else []
    while waiting:
        path = by_key[waiting.pop()]
        fresh = {key for end in path.ends for key in end.onward} - wanted
        wanted |= fresh
        waiting += fresh
    return tuple(each for each in paths if each.key in wanted)


def _tests(choice: Choice, by_key: Mapping[str, MirrorPath]) -> list[Callable[[MirrorPath], bool]]:
    tests: list[Callable[[MirrorPath], bool]] = []
    site, device, alarm = choice.site, choice.device, choice.alarm
    if site is not None:
        tests.append(lambda path: path.site == site)
    if device is not None:
        tests.append(lambda path: _like(device, path.device))
    if choice.kind is not None:
        tests.append(lambda path: path.kind == choice.kind)
    if choice.mark is not None:
        tests.append(lambda path: choice.mark in path.marks)
    if alarm is not None:
        tests.append(lambda path: path.alarm is alarm)
    ends = _end_tests(choice)
    if ends:
        tests.append(
            lambda path: any(all(test(end) for test in ends) for end in _reached(path, by_key))
        )
    return tests


def _end_tests(choice: Choice) -> list[Callable[[End], bool]]:
    tests: list[Callable[[End], bool]] = []
    destination = choice.destination
    if destination is not None:
        tests.append(lambda end: _goes_to(end, destination))
    if choice.owner is not None:
        tests.append(lambda end: choice.owner in (end.owner.text, end.owner.name))
    if choice.holder is not None:
        tests.append(lambda end: end.owner.holder == choice.holder)
    if choice.consent is not None:
        tests.append(lambda end: end.consent == choice.consent)
    return tests


def _goes_to(end: End, wanted: str) -> bool:
    bare = end.value.removeprefix("address ")
    return wanted in (end.value, end.fold, bare) or _like(wanted, bare)


def _like(pattern: str, text: str) -> bool:
    return pattern == text or ("*" in pattern and fnmatchcase(text, pattern))


def _reached(path: MirrorPath, by_key: Mapping[str, MirrorPath]) -> list[End]:
    """Return the ends of ``path`` and of every session that takes its copy up."""
    ends: list[End] = []
    seen, waiting = {path.key}, [path]
    while waiting:
        current = waiting.pop()
        ends += current.ends
        for key in {key for end in current.ends for key in end.onward} - seen:
            seen.add(key)
            waiting.append(by_key[key])
    return ends
