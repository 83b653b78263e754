"""Change windows and their verdicts, as documents."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from netwatch.app.cases import cases
from netwatch.app.windows import Opened, Verified
from netwatch.model.checked import ExitCode
from netwatch.model.document import Case, Document, Outcome, Table
from netwatch.model.finding import Status
from netwatch.model.window import DeviceVerdict, Entry, KeptWindow, Verdict
from netwatch.shapes import Json, Shape, finding_shape, when

_LISTS = ("expected", "missing", "unexpected", "others", "earlier")
TITLES = {
    "expected": "Expected and seen",
    "missing": "Expected and missing",
    "unexpected": "Seen and not expected",
    "others": "Announced by another window",
    "earlier": "Made before the window began",
}
OUTCOMES = {
    ExitCode.OK: "exactly as said",
    ExitCode.FINDINGS: "not as said",
    ExitCode.UNKNOWN: "could not be verified",
}


def opened_view(opened: Opened) -> Document:
    """Return a window that was opened, with what could not be observed then."""
    kept = opened.kept
    blind = tuple((each.device, each.why_not) for each in kept.baselines if each.why_not)
    findings = tuple(each for one in opened.checked for each in one.findings if each.new)
    seen = len(kept.baselines) - len(blind)
    return Document(
        data=window_shape(kept),
        tables=(*_about(kept), Table("No baseline", ("device", "why"), blind)),
        findings=findings,
        cases=tuple(cases(opened.checked)),
        notes=(
            f"{kept.window.name} is open: {seen} of {len(kept.baselines)} devices have a baseline",
            f"findings of this look that were not known before: {len(findings)}",
        ),
    )


def window_shape(kept: KeptWindow) -> Shape:
    """Return ``netwatch/window/1``."""
    window = kept.window
    return {
        "schema": "netwatch/window/1",
        "window": window.name,
        "title": window.title,
        "state": kept.state.value,
        "from": when(window.starts),
        "to": when(window.ends),
        "origin": window.origin,
        "devices": list(kept.devices or window.devices),
        "expectations": [
            {"expect": each.text, "device": each.device, "needed": each.needed}
            for each in window.expectations
        ],
        "opened_at": when(kept.opened_at),
        "closed_at": when(kept.closed_at),
        "baselines": [
            {"device": each.device, "taken_at": when(each.taken_at), "why_not": each.why_not}
            for each in kept.baselines
        ],
    }


def list_view(windows: Sequence[KeptWindow]) -> Document:
    """Return windows, one a row."""
    rows = tuple(
        (
            each.window.name,
            each.state.value,
            f"{each.window.starts:%Y-%m-%d %H:%M}Z",
            f"{each.window.ends:%Y-%m-%d %H:%M}Z",
            ", ".join((each.devices or each.window.devices)[:4]),
            each.window.title,
        )
        for each in windows
    )
    columns = ("window", "state", "from", "to", "devices", "title")
    return Document(
        data=[window_shape(each) for each in windows],
        tables=(Table("", columns, rows),),
        notes=(f"{len(windows)} change windows",),
    )


def show_view(kept: KeptWindow, verdicts: Sequence[Verdict]) -> Document:
    """Return one window with its latest verdict."""
    shape: Shape = {
        **window_shape(kept),
        "verdicts": [verdict_shape(each) for each in verdicts],
    }
    if not verdicts:
        note = f"{kept.window.name} is {kept.state.value}; nobody verified it yet"
        return Document(data=shape, tables=_about(kept), notes=(note,))
    latest = verdict_view(kept, verdicts[0])
    return Document(
        data=shape,
        tables=latest.tables,
        lines=latest.lines,
        notes=latest.notes,
        cases=latest.cases,
    )


def verified_view(verified: Verified) -> Document:
    """Return a fresh verdict, with the findings since the opening that no window explains."""
    kept = verified.kept
    opened = kept.opened_at or kept.window.starts
    findings = tuple(
        each
        for checked in verified.checked
        for each in checked.told
        if each.status is Status.OPEN and each.first_seen >= opened
    )
    document = verdict_view(kept, verified.verdict)
    shape = {
        **verdict_shape(verified.verdict),
        "findings": [finding_shape(each) for each in findings],
    }
    return replace(document, data=shape, findings=findings)


def verdict_view(kept: KeptWindow, verdict: Verdict) -> Document:
    """Return a kept verdict: the three lists, what could not be verified, and every diff."""
    tables = [*_about(kept)]
    for name in _LISTS:
        rows = tuple(
            (each.device, entry.what, " / ".join(entry.stanza), _why(entry))
            for each in verdict.devices
            for entry in getattr(each, name)
        )
        tables.append(Table(TITLES[name], ("device", "what", "under", "why"), rows))
    blind = tuple((each.device, why) for each in verdict.devices for why in each.blind)
    tables.append(Table("Could not be verified", ("device", "why"), blind))
    counts = ", ".join(
        f"{sum(len(getattr(each, name)) for each in verdict.devices)} {TITLES[name].lower()}"
        for name in _LISTS[:3]
    )
    closing = f"{verdict.window}: {OUTCOMES[verdict.exit_code]}; {counts}"
    return Document(
        data=verdict_shape(verdict),
        tables=tuple(tables),
        lines=tuple(_diffs(verdict)),
        notes=(*verdict.notes, closing),
        cases=tuple(case for each in verdict.devices for case in _cases(each)),
    )


def verdict_shape(verdict: Verdict) -> Shape:
    """Return ``netwatch/verdict/1``."""
    return {
        "schema": "netwatch/verdict/1",
        "window": verdict.window,
        "at": when(verdict.at),
        "outcome": OUTCOMES[verdict.exit_code],
        "exit_code": int(verdict.exit_code),
        "devices": [device_verdict_shape(each) for each in verdict.devices],
        "notes": list(verdict.notes),
    }


def device_verdict_shape(device: DeviceVerdict) -> Shape:
    """Return one device of a ``netwatch/verdict/1``."""
    lists: dict[str, Json] = {
        name: [_entry_shape(each) for each in getattr(device, name)] for name in _LISTS
    }
    return {
        "device": device.device,
        "since": when(device.since),
        "seen_at": when(device.seen_at),
        **lists,
        "could_not_verify": list(device.blind),
    }


def _entry_shape(entry: Entry) -> Shape:
    return {
        "what": entry.what,
        "stanza": list(entry.stanza),
        "diff": list(entry.diff),
        "expectations": list(entry.expectations),
        "also_covered_by": list(entry.also),
        "note": entry.note,
    }


def _about(kept: KeptWindow) -> tuple[Table, ...]:
    window = kept.window
    rows = [
        ("state", kept.state.value),
        ("from", f"{window.starts:%Y-%m-%d %H:%M}Z"),
        ("to", f"{window.ends:%Y-%m-%d %H:%M}Z"),
        ("devices", ", ".join(kept.devices or window.devices)),
        ("by", window.origin),
    ]
    rows += [("expected" if each.needed else "allowed", each.text) for each in window.expectations]
    title = f"{window.name} {window.title}".strip()
    return (Table(title, ("", "announced"), tuple((name, value) for name, value in rows if value)),)


def _why(entry: Entry) -> str:
    parts = [*entry.expectations]
    if entry.also:
        parts.append(f"also covered by {', '.join(entry.also)}")
    if entry.note:
        parts.append(entry.note)
    return "; ".join(parts)


def _diffs(verdict: Verdict) -> Iterator[str]:
    """Yield the lines that differ, worst first, each block under its device and parents."""
    for name in ("unexpected", "missing", "expected", "others", "earlier"):
        for device in verdict.devices:
            for entry in getattr(device, name):
                if entry.diff:
                    where = " / ".join(entry.stanza) or entry.what
                    yield f"@ {TITLES[name]}: {device.device}: {where}"
                    yield from entry.diff


def _cases(device: DeviceVerdict) -> Iterable[Case]:
    name = device.device
    for each in device.expected:
        yield Case(name, f"expected: {each.what}", Outcome.PASSED, _why(each), each.diff)
    for each in device.missing:
        message = f"expected and missing: {each.what}"
        yield Case(name, f"missing: {each.what}", Outcome.FAILED, message, each.diff)
    for each in device.unexpected:
        message = f"seen and not expected: {each.what}"
        lines = (*each.stanza, *each.diff)
        yield Case(name, f"unexpected: {each.what}", Outcome.FAILED, message, lines)
    for why in device.blind:
        yield Case(name, "could be verified", Outcome.ERROR, why)
    if not any((device.expected, device.missing, device.unexpected, device.blind)):
        yield Case(name, "nothing changed", Outcome.PASSED)
