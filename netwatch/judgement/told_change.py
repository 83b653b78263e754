"""A change in words: one line for people, its parent stanza, and the lines that differ. Pure."""

from collections.abc import Iterable

from netwatch.judgement.describe import cut, destinations_text, session_text, sources_text
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
from netwatch.model.evidence import Evidence
from netwatch.model.image import Digest
from netwatch.model.mirror import Mirror
from netwatch.model.window import Entry

_SHOWN_LINES = 200


def told(change: Change) -> Entry:  # noqa: C901, PLR0911  # one case a kind of change
    """Return ``change`` as an entry of a verdict, without its expectations."""
    match change:
        case MirrorAdded(mirror):
            return Entry(what=f"mirror added: {_mirror(mirror)}", diff=_came(mirror.evidence))
        case MirrorRemoved(mirror):
            return Entry(what=f"mirror removed: {_mirror(mirror)}", diff=_gone(mirror.evidence))
        case MirrorChanged(before, after):
            what = f"mirror changed: {_mirror(before)}; now {_mirror(after)}"
            return Entry(what=what, diff=_differ(before.evidence, after.evidence))
        case ConfigChanged(parents, added, removed):
            diff = (*(f"- {each.text}" for each in removed), *(f"+ {each.text}" for each in added))
            return Entry(what=_config(change), stanza=parents, diff=diff[:_SHOWN_LINES])
        case SecretChanged(parents, before, after):
            what = f"secret changed: {cut(after.text)}"
            return Entry(what=what, stanza=parents, diff=(f"- {before.text}", f"+ {after.text}"))
        case TraitChanged(field, name, before, after):
            what = f"{field.rstrip('s').replace('_', ' ')} {_way(before, after)}: {cut(name)}"
            was, now = (before.value if before else ""), (after.value if after else "")
            quotes = (before.evidence if before else ()), (after.evidence if after else ())
            return Entry(what=what + _values(was, now), diff=_differ(*quotes))
        case TunnelChanged(name, before, after):
            quotes = (before.evidence if before else ()), (after.evidence if after else ())
            what = f"tunnel {_way(before, after)}: {cut(name)}"
            ends = (before.remote or "" if before else ""), (after.remote or "" if after else "")
            return Entry(what=what + _values(*ends), diff=_differ(*quotes))
        case FileChanged(path, before, after):
            return Entry(what=f"file {_way(before, after)}: {cut(path)}")
        case DormantAdded(dormant):
            what = f"automation mentions mirroring: {cut(dormant.via)}"
            return Entry(what=what, diff=(f"+ {dormant.text}",))
        case ImageChanged(field, before, after):
            what = f"image {field.replace('_', ' ')} changed"
            return Entry(what=what, diff=(f"- {_words(before)}", f"+ {_words(after)}"))
        case IdentityChanged(field, before, after):
            return Entry(what=f"{field} changed", diff=(f"- {before}", f"+ {after}"))
        case HostKeyChanged(before, after):
            return Entry(what="SSH host key changed", diff=(f"- {before}", f"+ {after}"))


def _mirror(mirror: Mirror) -> str:
    ends = f"{sources_text(mirror.sources)} to {destinations_text(mirror.destinations)}"
    return f"{session_text(mirror)}, {ends}"


def _config(change: ConfigChanged) -> str:
    counts = f"{len(change.added)} added, {len(change.removed)} removed"
    lines = (*change.added, *change.removed)
    if len(lines) == 1:
        way = "added" if change.added else "removed"
        return f"statement {way}: {cut(lines[0].text)}"
    where = f"under '{cut(change.parents[-1])}'" if change.parents else "at the top level"
    return f"statements {where}: {counts}"


def _way(before: object, after: object) -> str:
    if before is None:
        return "added"
    return "removed" if after is None else "changed"


def _values(before: str, after: str) -> str:
    if before and after:
        return f" ({cut(before)}; now {cut(after)})"
    return f" ({cut(before or after)})" if before or after else ""


def _words(value: object) -> str:
    match value:
        case Digest(path, algorithm, digest):
            return f"{path} {algorithm} {digest}"
        case tuple():
            return ", ".join(map(str, value))
    return str(value)


def _came(quotes: Iterable[Evidence]) -> tuple[str, ...]:
    return tuple(f"+ {each.text}" for each in quotes)[:_SHOWN_LINES]


def _gone(quotes: Iterable[Evidence]) -> tuple[str, ...]:
    return tuple(f"- {each.text}" for each in quotes)[:_SHOWN_LINES]


def _differ(before: tuple[Evidence, ...], after: tuple[Evidence, ...]) -> tuple[str, ...]:
    old, new = {each.text for each in before}, {each.text for each in after}
    gone = _gone(each for each in before if each.text not in new)
    came = _came(each for each in after if each.text not in old)
    return (*gone, *came)
