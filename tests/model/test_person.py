from hypothesis import given
from hypothesis import strategies as st

from netwatch.model.device import Device
from netwatch.model.person import EVERYTHING, Limits, Person, Role

SITES, TAGS = ("nyc", "ams", "sin"), ("edge", "core", "lab")
roles = st.sampled_from(Role)
limits = st.builds(
    Limits,
    sites=st.lists(st.sampled_from(SITES), unique=True).map(frozenset),
    tags=st.lists(st.sampled_from(TAGS), unique=True).map(frozenset),
)
devices = st.none() | st.builds(
    lambda site, tags: Device(name="a", address="a", platform="x", site=site, tags=tags),
    site=st.none() | st.sampled_from(SITES),
    tags=st.lists(st.sampled_from(TAGS), unique=True).map(tuple),
)


def device(site=None, *tags):
    return Device(name="a", address="a", platform="cisco_ios", site=site, tags=tags)


def test_each_role_includes_those_before_it():
    for place, role in enumerate(Role):
        assert [Person(name="x", role=role).may(each) for each in Role] == [
            number <= place for number in range(len(Role))
        ]


@given(roles, roles)
def test_a_capped_role_is_never_more_than_either(role, cap):
    assert role.capped(cap).rank == min(role.rank, cap.rank)


def test_limited_people_see_a_site_or_a_tag_and_nothing_that_left():
    person = Person(
        name="ann", role=Role.VIEWER, sites=frozenset({"nyc"}), tags=frozenset({"edge"})
    )
    assert person.sees(device("nyc"))
    assert person.sees(device("ams", "edge"))
    assert not person.sees(device("ams", "core"))
    assert not person.sees(device())
    assert not person.sees(None)


def test_no_limit_is_everything():
    person = Person(name="ann", role=Role.VIEWER)
    assert person.sees(device())
    assert person.sees(None)
    assert person.may(Role.VIEWER)
    assert not person.may(Role.OPERATOR)


@given(limits, limits, devices)
def test_limits_within_others_never_show_more_than_either(inner, outer, seen):
    both = inner.within(outer)
    if both is not None and both.hold(seen):
        assert inner.hold(seen)
        assert outer.hold(seen)


def test_limits_that_share_nothing_are_not_everything():
    nyc = Limits(sites=frozenset({"nyc"}))
    assert nyc.within(Limits(sites=frozenset({"ams"}))) is None
    assert nyc.within(Limits(tags=frozenset({"nyc"}))) is None
    assert nyc.within(EVERYTHING) == EVERYTHING.within(nyc) == nyc
    assert EVERYTHING.within(EVERYTHING) == EVERYTHING
