"""Which approvals explain which findings, and which never do."""

from dataclasses import replace
from datetime import timedelta

import pytest
from support.build import (
    DEVICE,
    NOW,
    approval,
    capture,
    digest,
    erspan,
    facts,
    image,
    lines,
    policy,
    port,
    span,
    state,
    to_ip,
    traits,
)  # fmt: skip

from netwatch.detect import detect, detect_all
from netwatch.judgement.permits import COPIES, DIGESTS, VERSIONS, Permits
from netwatch.model.evidence import Confidence, Severity
from netwatch.model.finding import Claim, Finding
from netwatch.model.policy import DriftApproval, Ignore, ImageApproval, SeverityOverride
from netwatch.registry import rules

EMPTY = state(mirrors=())
BARE = state(mirrors=(), image=image(digests=(digest("aa"),)))
BY_ID = {each.id: each for each in rules()}


def found(before, after, given=None):
    """Return what every rule finds, by rule."""
    seen = facts(before, after, given or policy(prefixes=("192.0.2.0/24",)))
    return {each.rule: each for each in detect_all(seen, rules())}, seen


def explained(before, after, given):
    return {name for name, each in found(before, after, given)[0].items() if each.is_explained}


def drift(**more):
    more.setdefault("rules", ("config-drift",))
    return DriftApproval(**more)


def finding(rule="config-drift", quotes="interface Gi1\n description x", **more):
    more.setdefault("evidence", lines(quotes))
    return Finding(
        rule=rule, severity=Severity.LOW, confidence=Confidence.HIGH, device=DEVICE.name,
        title="t", subject="interface Gi1: 12ab", **more,
    )  # fmt: skip


def covered(one, *approvals, after=EMPTY):
    seen = facts(EMPTY, after)
    return Permits(replace(seen, policy=seen.policy.approving(approvals))).covering(one)


def test_the_rules_named_here_exist():
    assert set(BY_ID) >= COPIES | VERSIONS | DIGESTS


def test_a_new_session_is_explained_by_the_approval_of_its_destination():
    given = policy(approvals=(approval(destinations=("198.51.100.9",)),))
    assert explained(EMPTY, state(mirrors=(erspan(),)), given) == {
        "mirror-new-session", "mirror-new-destination",
    }  # fmt: skip


def test_every_destination_must_be_covered():
    two = erspan(destinations=(to_ip(), to_ip("203.0.113.7")))
    one = approval(destinations=("198.51.100.9",))
    assert "mirror-new-session" not in explained(
        EMPTY, state(mirrors=(two,)), policy(approvals=(one,))
    )
    other = approval(destinations=("203.0.113.7",), ticket="CHG-2")
    both = policy(approvals=(one, other))
    seen, given = found(EMPTY, state(mirrors=(two,)), both)
    text = Permits(given).text(seen["mirror-new-session"])
    assert "CHG-1" in text
    assert "CHG-2" in text


def test_a_source_outside_of_the_approval_is_not_explained():
    before, after = span(), span(sources=(port(), port("Gi1/0/2")))
    given = policy(approvals=(approval(sources=("Gi1/0/1",)),))
    assert "mirror-source-widened" not in explained(
        state(mirrors=(before,)), state(mirrors=(after,)), given
    )


def test_an_end_that_is_gone_or_hidden_is_not_what_was_approved():
    given = policy(approvals=(approval(),))
    gone = explained(state(mirrors=(span(),)), EMPTY, given)
    assert "mirror-removed" not in gone
    hidden = state(declared=(), operating=(span(),))
    result, _ = found(state(declared=(), operating=()), hidden, given)
    assert not result["mirror-not-in-config"].is_explained


def test_a_capture_is_explained_by_the_approval_of_its_file():
    given = policy(approvals=(approval(destinations=("flash:*",)),))
    assert explained(EMPTY, state(mirrors=(capture(),)), given) == {"capture-active"}


def test_a_lapsed_approval_explains_nothing():
    given = policy(approvals=(approval(expires=NOW),))
    assert explained(EMPTY, state(mirrors=(erspan(),)), given) == set()
    still = policy(approvals=(approval(expires=NOW + timedelta(seconds=1)),))
    assert explained(EMPTY, state(mirrors=(erspan(),)), still) != set()


def test_a_collector_by_its_name():
    known = (("198.51.100.9", "ids-nyc"),)
    for pattern, result in (("ids-*", True), ("ids-lon", False)):
        given = policy(collectors=known, approvals=(approval(collectors=(pattern,)),))
        mirrors = explained(EMPTY, state(mirrors=(erspan(),)), given)
        assert ("mirror-new-session" in mirrors) is result


def test_no_drift_approval_permits_a_copy():
    given = policy(drift_approvals=(drift(rules=("*",)),))
    result, _ = found(EMPTY, state(mirrors=(erspan(),)), given)
    assert result
    for name, each in result.items():
        assert each.is_explained is (name not in COPIES), name


@pytest.mark.parametrize(
    "one",
    [
        drift(),
        drift(rules=("config-*",)),
        drift(devices=("core-*",), sites=("nyc",), tags=("edge",)),
        drift(subjects=("interface Gi1: *",)),
        drift(statements=("interface *", "description *")),
        drift(expires=NOW + timedelta(seconds=1)),
    ],
)
def test_a_drift_approval_that_covers(one):
    assert covered(finding(), one) == (one,)


@pytest.mark.parametrize(
    "one",
    [
        drift(rules=("config-unsaved",)),
        drift(devices=("edge-*",)),
        drift(sites=("lon",)),
        drift(tags=("core",)),
        drift(subjects=("interface Gi2*",)),
        drift(statements=("description *",)),
        drift(expires=NOW),
        drift(claim="another fact"),
    ],
)
def test_a_drift_approval_that_does_not(one):
    assert covered(finding(), one) == ()


def test_statements_that_were_cut_are_not_covered():
    any_line = drift(statements=("*",))
    many = finding(quotes="\n".join(f"line {number}" for number in range(100)))
    assert covered(many, any_line) == ()
    assert covered(finding(quotes="x" * 500), any_line) == ()
    assert covered(finding(evidence=()), any_line) == ()


def test_an_exact_fact_is_not_the_next_one_of_its_name():
    this, other = (finding(claim=Claim("posture", "users:ada", each)) for each in ("aa", "bb"))
    exact = drift(claim="aa")
    assert covered(this, exact) == (exact,)
    assert covered(other, exact) == ()


HASH, VERSION = "image-digest-changed", "image-version-changed"
NEW = digest("bb")
CHANGED = state(mirrors=(), image=image(digests=(NEW,)))
UPGRADED = state(mirrors=(), image=image(version="17.09.05", digests=(NEW,)))


@pytest.mark.parametrize(
    ("after", "one", "rule", "result"),
    [
        (CHANGED, ImageApproval(digest=NEW.value.upper()), HASH, True),
        (CHANGED, ImageApproval(digest=NEW.value, models=("c9300*",)), HASH, True),
        (CHANGED, ImageApproval(digest=NEW.value, models=("C9500*",)), HASH, False),
        (CHANGED, ImageApproval(digest=digest("cc").value), HASH, False),
        (CHANGED, ImageApproval(version="17.09.04a"), HASH, False),
        (CHANGED, ImageApproval(version="17.9.4a", digest=NEW.value), HASH, True),
        (CHANGED, ImageApproval(version="17.9.5", digest=NEW.value), HASH, False),
        (UPGRADED, ImageApproval(version="17.9.5"), VERSION, True),
        (UPGRADED, ImageApproval(version="17.09.06"), VERSION, False),
        (UPGRADED, ImageApproval(digest=NEW.value), VERSION, False),
        (UPGRADED, ImageApproval(version="17.9.5", digest=NEW.value), VERSION, True),
        (
            UPGRADED,
            ImageApproval(version="17.9.5", digest=digest("cc").value),
            VERSION,
            False,
        ),
    ],
)  # fmt: skip
def test_image_approvals(after, one, rule, result):
    seen, _ = found(BARE, after, policy(image_approvals=(one,)))
    assert seen[rule].is_explained is result


def test_what_policy_decides_can_be_taken_back():
    quiet = policy(
        severities=(SeverityOverride(rule="mirror-new-session", severity=Severity.INFO, line=3),),
        ignores=(Ignore(rule="mirror-new-destination", reason="a playground", line=7),),
    )
    result, seen = found(EMPTY, state(mirrors=(erspan(),)), quiet)
    session, destination = result["mirror-new-session"], result["mirror-new-destination"]
    assert (session.severity, session.own_severity) == (Severity.INFO, Severity.HIGH)
    assert destination.ignored == "a playground (policy.yaml:7)"
    assert destination not in detect(seen, rules())

    from netwatch.judgement.decided import decided

    bare = replace(seen, policy=policy())
    assert decided(session, Permits(bare)).severity is Severity.HIGH
    assert decided(session, Permits(bare)).own_severity is None
    assert decided(destination, Permits(bare)).ignored is None


def test_traits_are_no_copies():
    before = state(**traits(users=("ada",)))
    after = state(**traits(users=("ada", ("eve", "15"))))
    given = policy(drift_approvals=(drift(rules=("local-user-added",), subjects=("user eve*",)),))
    assert explained(before, after, given) == {"local-user-added"}
