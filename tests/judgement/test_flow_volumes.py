"""What a mirror sent beside what its sources carried: facts with bounds, and nothing invented."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.build import NOW, erspan, port, span, state, to_ip, tunnel, vlan

from netwatch.judgement.flows.volumes import flow_volumes, port_volumes, unseen_volumes
from netwatch.model.flow import Encapsulation
from netwatch.model.mirror import Direction, Source, SourceKind
from netwatch.model.volume import Counted, Fit, PortCount, SentVolume, Witness
from netwatch.parsing.interfaces import interface_key

BOOT = NOW - timedelta(days=30)
MB = 1_000_000
KNOWN = state(mirrors=(erspan(),))


def visit(hours, octets, *, out=0, name="GigabitEthernet1/0/1", boot=BOOT):
    """Return a visit ``hours`` after the first; packets of 1000 octets."""
    came = PortCount(name, octets, octets // 1000, out, out // 1000)
    return Counted(NOW + timedelta(hours=hours), boot, (came,))


def sent(begin, end, octets, packets=None, **more):
    """Return flow records made between two times, in hours after the first visit."""
    base = {"source": "192.0.2.1", "destination": "198.51.100.9", "protocol": "gre", "port": 0,
            "encapsulation": Encapsulation.GRE}  # fmt: skip
    packets = octets // 1050 if packets is None else packets
    return SentVolume(first=NOW + timedelta(hours=begin), last=NOW + timedelta(hours=end),
                      bytes=octets, packets=packets, **{**base, **more})  # fmt: skip


def told(visits, records, known=KNOWN):
    return flow_volumes(known, visits, records, interface_key)


def only(*given):
    (verdict,) = told(*given)
    return verdict


TWO = (visit(0, 5 * MB), visit(3, 105 * MB))


def test_the_copy_fits_to_its_source():
    verdict = only(TWO, [sent(1, 2, 105 * MB)])
    assert (verdict.fit, verdict.sessions, verdict.witness) == (Fit.WITHIN, ("52",), Witness.FLOWS)
    assert (verdict.octets, verdict.carried, verdict.ratio) == (105 * MB, 100 * MB, 1.05)
    assert (verdict.begin, verdict.end) == (TWO[0].at, TWO[1].at)
    records, counters = verdict.rests_on
    assert records.startswith("flow records from 2026-03-02 13:00:00Z to 2026-03-02 14:00:00Z")
    assert "100000000 octets in 100000 packets" in counters


def test_more_than_the_source_gave():
    verdict = only(TWO, [sent(1, 2, 300 * MB)])
    assert verdict.fit is Fit.MORE
    assert "allowed for" in verdict.rests_on[-1]


def test_small_packets_grow_by_their_tunnel():
    # 64 octets become 114: nearly twice as much, and no addition.
    visits = (visit(0, 0), Counted(TWO[1].at, BOOT, (PortCount("Gi1/0/1", 64 * MB, MB, 0, 0),)))
    assert only(visits, [sent(1, 2, 114 * MB, MB)]).fit is Fit.WITHIN


def test_less_is_a_fact_and_no_mismatch():
    verdict = only(TWO, [sent(1, 2, 10 * MB)])
    assert verdict.fit is Fit.WITHIN
    assert verdict.rests_on[-1].startswith("less than its sources carried")


def test_directions_are_those_that_the_session_copies():
    visits = (visit(0, 0), visit(3, 10 * MB, out=100 * MB))
    for way, carried in ((Direction.RX, 10), (Direction.TX, 100), (Direction.BOTH, 110),
                         (None, 110)):  # fmt: skip
        known = state(mirrors=(erspan(sources=(Source(SourceKind.INTERFACE, "Gi1/0/1", way),)),))
        assert only(visits, [sent(1, 2, 9 * MB)], known).carried == carried * MB


def test_sessions_to_one_receiver_are_one():
    known = state(mirrors=(erspan(), erspan("53", sources=(port("Gi1/0/2"),))))
    more = PortCount("Gi1/0/2", 0, 0, 0, 0), PortCount("Gi1/0/2", 50 * MB, 50_000, 0, 0)
    visits = tuple(
        Counted(each.at, BOOT, (*each.ports, one)) for each, one in zip(TWO, more, strict=True)
    )
    verdict = only(visits, [sent(1, 2, 150 * MB)], known)
    assert (verdict.fit, verdict.sessions, verdict.carried) == (Fit.WITHIN, ("52", "53"), 150 * MB)


def test_a_subinterface_is_counted_by_its_physical_one():
    known = state(mirrors=(erspan(sources=(port("Gi1/0/1.20"),)),))
    assert only(TWO, [sent(1, 2, 105 * MB)], known).carried == 100 * MB


NOT_COMPARED = {
    "no visit after": ((visit(0, 0), visit(1.5, MB)), KNOWN, "both before and after"),
    "no visit before": ((visit(1.5, 0), visit(3, MB)), KNOWN, "both before and after"),
    "a visit too short before": ((visit(0.98, 0), visit(3, MB)), KNOWN, "both before and after"),
    "cleared": ((visit(0, 90 * MB), visit(3, 5 * MB)), KNOWN, "went back"),
    "cleared in between": (
        (visit(0, 50 * MB), visit(1.5, 5 * MB), visit(3, 90 * MB)), KNOWN, "went back"
    ),
    "rebooted": (
        (visit(0, 5 * MB), visit(3, 9 * MB, boot=NOW + timedelta(hours=1))), KNOWN, "anew"
    ),
    "not counted": ((visit(0, 0), visit(3, MB, name="Gi1/0/9")), KNOWN, "was not counted"),
    "a vlan": (TWO, state(mirrors=(erspan(sources=(vlan("10"),)),)), "vlan 10 has no counter"),
    "no source": (TWO, state(mirrors=(erspan(sources=()),)), "no source"),
    "a tunnel beside": (TWO, state(mirrors=(erspan(),), tunnels=(tunnel(),)), "Tunnel5"),
}  # fmt: skip


@pytest.mark.parametrize("name", NOT_COMPARED)
def test_not_observed_is_never_zero(name):
    visits, known, why = NOT_COMPARED[name]
    verdict = only(visits, [sent(1, 2, 300 * MB)], known)
    assert (verdict.fit, verdict.carried, verdict.ratio) == (Fit.NOT_OBSERVED, None, None)
    assert why in verdict.rests_on[-1]


def test_a_counter_of_32_bits_may_have_begun_anew():
    big = 3 * 2**30
    assert only(TWO, [sent(1, 2, big)]).fit is Fit.NOT_OBSERVED
    wide = (visit(0, 2**33), visit(3, 2**33 + 100 * MB))
    # The other direction still may have: it stays below 32 bits.
    assert only(wide, [sent(1, 2, big)]).fit is Fit.NOT_OBSERVED
    known = state(mirrors=(erspan(sources=(port(direction="rx"),)),))
    assert only(wide, [sent(1, 2, big)], known).fit is Fit.MORE


def test_records_read_twice_count_once():
    again = [sent(1, 2, 60 * MB), sent(1, 2.1, 65 * MB), sent(1.5, 2.2, 60 * MB)]
    verdict = only(TWO, again)
    assert (verdict.fit, verdict.octets) == (Fit.WITHIN, 60 * MB)
    apart = [sent(1, 1.5, 60 * MB), sent(1.5, 2, 60 * MB)]
    assert only(TWO, apart).octets == 120 * MB


def test_each_span_between_visits_is_judged_by_itself():
    visits = (*TWO, visit(6, 110 * MB), visit(9, 900 * MB))
    records = [sent(1, 2, 100 * MB), sent(4, 5, 80 * MB), sent(7, 8, 700 * MB)]
    verdict = only(visits, records)
    assert (verdict.fit, verdict.octets, verdict.carried) == (Fit.MORE, 80 * MB, 5 * MB)
    assert only(visits, [records[0], records[2]]).octets == 700 * MB


def test_traffic_that_no_session_explains_is_not_told():
    assert told(TWO, [sent(1, 2, MB, destination="198.51.100.8")]) == ()


@given(st.lists(st.tuples(st.integers(0, 2**40), st.integers(0, 2**40)), min_size=2, max_size=6),
       st.integers(0, 2**41), st.floats(0, 20), st.floats(0, 5))  # fmt: skip
def test_more_is_told_only_of_counters_that_grew_by_less(counts, octets, begin, length):
    visits = [visit(3 * n, came, out=went) for n, (came, went) in enumerate(counts)]
    for verdict in told(visits, [sent(begin, begin + length, octets)]):
        if verdict.fit is Fit.MORE:
            assert verdict.octets > 1.2 * verdict.carried
            assert verdict.begin < NOW + timedelta(hours=begin)
            assert verdict.end > NOW + timedelta(hours=begin + length)
        if verdict.fit is Fit.NOT_OBSERVED and verdict.carried is None:
            assert verdict.ratio is None


SPAN = (NOW - timedelta(hours=1), NOW + timedelta(hours=9))


def test_busy_sources_and_nothing_seen():
    (verdict,) = unseen_volumes(KNOWN, TWO, [], SPAN, interface_key)
    assert (verdict.fit, verdict.octets, verdict.carried) == (Fit.NOTHING, None, 100 * MB)
    assert "no exporter" in verdict.rests_on[-1]


def test_nothing_is_said_of_an_idle_source_or_a_time_without_records():
    idle = (visit(0, 0), visit(3, 1000))
    assert unseen_volumes(KNOWN, idle, [], SPAN, interface_key) == ()
    short = (SPAN[0], NOW + timedelta(hours=2))
    assert unseen_volumes(KNOWN, TWO, [], short, interface_key) == ()
    assert unseen_volumes(KNOWN, TWO, [sent(1, 2, 5)], SPAN, interface_key) == ()
    off = state(mirrors=(erspan(enabled=False),))
    assert unseen_volumes(off, TWO, [], SPAN, interface_key) == ()


def counted_port(hours, came, went):
    ports = (PortCount("Gi1/0/1", came, came // 1000, 0, 0),
             PortCount("Gi1/0/24", 0, 0, went, went // 1000))  # fmt: skip
    return Counted(NOW + timedelta(hours=hours), BOOT, ports)


@pytest.mark.parametrize(("went", "fit"), [(100, Fit.WITHIN), (300, Fit.MORE), (0, Fit.NOTHING)])
def test_the_port_that_copies_leave_by(went, fit):
    known = state(mirrors=(span(),))
    visits = (counted_port(0, 0, 0), counted_port(3, 100 * MB, went * MB))
    (verdict,) = port_volumes(known, visits, interface_key)
    assert (verdict.fit, verdict.destination, verdict.witness) == (fit, "Gi1/0/24", Witness.PORT)
    assert (verdict.octets, verdict.carried) == (went * MB, 100 * MB)


def test_a_tunnel_is_no_port():
    ends = (to_ip(resolved_from="Gi1/0/24"),)
    visits = (counted_port(0, 0, 0), counted_port(3, 100 * MB, 205 * MB))
    assert port_volumes(state(mirrors=(erspan(destinations=ends),)), visits, interface_key) == ()
    assert port_volumes(KNOWN, visits, interface_key) == ()
