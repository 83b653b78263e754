"""Visits that count, flow records in between, and what a check and ``netwatch mirrors`` say."""

from dataclasses import replace
from datetime import timedelta

import pytest
from support.build import DEVICE, NOW, flow

from netwatch.app.check import judge
from netwatch.app.mirror_traffic import mirrors_view, seen_traffic
from netwatch.app.mirror_volumes import all_volumes, mirror_volumes
from netwatch.app.watch import Watch
from netwatch.model.snapshot import Artifact, Failure, Reason, Snapshot
from netwatch.model.volume import Fit
from netwatch.parsing.interface_counts import COUNTS
from netwatch.store.store import Store

ROUTER = replace(DEVICE, platform="cisco_ios")
CONFIG = """hostname core-rtr1
!
monitor session 52 type erspan-source
 source interface GigabitEthernet0/1 rx
 no shutdown
 destination
  erspan-id 101
  ip address 198.51.100.9
  origin ip address 192.0.2.1
!
end
"""
COUNT = """GigabitEthernet0/1 is up, line protocol is up
  Hardware is iGbE, address is 0011.2233.4455 (bia 0011.2233.4455)
     {packets} packets input, {octets} bytes, 0 no buffer
     {packets} packets output, {octets} bytes, 0 underruns
"""
RULE = "flow-mirror-volume-mismatch"
MB = 1_000_000


@pytest.fixture
def store(tmp_path):
    with Store.open(f"sqlite:///{tmp_path}/netwatch.db") as opened:
        yield opened


class Round:
    """Visits to one router, each an hour after the one before."""

    def __init__(self, store):
        self.store, self.at = store, NOW

    def visit(self, octets, config=CONFIG, **more):
        self.at += timedelta(hours=1)
        artifacts = [Artifact("running-config", "show running-config", config)]
        if octets is not None:
            text = COUNT.format(octets=octets, packets=octets // 500)
            artifacts.append(Artifact(COUNTS, "show interfaces GigabitEthernet0/1", text))
        snapshot = Snapshot(device=ROUTER.name, platform=ROUTER.platform, taken_at=self.at,
                            artifacts=tuple(artifacts))  # fmt: skip
        watch = Watch(collect=lambda _: snapshot, store=self.store, now=lambda: self.at,
                      flows_kept=True)  # fmt: skip
        checked = judge(ROUTER, replace(snapshot, **more), watch)
        return [each for each in checked.findings if each.finding.rule == RULE]

    def records(self, octets):
        """Keep what was sent in the middle of the hour to come."""
        told = flow(
            protocol="gre", port=0, encapsulation=None, device=ROUTER.name, sessions=("52",),
            declared=("session 52",), risk=2, bytes=octets, packets=octets // 550,
            first=self.at + timedelta(minutes=10), last=self.at + timedelta(minutes=50),
        )  # fmt: skip
        self.store.flows.keep([told], self.at)

    def only(self):
        known = self.store.known_state(ROUTER.name)
        (verdict,) = mirror_volumes(self.store, known, self.at)
        return verdict

    def shown(self):
        states = [self.store.known_state(ROUTER.name)]
        volumes = all_volumes(self.store, states, self.at)
        return mirrors_view(states, seen_traffic(self.store, states), volumes)


@pytest.fixture
def router(store):
    return Round(store)


def test_a_fed_mirror_is_found_and_an_honest_one_is_not(router):
    assert router.visit(5 * MB) == []
    router.records(55 * MB)
    assert router.visit(55 * MB) == []
    assert (router.only().fit, router.only().carried) == (Fit.WITHIN, 50 * MB)
    assert router.shown().tables[0].rows[0][-1] == "1.10 of its sources' 50.0 MB"
    router.records(200 * MB)
    (found,) = router.visit(105 * MB)
    assert found.finding.title.startswith("Session 52 sent 200.0 MB to 198.51.100.9 while")
    assert router.shown().tables[0].rows[0][-1].endswith(": more than they carried")
    (volume,) = router.shown().data[0]["mirrors"][0]["volumes"]
    assert (volume["verdict"], volume["ratio"]) == ("more", "4.000")
    # It stands; later honest hours do not take it back.
    router.records(55 * MB)
    assert [each.finding.title for each in router.visit(155 * MB)] == [found.finding.title]


def test_a_visit_that_saw_nothing_stands_for_none(router):
    router.visit(5 * MB)
    router.records(200 * MB)
    failures = (Failure(None, Reason.UNREACHABLE, "no answer"),)
    assert router.visit(None, artifacts=(), failures=failures) == []
    assert len(router.store.counted(ROUTER.name, NOW)) == 1
    assert router.only().fit is Fit.NOT_OBSERVED
    assert "not compared" in router.shown().tables[0].rows[0][-1]
    # The next visit that counts is the first after the records.
    assert len(router.visit(20 * MB)) == 1
    assert (router.only().carried, router.only().octets) == (15 * MB, 200 * MB)


def test_counts_that_were_not_answered_are_not_carried_on(router):
    router.visit(5 * MB)
    router.records(200 * MB)
    assert router.visit(None) == []
    assert router.only().fit is Fit.NOT_OBSERVED


def test_another_source_in_between_is_not_compared(router):
    router.visit(5 * MB)
    router.records(200 * MB)
    assert router.visit(20 * MB, CONFIG.replace("0/1 rx", "0/1 both")) == []
    assert router.only().fit is Fit.NOT_OBSERVED


def test_a_device_without_mirrors_is_not_judged(router):
    router.visit(5 * MB, "hostname core-rtr1\nend\n")
    assert mirror_volumes(router.store, router.store.known_state(ROUTER.name), router.at) == ()


def test_counts_cost_no_new_version(router):
    for octets in (5, 6, 7):
        router.visit(octets * MB)
    assert len(router.store.versions(ROUTER.name, COUNTS)) == 1
    assert len({each.known for each in router.store.history(ROUTER.name)}) == 1
    assert [each.ports[0].in_octets for each in router.store.counted(ROUTER.name, NOW)] == [
        7 * MB, 6 * MB, 5 * MB,
    ]  # fmt: skip


def test_busy_and_unseen(router):
    router.records(55 * MB)  # of the hour before the first visit
    router.visit(5 * MB)
    router.visit(55 * MB)
    router.at += timedelta(minutes=5)
    router.store.flows.keep([flow(destination="10.9.9.9", first=router.at, last=router.at)],
                            router.at)  # fmt: skip
    known = router.store.known_state(ROUTER.name)
    found = {each.fit: each for each in mirror_volumes(router.store, known, router.at)}
    assert found[Fit.NOTHING].carried == 50 * MB
    assert "nothing seen while its sources carried 50.0 MB" in router.shown().tables[0].rows[0][-1]
