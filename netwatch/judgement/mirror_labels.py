"""What the nodes of the mirror map are called, and what opens a fold."""

from collections.abc import Sequence
from dataclasses import dataclass

from netwatch.judgement.mirror_stops import Stop, is_own
from netwatch.model.mirror_graph import Choice, Detail, NodeKind
from netwatch.model.mirror_path import End, Holder, Mark, MirrorPath, Origin, is_loud

_LISTED = 30
_SESSIONS = "sessions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """How one path calls a stop.

    ``label`` and ``note`` are what is said when one thing alone is folded there, ``plural`` what
    several are called and ``towards`` what they have in common, ``opens`` what shows them one by
    one. ``counts`` tells whether the note counts marks.
    """

    label: str
    note: str
    plural: str
    opens: Choice | None = None
    counts: bool = True
    towards: str = ""

    def shown(
        self, members: Sequence[str], paths: int, marks: Sequence[tuple[Mark, int]]
    ) -> tuple[str, str]:
        """Return the label and the note of the node these paths share; the loudest mark leads."""
        single = len(members) == 1
        label = self.label if single else f"{len(members):,} {self.plural}"
        loud = [_mark_text(*each, paths) for each in marks if self.counts and is_loud(each[0])]
        said = [*loud[:1], *([self.note] if single and self.note else [])]
        if not single and self.towards:
            said.append(self.towards)
        elif self.plural != _SESSIONS and (paths > 1 or not said):
            said.append(_paths_text(paths))
        if single and paths == 1 and self.counts:
            said += [mark for mark, _ in marks if not is_loud(mark) and mark not in self.note]
        return label, ", ".join(said)

    def full(
        self, label: str, members: Sequence[str], paths: int, marks: Sequence[tuple[Mark, int]]
    ) -> str:
        """Return everything that is to be said of the node, a fact a line."""
        lines = [label, *([self.note] if self.note and len(members) == 1 else [])]
        if len(members) > 1:
            lines += members[:_LISTED]
            more = len(members) - _LISTED
            lines += [f"and {more:,} more"] if more > 0 else []
        lines.append(_paths_text(paths))
        lines += [f"{many:,} {mark}" for mark, many in marks]
        return "\n".join(lines)


def _mark_text(mark: Mark, many: int, paths: int) -> str:
    return mark.value if many == paths else f"{many:,} {mark}"


def _paths_text(paths: int) -> str:
    return f"{paths:,} session{'' if paths == 1 else 's'}"


def member_of(stop: Stop, path: MirrorPath, end: End | None) -> str:
    """Return the thing of ``path`` that stands in the stop, by itself or among others."""
    if end is not None:
        return _member_at(stop, path, end)
    match stop.kind:
        case NodeKind.SOURCES:
            return f"{path.device}: {', '.join(path.sources) or _unknown_source(path)}"
        case NodeKind.DEVICE:
            return path.device
        case NodeKind.SITE:
            return path.site
        case _:
            quote = f": {path.quote}" if path.quote else ""
            return f"{path.device}: {_named(path)} ({path.kind}){quote}"


def _member_at(stop: Stop, path: MirrorPath, end: End) -> str:
    match stop.kind:
        case NodeKind.TUNNEL:
            return f"{path.device} {end.tunnel}"
        case NodeKind.VLAN | NodeKind.HOP:
            return (end.place or "").removeprefix("address ")
        case NodeKind.OWNER:
            return end.owner.text
        case _:
            return end.value.removeprefix("address ")


def _unknown_source(path: MirrorPath) -> str:
    return "no source yet" if path.origin is Origin.SESSION else "source not told"


def _named(path: MirrorPath) -> str:
    return f"session {path.session}" if path.origin is Origin.SESSION else path.session


def words_of(stop: Stop, path: MirrorPath, end: End | None, detail: Detail) -> Words:
    """Return what ``path``, and its ``end`` where the stop is about one, call the stop."""
    match stop.kind:
        case NodeKind.SOURCES | NodeKind.DEVICE | NodeKind.SITE:
            return _source(path, detail)
        case NodeKind.SESSION:
            return _session(path, detail)
    if end is None:
        raise ValueError(f"a stop of kind {stop.kind} is about an end")
    match stop.kind:
        case NodeKind.TUNNEL:
            return _tunnel(path, end, detail)
        case NodeKind.VLAN | NodeKind.HOP:
            return _hop(end, detail)
        case NodeKind.OWNER:
            return _owner(end, detail)
        case _:
            return _end(path, end, detail)


def _finer(detail: Detail) -> Detail | None:
    return Detail(detail - 1) if detail else None


def _source(path: MirrorPath, detail: Detail) -> Words:
    finer = _finer(detail)
    match detail:
        case Detail.SESSIONS:
            more = len(path.sources) - 1
            note = path.sources[0].removesuffix(" both") if path.sources else _unknown_source(path)
            note += f" +{more}" if more > 0 else ""
            return Words(label=path.device, note=note, plural="sources", counts=False)
        case Detail.DEVICES:
            opens = Choice(device=path.device, detail=finer)
            return Words(label=path.device, note="", plural="devices", opens=opens)
        case Detail.KINDS:
            return Words(
                label=path.site, note="", plural="sites",
                opens=Choice(detail=finer),
            )  # fmt: skip
        case _:
            opens = Choice(site=path.site, detail=Detail.DEVICES)
            return Words(label=path.site, note="", plural="sites", opens=opens)


def _session(path: MirrorPath, detail: Detail) -> Words:
    named = _named(path)
    if detail is Detail.SESSIONS:
        note = path.kind if path.origin is Origin.SESSION else ""
        return Words(label=named, note=note, plural=_SESSIONS)
    opens = Choice(
        kind=path.kind if detail is Detail.DEVICES else None,
        alarm=path.alarm,
        detail=_finer(detail),
        **_towards(path, detail),
    )
    aim = _towards(path, detail)
    words = next((f"to {each.removeprefix('address ')}" for each in aim.values()), "")
    label = f"{path.device} {named}"
    note = path.kind if path.origin is Origin.SESSION else ""
    return Words(label=label, note=note, plural=_SESSIONS, opens=opens, towards=words)


def _towards(path: MirrorPath, detail: Detail) -> dict[str, str]:
    """Return which part of a choice says where the path goes; {} where it goes nowhere yet."""
    if not path.ends:
        return {}
    first = min(path.ends, key=lambda each: (each.fold, each.owner.text))
    if detail is Detail.KINDS:
        return {"holder": first.owner.holder.value}
    if detail is Detail.OWNERS:
        return {"owner": first.owner.text}
    return {"destination": first.fold}


def _tunnel(path: MirrorPath, end: End, detail: Detail) -> Words:
    tunnel = end.tunnel or ""
    opens = None if detail is Detail.SESSIONS else _opening(end, detail)
    return Words(
        label=tunnel, note=f"on {path.device}",
        plural="tunnels", opens=opens, counts=detail is not Detail.SESSIONS,
    )  # fmt: skip


def _hop(end: End, detail: Detail) -> Words:
    place = (end.place or "").removeprefix("address ")
    is_vlan = place.startswith("VLAN ")
    note = "RSPAN, join assumed" if is_vlan else "ERSPAN, taken up here"
    opens = None
    if detail is not Detail.SESSIONS:
        opens = Choice(destination=end.fold, detail=_finer(detail))
    plural = "RSPAN VLANs" if is_vlan else "ERSPAN receivers"
    return Words(label=place, note=note, plural=plural, opens=opens)


def _end(path: MirrorPath, end: End, detail: Detail) -> Words:
    bare = end.value.removeprefix("address ")
    if is_own(end):
        label, note = end.text.removeprefix("interface "), f"on {path.device}"
    elif end.text.startswith(bare):
        label, note = bare, end.text[len(bare) :].strip(" ()")
    else:
        label, note = bare, ""
    if detail is not Detail.SESSIONS:
        note = ""
    opens = None if detail is Detail.SESSIONS else _opening(end, detail)
    plural = "own ports" if is_own(end) else "destinations"
    return Words(label=label, note=note, plural=plural, opens=opens)


def _opening(end: End, detail: Detail) -> Choice:
    finer = _finer(detail)
    match detail:
        case Detail.KINDS:
            return Choice(holder=end.owner.holder.value, detail=finer)
        case Detail.OWNERS:
            return Choice(owner=end.owner.text, detail=finer)
        case _:
            return Choice(destination=end.fold, detail=finer)


_PLURAL = {
    Holder.COLLECTOR: "collectors",
    Holder.DEVICE: "devices",
    Holder.ACCOUNT: "cloud accounts",
    Holder.PREFIX: "prefixes",
    Holder.APPROVED: "approved receivers",
}


def _owner(end: End, detail: Detail) -> Words:
    owner = end.owner
    named = bool(owner.name)
    note = owner.holder.value if named else ""
    opens = None
    if detail is Detail.KINDS:
        opens = Choice(holder=owner.holder.value, detail=_finer(detail))
    elif detail is not Detail.SESSIONS:
        opens = Choice(owner=owner.text, detail=_finer(detail))
    label = owner.name if named else owner.holder.value
    plural = _PLURAL.get(owner.holder, owner.holder.value)
    return Words(label=label, note=note, plural=plural, opens=opens, counts=False)
