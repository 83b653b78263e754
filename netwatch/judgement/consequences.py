"""What an announced change brings with it: lines it is written in, files of an upgrade. Pure."""

from collections.abc import Iterable, Iterator, Sequence

from netwatch.judgement.image_path import parts, same_file
from netwatch.model.change import (
    Change,
    ConfigChanged,
    DormantAdded,
    FileChanged,
    ImageChanged,
    TraitChanged,
    TunnelChanged,
)
from netwatch.model.evidence import Evidence
from netwatch.model.image import Digest, Image
from netwatch.model.platform import CONFIG
from netwatch.model.state import DeviceState
from netwatch.model.window import Expectation, ImageExpected, LineExpected

_UPGRADED = frozenset({"version", "running_file"})
# What a device shows in operation of the thing configured under the other name.
_SHOWN_OF = {
    "shown_permits": "permits",
    "shown_users": "users",
    "registered": "automation",
    "running_guests": "guests",
}
# Every install rewrites it.
_PACKAGE_LIST = "packages.conf"

Mark = tuple[int | None, str]
Marks = set[Mark]


def follows_from(
    changes: Sequence[Change],
    direct: Sequence[tuple[int, ...]],
    expectations: Sequence[Expectation],
    before: DeviceState,
    after: DeviceState,
) -> list[tuple[int, ...]]:
    """Return, for each atom, the expectations that cover it itself or through what it belongs to.

    ``direct`` are those that name it.
    """
    pairs = list(zip(changes, direct, strict=True))
    written = _Written(pairs)
    lines = _announced_lines(pairs, expectations)
    upgrades = set(_upgrades(pairs, expectations))
    covered = []
    for change, by in pairs:
        found = {*by, *written.by(change), *_by_lines(change, lines)}
        if upgrades and _of_upgrade(change, before.image, after.image):
            found |= upgrades
        covered.append(tuple(sorted(found)))
    return covered


class _Written:
    """The lines that covered traits, tunnels and automation are written in, and what shows them."""

    def __init__(self, pairs: Iterable[tuple[Change, tuple[int, ...]]]) -> None:
        self._came: dict[Mark, set[int]] = {}
        self._gone: dict[Mark, set[int]] = {}
        self._traits: dict[tuple[str, str], set[int]] = {}
        for change, by in pairs:
            if not by:
                continue
            for marks, there in zip(_written(change), (self._came, self._gone), strict=True):
                for mark in marks:
                    there.setdefault(mark, set()).update(by)
            if isinstance(change, TraitChanged):
                self._traits.setdefault((change.field, change.name), set()).update(by)

    def by(self, change: Change) -> set[int]:
        """Return what covers a statement or a shown trait through what it belongs to."""
        if isinstance(change, TraitChanged):
            return self._traits.get((_SHOWN_OF.get(change.field, ""), change.name), set())
        if not isinstance(change, ConfigChanged):
            return set()
        sides = ((change.added, self._came), (change.removed, self._gone))
        found = (
            there.get((each.number, each.text), set()) for lines, there in sides for each in lines
        )
        return set().union(*found)


def _written(change: Change) -> tuple[Marks, Marks]:
    """Return the configuration lines a change is written in: those that came, those that went."""
    match change:
        case TraitChanged(_, _, was, now) | TunnelChanged(_, was, now):
            return _marks(now.evidence if now else ()), _marks(was.evidence if was else ())
        case DormantAdded(dormant):
            return {(dormant.line, _plain(dormant.text))}, set()
    return set(), set()


def _marks(quotes: Iterable[Evidence]) -> Marks:
    return {(each.line, _plain(each.text)) for each in quotes if each.source == CONFIG}


def _plain(text: str) -> str:
    return " ".join(text.split())


def _announced_lines(
    pairs: Iterable[tuple[Change, tuple[int, ...]]], expectations: Sequence[Expectation]
) -> dict[Mark, set[int]]:
    """Return the lines announced word by word, with the numbers of the expectations."""
    found: dict[Mark, set[int]] = {}
    for change, by in pairs:
        named = {each for each in by if isinstance(expectations[each].what, LineExpected)}
        if named and isinstance(change, ConfigChanged):
            for line in (*change.added, *change.removed):
                found.setdefault((line.number, line.text), set()).update(named)
    return found


def _by_lines(change: Change, lines: dict[Mark, set[int]]) -> set[int]:
    """Return what covers a trait or tunnel because every line that made it was announced."""
    if not isinstance(change, TraitChanged | TunnelChanged):
        return set()
    came, gone = _written(change)
    old, new = {text for _, text in gone}, {text for _, text in came}
    made = {each for each in came if each[1] not in old}
    made |= {each for each in gone if each[1] not in new}
    if not made or not all(each in lines for each in made):
        return set()
    return set().union(*(lines[each] for each in made))


def _upgrades(
    pairs: Iterable[tuple[Change, tuple[int, ...]]], expectations: Sequence[Expectation]
) -> Iterator[int]:
    """Yield the expectations of another image that came."""
    for change, by in pairs:
        if isinstance(change, ImageChanged) and change.field in _UPGRADED:
            yield from (each for each in by if isinstance(expectations[each].what, ImageExpected))


def _of_upgrade(  # noqa: PLR0911  # one case a kind of change
    change: Change, before: Image | None, after: Image | None
) -> bool:
    """Tell whether a change is what every upgrade brings: new files, a reload, their lines.

    Bootloader, keys, boot register and the verdict on the signature are none of it.
    """
    if before is None or after is None or after.running_file is None:
        return False
    match change:
        case ImageChanged("digests", _, Digest(path=path)):
            return _is_image(path, after)
        case ImageChanged("boot_path", was, now) if isinstance(now, tuple):
            new = set(now) - set(was if isinstance(was, tuple) else ())
            return all(_is_image(str(each), after) for each in new)
        case ImageChanged("members"):
            return all(each.version == after.version for each in after.members or ())
        case ImageChanged("signed"):
            return {e.kind for e in before.signed or ()} >= {e.kind for e in after.signed or ()}
        case ImageChanged(field=name):
            return name in {
                *_UPGRADED, "packages", "booted_at", "last_reload_reason", "memory_text",
            }  # fmt: skip
        case FileChanged(path, _, now):
            return _is_image(path, before if now is None else after)
        case ConfigChanged(parents=(), added=added, removed=removed):
            return all(_names_image(each.text, after) for each in added) and all(
                each.text.startswith(("version ", "boot ")) for each in removed
            )
    return False


def _is_image(path: str, image: Image) -> bool:
    files = (image.running_file or "", *(image.packages or ()))
    name = next(reversed(parts(path)), "")
    return name == _PACKAGE_LIST or any(same_file(path, each) for each in files if each)


def _names_image(text: str, image: Image) -> bool:
    if text.startswith("version "):
        return True
    words = text.split()
    return text.startswith("boot ") and any(_is_image(each, image) for each in words[1:])
