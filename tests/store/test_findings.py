from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from support import strategies
from support.visits import DEVICE, finding, moment, unreachable, visit

from netwatch.model.evidence import Severity
from netwatch.model.finding import Status
from netwatch.store import Decision, EventKind, FindingFilter

A, B = finding("mirror 1"), finding("mirror 2", severity=Severity.LOW)


def kinds(store, fingerprint):
    return [each.kind for each in store.events(fingerprint)]


def test_a_raised_finding_is_new_once(store):
    (kept,) = store.keep(visit(0, raised=(A,)))
    assert (kept.finding, kept.new, kept.status) == (A, True, Status.OPEN)
    (again,) = store.keep(visit(1, raised=(A,)))
    assert not again.new
    assert (again.first_seen, again.last_seen) == (moment(0), moment(1))
    assert kinds(store, A.fingerprint) == [EventKind.OPENED]


def test_a_finding_that_holds_is_seen_again(store):
    store.keep(visit(0, raised=(A,)))
    (kept,) = store.keep(visit(1, settled={A.fingerprint: True}))
    assert (kept.first_seen, kept.last_seen, kept.new) == (moment(0), moment(1), False)


def test_a_finding_that_could_not_be_judged_stays(store):
    first = visit(0, raised=(A,))
    store.keep(first)
    (kept,) = store.keep(unreachable(1, first))
    assert (kept.status, kept.last_seen) == (Status.OPEN, moment(0))


def test_a_finding_that_is_over_is_resolved(store):
    store.keep(visit(0, raised=(A, B)))
    (left,) = store.keep(visit(1, raised=(B,), settled={A.fingerprint: False}))
    assert left.finding == B
    (resolved,) = store.findings(FindingFilter(statuses=(Status.RESOLVED,)))
    assert (resolved.finding, resolved.last_seen) == (A, moment(0))
    opened, closed = store.events(A.fingerprint)
    assert (closed.kind, closed.at, closed.actor) == (EventKind.RESOLVED, moment(1), "netwatch")
    assert opened.finding == A


def test_a_resolved_finding_reopens_with_its_past_in_the_events(store):
    store.keep(visit(0, raised=(A,)))
    store.keep(visit(1, settled={A.fingerprint: False}))
    assert store.standing(DEVICE) == ()
    (kept,) = store.keep(visit(2, raised=(A,)))
    assert (kept.new, kept.status, kept.first_seen) == (True, Status.OPEN, moment(2))
    assert [(each.kind, each.at) for each in store.events(A.fingerprint)] == [
        (EventKind.OPENED, moment(0)),
        (EventKind.RESOLVED, moment(1)),
        (EventKind.REOPENED, moment(2)),
    ]


def test_raised_wins_over_settled(store):
    store.keep(visit(0, raised=(A,)))
    (kept,) = store.keep(visit(1, raised=(A,), settled={A.fingerprint: False}))
    assert kept.status is Status.OPEN


def test_settling_what_is_unknown_or_resolved_does_nothing(store):
    store.keep(visit(0, raised=(A,)))
    store.keep(visit(1, settled={A.fingerprint: False, "f" * 32: True}))
    store.keep(visit(2, settled={A.fingerprint: True}))
    assert store.standing(DEVICE) == ()
    assert kinds(store, A.fingerprint) == [EventKind.OPENED, EventKind.RESOLVED]


def test_a_finding_of_another_device_is_not_settled(store):
    store.keep(visit(0, raised=(A,)))
    other = visit(1, device="edge-rtr2", settled={A.fingerprint: False})
    assert store.keep(other) == ()
    assert len(store.standing(DEVICE)) == 1


def test_the_latest_wording_is_shown_and_the_first_is_kept(store):
    store.keep(visit(0, raised=(A,)))
    moved = replace(finding("mirror 1", line=9), severity=Severity.CRITICAL)
    (kept,) = store.keep(visit(1, raised=(moved,)))
    assert kept.finding == moved
    assert [each.finding for each in store.events(A.fingerprint)] == [A]
    assert store.findings(FindingFilter(severity=Severity.CRITICAL)) == (kept,)


def test_a_window_explains_and_never_hides(store):
    store.keep(visit(0, raised=(A,)))
    (kept,) = store.keep(visit(1, raised=(finding("mirror 1", window="CHG-7"),)))
    assert (kept.status, kept.new, kept.finding.window) == (Status.EXPLAINED, False, "CHG-7")
    (held,) = store.keep(visit(2, settled={A.fingerprint: True}))
    assert held.status is Status.EXPLAINED
    (after,) = store.keep(visit(3, raised=(A,)))
    assert (after.status, after.new, after.first_seen) == (Status.OPEN, True, moment(3))
    assert kinds(store, A.fingerprint) == [
        EventKind.OPENED,
        EventKind.EXPLAINED,
        EventKind.REOPENED,
    ]


def test_an_acknowledged_finding_stays_listed_and_resolves(store):
    store.keep(visit(0, raised=(A,)))
    decision = Decision(at=moment(1), actor="ada", note="ours, ticket 7\0")
    assert store.acknowledge(A.fingerprint, decision).status is Status.ACKNOWLEDGED
    (kept,) = store.keep(visit(2, raised=(A,)))
    assert (kept.status, kept.new) == (Status.ACKNOWLEDGED, False)
    event = store.events(A.fingerprint)[-1]
    assert (event.kind, event.actor, event.note) == (
        EventKind.ACKNOWLEDGED, "ada", "ours, ticket 7",
    )  # fmt: skip
    store.keep(visit(3, settled={A.fingerprint: False}))
    (again,) = store.keep(visit(4, raised=(A,)))
    assert again.status is Status.OPEN


def test_a_person_may_resolve_and_it_may_come_back(store):
    store.keep(visit(0, raised=(A,)))
    word = Decision(at=moment(1), actor="ada")
    assert store.resolve(A.fingerprint, word).status is Status.RESOLVED
    assert store.resolve(A.fingerprint, word).status is Status.RESOLVED
    assert kinds(store, A.fingerprint) == [EventKind.OPENED, EventKind.RESOLVED]
    with pytest.raises(ValueError, match="resolved"):
        store.acknowledge(A.fingerprint, word)
    (kept,) = store.keep(visit(2, raised=(A,)))
    assert kept.new


@pytest.mark.parametrize("method", ["acknowledge", "resolve"])
def test_a_word_on_an_unknown_finding_is_a_key_error(store, method):
    with pytest.raises(KeyError, match="netwatch findings"):
        getattr(store, method)("0" * 32, Decision(at=moment(0), actor="ada"))
    with pytest.raises(KeyError):
        store.events("0" * 32)


def test_findings_are_filtered_and_worst_first(store):
    store.keep(visit(0, raised=(B, A)))
    store.keep(visit(1, device="edge-rtr2", raised=(finding("mirror 3", device="edge-rtr2"),)))
    everything = store.findings(FindingFilter())
    assert [each.finding.subject for each in everything] == ["mirror 3", "mirror 1", "mirror 2"]
    assert [e.finding for e in store.findings(FindingFilter(device=DEVICE))] == [A, B]
    assert len(store.findings(FindingFilter(severity=Severity.MEDIUM))) == 2
    assert len(store.findings(FindingFilter(rule="mirror-new-session"))) == 3
    assert store.findings(FindingFilter(rule="config-drift")) == ()
    assert len(store.findings(FindingFilter(since=moment(1)))) == 1
    assert len(store.findings(FindingFilter(limit=2))) == 2
    assert store.findings(FindingFilter(statuses=(Status.RESOLVED,))) == ()


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(strategies.findings)
def test_any_finding_comes_back(store, found):
    (kept,) = [e for e in store.keep(visit(0, raised=(found,))) if e.finding == found]
    assert repr(kept.finding) == repr(found)


def test_a_refused_visit_leaves_no_half(store, monkeypatch):
    from netwatch.store import findings

    store.keep(visit(0))

    def stumble(*_args):
        raise RuntimeError("after the visit was written, before it was committed")

    monkeypatch.setattr(findings, "settle", stumble)
    with pytest.raises(RuntimeError):
        store.keep(visit(1, text="changed\n", raised=(A,)))
    assert len(store.history(DEVICE)) == 1
    assert len(store.versions(DEVICE, "running-config")) == 1
