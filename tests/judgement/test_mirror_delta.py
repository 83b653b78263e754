"""No difference between two readings of one session may fall between the rules."""

from dataclasses import fields

from hypothesis import assume, given
from hypothesis import strategies as st
from support.build import acl, erspan, facts, port, state, to_ip, to_port, vlan

from netwatch.detect import detect
from netwatch.judgement.mirror_delta import mirror_delta
from netwatch.model.change import MirrorChanged
from netwatch.model.mirror import Filter
from netwatch.parsing.interfaces import interface_key
from netwatch.registry import rule

TOLD_BY = tuple(
    rule(each)
    for each in (
        "mirror-destination-changed",
        "mirror-source-widened",
        "mirror-enabled",
        "mirror-reduced",
    )
)
directions = st.sampled_from(["rx", "tx", "both"])
ports = st.builds(port, st.sampled_from(["Gi1/0/1", "GigabitEthernet1/0/1", "Gi1/0/2"]), directions)
vlans = st.builds(vlan, st.sampled_from(["10", "20"]), directions)
ends = st.one_of(
    st.builds(to_ip, st.sampled_from(["192.0.2.1", "192.0.2.2"]), vrf=st.sampled_from([None, "A"])),
    st.builds(to_port, st.sampled_from(["Gi1/0/24", "GigabitEthernet1/0/24"])),
)
filters = st.sampled_from([acl("A"), acl("B"), Filter("vlan", "7")])
sessions = st.builds(
    erspan,
    sources=st.lists(ports | vlans, max_size=3).map(tuple),
    destinations=st.lists(ends, max_size=2).map(tuple),
    filters=st.lists(filters, max_size=2, unique=True).map(tuple),
    enabled=st.sampled_from([True, False, None]),
)


@given(sessions, sessions)
def test_every_change_of_a_session_is_told(before, after):
    seen = facts(state(mirrors=(before,)), state(mirrors=(after,)))
    assume(seen.changes_of(MirrorChanged))
    assert detect(seen, TOLD_BY)


@given(sessions)
def test_a_session_does_not_differ_from_itself(session):
    delta = mirror_delta(session, session, interface_key)
    assert not any(getattr(delta, each.name) for each in fields(delta))


def test_a_second_vlan_filter_widens_and_the_first_narrows():
    one, two = Filter("vlan", "1"), Filter("vlan", "2")
    none, first, both = (erspan(filters=each) for each in ((), (one,), (one, two)))
    assert mirror_delta(none, first, interface_key).narrower == (one,)
    assert mirror_delta(first, both, interface_key).wider == (two,)
    assert mirror_delta(both, first, interface_key).narrower == (two,)
    assert mirror_delta(first, none, interface_key).wider == (one,)


def test_a_cloud_copies_only_what_is_accepted():
    one, two = Filter("accept", "rx tcp"), Filter("accept", "tx udp")
    none, first, both = (erspan(filters=each) for each in ((), (one,), (one, two)))
    assert mirror_delta(none, first, interface_key).wider == (one,)
    assert mirror_delta(first, both, interface_key).wider == (two,)
    assert mirror_delta(both, first, interface_key).narrower == (two,)
    assert mirror_delta(first, none, interface_key).narrower == (one,)


def test_each_thing_a_cloud_rejects_narrows():
    one, two = Filter("reject", "rx tcp"), Filter("reject", "tx udp")
    none, first, both = (erspan(filters=each) for each in ((), (one,), (one, two)))
    assert mirror_delta(none, first, interface_key).narrower == (one,)
    assert mirror_delta(first, both, interface_key).narrower == (two,)
    assert mirror_delta(both, first, interface_key).wider == (two,)
    assert mirror_delta(first, none, interface_key).wider == (one,)


def test_a_packet_length_given_up_widens():
    short = erspan(filters=(Filter("packet-length", "first 64 bytes"),))
    assert mirror_delta(erspan(), short, interface_key).narrower == short.filters
    assert mirror_delta(short, erspan(), interface_key).wider == short.filters
