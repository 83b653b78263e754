"""The permission made of a finding covers that finding, and nothing a person did not look at."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.build import (
    NOW,
    digest,
    erspan,
    facts,
    image,
    policy,
    port,
    span,
    state,
    to_ip,
    to_port,
    traits,
)  # fmt: skip

from netwatch.detect import detect_all
from netwatch.judgement.permission import CannotApproveError, Terms, permission, permission_text
from netwatch.judgement.permits import COPIES, Permits
from netwatch.model.mirror import Destination, DestinationKind
from netwatch.model.policy import Policy, Scope
from netwatch.registry import rules

TERMS = Terms(ticket="CHG-1", reason="pilot", owner="ada", until=NOW.replace(year=2027))
EMPTY = state(mirrors=())
NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)


def raised(before, after):
    seen = facts(before, after, policy())
    return {each.rule: each for each in detect_all(seen, rules())}, seen


def allows(given, finding, seen):
    return bool(Permits(replace(seen, policy=Policy().approving((given,)))).covering(finding))


@given(source=NAMES, destination=NAMES)
def test_whatever_a_device_calls_its_ports(source, destination):
    mirror = span(sources=(port(source),), destinations=(to_port(destination),))
    found, seen = raised(EMPTY, state(mirrors=(mirror,)))
    finding = found["mirror-new-session"]
    given_ = permission(finding, seen, None, TERMS)
    assert allows(given_, finding, seen)
    other = span(sources=(port(source),), destinations=(to_port(f"{destination}x"),))
    elsewhere, there = raised(EMPTY, state(mirrors=(other,)))
    assert not allows(given_, elsewhere["mirror-new-session"], there)


@pytest.mark.parametrize("name", ["*", "Gi[1]/0/1", "Gi?", "[!x]"])
def test_a_name_is_no_pattern(name):
    mirror = span(sources=(port(name),), destinations=(to_port(name),))
    found, seen = raised(EMPTY, state(mirrors=(mirror,)))
    given_ = permission(found["mirror-new-session"], seen, None, TERMS)
    other = span(sources=(port("Gi1/0/1"),), destinations=(to_port("Gi1/0/2"),))
    elsewhere, there = raised(EMPTY, state(mirrors=(other,)))
    assert not allows(given_, elsewhere["mirror-new-session"], there)


def test_the_usual_permission_is_for_the_sources_of_the_day():
    small, wide = span(), span(sources=(port(), port("Gi1/0/2")))
    found, seen = raised(EMPTY, state(mirrors=(small,)))
    more, later = raised(state(mirrors=(small,)), state(mirrors=(wide,)))
    widened = more["mirror-source-widened"]
    assert not allows(permission(found["mirror-new-session"], seen, None, TERMS), widened, later)
    any_source = permission(found["mirror-new-session"], seen, Scope.DESTINATION, TERMS)
    assert allows(any_source, widened, later)
    assert any_source.devices == ("core-rtr1",)
    everywhere = permission(found["mirror-new-session"], seen, Scope.EVERYWHERE, TERMS)
    assert (everywhere.devices, everywhere.expires) == ((), TERMS.until)


def test_what_names_no_end_cannot_be_permitted():
    staged, seen = raised(EMPTY, state(mirrors=(erspan(destinations=()),)))
    with pytest.raises(CannotApproveError, match="names no destination"):
        permission(staged["mirror-new-session"], seen, None, TERMS)
    sourceless, seen = raised(EMPTY, state(mirrors=(erspan(sources=()),)))
    with pytest.raises(CannotApproveError, match="names no source"):
        permission(sourceless["mirror-new-session"], seen, None, TERMS)
    wide = permission(sourceless["mirror-new-session"], seen, Scope.DESTINATION, TERMS)
    assert wide.destinations == ("198.51.100.9",)
    unknown = (Destination(DestinationKind.UNKNOWN, "?"),)
    strange, seen = raised(EMPTY, state(mirrors=(erspan(destinations=unknown),)))
    with pytest.raises(CannotApproveError, match="not understood"):
        permission(strange["mirror-new-session"], seen, None, TERMS)


def test_a_finding_of_several_ends_permits_each():
    both = erspan(destinations=(to_ip(), to_ip("203.0.113.7")))
    found, seen = raised(EMPTY, state(mirrors=(both,)))
    given_ = permission(found["mirror-new-session"], seen, None, TERMS)
    assert given_.destinations == ("198.51.100.9", "203.0.113.7")
    one = permission(found["mirror-new-destination"], seen, None, TERMS)
    assert len(one.destinations) == 1


def test_an_image_is_permitted_by_what_the_finding_is_about():
    before = state(mirrors=(), image=image(digests=(digest("aa"),)))
    after = state(mirrors=(), image=image(version="17.09.05", digests=(digest("bb"),)))
    found, seen = raised(before, after)
    by_hash = permission(found["image-digest-changed"], seen, None, TERMS)
    assert (by_hash.digest, by_hash.version) == (digest("bb").value, "17.09.05")
    assert (by_hash.models, by_hash.devices) == (("C9300-24T",), ())
    by_name = permission(found["image-version-changed"], seen, Scope.FINDING, TERMS)
    assert (by_name.digest, by_name.devices) == (None, ("core-rtr1",))
    for rule, given_ in (("image-digest-changed", by_hash), ("image-version-changed", by_name)):
        assert allows(given_, found[rule], seen)
    gone = replace(seen, known=replace(seen.known, image=image(digests=(digest("cc"),))))
    with pytest.raises(CannotApproveError, match="no longer shows"):
        permission(found["image-digest-changed"], gone, None, TERMS)
    nameless = replace(seen, known=replace(seen.known, image=replace(after.image, model=None)))
    with pytest.raises(CannotApproveError, match="--scope finding"):
        permission(found["image-version-changed"], nameless, None, TERMS)


def test_anything_else_is_permitted_as_it_was_seen():
    before = state(**traits(users=("ada",)))
    found, seen = raised(before, state(**traits(users=("ada", ("eve", "15")))))
    finding = found["local-user-added"]
    given_ = permission(finding, seen, None, TERMS)
    assert allows(given_, finding, seen)
    assert given_.claim == finding.claim.digest
    others, there = raised(before, state(**traits(users=("ada", ("mal", "15")))))
    assert not allows(given_, others["local-user-added"], there)
    whole = permission(finding, seen, Scope.DEVICE, TERMS)
    assert allows(whole, others["local-user-added"], there)
    assert "exactly as it was seen" in permission_text(given_)


@pytest.mark.parametrize(
    ("rule", "scope"),
    [
        ("mirror-new-session", Scope.MODEL),
        ("mirror-new-session", Scope.DEVICE),
        ("mirror-removed", Scope.DESTINATION),
    ],
)
def test_a_scope_that_does_not_fit_names_those_that_do(rule, scope):
    there = state(mirrors=(span(),))
    found, seen = raised(EMPTY, there) if rule in COPIES else raised(there, EMPTY)
    with pytest.raises(CannotApproveError, match="use finding"):
        permission(found[rule], seen, scope, TERMS)
