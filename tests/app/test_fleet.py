"""What rules that compare devices are given: read once, then followed."""

from dataclasses import replace

import pytest
from support.build import NOW, digest, image, lines, state

from netwatch.app.check import weigh
from netwatch.app.fleet import Fleet
from netwatch.app.watch import Watch
from netwatch.model.device import Device
from netwatch.model.snapshot import Snapshot
from netwatch.store.store import Store

NAMES = ("r1", "r2", "r3")
DEVICES = (
    *(Device(name=each, address="192.0.2.1", platform="test_os") for each in NAMES),
    Device(name="s1", address="192.0.2.9", platform="other_os"),
)


class Kept:
    """Stands for the store, and counts."""

    def __init__(self, **states):
        self.states = states
        self.asked = []

    def known_state(self, name):
        self.asked.append(name)
        return self.states.get(name)


def seen(name, **more):
    more.setdefault("image", image())
    return replace(state(**more), device=name)


def test_each_state_is_read_once_however_many_devices_ask():
    kept = Kept(r1=seen("r1"), r2=seen("r2"))
    fleet = Fleet(DEVICES)
    names = [
        [each.device for each in fleet.peers(device, kept.known_state)] for device in DEVICES[:3]
    ]
    assert names == [["r2"], ["r1"], ["r1", "r2"]]
    assert kept.asked == ["r1", "r2", "r3"]


def test_what_is_kept_is_seen_by_the_next_device():
    fleet = Fleet(DEVICES)
    none = Kept().known_state
    assert fleet.peers(DEVICES[0], none) == ()
    fleet.keep(seen("r1", image=image(version="17.12.01")))
    (peer,) = fleet.peers(DEVICES[1], none)
    assert (peer.device, peer.image.version) == ("r1", "17.12.01")


def test_what_is_kept_before_anybody_asked_is_read_from_the_store():
    kept = Kept(r1=seen("r1"))
    fleet = Fleet(DEVICES)
    fleet.keep(seen("r1"))
    assert [each.device for each in fleet.peers(DEVICES[1], kept.known_state)] == ["r1"]


def test_a_device_that_was_another_platform_when_it_was_visited_is_no_peer():
    kept = Kept(r2=replace(seen("r2"), platform="other_os"))
    assert Fleet(DEVICES).peers(DEVICES[0], kept.known_state) == ()


def test_configurations_are_not_held_in_memory():
    kept = Kept(r2=seen("r2", config="hostname r2\n", image=image(evidence=lines("Version 17"))))
    (peer,) = Fleet(DEVICES).peers(DEVICES[0], kept.known_state)
    assert peer == replace(seen("r2"), taken_at=NOW)
    assert peer.image.evidence == ()


def test_the_fourth_of_four_checked_is_told_apart(tmp_path):
    devices = tuple(
        Device(name=f"r{n}", address=f"192.0.2.{n}", platform="cisco_xe") for n in range(1, 5)
    )
    with Store.open(f"sqlite:///{tmp_path}/netwatch.db") as store:
        watch = Watch(
            collect=lambda _: pytest.fail("nothing is collected"),
            store=store,
            now=lambda: NOW,
            fleet=Fleet(devices),
        )
        told = [
            [
                each.finding.rule
                for each in _weighed(device, "cd" if device.name == "r4" else "ab", watch)
            ]
            for device in devices
        ]
    assert told == [[], [], [], ["image-digest-differs-from-fleet"]]


def _weighed(device, value, watch):
    after = replace(
        seen(device.name, image=image(digests=(digest(value),))), platform=device.platform
    )
    snapshot = Snapshot(device=device.name, platform=device.platform, taken_at=NOW)
    return weigh(device, snapshot, after, watch).findings
