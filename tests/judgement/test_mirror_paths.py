"""What the map says of one copy: whose it is, who approved it, what stands out."""

from dataclasses import replace
from datetime import timedelta

import pytest
from support.build import (
    NOW,
    approval,
    capture,
    erspan,
    facts,
    policy,
    span,
    state,
    to_ip,
    vlan,
)

from netwatch.judgement.mirror_joins import joined
from netwatch.judgement.mirror_paths import paths_of
from netwatch.model.device import Device
from netwatch.model.mirror import (
    Destination,
    DestinationKind,
    Dormant,
    MirrorKind,
    Source,
    SourceKind,
)
from netwatch.model.mirror_path import Alarm, Consent, Holder, Mark, Origin, Sighting

TO_VLAN = Destination(DestinationKind.VLAN, "900")


def told(known, policy=None, sightings=(), addresses=None, **device):
    given = facts(None, known, policy, addresses)
    given = replace(given, device=replace(given.device, **device))
    return paths_of(given, sightings)


def only(known, *more, **rest):
    (path,) = told(known, *more, **rest)
    return path


@pytest.mark.parametrize(
    ("given", "holder", "name", "consent"),
    [
        ({}, Holder.NOBODY, "", Consent.UNAPPROVED),
        ({"prefixes": ["198.51.100.0/24"]}, Holder.PREFIX, "198.51.100.0/24", Consent.UNAPPROVED),
        ({"collectors": [("198.51.100.9", "IDS")]}, Holder.COLLECTOR, "IDS", Consent.UNAPPROVED),
        ({"approvals": (approval(destinations=("198.51.100.9",)),)}, Holder.APPROVED, "netops",
         Consent.APPROVED),
        ({"approvals": (approval(devices=("core-*",)),)}, Holder.NOBODY, "", Consent.APPROVED),
        ({"approvals": (approval(devices=("other",)),)}, Holder.NOBODY, "", Consent.UNAPPROVED),
        ({"approvals": (approval(expires=NOW - timedelta(days=1)),)}, Holder.NOBODY, "",
         Consent.LAPSED),
    ],
)  # fmt: skip
def test_whose_a_receiver_is_and_who_approved_it(given, holder, name, consent):
    (end,) = only(state(mirrors=(erspan(),)), policy(**given)).ends
    assert (end.owner.holder, end.owner.name, end.consent) == (holder, name, consent)
    assert (end.approval is not None) == (consent in (Consent.APPROVED, Consent.LAPSED))


def test_a_port_of_the_device_is_nobody_elses():
    (end,) = only(state(mirrors=(span(),))).ends
    assert end.owner.text == end.fold == "own port"
    assert end.value == "core-rtr1 Gi1/0/24"


@pytest.mark.parametrize(
    ("end", "owner"),
    [
        (Destination(DestinationKind.ENI, "eni-1", owner="111122223333"), "cloud account aws-prod"),
        (Destination(DestinationKind.ENI, "eni-1", owner="999900001111"), "nobody known"),
        (Destination(DestinationKind.ENI, "eni-1"), "owner not told"),
        (Destination(DestinationKind.UNKNOWN, "somewhere"), "nobody known"),
        (TO_VLAN, "no receiver known"),
        (Destination(DestinationKind.FILE, "flash:x.pcap"), "own port"),
    ],
)
def test_whose_other_receivers_are(end, owner):
    session = erspan("tms-1", destinations=(end,), kind=MirrorKind.TAP)
    path = only(state(mirrors=(session,)), addresses={"111122223333": "aws-prod"})
    assert path.ends[0].owner.text == owner
    assert (Mark.NOBODYS in path.marks) is (owner == "nobody known")


def marks(known, *more, **rest):
    return only(known, *more, **rest).marks


def test_what_runs_and_is_not_configured_is_hidden_only_where_configuration_was_seen():
    assert Mark.HIDDEN in marks(state(declared=(), operating=(erspan(),)))
    unread = replace(state(declared=(), operating=(erspan(),)), declared=None)
    assert Mark.HIDDEN not in marks(unread)
    assert Mark.HIDDEN not in marks(state(declared=(), operating=(capture(),)))
    assert Mark.HIDDEN not in marks(state(declared=(erspan(),), operating=(erspan(),)))


def test_marks_of_a_session_that_does_not_copy():
    allowed = policy(approvals=(approval(),), prefixes=["198.51.100.0/24"])
    assert marks(state(mirrors=(erspan(enabled=False),)), allowed) == (Mark.DISABLED,)
    staged = erspan(destinations=())
    assert marks(state(mirrors=(staged,)), allowed) == (Mark.STAGED,)
    assert only(state(mirrors=(staged,)), allowed).alarm is Alarm.QUIET


def test_traffic_stands_beside_the_session_that_declares_it_or_by_itself():
    seen = Sighting("198.51.100.9", "52", "gre", "48 MB")
    other = Sighting("203.0.113.9", None, "vxlan", "9 MB")
    session, alone = told(state(mirrors=(erspan(),)), None, (seen, other))
    assert (session.traffic, Mark.SEEN in session.marks) == ("48 MB", True)
    assert (alone.origin, alone.marks) == (Origin.TRAFFIC, (Mark.UNDECLARED, Mark.NOBODYS))
    assert (alone.alarm, alone.traffic) == (Alarm.HIDDEN, "9 MB")
    assert alone.ends[0].consent is Consent.NOTHING


def test_a_line_of_automation_is_on_the_map_and_loud():
    dormant = Dormant("event manager applet X", 88, " cli command monitor session 66 ")
    path = only(state(mirrors=(), dormant=(dormant,)))
    assert (path.session, path.quote) == (
        "event manager applet X",
        "cli command monitor session 66",
    )
    assert path.alarm is Alarm.HIDDEN


def test_two_sessions_of_one_name_are_two_paths():
    twins = told(state(mirrors=(erspan(), erspan(sources=(vlan("7"),)))))
    assert len({each.key for each in twins}) == 2


def pair(feeder, taker, *, sites=("nyc", "nyc"), addresses=None):
    given = addresses or {}
    first = told(state(mirrors=(feeder,)), None, (), given, name="a", site=sites[0])
    second = told(state(mirrors=(taker,)), None, (), given, name="b", site=sites[1])
    return joined((*first, *second), given)


def receiver(kind, source):
    return span("9", sources=(source,), kind=kind)


def test_rspan_is_one_path_in_one_site_and_says_that_it_is_assumed():
    source = span(destinations=(TO_VLAN,), kind=MirrorKind.RSPAN_SOURCE)
    taker = receiver(MirrorKind.RSPAN_DESTINATION, vlan("900"))
    feeding, taking = pair(source, taker)
    assert feeding.ends[0].onward == (taking.key,)
    assert (feeding.depth, taking.depth) == (0, 1)
    assert Mark.ASSUMED in feeding.marks
    assert Mark.ASSUMED in taking.marks
    for other in (pair(source, taker, sites=("nyc", "lon")),
                  pair(source, receiver(MirrorKind.RSPAN_DESTINATION, vlan("901")))):  # fmt: skip
        assert other[0].ends[0].onward == ()
        assert not any(Mark.ASSUMED in each.marks for each in other)


def decapsulates(number=None, address="10.0.0.5"):
    source = Source(SourceKind.IP, address, erspan_id=number)
    return receiver(MirrorKind.ERSPAN_DESTINATION, source)


@pytest.mark.parametrize(
    ("number", "holder", "goes_on"),
    [(101, "b", True), (None, "b", True), (101, "b Loopback0", True), (7, "b", False),
     (101, "c", False), (101, None, False)],
)  # fmt: skip
def test_erspan_goes_on_at_the_device_that_really_has_the_address(number, holder, goes_on):
    source = erspan(destinations=(to_ip("10.0.0.5", erspan_id=101),))
    addresses = {"10.0.0.5": holder} if holder else {}
    feeding, taking = pair(source, decapsulates(number), addresses=addresses)
    assert bool(feeding.ends[0].onward) is goes_on
    assert taking.depth == int(goes_on)
    assert Mark.ASSUMED not in feeding.marks


def test_sessions_that_feed_each_other_end():
    def relay(address, to):
        return receiver(MirrorKind.ERSPAN_DESTINATION, Source(SourceKind.IP, address)), to_ip(to)

    addresses = {"10.0.0.1": "a", "10.0.0.2": "b"}
    (one, to_b), (two, to_a) = relay("10.0.0.1", "10.0.0.2"), relay("10.0.0.2", "10.0.0.1")
    found = pair(
        replace(one, destinations=(to_b,)), replace(two, destinations=(to_a,)), addresses=addresses
    )
    assert [each.ends[0].onward for each in found] == [(found[1].key,), (found[0].key,)]


def test_a_device_without_a_site_is_in_no_named_one():
    (path,) = told(state(mirrors=(span(),)), None, (), None, site=None)
    assert path.site == "(no site)"
    assert isinstance(path.device, str)
    assert Device(name="x", address="", platform="p").site is None
