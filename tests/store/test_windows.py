from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.strategies import texts

from netwatch.model.checked import ExitCode
from netwatch.model.codec import decode, encode
from netwatch.model.window import (
    Baseline,
    ChangeWindow,
    DeviceVerdict,
    Entry,
    Verdict,
    WindowState,
)
from netwatch.parsing.expectation import read_expectation
from netwatch.store.paging import CursorError, key_of
from netwatch.store.values import Decision
from netwatch.store.window_values import WindowQuery
from netwatch.store.windows import WindowError

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
BY = Decision(at=NOW, actor="anna")
WINDOW = ChangeWindow(
    name="CHG1",
    starts=NOW,
    ends=NOW + timedelta(hours=4),
    devices=("site:nyc",),
    expectations=tuple(
        map(
            read_expectation,
            ("mirror added: a destination Gi1/0/48", "image version = 1", "may reload",
             "config: only under x", "config added: a > b", "candidate: x.cfg"),
        )
    ),
    title="Move the sensor \ud800",
)  # fmt: skip


def verdict(**lists):
    device = DeviceVerdict(device="a", since=NOW, seen_at=NOW, **lists)
    return Verdict(window="CHG1", at=NOW, devices=(device,))


def test_the_life_of_a_window(store):
    windows = store.windows
    assert windows.plan(WINDOW, NOW)
    assert not windows.plan(WINDOW, NOW)
    kept = windows.get("CHG1")
    assert (kept.window, kept.state, kept.devices) == (WINDOW, WindowState.PLANNED, ())
    moved = replace(WINDOW, ends=NOW + timedelta(hours=5))
    assert windows.plan(moved, NOW)
    assert windows.get("CHG1").window == moved
    opened = windows.open("CHG1", ["a", "b", "a"], BY)
    assert (opened.state, opened.opened_at, opened.devices) == (WindowState.OPEN, NOW, ("a", "b"))
    windows.baseline("CHG1", [Baseline(device="a", taken_at=NOW),
                              Baseline(device="b", taken_at=NOW, why_not="timeout\0")])  # fmt: skip
    assert [each.why_not for each in windows.get("CHG1").baselines] == ["", "timeout"]
    with pytest.raises(WindowError, match="open already"):
        windows.plan(WINDOW, NOW)
    with pytest.raises(WindowError, match="is open; it cannot become cancelled"):
        windows.cancel("CHG1", BY)
    closed = windows.close("CHG1", replace(BY, at=NOW + timedelta(hours=1)))
    assert closed.state is WindowState.CLOSED
    assert closed.over_at == NOW + timedelta(hours=1)
    with pytest.raises(WindowError, match="closed"):
        windows.close("CHG1", BY)


def test_verdicts_stand_beside_each_other(store):
    store.windows.plan(WINDOW, NOW)
    first = verdict(unexpected=(Entry(what="x \ud800", diff=("+ a",), also=("CHG2",)),))
    second = verdict(blind=("timeout",))
    store.windows.judge(first)
    store.windows.judge(second)
    assert store.windows.verdicts("CHG1") == (second, first)


def test_what_is_due(store):
    windows = store.windows
    for number in range(4):
        starts = NOW + timedelta(hours=number)
        windows.plan(replace(WINDOW, name=f"C{number}", starts=starts,
                             ends=starts + timedelta(minutes=30)), NOW)  # fmt: skip
    windows.open("C0", ["a"], BY)
    windows.cancel("C2", BY)
    assert windows.due(NOW) == ()
    due = windows.due(NOW + timedelta(hours=2, minutes=55))
    assert [(each.window.name, each.state.value) for each in due] == [
        ("C0", "open"), ("C1", "planned"),
    ]  # fmt: skip
    ahead = windows.due(NOW + timedelta(hours=2, minutes=55), ahead=timedelta(minutes=10))
    assert [each.window.name for each in ahead] == ["C0", "C1", "C3"]
    windows.miss("C1", BY)
    windows.close("C0", BY)
    assert windows.due(NOW + timedelta(hours=2, minutes=55)) == ()
    assert [each.window.name for each in windows.list()] == ["C3", "C2", "C1", "C0"]


def test_a_cancelled_window_may_be_planned_anew(store):
    store.windows.plan(WINDOW, NOW)
    store.windows.cancel("CHG1", BY)
    assert store.windows.plan(WINDOW, NOW)
    assert store.windows.get("CHG1").state is WindowState.PLANNED


def test_windows_about_a_device(store):
    windows = store.windows
    windows.plan(WINDOW, NOW)
    hour = timedelta(hours=1)
    assert windows.about("a", now=NOW, after=NOW) == ()
    windows.open("CHG1", ["a"], BY)
    assert [each.window.name for each in windows.about("a", now=NOW, after=NOW)] == ["CHG1"]
    assert windows.about("b", now=NOW, after=NOW) == ()
    assert windows.about("a", now=NOW - hour, after=NOW - hour) == ()
    assert windows.about("a", now=NOW + 5 * hour, after=NOW + 4 * hour) == ()


def test_what_is_not_there(store):
    for step in (store.windows.get, store.windows.verdicts):
        with pytest.raises(WindowError, match="no change window 'X'"):
            step("X")
    assert store.windows.find("X") is None


ENTRIES = st.builds(
    Entry, what=texts, stanza=st.tuples(texts), diff=st.tuples(texts), note=texts,
    expectations=st.tuples(texts), also=st.tuples(texts),
)  # fmt: skip


@given(st.tuples(ENTRIES), st.tuples(texts))
def test_any_verdict_comes_back_as_it_was(entries, blind):
    kept = verdict(expected=entries, missing=entries, unexpected=entries, earlier=entries,
                   others=entries, blind=blind)  # fmt: skip
    assert decode(Verdict, encode(kept)) == kept


def test_of_many_who_open_a_window_one_does(store):
    store.windows.plan(WINDOW, NOW)

    def go(_):
        try:
            store.windows.open("CHG1", ["a"], BY)
        except WindowError:
            return 0
        return 1

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(go, range(12))) == 1


def test_windows_come_a_page_at_a_time_with_their_latest_verdict(store):
    for number in range(5):
        planned = replace(WINDOW, name=f"CHG{number}", starts=NOW + timedelta(hours=number % 2))
        store.windows.plan(planned, NOW)
    store.windows.open("CHG1", ["a", "b"], BY)
    store.windows.judge(verdict(unexpected=(Entry(what="x"),)))
    store.windows.judge(verdict(expected=(Entry(what="x"),)))
    store.windows.cancel("CHG2", BY)
    names, after = [], None
    while True:
        page = store.windows.page(WindowQuery(after=after, limit=2))
        names += [each.kept.window.name for each in page]
        if len(page) < 2:
            break
        after = page[-1].place
    assert names == ["CHG3", "CHG1", "CHG4", "CHG2", "CHG0"]
    (opened,) = store.windows.page(WindowQuery(states=(WindowState.OPEN,)))
    assert (opened.kept.devices, opened.kept.opened_at) == (("a", "b"), NOW)
    assert opened.verdict.outcome is ExitCode.OK
    marks = store.windows.marks("CHG1")
    assert [each.outcome for each in marks] == [ExitCode.OK, ExitCode.FINDINGS]
    assert store.windows.verdict("CHG1", marks[1].number).devices[0].unexpected[0].what == "x"
    assert store.windows.verdict("CHG0", marks[1].number) is None
    planned = store.windows.page(WindowQuery(states=(WindowState.PLANNED,), text="chg4"))
    assert [each.kept.window.name for each in planned] == ["CHG4"]
    with pytest.raises(CursorError):
        store.windows.page(WindowQuery(after="[1,2,3]"))


@given(texts, st.sampled_from(["", "[]", "[1e9,2]", f"[{2**63},1]", "[true,1]", "[[],1]"]))
def test_a_cursor_nobody_gave_is_refused(text, form):
    for each in (text, form):
        try:
            moment, row = key_of(each, int, int)
        except CursorError:
            continue
        assert max(abs(moment), abs(row)) <= 2**63


def test_a_cursor_holds_no_text_a_database_cannot_take():
    for each in ('["a\\u0000"]', '["\\ud800"]'):
        with pytest.raises(CursorError):
            key_of(each, str)
    assert key_of('["r1"]', str) == ["r1"]
