"""The answer of hindsight: who received a copy from when to when, and who recorded that."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from netwatch.app.kept_views import NothingKeptError
from netwatch.app.past.archive import Remarks
from netwatch.app.past.crew import Replayed
from netwatch.app.past.replay import read_origin
from netwatch.app.past.run import Plan
from netwatch.app.views import mirror_row
from netwatch.judgement.mirror_spans import Look, Span, spans
from netwatch.model.document import Document, Table
from netwatch.model.past import Recorded
from netwatch.shapes import mirror_shape, when
from netwatch.store.hindsight import Glimpse, Hindsight
from netwatch.store.store import Store

_COLUMNS = (
    "device", "session", "kind", "destination", "state", "from", "to", "by", "ended by",
)  # fmt: skip

Origin = Callable[[Glimpse], Recorded | None]


def past_mirrors_view(
    store: Store,
    names: Sequence[str],
    shown: Callable[[Iterable[str]], Iterator[str]] = iter,
) -> Document:
    """Return the history of mirrors of the named devices, of all for no names.

    Raises NothingKeptError.
    """
    known = [each.name for each in store.devices()]
    for name in names:
        if name not in known:
            raise NothingKeptError(f"nothing is kept of {name!r} yet; run netwatch check {name}")
    hindsight = store.hindsight
    rows: list[tuple[str, ...]] = []
    data: list[dict[str, object]] = []
    for name in shown(names or known):
        for span in spans(_looks(hindsight, name)):
            began, ended = _origin(hindsight, span.began), _origin(hindsight, span.ended)
            rows.append(_row(name, span, began, ended))
            data.append(_shape(name, span, began, ended))
    count = len(names or known)
    standing = sum(each["to"] is None for each in data)
    note = f"{len(rows)} mirrors ever known on {count} devices, {standing} of them stand"
    return Document(data=data, tables=(Table("", _COLUMNS, tuple(rows)),), notes=(note,))


def imported_view(store: Store, done: Sequence[Replayed], plan: Plan, seconds: float) -> Document:
    """Return what an import brought: first of all the mirrors there ever were."""
    seen = [each.name for each in done if each.tally.mirrors or _was_known(each)]
    mirrors = past_mirrors_view(store, seen) if seen else Document(data=[])
    kept = sum(each.tally.kept for each in done)
    known = sum(each.tally.known for each in done)
    unread = [each for each in done if each.tally.unreadable]
    findings = sum(each.tally.findings for each in done)
    counted = f"{len(done)} devices, {kept} versions kept, {known} known before"
    notes = [f"{counted}, in {seconds:.1f} s; {findings} findings in the past"]
    if below := sum(each.tally.below for each in done):
        notes.append(f"{below} smaller findings were not kept (--findings-from info keeps them)")
    if unread:
        many = sum(each.tally.unreadable for each in unread)
        names = ", ".join(each.name for each in unread[:5])
        notes.append(
            f"{many} versions are no configuration of a platform netwatch recognises ({names}); "
            "name it with --platform"
        )
    if gone := [each.past.name for each in plan.jobs if each.past.gone]:
        few = ", ".join(gone[:5])
        notes.append(
            f"{len(gone)} devices are gone from the archive ({few}): what they showed last stays"
        )
    notes += _remarks(plan.remarks)
    if not mirrors.data:
        notes.append("no mirror in any version that was read")
    notes.append("ask again with: netwatch mirrors --history")
    data = {
        "schema": "netwatch/import/1",
        "devices": [_replayed(each) for each in done],
        "mirrors": mirrors.data,
    }
    return Document(data=data, tables=mirrors.tables, notes=tuple(notes))


def plan_view(plan: Plan) -> Document:
    """Return what an import would read."""
    columns = ("device", "versions", "from", "to", "platform", "state")
    rows = tuple(
        (
            each.past.name,
            str(len(each.past.versions)),
            _day(each.past.versions[0].at),
            _day(each.past.versions[-1].at),
            each.known.platform if each.known else each.past.platform or "by its text",
            "gone from the archive" if each.past.gone else "",
        )
        for each in plan.jobs
    )
    data = [dict(zip(columns, row, strict=True)) for row in rows]
    note = f"{len(rows)} devices, {plan.versions} versions; nothing was kept: this was a dry run"
    notes = (note, *_remarks(plan.remarks))
    return Document(data=data, tables=(Table("", columns, rows),), notes=notes)


def _was_known(each: Replayed) -> bool:
    """Tell whether versions were kept by an earlier import, of whose mirrors this one knows not."""
    return each.tally.known > 0


def _remarks(remarks: Remarks) -> list[str]:
    return [
        f"{count} {reason} (such as {remarks.samples[reason]})"
        for reason, count in sorted(remarks.counts.items())
    ]


def _looks(hindsight: Hindsight, device: str) -> Iterator[Look[Glimpse]]:
    for each in hindsight.glimpses(device):
        yield Look(each.at, each.mirrors, each)


def _origin(hindsight: Hindsight, look: Look[Glimpse] | None) -> Recorded | None:
    text = None if look is None else hindsight.origin(look.mark)
    return None if text is None else read_origin(text)


def _row(
    device: str, span: Span[Glimpse], began: Recorded | None, ended: Recorded | None
) -> tuple[str, ...]:
    _, session, kind, _, destination, state = mirror_row(device, span.mirror)
    first = _day(span.began.at) + (" or before" if span.at_start else "")
    last = "stands" if span.ended is None else _day(span.ended.at)
    return (device, session, kind, destination, state, first, last, _who(began), _who(ended))


def _who(recorded: Recorded | None) -> str:
    if recorded is None:
        return ""
    return f"{recorded.author} {recorded.mark[:12]}".strip()


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}Z"


def _shape(
    device: str, span: Span[Glimpse], began: Recorded | None, ended: Recorded | None
) -> dict[str, object]:
    return {
        "device": device,
        "mirror": mirror_shape(span.mirror),
        "from": when(span.began.at),
        "or_before": span.at_start,
        "last_seen": when(span.last.at),
        "to": None if span.ended is None else when(span.ended.at),
        "recorded": _recorded(began),
        "end_recorded": _recorded(ended),
    }


def _recorded(recorded: Recorded | None) -> dict[str, str] | None:
    if recorded is None:
        return None
    return {"mark": recorded.mark, "author": recorded.author, "subject": recorded.subject}


def _replayed(each: Replayed) -> dict[str, object]:
    return {
        "device": each.name,
        "platform": each.platform,
        "from": when(each.first) if each.first else None,
        "to": when(each.last) if each.last else None,
        "kept": each.tally.kept,
        "known_before": each.tally.known,
        "unreadable": each.tally.unreadable,
        "findings": each.tally.findings,
        "findings_not_kept": each.tally.below,
    }
