"""Sums of flows: the sketch's stated error, one direction by the hour, regularity, and the join."""

import random
from array import array
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.build import NOW, erspan, flow, state, to_ip, tunnel

from netwatch.judgement.flows.known import Known, Place, placed
from netwatch.judgement.flows.roads import Road, Roads, lonely_windows
from netwatch.judgement.flows.series import CAPACITY, Series, score
from netwatch.judgement.flows.sketch import PairVolumes
from netwatch.judgement.flows.tally import Inner, Tally, Watched
from netwatch.judgement.flows.telling import size_words
from netwatch.judgement.flows.verdicts import verdicts
from netwatch.model.flow import Encapsulation, FlowKind, NormalFlow
from netwatch.model.mirror import MirrorKind
from netwatch.model.policy import KnownCollector, Policy

HOUR = 3600.0


def packet(source="10.0.0.1", destination="10.0.0.2", at=0.0, **more):
    base = {"protocol": "udp", "source_port": 1, "destination_port": 4789, "bytes_out": 50_000,
            "bytes_in": 0, "packets_out": 50}  # fmt: skip
    return NormalFlow(source=source, destination=destination, at=at, **{**base, **more})


def told(*flows, watched=None):
    tally = Tally(watched or Watched())
    for each in flows:
        tally._look(each)
    return verdicts(tally)


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 10_000)), max_size=400),
    st.integers(4, 20),
    st.booleans(),
)
def test_a_pair_s_bytes_lie_within_the_stated_error(rows, capacity, merged):
    true = {}
    halves = [PairVolumes(capacity), PairVolumes(capacity)]
    for number, (pair, size) in enumerate(rows):
        halves[number % 2 if merged else 0].add(str(pair), size)
        true[str(pair)] = true.get(str(pair), 0) + size
    whole = halves[0]
    whole.merge(halves[1])
    assert len(whole.counters) <= 2 * capacity
    for pair, size in true.items():
        assert whole.bytes_of(pair) <= size <= whole.bytes_of(pair) + whole.error


def test_the_largest_pairs_are_found_among_many_small_ones():
    rng = random.Random(7)
    volumes = PairVolumes(1000)
    for number in range(60_000):
        volumes.add(f"a{number}", rng.randrange(2000))
        if number % 600 == 0:
            volumes.add("large", 400_000)
    (found,) = volumes.above(10_000_000, 5)
    assert found[0] == "large"
    assert found[1] <= 40_000_000 <= found[1] + volumes.error
    assert volumes.error < 1_000_000


def test_one_way_by_the_hour():
    road, back = Road(), Road()
    for hour in range(10):
        road.add(packet(at=hour * HOUR))
    assert lonely_windows(road, None) == list(range(10))
    back.add(packet(at=2 * HOUR))
    assert lonely_windows(road, back) == [0, *range(4, 10)]


def test_a_connection_of_many_hours_answers_in_all_of_them():
    one, two = "10.0.0.1", "10.0.0.2"
    long = packet(two, one, at=0.0, until=HOUR * 9)
    assert told(packet(one, two, at=HOUR * 5), long) == ()
    assert told(packet(one, two, at=HOUR * 12), long)
    assert told(packet(one, two, at=0.0, until=HOUR * 9), packet(two, one, at=HOUR * 5)) == ()


def test_an_answer_in_the_next_hour_is_an_answer():
    one, two = "10.0.0.1", "10.0.0.2"
    late = packet(two, one, at=HOUR * 1.5)
    assert told(packet(one, two, at=10.0), late) == ()
    assert told(packet(one, two, at=10.0), replace(late, at=HOUR * 5))


@pytest.mark.parametrize(
    ("more", "risk"),
    [
        ({}, 9),
        ({"destination_port": 4790}, 9),
        ({"destination_port": 6081}, 9),
        ({"destination_port": 37008}, 9),
        ({"destination_port": 4754}, 9),
        ({"protocol": "gre", "destination_port": 0, "bytes_in": None}, 9),
        ({"bytes_out": 300, "packets_out": 3}, 6),
        ({"bytes_in": 900}, None),
        ({"protocol": "tcp"}, None),
        ({"destination": "239.1.1.1"}, None),
        ({"destination": "10.0.0.1"}, None),
        ({"destination_port": 53}, None),
        ({"destination_port": 5000, "bytes_out": 11_000_000}, 6),
        ({"destination_port": 9999, "bytes_out": 11_000_000}, 4),
        ({"destination_port": 9999, "bytes_out": 11_000_000, "bytes_in": 10**7}, None),
    ],
)
def test_the_risk_of_one_pair(more, risk):
    found = told(packet(**more))
    assert [each.risk for each in found] == ([] if risk is None else [risk])
    assert all(each.rests_on for each in found)


def overlay_with_a_mirror(opposite):
    """Two VTEPs talk both ways; an inner conversation's parents use one direction or both."""
    one, two = "10.0.0.1", "10.0.0.2"
    outer = [
        packet(one, two, bytes_out=20_000_000, uid="a"),
        packet(one, two, bytes_out=20_000_000, uid="b"),
        packet(two, one, bytes_out=20_000_000, uid="c"),
    ]
    inside = packet("172.16.0.1", "172.16.0.2", protocol="tcp", destination_port=80, bytes_in=9,
                    parents=("a", "c" if opposite else "b"))  # fmt: skip
    return told(inside, *outer)


def test_both_directions_of_a_conversation_in_one_of_the_tunnel_are_a_mirror():
    (found,) = overlay_with_a_mirror(opposite=False)
    assert (found.kind, found.risk) == (FlowKind.MIRRORED_VOLUME, 8)
    assert overlay_with_a_mirror(opposite=True) == ()


def test_zeek_s_gre_has_no_direction():
    gre = packet(protocol="gre", destination_port=0, bytes_out=None, bytes_in=None, uid="g",
                 tunnel=Encapsulation.GRE, both_ways=True)  # fmt: skip
    inside = packet("172.16.0.1", "172.16.0.2", protocol="tcp", destination_port=80, bytes_in=7,
                    parents=("g",))  # fmt: skip
    (found,) = told(gre, inside)
    assert (found.kind, found.risk) == (FlowKind.TUNNEL_DIRECTION_UNSEEN, 5)
    assert found.bytes == 50_007
    directed = packet(protocol="gre", destination_port=0, bytes_in=None)
    (found,) = told(gre, directed)  # a router's flow records tell the direction
    assert (found.kind, found.risk) == (FlowKind.ONE_WAY_TUNNEL, 9)


def test_a_full_table_lets_overlays_go_first():
    roads = Roads(capacity=40)
    for number in range(30):
        one, two = f"10.1.0.{number}", f"10.2.0.{number}"
        for a, b in ((one, two), (two, one)):
            roads.add((a, b, "udp", 4789, Encapsulation.VXLAN), packet(a, b))
    mirror = ("10.9.9.9", "10.8.8.8", "udp", 4789, Encapsulation.VXLAN)
    for _ in range(3):
        roads.add(mirror, packet("10.9.9.9", "10.8.8.8"))
    assert len(roads.table) <= 41
    assert roads.dropped
    assert mirror in roads.table


def test_a_clock_scores_high_and_chance_does_not():
    rng = random.Random(3)
    span = (0.0, 24 * HOUR)
    even = array("d", [600.0 * each + rng.random() for each in range(144)])
    found = score(even, array("d", [512.0] * 144), span)
    assert found.whole > 0.95
    assert found.duration == pytest.approx(1, abs=0.01)
    odd = array("d", sorted(rng.random() * 24 * HOUR for _ in range(144)))
    sizes = array("d", [rng.expovariate(1 / 5000) for _ in range(144)])
    assert score(odd, sizes, span).whole < 0.7
    short = score(array("d", [10.0 * each for each in range(30)]), array("d", [9.0] * 30), (0, 300))
    assert (short.duration, short.histogram) == (None, None)
    assert short.whole == pytest.approx(1)
    assert score(array("d", [1.0, 2.0, 3.0]), array("d", [1.0] * 3), span) is None


def test_regular_pairs_find_room_among_irregular_ones():
    rng = random.Random(5)
    series = Series()
    for number in range(60_000):
        series.add(f"chance {number % 5000}", rng.random() * 1e6, rng.randrange(10**6))
        if number % 200 == 0:
            series.add("clock", number * 1.0, 100)
    assert len(series.pairs) <= CAPACITY
    assert len(series.pairs["clock"][0]) > 100


def test_parts_of_a_file_make_the_same_tally_as_the_whole():
    flows = [packet(f"10.0.0.{n % 9}", "10.1.0.1", at=n * 60.0, uid=f"u{n}") for n in range(200)]
    whole, parts = Tally(), [Tally(), Tally()]
    for number, each in enumerate(flows):
        whole._look(each)
        parts[number % 2]._look(each)
    parts[0].inner[("u1",)] = Inner(1, 1, 10)
    parts[1].inner[("u1",)] = Inner(2, 1, 5)
    parts[0].merge(parts[1].packed())
    assert verdicts(parts[0]) == verdicts(whole)
    assert parts[0].inner[("u1",)] == Inner(3, 2, 15)


OURS = {"192.0.2.1": Place("core-rtr1")}


def beside(mirrors, verdict=None, tunnels=(), policy=None, **more):
    held = state(mirrors=mirrors, tunnels=tunnels)
    known = Known(places=OURS, states={"core-rtr1": held}, policy=policy or Policy(),
                  addresses={"192.0.2.1": "core-rtr1"}, **more)  # fmt: skip
    return placed(verdict or flow(), known, NOW)


GRE = flow(FlowKind.TUNNEL_DIRECTION_UNSEEN, risk=5, protocol="gre", port=0,
           encapsulation=Encapsulation.GRE)  # fmt: skip


@pytest.mark.parametrize(
    ("mirrors", "verdict", "declared"),
    [
        ((), flow(), ()),
        (None, flow(), None),
        ((erspan(),), GRE, ("session 52",)),
        ((erspan(),), flow(), ()),  # the destination, but not the tunnel
        ((erspan(destinations=(to_ip("198.51.100.77"),)),), GRE, ()),
        ((erspan(enabled=False),), GRE, ()),
        ((erspan(destinations=(to_ip(encapsulation="vxlan"),)),), flow(), ("session 52",)),
        ((erspan(destinations=(to_ip(port=4789),)),), flow(), ("session 52",)),
        ((erspan(destinations=(to_ip(port=9000),)),), flow(), ()),
        ((erspan(kind=MirrorKind.TAP),), flow(), ("session 52",)),
    ],
)
def test_what_the_device_declares(mirrors, verdict, declared):
    found = beside(mirrors, verdict)
    assert (found.device, found.declared) == ("core-rtr1", declared)
    assert found.risk == (2 if declared else min(7, verdict.risk + 2) if verdict is GRE else 9)


def test_a_configured_tunnel_explains_gre():
    assert beside((), GRE, tunnels=(tunnel(),)).declared == ("tunnel Tunnel5",)
    assert beside((), flow(), tunnels=(tunnel(),)).declared == ()


def test_neither_view_of_the_device_shows_it():
    held = state(declared=(), operating=())
    known = Known(places=OURS, states={"core-rtr1": held})
    assert placed(flow(), known, NOW).hidden
    assert not beside(()).hidden


def test_a_known_collector_is_no_stranger():
    collectors = (KnownCollector(address=ip_network("198.51.100.9"), name="ids1"),)
    found = beside((), policy=Policy(collectors=collectors))
    assert (found.collector, found.foreign, found.risk) == ("ids1", False, 2)


@pytest.mark.parametrize(
    ("kept", "days", "new"), [(False, 8, True), (False, 6, None), (True, 8, False)]
)
def test_new_is_said_only_with_history(kept, days, new):
    since = NOW - timedelta(days=days, hours=1)
    assert beside((), kept=lambda _: kept, since=since).new is new
    assert beside(()).new is None


def test_a_device_s_own_large_udp():
    own = packet("192.0.2.1", "198.51.100.9", destination_port=9000, bytes_out=20_000_000)
    watched = Watched(frozenset({"192.0.2.1"}))
    kinds = {each.kind for each in told(own, watched=watched)}
    assert kinds == {FlowKind.FROM_DEVICE, FlowKind.DEVICE_ONE_WAY_UDP}
    export = replace(own, destination_port=2055)
    assert FlowKind.DEVICE_ONE_WAY_UDP not in {each.kind for each in told(export, watched=watched)}
    declared = Watched(ports=frozenset({9000}))
    (found,) = told(own, watched=declared)
    assert (found.kind, found.encapsulation) == (
        FlowKind.ONE_WAY_TUNNEL, Encapsulation.DECLARED_UDP
    )  # fmt: skip


def test_sizes_in_words():
    assert size_words(None) == "bytes unknown"
    assert (size_words(999), size_words(12_500_000)) == ("999 B", "12.5 MB")
    assert size_words(10**7, 2_000) == "10.0 MB (up to 2.0 kB more)"
