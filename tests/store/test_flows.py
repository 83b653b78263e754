from datetime import timedelta

import pytest
from support.build import NOW, flow

from netwatch.model.flow import MIRROR_LIKE, FlowKind
from netwatch.store.errors import StoreError

OURS = {"device": "r1", "sessions": ("52",)}


def test_pairs_add_up_but_not_twice(store):
    assert store.flows.since() is None
    assert store.flows.keep([], NOW) == 0
    first = flow(**OURS)
    assert store.flows.keep([first], NOW) == 1
    store.flows.keep([first], NOW)  # the same log, read again
    (kept,) = store.flows.of_device("r1")
    assert (kept.bytes, kept.packets, kept.session) == (52_000_000, 60_000, "52")
    assert (kept.first, kept.last) == (first.first, first.last)
    later = flow(first=NOW, last=NOW + timedelta(hours=1), **OURS)
    earlier = flow(first=NOW - timedelta(days=9), last=NOW - timedelta(days=8), **OURS)
    store.flows.keep([later], NOW)
    store.flows.keep([earlier], NOW)
    (kept,) = store.flows.of_device("r1")
    assert (kept.bytes, kept.first, kept.last) == (156_000_000, earlier.first, later.last)
    assert store.flows.since() == earlier.first


def test_which_pairs_are_known(store):
    many = [flow(destination=f"10.0.{n // 250}.{n % 250}") for n in range(500)]
    store.flows.keep(many[:450], NOW)
    known = store.flows.known([each.key for each in many])
    assert known == frozenset(each.key for each in many[:450])
    assert store.flows.known([]) == frozenset()


def test_without_a_time_it_is_of_now(store):
    gre = flow(FlowKind.TUNNEL_DIRECTION_UNSEEN, first=None, last=None, bytes=None, packets=None,
               encapsulation=None, device="r2")  # fmt: skip
    store.flows.keep([gre], NOW)
    (kept,) = store.flows.of_device("r2")
    assert (kept.first, kept.last, kept.bytes, kept.encapsulation) == (NOW, NOW, 0, None)
    assert store.flows.of_device("r9") == ()


def test_all_or_none(store):
    good, bad = flow(), flow(destination="10.9.9.9", port="x" * 3)
    with pytest.raises((StoreError, ValueError)):
        store.flows.keep([good, bad], NOW)
    assert store.flows.since() is None


def test_what_left_a_device_lately(store):
    assert not store.flows.any_kept()
    recent, old = flow(**OURS), flow(destination="10.9.9.9", first=NOW - timedelta(days=9),
                                     last=NOW - timedelta(days=8), **OURS)  # fmt: skip
    other = flow(FlowKind.ONE_WAY_VOLUME, destination="10.9.9.8", **OURS)
    store.flows.keep([recent, old, other, flow(destination="10.9.9.7", device="r2")], NOW)
    assert store.flows.any_kept()
    (found,) = store.flows.recent("r1", MIRROR_LIKE, recent.last - timedelta(days=1))
    assert found.destination == recent.destination


def test_each_reading_of_a_declared_mirror_is_kept_by_itself(store):
    hour = timedelta(hours=1)
    first, later = flow(**OURS), flow(first=NOW, last=NOW + hour, **OURS)
    undeclared = flow(destination="10.9.9.9", device="r1")
    uncounted = flow(destination="10.9.9.8", bytes=None, **OURS)
    store.flows.keep([first, undeclared, uncounted], NOW)
    store.flows.keep([first], NOW)
    store.flows.keep([later], NOW)
    kept = store.flows.volumes("r1", NOW - hour)
    assert [(each.first, each.last, each.bytes) for each in kept] == [
        (NOW, NOW + hour, 52_000_000), (first.first, first.last, 52_000_000),
    ]  # fmt: skip
    assert store.flows.volumes("r1", NOW + hour) == store.flows.volumes("r2", NOW - hour) == ()
    assert store.flows.span() == (first.first, later.last)
    store.flows.keep([flow(destination="10.9.9.7")], NOW + timedelta(days=31))
    assert store.flows.volumes("r1", NOW - hour) == ()


def test_no_records_have_no_span(store):
    assert store.flows.span() is None
