"""What the nodes of the mirror map are called, and what opens a fold."""

from collections.abc import Sequence
from dataclasses import dataclass

from netwatch.judgement.mirror_stops import Stop, is_own
from netwatch.model.mirror_graph import Choice, Detail, NodeKind
from netwatch.model.mirror_path import End, Holder, Mark, MirrorPath, Origin

_LISTED = 30
_NAMED = 2
_QUIET_MARKS = frozenset({Mark.SEEN, Mark.ASSUMED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """How one path calls a stop.

    ``member`` is the thing that is folded there, ``label`` and ``note`` what is said when it is
    the only one, ``plural`` what several are called, ``opens`` what shows them one by one.
    ``counts`` tells whether the note counts the paths.
    """

    member: str
    label: str
    note: str
    plural: str
    opens: Choice | None = None
    counts: bool = True

    def shown(
        self, members: Sequence[str], paths: int, marks: Sequence[tuple[Mark, int]]
    ) -> tuple[str, str]:
        """Return the label and the note of the node these paths share."""
        single = len(members) == 1
        label = self.label if single else f"{len(members):,} {self.plural}"
        said = [self.note] if single and self.note else []
        if self.counts and (paths > 1 or not said):
            said.append(f"{paths:,} session{'' if paths == 1 else 's'}")
        said += [
            mark.value if paths == 1 else f"{many:,} {mark}"
            for mark, many in marks
            if self.counts and not (mark in _QUIET_MARKS and paths > 1)
        ]
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
        lines.append(f"{paths:,} session{'' if paths == 1 else 's'}")
        lines += [f"{many:,} {mark}" for mark, many in marks]
        return "\n".join(lines)


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
            return _hop(path, end, detail)
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
            listed = ", ".join(path.sources[:_NAMED])
            more = len(path.sources) - _NAMED
            note = f"{listed} and {more} more" if more > 0 else listed
            unknown = "no source yet" if path.origin is Origin.SESSION else "source not told"
            member = f"{path.device}: {', '.join(path.sources) or unknown}"
            return Words(
                member=member, label=path.device, note=note or unknown, plural="sources",
                counts=False,
            )  # fmt: skip
        case Detail.DEVICES:
            opens = Choice(device=path.device, detail=finer)
            return Words(
                member=path.device, label=path.device, note="", plural="devices", opens=opens
            )
        case Detail.KINDS:
            return Words(
                member=path.site, label=path.site, note="", plural="sites",
                opens=Choice(detail=finer),
            )  # fmt: skip
        case _:
            opens = Choice(site=path.site, detail=Detail.DEVICES)
            return Words(member=path.site, label=path.site, note="", plural="sites", opens=opens)


def _session(path: MirrorPath, detail: Detail) -> Words:
    named = f"session {path.session}" if path.origin is Origin.SESSION else path.session
    member = f"{path.device}: {named} ({path.kind})"
    if path.quote:
        member = f"{member}: {path.quote}"
    if detail is Detail.SESSIONS:
        return Words(member=member, label=named, note=path.kind, plural="sessions")
    opens = Choice(
        site=None if detail is Detail.KINDS else path.site,
        kind=path.kind if detail is Detail.DEVICES else None,
        alarm=path.alarm,
        detail=_finer(detail),
        **_towards(path, detail),
    )
    label = f"{path.device} {named}"
    return Words(member=member, label=label, note=path.kind, plural="sessions", opens=opens)


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
        member=f"{path.device} {tunnel}", label=tunnel, note=f"on {path.device}",
        plural="tunnels", opens=opens, counts=detail is not Detail.SESSIONS,
    )  # fmt: skip


def _hop(path: MirrorPath, end: End, detail: Detail) -> Words:
    place = (end.place or "").removeprefix("address ")
    is_vlan = place.startswith("VLAN ")
    note = "RSPAN VLAN, join assumed" if is_vlan else "ERSPAN, taken up here"
    opens = None
    if detail >= Detail.OWNERS:
        site = path.site if detail is Detail.OWNERS else None
        opens = Choice(site=site, detail=_finer(detail))
    plural = "RSPAN VLANs" if is_vlan else "ERSPAN receivers"
    return Words(member=place, label=place, note=note, plural=plural, opens=opens)


def _end(path: MirrorPath, end: End, detail: Detail) -> Words:
    bare = end.value.removeprefix("address ")
    if is_own(end):
        label, note = end.text, f"on {path.device}"
    elif end.text.startswith(bare):
        label, note = bare, end.text[len(bare) :].strip(" ()")
    else:
        label, note = end.text, ""
    opens = None if detail is Detail.SESSIONS else _opening(end, detail)
    plural = "own ports" if is_own(end) else "destinations"
    return Words(member=bare, label=label, note=note, plural=plural, opens=opens)


def _opening(end: End, detail: Detail) -> Choice:
    finer = _finer(detail)
    match detail:
        case Detail.KINDS:
            return Choice(holder=end.owner.holder.value, detail=finer)
        case Detail.OWNERS:
            return Choice(owner=end.owner.text, detail=finer)
        case _:
            return Choice(destination=end.fold, detail=finer)


_NOBODY_NOTE = "in no prefix, collector or device"
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
    if owner.holder is Holder.NOBODY:
        note = _NOBODY_NOTE
    if owner.holder is Holder.PORT:
        note = "stays on the device"
    opens = None
    if detail is Detail.KINDS:
        opens = Choice(holder=owner.holder.value, detail=_finer(detail))
    elif detail is not Detail.SESSIONS:
        opens = Choice(owner=owner.text, detail=_finer(detail))
    label = owner.name if named else owner.holder.value
    plural = _PLURAL.get(owner.holder, owner.holder.value)
    return Words(member=owner.text, label=label, note=note, plural=plural, opens=opens)
