"""How far each device's mirrors are known, and what tells at once that nothing changed."""

from support.build import NOW, flow
from support.visits import DEVICE, unreachable, visit

from netwatch.model.flow import MIRROR_LIKE, FlowKind


def test_a_sight_tells_what_was_observed_of_mirrors(store):
    store.keep(visit(0))
    (sight,) = store.present.mirror_sights()
    assert (sight.device, sight.mirrors, sight.dormant, sight.declared) == (DEVICE, 1, 0, True)


def test_the_stamp_differs_when_something_known_does(store):
    empty = store.present.stamp()
    first = visit(0)
    store.keep(first)
    one = store.present.stamp()
    store.keep(unreachable(1, first))
    away = store.present.stamp()
    store.keep(visit(2, text="hostname changed\n"))
    changed = store.present.stamp()
    store.keep(visit(3, device="other"))
    assert len({empty, one, changed, store.present.stamp()}) == 4
    assert away == one


def test_traffic_of_every_device_is_asked_for_at_once(store):
    kept = [
        flow(device="r1", sessions=("52",)),
        flow(device="r2", destination="198.51.100.10"),
        flow(FlowKind.VOLUME, device="r2", destination="198.51.100.11"),
        flow(destination="198.51.100.12"),
    ]
    store.flows.keep(kept, NOW)
    found = store.flows.of_kinds(MIRROR_LIKE)
    assert {(each.device, each.session) for each in found} == {("r1", "52"), ("r2", None)}
