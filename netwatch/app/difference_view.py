"""A difference as a document: for the terminal, and for programs."""

from collections.abc import Iterator

from netwatch.app.difference import Difference, OneVersionError, Wanted, difference
from netwatch.compare import compare
from netwatch.model.change import ConfigChanged, SecretChanged
from netwatch.model.difference import ConfigDiff, DiffLine, Fold, Hunk, LineKind
from netwatch.model.document import Document
from netwatch.model.platform import CONFIG
from netwatch.model.state import DeviceState
from netwatch.parsing.difference.sides import paired, sign, unified
from netwatch.parsing.text import visible
from netwatch.shapes import when
from netwatch.store.store import Store

MOST_ROWS = 2_000
_NARROWEST = 40
_NUMBERS = 6


def diff_view(store: Store, wanted: Wanted, *, as_text: bool, columns: int | None) -> Document:
    """Return how two kept answers differ, what it means first. Raises NothingKeptError.

    Then by statement under their parents; ``as_text`` gives a unified diff, and ``columns`` (the
    width there is) the two texts side by side.
    """
    try:
        found = difference(store, wanted)
    except OneVersionError as error:
        data = {"device": wanted.device, "topic": wanted.topic, "changes": []}
        return Document(data=data, notes=(str(error),))
    cut = found.shown(MOST_ROWS)
    changes = changed_lines(found, as_text=as_text)
    told = summary_lines(found)
    lines = tuple(beside(cut, columns)) if columns is not None else changes
    if not as_text:
        lines = (*told, *(("",) if told else ()), *(lines or (_no_change(found),)))
    return Document(
        data=difference_shape(wanted, found, cut, changes),
        lines=lines or (_no_change(found),),
        notes=_notes(found, cut) if not as_text else (),
    )


def changed_lines(found: Difference, *, as_text: bool) -> tuple[str, ...]:
    """Return what differs as lines: by statement, or as a unified diff of the texts."""
    if as_text or found.topic != CONFIG or not found.read:
        return tuple(unified(found.text, found.old.name, found.new.name))
    return tuple(_by_meaning(found))


def difference_shape(
    wanted: Wanted, found: Difference, cut: ConfigDiff, changes: tuple[str, ...]
) -> dict[str, object]:
    """Return a difference as JSON; ``changes`` are its lines as the terminal shows them."""
    return {
        "device": wanted.device,
        "with": wanted.other,
        "topic": found.topic,
        "from": _side_shape(found, "old"),
        "to": _side_shape(found, "new"),
        "changes": list(changes),
        "summary": [
            {
                "severity": each.severity.label if each.severity is not None else None,
                "text": each.told.text,
                "rule": each.told.rule,
                "from_line": each.told.old,
                "to_line": each.told.new,
            }
            for each in found.summary
        ],
        "change_id": cut.change_id,
        "counts": {name: getattr(cut.counts, name) for name in type(cut.counts).__slots__},
        "complete": cut.text.complete,
        "stanzas": [
            {"title": each.title, "hunks": [_part_shape(part) for part in each.hunks]}
            for each in cut.stanzas
        ],
    }


def _side_shape(found: Difference, name: str) -> dict[str, object]:
    side = found.old if name == "old" else found.new
    return {
        "device": side.device,
        "digest": side.version.digest,
        "first_seen": when(side.version.first_seen),
        "last_seen": when(side.version.last_seen),
    }


def _part_shape(part: Hunk | Fold) -> dict[str, object]:
    if isinstance(part, Fold):
        return {"folded": part.count, "kind": part.kind.value}
    return {
        "parents": [each.text.strip() for each in part.parents],
        "lines": [line_shape(each) for each in part.lines],
        "left_out": part.rest.count if part.rest else 0,
    }


def line_shape(line: DiffLine) -> dict[str, object]:
    """Return one line of a difference as JSON."""
    shape: dict[str, object] = {
        "kind": line.kind.value,
        "from_line": line.old,
        "to_line": line.new,
        "text": line.text,
        "change": line.counts,
    }
    if line.kind in (LineKind.CHANGED, LineKind.SECRET):
        shape["was"] = line.old_text
    if line.partner is not None:
        shape["partner"] = line.partner
    return shape


def summary_lines(found: Difference) -> Iterator[str]:
    """Yield what a difference means, worst first."""
    for each in found.summary:
        label = each.severity.label if each.severity is not None else "note"
        yield f"# {label:<8} {each.told.text}"


def _no_change(found: Difference) -> str:
    if found.old.text == found.new.text:
        return "the two are the same text"
    return "same statements, in another order"


def _notes(found: Difference, cut: ConfigDiff) -> tuple[str, ...]:
    counts = cut.counts
    words = [
        f"{count} {word}"
        for count, word in (
            (counts.added, "added"),
            (counts.removed, "removed"),
            (counts.changed, "changed"),
            (counts.secrets, "secrets changed"),
            (counts.reordered, "in another order where it counts"),
            (counts.moved, "moved (no change)"),
        )
        if count
    ]
    notes = [f"{', '.join(words)}; change {cut.change_id}" if cut.change_id else ", ".join(words)]
    if not found.read:
        notes.append("not read for meaning: the sides are of two platforms, or very large")
    elif found.topic == CONFIG and counts.changes and not found.summary:
        notes.append("only statements changed that netwatch reads no meaning from")
    if not cut.text.complete:
        notes.append("too different to align every line: what both sides have is told as moved")
    return tuple(each for each in notes if each)


def _by_meaning(found: Difference) -> Iterator[str]:
    platform = found.new.platform
    if platform is None:
        return
    old, new = (
        DeviceState(
            device=side.device,
            platform=platform.name,
            taken_at=side.version.last_seen,
            config=side.text,
        )
        for side in (found.old, found.new)
    )
    for change in compare(old, new, platform):
        match change:
            case ConfigChanged(parents, added, removed):
                yield "@ " + " / ".join(parents or ("top level",))
                yield from (f"- {each.text}" for each in removed)
                yield from (f"+ {each.text}" for each in added)
            case SecretChanged(parents, before, after):
                yield "@ " + " / ".join(parents or ("top level",))
                yield from (f"- {before.text}", f"+ {after.text}")
            case _:
                pass


def beside(cut: ConfigDiff, columns: int) -> Iterator[str]:
    """Yield the difference side by side on ``columns``; long lines go on below themselves."""
    half = max(_NARROWEST, columns // 2) - _NUMBERS - 4
    for part in cut.parts:
        if isinstance(part, Fold):
            yield _fold_line(part)
            continue
        for each in part.hunks:
            if isinstance(each, Fold):
                yield _fold_line(each)
                continue
            if each.parents:
                yield "@ " + " / ".join(parent.text.strip() for parent in each.parents)
            for old, new in paired(each.lines):
                yield from _two(old, new, half)
            if each.rest:
                yield _fold_line(each.rest)


def _fold_line(fold: Fold) -> str:
    return f"@ ... {fold.count:,} {fold_words(fold)}"


def fold_words(fold: Fold) -> str:
    """Return what the lines of a fold are."""
    word = {
        LineKind.EQUAL: "equal",
        LineKind.MOVED_FROM: "moved",
        LineKind.MOVED_TO: "moved",
        LineKind.ADDED: "more added",
        LineKind.REMOVED: "more removed",
    }.get(fold.kind, "more, changed ones among them")
    if fold.kind is LineKind.CHANGED:
        return f"lines {word}" if fold.count > 1 else "changed line"
    return f"{word} line{'s' if fold.count != 1 else ''}"


def _two(old: DiffLine | None, new: DiffLine | None, half: int) -> Iterator[str]:
    left = _cells("" if old is None else old.old_text or "", half)
    right = _cells("" if new is None else new.new_text or "", half)
    marks = [sign(each) for each in (old, new) if each is not None]
    mark = marks[0] if len(set(marks)) == 1 else "~"
    numbers = (old.old if old else None, new.new if new else None)
    for at in range(max(len(left), len(right))):
        one = left[at] if at < len(left) else ""
        two = right[at] if at < len(right) else ""
        shown = ["" if number is None or at else str(number) for number in numbers]
        yield (
            f"{mark} {shown[0]:>{_NUMBERS}} {one:<{half}} | {shown[1]:>{_NUMBERS}} {two}"
        ).rstrip()


def _cells(text: str, half: int) -> list[str]:
    text = visible(text.expandtabs(8)[:2_000])
    return [text[at : at + half] for at in range(0, len(text), half)] or [""]
