"""Approvals in the store: written once, granted, revoked; and what they do to findings' lives."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError
from support.visits import DEVICE, START, finding, moment, visit

from netwatch.model.finding import Status
from netwatch.model.policy import DriftApproval, ImageApproval, MirrorApproval
from netwatch.store import Decision, EventKind, FindingFilter, Store
from netwatch.store.values import HELD, ApprovalState

ADA = Decision(at=moment(0), actor="ada", note="pilot", login="root")
BOB = Decision(at=moment(1), actor="bob")
MIRROR = MirrorApproval(
    devices=("core-*",), destinations=("192.0.2.50",), owner="soc", ticket="CHG-1",
    expires=START + timedelta(days=30),
)  # fmt: skip
EVERY = (
    MIRROR,
    ImageApproval(version="17.9.5", digest="ab" * 32, models=("C9300*",)),
    DriftApproval(rules=("config-drift",), subjects=("x",), claim="aa"),
)
A = finding("mirror 1")
TOLD = replace(A, approval="ticket CHG-1")


@pytest.mark.parametrize("approval", EVERY, ids=lambda each: type(each).__name__)
def test_any_approval_comes_back_with_its_number(store, approval):
    kept = store.approvals.request(approval, findings=("b", "a", "b"), decision=ADA)
    assert kept.approval == replace(approval, stored=kept.number)
    assert (kept.findings, kept.requested, kept.granted) == (("a", "b"), ADA, None)
    assert store.approvals.all() == (kept,)


def test_a_request_permits_nothing_until_it_is_granted(store):
    number = store.approvals.request(MIRROR, findings=(), decision=ADA).number
    assert store.approvals.granted() == ()
    granted = store.approvals.grant(number, BOB)
    assert (granted.state, granted.granted) == (ApprovalState.GRANTED, BOB)
    assert store.approvals.granted() == (replace(MIRROR, stored=number),)
    with pytest.raises(ValueError, match="granted already"):
        store.approvals.grant(number, BOB)


def test_revoking_ends_it_and_keeps_it(store):
    number = store.approvals.request(MIRROR, findings=(), decision=ADA).number
    store.approvals.grant(number, BOB)
    ended = store.approvals.revoke(number, replace(BOB, note="over"))
    assert (ended.state, ended.revoked.note) == (ApprovalState.REVOKED, "over")
    assert store.approvals.granted() == ()
    with pytest.raises(ValueError, match="revoked already"):
        store.approvals.revoke(number, BOB)
    with pytest.raises(ValueError, match="revoked already"):
        store.approvals.grant(number, BOB)
    assert len(store.approvals.all()) == 1


@pytest.mark.parametrize("method", ["grant", "revoke"])
def test_an_unknown_number_is_a_key_error(store, method):
    with pytest.raises(KeyError, match="approve --list"):
        getattr(store.approvals, method)(77, ADA)


def test_two_who_grant_at_once_are_told(store, monkeypatch):
    """The second one read the request before the first had granted it."""
    from netwatch.store import approvals

    number = store.approvals.request(MIRROR, findings=(), decision=ADA).number
    stale = store.approvals.all()[0]
    store.approvals.grant(number, BOB)
    monkeypatch.setattr(approvals, "_one", lambda *_: stale)
    with pytest.raises(ValueError, match="already") as caught:
        store.approvals.grant(number, ADA)
    assert isinstance(caught.value.__context__, IntegrityError)
    monkeypatch.undo()
    assert store.approvals.all()[0].granted == BOB


def test_an_approval_explains_and_its_end_opens_anew(store):
    store.keep(visit(0, raised=(A,)))
    store.retell((TOLD,), at=moment(1))
    (kept,) = store.standing(DEVICE)
    assert (kept.status, kept.first_seen, kept.last_seen) == (
        Status.EXPLAINED, moment(0), moment(0),
    )  # fmt: skip
    assert kept.finding.approval == "ticket CHG-1"
    (held,) = store.keep(visit(2, settled={A.fingerprint: True}))
    assert (held.status, held.new) == (Status.EXPLAINED, False)
    (again,) = store.keep(visit(3, retold=(A,)))
    assert (again.status, again.new, again.first_seen) == (Status.OPEN, True, moment(3))
    assert again.last_seen == moment(2)


def test_what_is_over_is_not_retold(store):
    store.keep(visit(0, raised=(A,)))
    store.keep(visit(1, settled={A.fingerprint: False}))
    assert store.retell((TOLD,), at=moment(2)) == frozenset()
    assert store.standing(DEVICE) == ()


def test_an_ignored_finding_is_kept_apart_and_comes_back_new(store):
    quiet = replace(A, ignored="a playground")
    assert store.keep(visit(0, raised=(quiet,))) == ()
    (kept,) = store.findings(FindingFilter(statuses=(Status.IGNORED,)))
    assert kept.finding == quiet
    (told,) = store.keep(visit(1, retold=(A,)))
    assert (told.status, told.new) == (Status.OPEN, True)
    assert store.keep(visit(2, retold=(quiet,))) == ()
    assert store.keep(visit(3, settled={A.fingerprint: False})) == ()
    assert store.findings(FindingFilter(statuses=HELD)) == ()
    assert [each.kind for each in store.events(A.fingerprint)] == [
        EventKind.OPENED, EventKind.REOPENED, EventKind.IGNORED, EventKind.RESOLVED,
    ]  # fmt: skip


def test_people_leave_their_mark(store):
    store.keep(visit(0, raised=(A,)))
    store.annotate(A.fingerprint, replace(ADA, note="looks like ours\0"))
    kept = store.assign(A.fingerprint, "bob", ADA)
    assert (kept.owner, kept.note) == ("bob", "looks like ours")
    assert len(store.findings(FindingFilter(owner="bob"))) == 1
    assert store.findings(FindingFilter(owner="ada")) == ()
    assert store.assign(A.fingerprint, None, ADA).owner is None
    acknowledged = store.acknowledge(A.fingerprint, replace(ADA, note="it is"))
    assert acknowledged.note == "it is"
    said = [(each.kind, each.note) for each in store.events(A.fingerprint)[1:]]
    assert said == [
        (EventKind.NOTED, "looks like ours"),
        (EventKind.ASSIGNED, "to bob: pilot"),
        (EventKind.ASSIGNED, "to nobody: pilot"),
        (EventKind.ACKNOWLEDGED, "it is"),
    ]
    store.retell((TOLD,), at=moment(1))
    with pytest.raises(ValueError, match="explained"):
        store.acknowledge(A.fingerprint, ADA)


def test_filters_by_fingerprint_devices_and_time(store):
    other = finding("mirror 3", device="edge_rtr2")
    store.keep(visit(0, raised=(A,)))
    store.keep(visit(5, device="edge_rtr2", raised=(other,)))
    store.keep(visit(9, settled={A.fingerprint: False}))

    def subjects(**wanted):
        wanted.setdefault("statuses", tuple(Status))
        return {each.finding.subject for each in store.findings(FindingFilter(**wanted))}

    assert subjects(fingerprint=A.fingerprint[:6]) == {"mirror 1"}
    assert subjects(fingerprint="%") == set()
    assert subjects(devices=("edge_rtr2", "none")) == {"mirror 3"}
    assert subjects(devices=()) == set()
    assert subjects(since=moment(1)) == {"mirror 1", "mirror 3"}
    assert subjects(since=moment(6)) == {"mirror 1"}
    assert subjects(since=moment(6), statuses=HELD) == set()


STEPS = st.lists(
    st.sampled_from(("raise", "approve", "lapse", "ignore", "hold", "over", "acknowledge")),
    max_size=12,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(STEPS)
def test_any_life_ends_where_its_last_steps_say(store, steps):
    """A model of one finding: what explains it, whether it is over, whether a person saw it."""
    one = finding(f"mirror {len(store.findings(FindingFilter(statuses=tuple(Status))))}")
    status, since, approved, ignored = None, None, False, False
    for number, step in enumerate(steps):
        approved = step == "approve" or (approved and step not in ("lapse", "raise"))
        ignored = step == "ignore" or (ignored and step in ("hold", "over", "acknowledge"))
        told = replace(
            one, approval="CHG" if approved else None, ignored="quiet" if ignored else None
        )
        was = status
        if step == "acknowledge":
            if was is Status.OPEN:
                store.acknowledge(one.fingerprint, ADA)
                status = Status.ACKNOWLEDGED
        elif step in ("hold", "over"):
            store.keep(visit(number, settled={one.fingerprint: step == "hold"}))
            if was is not None and step == "over":
                status = Status.RESOLVED
        else:
            kept = store.keep(visit(number, raised=(told,)))
            status = Status.IGNORED if ignored else Status.EXPLAINED if approved else Status.OPEN
            quiet = (Status.EXPLAINED, Status.IGNORED)
            reopened = was in (None, Status.RESOLVED) or (status is Status.OPEN and was in quiet)
            if status is Status.OPEN and was is Status.ACKNOWLEDGED:
                status = was
            since = moment(number) if reopened else since
            new = {each.finding.fingerprint for each in kept if each.new}
            assert (one.fingerprint in new) is (reopened and status is not Status.IGNORED)
        if status is not None:
            (found,) = store.findings(
                FindingFilter(fingerprint=one.fingerprint, statuses=tuple(Status))
            )
            assert (found.status, found.first_seen) == (status, since)


def test_what_another_process_grants_is_seen_at_once(store, url):
    assert store.approvals.granted() == ()
    with Store.open(url) as other:
        number = other.approvals.request(MIRROR, findings=(), decision=ADA).number
        other.approvals.grant(number, BOB)
        assert len(store.approvals.granted()) == 1
        other.approvals.revoke(number, BOB)
    assert store.approvals.granted() == ()
