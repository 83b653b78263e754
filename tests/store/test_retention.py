"""What is old goes, and never what is known or what a finding rests on."""

import threading
from dataclasses import replace

from sqlalchemy import func, select
from support.visits import DEVICE, config, finding, moment, unreachable, visit

from netwatch.store import retention, visits
from netwatch.store.schema import BlobRow


def edited(number, device=DEVICE, **more):
    text = config([(5, f" description {number * 7919}")])
    return visit(number, text=text, device=device, **more)


def prune(store, before):
    steps = tuple(store.prune(moment(before)))
    return sum(each.visits for each in steps), sum(each.texts for each in steps)


def times(store, device=DEVICE):
    return [each.taken_at for each in store.history(device)]


def texts(store):
    with store.database.reading() as connection:
        return connection.execute(select(func.count()).select_from(BlobRow)).scalar()


def test_old_visits_go_with_the_texts_that_only_they_named(store):
    for number in range(20):
        store.keep(edited(number))
    before = texts(store)
    assert store.prunable(moment(15)).visits == 15
    assert times(store)[-1] == moment(0)
    visits, gone = prune(store, 15)
    assert visits == 15
    # One configuration, one manifest and one state went with each, unless it is a keyframe.
    assert gone >= 3 * 14
    assert texts(store) == before - gone
    assert times(store) == [moment(each) for each in range(19, 14, -1)]
    assert list(store.verify()) == []
    for number in range(15, 20):
        line = store.state_at(DEVICE, moment(number)).config.split("\n")[5]
        assert line == f" description {number * 7919}"
        assert store.artifacts_at(DEVICE, moment(number))
    assert prune(store, 15) == (0, 0)


def test_the_last_known_state_stays_however_old(store):
    store.keep(edited(0))
    store.keep(edited(1))
    store.keep(unreachable(2, edited(1)))
    store.keep(unreachable(3, edited(1)))
    store.keep(edited(4, device="other"))
    assert prune(store, 1000)[0] == 2
    assert times(store) == [moment(3), moment(1)]
    assert store.known_state(DEVICE).config == edited(1).known.config
    assert store.known_state("other") == edited(4, device="other").known
    store.keep(edited(5))
    assert list(store.verify()) == []


def test_the_evidence_of_standing_findings_stays(store):
    told = finding()
    for number in range(3):
        store.keep(edited(number))
    store.keep(edited(3, raised=(told,)))
    for number in range(4, 8):
        store.keep(edited(number, settled={told.fingerprint: True}))
    store.keep(edited(8))
    store.keep(edited(9))
    prune(store, 1000)
    # Before and at the first sighting, the last, and the known state.
    assert times(store) == [moment(each) for each in (9, 7, 3, 2)]
    store.keep(edited(10, settled={told.fingerprint: False}))
    prune(store, 1000)
    assert times(store) == [moment(10)]


def test_a_text_that_another_device_shares_stays(store):
    store.keep(visit(0, device="one"))
    store.keep(visit(0, device="two"))
    store.keep(edited(1, device="one"))
    prune(store, 1)
    assert store.known_state("two") == visit(0, device="two").known
    assert list(store.verify()) == []


def test_what_is_kept_while_pruning_is_kept_whole(store, monkeypatch):
    """A text that nothing names any more is named anew between the marking and the deleting."""
    for number in range(6):
        store.keep(edited(number))
    steps = store.prune(moment(5))
    assert next(steps).visits == 5
    unused = retention._unused

    def meanwhile(*args, **more):
        found = unused(*args, **more)
        keeping = threading.Thread(target=store.keep, args=(again,))
        keeping.start()
        keeping.join()
        return found

    # Not the first, whose text is a keyframe and stays anyway.
    again = replace(edited(2), snapshot=replace(edited(2).snapshot, taken_at=moment(6)))
    again = replace(
        again,
        seen=replace(again.seen, taken_at=moment(6)),
        known=replace(again.known, taken_at=moment(6)),
    )
    monkeypatch.setattr(retention, "_unused", meanwhile)
    for _ in steps:
        pass
    monkeypatch.undo()
    assert store.known_state(DEVICE) == again.known
    assert store.artifacts_at(DEVICE, moment(6)) == again.snapshot.artifacts
    assert list(store.verify()) == []


def test_what_was_pruned_while_packing_is_packed_anew(store, monkeypatch):
    """A visit relies on a kept text, which is deleted before the visit is written."""
    for number in range(6):
        store.keep(edited(number))
    pruned = []
    prepare = visits.prepare

    def then_prune(connection, made):
        found = prepare(connection, made)
        if not pruned:
            worker = threading.Thread(target=prune, args=(store, 5))
            worker.start()
            worker.join()
            pruned.append(True)
        return found

    monkeypatch.setattr(visits, "prepare", then_prune)
    again = visit(7, text=edited(2).known.config)
    store.keep(again)
    monkeypatch.undo()
    assert store.known_state(DEVICE) == again.known
    assert list(store.verify()) == []
