"""What becomes of findings that stand, as approvals come and go."""

from datetime import timedelta

import pytest
from support.build import NOW, approval, erspan, facts, image, policy, span, state

from netwatch.detect import detect_all, settle
from netwatch.explain import decisions, review
from netwatch.model.finding import KeptFinding
from netwatch.model.policy import DriftApproval
from netwatch.registry import rules

OURS = {"prefixes": ("192.0.2.0/24",)}
COVERED = policy(**OURS, approvals=(approval(destinations=("198.51.100.9",)),))
LAPSED = policy(
    **OURS, approvals=(approval(destinations=("198.51.100.9",), expires=NOW - timedelta(days=1)),)
)
NONE = policy(**OURS)
THERE, GONE = state(mirrors=(erspan(),)), state(mirrors=())


def kept(before, after, given=NONE):
    raised = detect_all(facts(before, after, given), rules())
    return [KeptFinding(finding=each, first_seen=NOW, last_seen=NOW) for each in raised]


def reviewed(held, before, after, given):
    """Return (verdict, approval) of each standing finding by rule, as a visit leaves them."""
    seen = facts(before, after, given)
    raised = detect_all(seen, rules())
    result = review(held, raised, settle(held, raised, seen, rules()), seen)
    retold = {each.fingerprint: each for each in (*raised, *result.retold)}
    return {
        each.finding.rule: (
            result.settled.get(each.finding.fingerprint),
            retold.get(each.finding.fingerprint, each.finding).approval is not None,
        )
        for each in held
    }


def test_what_an_approval_ends_stays_explained_while_the_mirror_is_there():
    held = kept(GONE, THERE)
    covered = reviewed(held, THERE, THERE, COVERED)
    assert covered["mirror-unknown-owner"] == (True, True)
    assert covered["mirror-new-session"] == (True, True)
    explained = kept(GONE, THERE, COVERED)
    assert {each.finding.rule for each in explained} == {
        "mirror-new-session", "mirror-new-destination",
    }  # fmt: skip
    gone = reviewed(held, THERE, GONE, COVERED)
    assert gone["mirror-unknown-owner"][0] is False
    assert gone["mirror-new-session"][0] is False


def test_a_lapse_ends_every_explanation():
    held = kept(GONE, THERE, COVERED)
    assert all(each.finding.approval for each in held)
    after = reviewed(held, THERE, THERE, LAPSED)
    assert set(after.values()) == {(True, False)}


def test_a_lapse_is_seen_though_the_device_is_not():
    held = kept(GONE, THERE, COVERED)
    after = reviewed(held, THERE, state(), LAPSED)
    assert set(after.values()) == {(None, False)}


def test_an_unapproved_mirror_that_was_approved_and_lapsed_is_told_as_expired_alone():
    other = policy(**OURS, approvals=(approval(destinations=("203.0.113.1",)),))
    held = [each for each in kept(THERE, THERE, other) if "unapproved" in each.finding.rule]
    assert reviewed(held, THERE, THERE, COVERED)["mirror-unapproved-destination"] == (True, True)
    after = reviewed(held, THERE, THERE, LAPSED)
    assert after["mirror-unapproved-destination"] == (False, False)
    assert "mirror-approval-expired" in {e.finding.rule for e in kept(THERE, THERE, LAPSED)}


def test_a_renewed_approval_ends_the_expired_finding():
    held = [e for e in kept(THERE, THERE, LAPSED) if e.finding.rule == "mirror-approval-expired"]
    assert reviewed(held, THERE, THERE, COVERED)["mirror-approval-expired"][0] is False


def test_an_approval_keeps_no_other_condition_alive():
    """The running configuration was saved: that it had been approved changes nothing."""
    unsaved = state(config="a\nb\n", startup="a\n")
    saved = state(config="a\nb\n", startup="a\nb\n")
    given = policy(drift_approvals=(DriftApproval(rules=("config-unsaved",)),))
    held = [e for e in kept(unsaved, unsaved, given) if e.finding.rule == "config-unsaved"]
    assert held[0].finding.approval
    assert reviewed(held, unsaved, saved, given)["config-unsaved"][0] is False


def test_a_window_that_explains_is_left_alone():
    from dataclasses import replace

    held = [replace(e, finding=replace(e.finding, window="CHG-7")) for e in kept(GONE, THERE)]
    seen = facts(THERE, THERE, COVERED)
    result = review(held, (), {}, seen)
    assert {each.window for each in result.retold} == {"CHG-7"}
    assert review(held, (), {}, facts(THERE, THERE, NONE)).retold == ()


@pytest.mark.parametrize(
    ("given", "addresses", "says", "source"),
    [
        (policy(prefixes=("198.51.100.0/24",)), {}, "our prefix 198.51.100.0/24", "policy.yaml"),
        (policy(collectors=(("198.51.100.9", "ids"),)), {}, "known collector ids", "policy.yaml"),
        (NONE, {"198.51.100.9": "probe1"}, "address of device probe1", "inventory"),
        (NONE, {}, "nobody's", "policy.yaml, inventory"),
        (COVERED, {}, "nobody's", "policy.yaml, inventory"),
    ],
)  # fmt: skip
def test_the_owner_of_a_destination_and_what_says_so(given, addresses, says, source):
    held = [e for e in kept(GONE, THERE) if e.finding.rule == "mirror-new-session"]
    told = decisions(held[0].finding, facts(THERE, THERE, given, addresses))
    (owner,) = [each for each in told if each.about == "owner"]
    assert says in owner.told
    assert owner.source == source


def test_a_port_has_no_owner_and_a_lapsed_approval_is_named():
    held = kept(GONE, state(mirrors=(span(),)))
    local = decisions(held[0].finding, facts(GONE, state(mirrors=(span(),)), NONE))
    assert "owner" not in {each.about for each in local}
    told = decisions(kept(GONE, THERE)[0].finding, facts(THERE, THERE, LAPSED))
    said = [each.told for each in told if each.about == "approval"]
    assert said == [
        "no approval in force covers it",
        "is over: owner netops, ticket CHG-1, until 2026-03-01",
    ]


def test_no_finding_of_an_image_asks_for_an_owner():
    before, after = state(image=image()), state(image=image(version="17.09.05"))
    held = kept(before, after)
    assert held
    for each in held:
        told = decisions(each.finding, facts(before, after, COVERED))
        assert "owner" not in {one.about for one in told}
