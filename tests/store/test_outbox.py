import threading
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, text
from support.visits import DEVICE, finding, moment, visit

from netwatch.model.alert import Alert, Occasion, Ticket
from netwatch.store import Decision
from netwatch.store.database import Database
from netwatch.store.errors import StoreLockedError
from netwatch.store.letters import Letter, LetterState
from netwatch.store.schema import EventRow, FindingRow

A, B = finding("mirror 1"), finding("mirror 2")
LONG_AGO = moment(-100_000)
LEASE = timedelta(minutes=2)


def letters_for(*sinks, batch=""):
    def route(step):
        made = Alert(
            occasion=Occasion(step.kind.value), at=step.at, finding=step.finding, since=step.since
        )
        for sink in sinks:
            yield Letter(made, Ticket(sink, moment(0), batch))

    return route


def take(store, route=None, **given):
    return store.outbox.take(
        route or letters_for("a"), now=moment(10), **({"oldest": LONG_AGO} | given)
    )


def claim(store, sink="a", minute=10):
    return store.outbox.claim(sink, now=moment(minute), lease=LEASE)


def waiting(store):
    return store.outbox.letters((LetterState.WAITING,))


@pytest.fixture
def begun(store):
    assert store.outbox.begin()
    return store


def test_what_stood_before_is_not_told(store):
    store.keep(visit(0, raised=(A,)))
    assert store.outbox.begin()
    assert not store.outbox.begin()
    assert take(store).steps == 0
    store.keep(visit(1, raised=(A, B)))
    assert take(store).letters == 1
    assert [each.alert.finding for each in waiting(store)] == [B]


def test_every_step_is_taken_once_and_in_order(begun):
    begun.keep(visit(0, raised=(A,)))
    begun.keep(visit(1, settled={A.fingerprint: False}))
    begun.keep(visit(2, raised=(A,)))
    taken = take(begun, letters_for("a", "b"))
    assert (taken.steps, taken.letters) == (3, 6)
    assert take(begun).steps == 0
    told = [each.alert for each in reversed(waiting(begun)) if each.sink == "a"]
    assert [(each.occasion, each.at, each.since) for each in told] == [
        (Occasion.OPENED, moment(0), moment(0)),
        (Occasion.RESOLVED, moment(1), moment(0)),
        (Occasion.REOPENED, moment(2), moment(2)),
    ]


def test_a_persons_word_on_a_finding_is_no_alert_but_its_end_is(begun):
    begun.keep(visit(0, raised=(A,)))
    begun.acknowledge(A.fingerprint, Decision(at=moment(1), actor="ada"))
    begun.resolve(A.fingerprint, Decision(at=moment(2), actor="ada", note="ours"))
    steps = []
    take(begun, lambda step: steps.append(step) or ())
    assert [(each.kind, each.actor, each.note) for each in steps] == [
        ("opened", None, None),
        ("resolved", "ada", "ours"),
    ]


def test_the_end_knows_who_heard_of_the_beginning(begun):
    begun.keep(visit(0, raised=(A, B)))
    begun.keep(visit(1, settled={A.fingerprint: False, B.fingerprint: False}))
    told = {}

    def route(step):
        told[step.finding.subject, step.kind.value] = step.told
        return letters_for("a")(step) if step.finding == A else ()

    take(begun, route)
    assert told["mirror 1", "resolved"] == {"a"}
    assert told["mirror 2", "resolved"] == frozenset()


def test_a_route_that_fails_moves_nothing(begun):
    begun.keep(visit(0, raised=(A, B)))

    def stumble(step):
        yield from letters_for("a")(step)
        if step.finding == B:
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError):
        take(begun, stumble)
    assert waiting(begun) == ()
    assert take(begun).letters == 2


def test_steps_are_taken_in_portions(begun):
    begun.keep(visit(0, raised=(A, B)))
    assert take(begun, limit=1).steps == 1
    assert take(begun, limit=1).steps == 1
    assert take(begun, limit=1).steps == 0


def test_what_is_too_old_is_passed_over_and_counted(begun):
    begun.keep(visit(0, raised=(A,)))
    begun.keep(visit(5, raised=(A, B)))
    taken = take(begun, oldest=moment(3))
    assert (taken.steps, taken.letters, taken.stale) == (2, 1, 1)


def test_an_alert_is_in_the_outbox_once_a_sink(begun):
    begun.keep(visit(0, raised=(A,)))
    twice = take(begun, lambda step: [*letters_for("a", "a")(step)])
    assert twice.letters == 1


def test_a_claim_is_ours_until_its_lease_ends(begun):
    begun.keep(visit(0, raised=(A,)))
    take(begun)
    ours = claim(begun)
    assert [each.finding for each in ours.alerts] == [A]
    assert claim(begun) is None
    again = claim(begun, minute=13)
    assert again.ids == ours.ids
    # The first sender comes back late: the claim is no longer its own.
    begun.outbox.failed(ours, now=moment(14), due=moment(99), said="late")
    begun.outbox.delivered(again, now=moment(14), said="thanks")
    (kept,) = begun.outbox.letters((LetterState.DELIVERED,))
    assert (kept.attempts, kept.said) == (0, "thanks")
    assert claim(begun, minute=99) is None


def test_a_failed_letter_waits_and_counts(begun):
    begun.keep(visit(0, raised=(A,)))
    take(begun)
    begun.outbox.failed(claim(begun), now=moment(10), due=moment(12), said="no\0 route")
    assert claim(begun, minute=11) is None
    (tally,) = begun.outbox.tallies()
    assert (tally.waiting, tally.failing_since, tally.said) == (1, moment(10), "no route")
    second = claim(begun, minute=12)
    assert second.attempts == 1
    begun.outbox.failed(second, now=moment(12), due=moment(14), said="still")
    assert begun.outbox.tallies()[0].failing_since == moment(10)


def test_the_end_of_a_finding_never_overtakes_its_beginning(begun):
    begun.keep(visit(0, raised=(A, B)))
    begun.keep(visit(1, raised=(B,), settled={A.fingerprint: False}))
    take(begun)
    first = claim(begun)
    begun.outbox.failed(first, now=moment(10), due=moment(20), said="refused")
    assert [each.finding for each in claim(begun).alerts] == [B]
    assert claim(begun) is None
    told = []
    while (ours := claim(begun, minute=20)) is not None:
        told += [(each.finding.subject, each.occasion) for each in ours.alerts]
        begun.outbox.delivered(ours, now=moment(20), said="ok")
    assert told.index(("mirror 1", Occasion.OPENED)) < told.index(("mirror 1", Occasion.RESOLVED))
    assert len(told) == 3


def test_a_batch_travels_together_and_the_rest_alone(begun):
    begun.keep(visit(0, raised=(A, B)))
    take(begun, letters_for("a", batch="hourly@1"))
    begun.keep(visit(1, raised=(A, B, finding("mirror 3"))))
    take(begun)
    assert {each.finding.subject for each in claim(begun).alerts} == {"mirror 1", "mirror 2"}
    assert [each.finding.subject for each in claim(begun).alerts] == ["mirror 3"]


def test_a_receiver_that_is_down_is_asked_once_for_all(begun):
    begun.keep(visit(0, raised=(A, B)))
    take(begun)
    begun.outbox.failed(claim(begun), now=moment(10), due=moment(15), said="down")
    begun.outbox.postpone("a", now=moment(10), until=moment(15))
    assert claim(begun, minute=14) is None
    assert claim(begun, minute=15).attempts == 1


def test_giving_up_reviving_and_forgetting(begun):
    begun.keep(visit(0, raised=(A, B)))
    take(begun)
    assert begun.outbox.give_up(queued_before=moment(10), now=moment(20)) == 0
    assert begun.outbox.give_up(queued_before=moment(11), now=moment(20)) == 2
    assert claim(begun, minute=20) is None
    assert begun.outbox.tallies()[0].dead == 2
    assert begun.outbox.revive(now=moment(21), sink="b") == 0
    assert begun.outbox.revive(now=moment(21)) == 2
    assert claim(begun, minute=21) is not None
    begun.outbox.give_up(queued_before=moment(30), now=moment(40))
    assert begun.outbox.forget(sink="b") == 0
    assert begun.outbox.forget() == 2
    assert begun.outbox.tallies() == ()


def test_flushing_takes_what_is_held(begun):
    begun.keep(visit(0, raised=(A,)))

    def held(step):
        (letter,) = letters_for("a")(step)
        return [Letter(letter.alert, Ticket("a", moment(500), "night"))]

    take(begun, held)
    assert claim(begun) is None
    assert begun.outbox.revive(now=moment(11)) == 0
    assert begun.outbox.flush(now=moment(11)) == 1
    assert claim(begun, minute=11) is not None


def test_delivered_letters_are_kept_as_long_as_their_finding_stands(begun):
    begun.keep(visit(0, raised=(A, B)))
    take(begun)
    for _ in range(2):
        begun.outbox.delivered(claim(begun), now=moment(11), said="ok")
    begun.keep(visit(12, raised=(B,), settled={A.fingerprint: False}))
    assert begun.outbox.prune(settled_before=moment(12)) == 0
    assert begun.outbox.prune(settled_before=moment(13)) == 1
    (left,) = begun.outbox.letters((LetterState.DELIVERED,))
    assert left.alert.finding == B


def test_two_takers_and_two_claimers_double_nothing(begun, url):
    many = tuple(finding(f"mirror {each}") for each in range(40))
    begun.keep(visit(0, raised=many))
    seen, lock = [], threading.Lock()

    def work():
        from netwatch.store import Store

        with Store.open(url, wait_s=30.0) as own:
            while take(own, limit=7).steps:
                pass
            while (ours := claim(own)) is not None:
                with lock:
                    seen.extend(each.key for each in ours.alerts)
                own.outbox.delivered(ours, now=moment(10), said="ok")

    threads = [threading.Thread(target=work) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(seen) == len(set(seen)) == 40
    assert waiting(begun) == ()


@pytest.mark.postgres
def test_a_step_that_is_committed_late_is_not_skipped(postgres_url):
    """PostgreSQL gives out ids before transactions end; a cursor must not run ahead of them."""
    from netwatch.store import Store, migrate

    migrate.upgrade(postgres_url)
    database = Database.open(postgres_url, wait_s=10.0)
    with Store.open(postgres_url, wait_s=10.0) as store:
        store.outbox.begin()
        store.keep(visit(0, raised=(A,)))
        take(store)
        with database.engine.connect() as slow:
            row = slow.execute(select(FindingRow.id, FindingRow.document)).one()
            event = {"finding_id": row.id, "at": moment(1), "kind": "reopened"}
            slow.execute(insert(EventRow).values(**event, document=row.document))
            store.keep(visit(2, raised=(A, B)))  # a higher id, committed first
            started = threading.Event()
            got = []

            def taker():
                started.set()
                got.append(take(store))

            thread = threading.Thread(target=taker)
            thread.start()
            started.wait()
            thread.join(0.3)
            assert thread.is_alive()  # it waits for the writer rather than pass over it
            slow.commit()
            thread.join()
        assert got[0].steps == 2
        assert {each.alert.occasion for each in waiting(store)} == {
            Occasion.OPENED, Occasion.REOPENED,
        }  # fmt: skip
    database.close()


@pytest.mark.postgres
def test_a_writer_that_never_ends_holds_alerts_up_for_seconds_only(postgres_url, monkeypatch):
    from netwatch.store import Store, migrate, steps

    monkeypatch.setattr(steps, "_LOCK", "SET LOCAL lock_timeout = '200ms'")
    migrate.upgrade(postgres_url)
    database = Database.open(postgres_url, wait_s=10.0)
    with Store.open(postgres_url) as store:
        store.outbox.begin()
        store.keep(visit(0, raised=(A,)))
        with database.engine.connect() as stuck:
            stuck.execute(text("LOCK TABLE finding_event IN ROW EXCLUSIVE MODE"))
            with pytest.raises(StoreLockedError):
                take(store)
            stuck.rollback()
        assert take(store).letters == 1
    database.close()


def test_the_device_of_a_step_is_named(begun):
    begun.keep(visit(0, raised=(A,)))
    seen = []
    take(begun, lambda step: seen.append((step.device, step.platform)) or ())
    assert seen == [(DEVICE, "cisco_xe")]
