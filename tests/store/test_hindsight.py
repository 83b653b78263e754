"""Visits of the past in their places, whatever was kept before them."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from support.visits import DEVICE, config, finding, moment, visit

from netwatch.model.finding import Status
from netwatch.model.past import ORIGIN
from netwatch.model.snapshot import Artifact
from netwatch.store import Decision, EventKind, FindingFilter, Store
from netwatch.store.errors import SameMomentError
from netwatch.store.line_index import catch_up
from netwatch.store.past_lives import BY
from netwatch.store.present_writing import rebuild
from netwatch.store.schema import BlobRow
from netwatch.store.schema_present import (
    DeviceDayRow,
    PresentDeviceRow,
    PresentFacetRow,
    PresentMirrorRow,
    PresentVisitRow,
)
from netwatch.store.schema_search import LineRow
from netwatch.store.values import PastVisit

A, B = finding("mirror 1"), finding("mirror 2")
NOW = moment(10_000)


def past(*visits, closed=()):
    return tuple(PastVisit(visit=each, closed=frozenset(closed)) for each in visits)


def life(store, fingerprint=A.fingerprint):
    return [(each.kind, each.at) for each in store.events(fingerprint)]


def edited(number):
    return config([(20, f" description edit {number}")])


def present(store):
    """Return what the tables of the present hold, ids of texts as their digests."""
    tables = (PresentFacetRow, PresentMirrorRow, PresentDeviceRow, PresentVisitRow, DeviceDayRow)
    with store.database.reading() as connection:
        digests = dict(connection.execute(select(BlobRow.id, BlobRow.sha256)).all())
        return [
            sorted(
                repr({
                    key: bytes(digests[value]) if key in {"seen_id", "known_id"} else value
                    for key, value in row._mapping.items()
                    if key != "id"
                })
                for row in connection.execute(select(table.__table__))
            )
            for table in tables
        ]  # fmt: skip


def told(store):
    """Return the steps that alerts would be made of."""
    seen = []
    store.outbox.take(lambda step: seen.append(step) or (), now=NOW, oldest=moment(-10_000))
    return [(each.kind, each.finding.subject) for each in seen]


def test_a_batch_is_what_live_visits_would_have_left(store, tmp_path):
    visits = [
        visit(0, raised=(A,)),
        visit(1, text=edited(1), raised=(A, B)),
        visit(2, text=edited(2), settled={A.fingerprint: False, B.fingerprint: True}),
        visit(3, text=edited(1), raised=(A,), settled={B.fingerprint: False}),
    ]
    store.hindsight.keep(past(*visits))
    with Store.open(f"sqlite:///{tmp_path}/live.db") as live:
        for each in visits:
            live.keep(each)
        assert store.history(DEVICE) == live.history(DEVICE)
        everything = FindingFilter(statuses=tuple(Status))
        assert store.findings(everything) == live.findings(everything)
        for number in range(4):
            assert store.state_at(DEVICE, moment(number)) == live.state_at(DEVICE, moment(number))
        for fingerprint in (A.fingerprint, B.fingerprint):
            assert life(store, fingerprint) == life(live, fingerprint)
        assert present(store) == present(live)
        assert store.versions(DEVICE, "running-config") == live.versions(DEVICE, "running-config")
    assert {each.actor for each in store.events(A.fingerprint)} == {BY}
    assert list(store.verify()) == []


def test_batches_share_keyframes_and_a_delta_never_hangs_on_a_delta(store):
    for start in (0, 100, 200):
        batch = [visit(start + each, text=edited(start + each)) for each in range(100)]
        store.hindsight.keep(past(*batch))
    with store.database.reading() as connection:
        rows = connection.execute(select(BlobRow.id, BlobRow.base_id, BlobRow.data)).all()
    bases = {row.base_id for row in rows} - {None}
    wholes = {row.id for row in rows if row.base_id is None}
    assert bases <= wholes
    assert len(wholes) < 30
    assert list(store.verify()) == []
    assert store.state_at(DEVICE, moment(250)).config == edited(250)
    store.keep(visit(1000, text=edited(1000)))  # a live visit goes on from the same keyframes
    assert store.known_state(DEVICE).config == edited(1000)


def test_two_imports_of_one_moment_keep_it_once(store):
    store.hindsight.keep(past(visit(0), visit(1)))
    with pytest.raises(SameMomentError, match="at work"):
        store.hindsight.keep(past(visit(1), visit(2)))
    assert store.hindsight.times(DEVICE) == (moment(0), moment(1))


def test_the_past_is_news_to_nobody(store):
    store.outbox.begin()
    store.hindsight.keep(past(visit(0, raised=(A, B)), visit(1, settled={A.fingerprint: False})))
    store.hindsight.keep(past(visit(2, raised=(A,)), closed=[A.fingerprint]))
    assert told(store) == []
    store.keep(visit(3, raised=(B,)))
    assert told(store) == []
    store.keep(visit(4, raised=(A,), settled={B.fingerprint: False}))
    assert told(store) == [(EventKind.REOPENED, A.subject), (EventKind.RESOLVED, B.subject)]


def test_what_is_told_between_the_steps_of_an_import_is_told(store):
    store.outbox.begin()
    store.hindsight.keep(past(visit(0, raised=(A,))))
    store.keep(visit(0, device="other", raised=(replace(B, device="other"),)))
    store.hindsight.keep(past(visit(1, raised=(B,))))
    assert told(store) == [(EventKind.OPENED, B.subject)]


def test_a_finding_that_is_closed_at_once_never_stands(store):
    store.hindsight.keep(past(visit(0, raised=(A, B)), closed=[A.fingerprint]))
    assert [each.finding for each in store.standing(DEVICE)] == [B]
    assert life(store) == [(EventKind.OPENED, moment(0)), (EventKind.RESOLVED, moment(0))]


def test_the_past_changes_nothing_that_tells_of_now(store):
    store.keep(visit(100, text=edited(100)))
    old = replace(visit(5), snapshot=replace(visit(5).snapshot, platform="cisco_ios"))
    store.hindsight.keep(past(old))
    (device,) = store.devices()
    assert (device.platform, device.first_visit, device.last_visit) == (
        "cisco_xe", moment(5), moment(100),
    )  # fmt: skip
    assert store.known_state(DEVICE).config == edited(100)
    assert store.state_at(DEVICE, moment(50)).config == config()
    with store.database.writing() as connection:
        before = present(store)
        device_id = connection.execute(select(PresentVisitRow.device_id)).scalar_one()
        rebuild(connection, device_id)
    assert present(store) == before


def test_search_finds_lines_of_the_past_too(store):
    store.keep(visit(100, text=edited(100)))
    assert list(catch_up(store.database))
    store.hindsight.keep(past(visit(5, text=edited(5)), visit(6, text=edited(6))))
    assert list(catch_up(store.database))
    with store.database.reading() as connection:
        lines = set(connection.execute(select(LineRow.text)).scalars())
    assert {f" description edit {each}" for each in (5, 6, 100)} <= lines


def test_an_end_before_a_live_life_leaves_that_as_it_is(store):
    store.keep(visit(100, raised=(A,)))
    store.hindsight.keep(past(visit(1, raised=(A,)), visit(2, settled={A.fingerprint: False})))
    store.hindsight.finish(DEVICE)
    (kept,) = store.standing(DEVICE)
    assert (kept.first_seen, kept.last_seen, kept.status) == (moment(100), moment(100), Status.OPEN)
    assert life(store) == [
        (EventKind.OPENED, moment(1)), (EventKind.RESOLVED, moment(2)),
        (EventKind.OPENED, moment(100)),
    ]  # fmt: skip


def test_a_life_that_goes_on_into_the_present_begins_in_the_past(store):
    store.keep(visit(100, raised=(A,)))
    store.hindsight.keep(past(visit(1, raised=(A,))))
    store.hindsight.keep(past(visit(2, raised=(A,))))
    assert store.standing(DEVICE)[0].first_seen == moment(100)
    store.hindsight.finish(DEVICE)
    assert store.standing(DEVICE)[0].first_seen == moment(1)
    assert life(store) == [(EventKind.OPENED, moment(1)), (EventKind.OPENED, moment(100))]


def test_a_late_version_inside_a_life_changes_nothing(store):
    store.keep(visit(0, raised=(A,)))
    store.keep(visit(10, settled={A.fingerprint: False}))
    store.hindsight.keep(past(visit(5, raised=(A,)), visit(6, settled={A.fingerprint: False})))
    assert life(store) == [(EventKind.OPENED, moment(0)), (EventKind.RESOLVED, moment(10))]


def test_a_comeback_between_two_visits_is_told_of(store):
    store.keep(visit(0, raised=(A,)))
    store.keep(visit(1, settled={A.fingerprint: False}))
    store.keep(visit(10))
    store.hindsight.keep(past(visit(5, raised=(A,)), visit(6, settled={A.fingerprint: False})))
    assert life(store)[2:] == [(EventKind.REOPENED, moment(5)), (EventKind.RESOLVED, moment(6))]
    assert store.standing(DEVICE) == ()


def test_a_persons_word_outlives_the_past(store):
    store.hindsight.keep(past(visit(0, raised=(A,))))
    store.acknowledge(A.fingerprint, Decision(at=moment(1), actor="ann"))
    store.hindsight.keep(past(visit(2, raised=(A,))))
    assert store.standing(DEVICE)[0].status is Status.ACKNOWLEDGED


def test_glimpses_tell_mirrors_and_where_each_version_came_from(store):
    snapshot = visit(0).snapshot
    origin = Artifact(ORIGIN, "kept history", "mark: abc\nauthor: Ann")
    told_of = replace(snapshot, artifacts=(*snapshot.artifacts, origin))
    store.hindsight.keep(past(replace(visit(0), snapshot=told_of)))
    store.keep(visit(1))
    first, second = store.hindsight.glimpses(DEVICE)
    assert first.mirrors == visit(0).known.mirrors == second.mirrors
    assert store.hindsight.origin(first) == "mark: abc\nauthor: Ann"
    assert store.hindsight.origin(second) is None


STEPS = st.lists(
    st.tuples(st.sampled_from(["raise", "over", "hold", "nothing"]), st.booleans()), max_size=9
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None
)
@given(steps=STEPS, size=st.integers(1, 4))
def test_batches_of_any_size_leave_what_live_visits_leave(tmp_path_factory, steps, size):
    folder = tmp_path_factory.mktemp("stores")
    visits = []
    for number, (what, _) in enumerate(steps):
        settled = {"over": {A.fingerprint: False}, "hold": {A.fingerprint: True}}.get(what)
        visits.append(visit(number, raised=(A,) if what == "raise" else (), settled=settled))
    with (
        Store.open(f"sqlite:///{folder}/live.db") as live,
        Store.open(f"sqlite:///{folder}/past.db") as late,
    ):
        for each in visits:
            live.keep(each)
        for start in range(0, len(visits), size):
            late.hindsight.keep(past(*visits[start : start + size]))
        everything = FindingFilter(statuses=tuple(Status))
        assert late.findings(everything) == live.findings(everything)
        assert present(late) == present(live)
        if any(what == "raise" for what, _ in steps):
            assert life(late) == life(live)
