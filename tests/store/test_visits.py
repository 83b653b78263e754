import sys
import threading
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import fields, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import func, select, text
from support import strategies
from support.visits import (
    DEVICE,
    START,
    config,
    counted,
    finding,
    moment,
    unreachable,
    visit,
)

from netwatch.compare import overlay
from netwatch.model.evidence import Evidence
from netwatch.model.image import Image
from netwatch.model.posture import Counter
from netwatch.model.snapshot import Failure, Reason, Snapshot
from netwatch.model.volume import COUNTED_AT, PortCount
from netwatch.store import BlobCorruptError, Outcome, StoreError, Visit
from netwatch.store.documents import CLOCKS, TAKEN, write_state
from netwatch.store.schema import BlobRow, ObservationRow, StreamRow


def rows(store, query):
    with store.database.reading() as connection:
        return connection.execute(query).all()


def test_nothing_is_known_before_the_first_visit(store):
    assert store.known_state(DEVICE) is None
    assert store.artifact(DEVICE, "running-config", START) is None
    assert store.artifacts_at(DEVICE, START) == ()
    assert store.history(DEVICE) == ()
    assert store.versions(DEVICE, "running-config") == ()
    assert store.devices() == ()


def test_a_visit_comes_back_as_it_was(store):
    first = visit(0)
    store.keep(first)
    assert repr(store.known_state(DEVICE)) == repr(first.known)
    assert store.artifacts_at(DEVICE, START) == first.snapshot.artifacts


def test_every_clock_of_an_image_is_kept_out_of_the_document():
    wobbling = {each.name for each in fields(Image) if not each.compare} - {"evidence"}
    assert wobbling == {*CLOCKS, *TAKEN}


def test_hashes_taken_at_every_visit_leave_one_document():
    def hashed(number):
        known = visit(number).known
        image = replace(known.image, hashed_at=known.taken_at, fetched_at=visit(0).known.taken_at)
        return replace(known, image=image)

    assert write_state(hashed(1)) == write_state(hashed(2))
    assert write_state(hashed(0)) != write_state(hashed(1))


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seen=strategies.states, known=strategies.states)
def test_any_state_comes_back_with_what_equality_ignores(store, seen, known):
    # as check.py makes them: the merged state has this visit's time, failures and clocks
    known = replace(known, taken_at=seen.taken_at, failures=seen.failures)
    known = overlay(known, seen)
    snapshot = Snapshot(device=DEVICE, platform="cisco_xe", taken_at=seen.taken_at)
    store.keep(Visit(snapshot=snapshot, seen=seen, known=known))
    assert repr(store.state_at(DEVICE, seen.taken_at)) == repr(known)
    assert repr(store.seen_at(DEVICE, seen.taken_at)) == repr(seen)


def test_two_visits_that_saw_the_same_have_the_same_document():
    assert write_state(visit(0).known) == write_state(visit(1).known)


def test_what_a_device_counts_costs_no_version(store):
    store.keep(counted(0, 100))
    kept = len(rows(store, select(BlobRow.id)))
    store.keep(counted(1, 200))
    assert len(rows(store, select(BlobRow.id))) == kept
    assert [each.value for each in store.known_state(DEVICE).counters] == [200]
    assert [each.value for each in store.state_at(DEVICE, moment(0)).counters] == [100]


def test_the_lines_a_counter_was_read_from_are_not_kept(store):
    made = counted(0, 100)
    quoted = replace(made.seen.counters[0], evidence=(Evidence("checkheaps", 3, "Runs 100"),))
    seen = replace(made.seen, counters=(quoted,))
    store.keep(replace(made, seen=seen, known=replace(made.known, counters=(quoted,))))
    assert store.known_state(DEVICE).counters == (quoted,)
    assert store.known_state(DEVICE).counters[0].evidence == ()


def test_counters_that_were_not_read_are_not_taken_from_the_row(store):
    store.keep(counted(0, 100))
    unread = visit(1)
    known = overlay(counted(0, 100).known, unread.seen)
    store.keep(replace(unread, known=known))
    assert store.seen_at(DEVICE, moment(1)).counters is None
    assert [each.value for each in store.known_state(DEVICE).counters] == [100]


def test_every_moment_of_the_past_can_be_asked(store):
    texts = [config([(5, f" description edit {n}")]) for n in range(8)]
    for number, each in enumerate(texts):
        store.keep(visit(number * 10, text=each))
    for number, each in enumerate(texts):
        later = moment(number * 10 + 9)
        assert store.state_at(DEVICE, later).config == each
        assert store.state_at(DEVICE, later).taken_at == moment(number * 10)
        assert store.artifact(DEVICE, "running-config", later).text == each
    assert store.state_at(DEVICE, START - timedelta(microseconds=1)) is None
    assert store.artifact(DEVICE, "running-config", START - timedelta(microseconds=1)) is None


def test_a_failed_visit_keeps_what_was_known(store):
    first = visit(0)
    store.keep(first)
    store.keep(unreachable(1, first))
    known = store.known_state(DEVICE)
    assert known.config == first.known.config
    assert known.mirrors == first.known.mirrors
    assert known.taken_at == moment(1)
    assert known.failures[0].reason is Reason.UNREACHABLE
    assert store.seen_at(DEVICE, moment(1)).config is None
    assert store.artifacts_at(DEVICE, moment(1)) == ()
    assert store.artifact(DEVICE, "running-config", moment(1)) == first.snapshot.artifacts[0]


def test_history_tells_outcomes_and_equal_digests(store):
    half = (Failure("show boot", Reason.COMMAND_REJECTED, "not authorised"),)
    first = visit(0)
    for each in (first, unreachable(1, first), visit(2, failures=half), visit(3)):
        store.keep(each)
    latest, partial, failed, oldest = store.history(DEVICE)
    assert [e.outcome for e in (oldest, failed, partial, latest)] == [
        Outcome.OK, Outcome.FAILED, Outcome.PARTIAL, Outcome.OK,
    ]  # fmt: skip
    assert (latest.answers, latest.seen, latest.known) == (
        oldest.answers, oldest.seen, oldest.known,
    )  # fmt: skip
    assert failed.known == oldest.known
    assert failed.seen != oldest.seen
    assert partial.failures == half
    assert store.history(DEVICE, limit=2) == (latest, partial)
    assert store.history(DEVICE, since=moment(1)) == (latest, partial, failed)


def test_versions_are_distinct_and_dated(store):
    one, two = config(), config([(3, " description moved")])
    for number, each in enumerate((one, one, two, one)):
        store.keep(visit(number, text=each))
    latest, other = store.versions(DEVICE, "running-config")
    assert store.text(latest.digest) == one
    assert (latest.first_seen, latest.last_seen) == (moment(0), moment(3))
    assert store.text(other.digest) == two
    assert (other.first_seen, other.last_seen) == (moment(2), moment(2))
    assert other.size == len(two)
    assert [each.command for each in store.versions(DEVICE, "version")] == ["show version"]


def test_several_commands_may_answer_one_topic(store):
    first = visit(0)
    twins = (
        replace(first.snapshot.artifacts[1], topic="hash", command="verify a", text="aa"),
        replace(first.snapshot.artifacts[1], topic="hash", command="verify b", text="bb"),
    )
    store.keep(replace(first, snapshot=replace(first.snapshot, artifacts=twins)))
    assert store.artifacts_at(DEVICE, START) == twins
    assert {each.command for each in store.versions(DEVICE, "hash")} == {"verify a", "verify b"}


def test_devices_carry_their_first_and_latest_visit(store):
    first = visit(0, device="edge-rtr2")
    for each in (first, visit(1), unreachable(2, first)):
        store.keep(each)
    core, edge = store.devices()
    assert (core.name, core.outcome, core.platform) == (DEVICE, Outcome.OK, "cisco_xe")
    assert (edge.name, edge.outcome) == ("edge-rtr2", Outcome.FAILED)
    assert (edge.first_visit, edge.last_visit) == (moment(0), moment(2))


def test_a_platform_corrected_in_the_inventory_is_taken_over(store):
    first, second = visit(0), visit(1)
    store.keep(first)
    store.keep(replace(second, snapshot=replace(second.snapshot, platform="cisco_ios")))
    assert store.devices()[0].platform == "cisco_ios"


def test_a_visit_kept_late_does_not_become_the_latest(store):
    store.keep(visit(5, text="new\n"))
    store.keep(visit(2, text="old\n"))
    assert store.known_state(DEVICE).config == "new\n"
    assert store.state_at(DEVICE, moment(3)).config == "old\n"


def test_an_unchanged_poll_adds_one_row_and_no_text(store):
    store.keep(visit(0))
    before = rows(store, select(func.count(BlobRow.id)))
    for number in range(1, 20):
        store.keep(visit(number))
    assert rows(store, select(func.count(BlobRow.id))) == before
    assert rows(store, select(func.count(ObservationRow.id))) == [(20,)]


def test_deltas_hang_on_keyframes_one_deep(store):
    for number in range(130):
        store.keep(visit(number, text=config([(number % 9, f" description {number}")])))
    bases = {row.id: row.base_id for row in rows(store, select(BlobRow.id, BlobRow.base_id))}
    used = {base for base in bases.values() if base is not None}
    assert used
    assert all(bases[base] is None for base in used)
    most = rows(store, select(func.count(BlobRow.id)).group_by(BlobRow.base_id).where(
        BlobRow.base_id.is_not(None)))  # fmt: skip
    assert max(count for (count,) in most) <= 100
    assert max(each.deltas for each in rows(store, select(StreamRow.deltas))) <= 100
    assert list(store.verify()) == []
    assert store.state_at(DEVICE, moment(64)).config == config([(1, " description 64")])


def test_equal_texts_of_two_devices_are_kept_once(store):
    store.keep(visit(0, device="a"))
    count = rows(store, select(func.count(BlobRow.id)))
    twin = visit(0, device="b")
    state = replace(visit(0, device="a").seen, device="b")
    store.keep(replace(twin, seen=state, known=state))
    assert rows(store, select(func.count(BlobRow.id))) == count


@pytest.mark.parametrize("table", ["blob", "observation", "finding_event"])
def test_evidence_cannot_be_rewritten(store, table):
    store.keep(visit(0, raised=(finding(),)))
    with pytest.raises(StoreError, match="written once"), store.database.writing() as connection:
        connection.execute(text(f"UPDATE {table} SET id = id"))


def corrupt(store, digest, data=b"garbage"):
    """Damage one text as a failing disk or an intruder with the database's password would."""
    where = "" if store.database.is_sqlite else " ON blob"
    with store.database.writing() as connection:
        connection.execute(text(f"DROP TRIGGER IF EXISTS blob_write_once{where}"))
        connection.execute(
            text("UPDATE blob SET data = :data WHERE sha256 = :digest"),
            {"data": data, "digest": bytes.fromhex(digest)},
        )


def test_one_damaged_text_costs_one_version(store):
    for number in range(4):
        store.keep(visit(number, text=config([(3, f" description {number}")])))
    versions = store.versions(DEVICE, "running-config")
    hurt = versions[1]
    corrupt(store, hurt.digest)
    with pytest.raises(BlobCorruptError, match=hurt.digest):
        store.text(hurt.digest)
    with pytest.raises(BlobCorruptError, match="other versions stay readable"):
        store.artifact(DEVICE, "running-config", hurt.last_seen)
    assert list(store.verify()) == [hurt.digest]
    for sound in (versions[0], versions[2], versions[3]):
        assert store.text(sound.digest)
    assert store.known_state(DEVICE).config == config([(3, " description 3")])
    assert len(store.history(DEVICE)) == 4


def test_a_damaged_keyframe_stops_no_new_evidence(store):
    store.keep(visit(0))
    (key,) = store.versions(DEVICE, "running-config")
    corrupt(store, key.digest)
    edited = config([(3, " description after the damage")])
    store.keep(visit(1, text=edited))
    assert store.known_state(DEVICE).config == edited
    assert list(store.verify()) == [key.digest]


def test_an_unknown_digest_is_a_key_error(store):
    with pytest.raises(KeyError, match="no stored text"):
        store.text("00" * 32)


def test_a_time_without_zone_is_refused(store):
    with pytest.raises(ValueError, match="zone"):
        store.state_at(DEVICE, datetime(2026, 1, 1))  # noqa: DTZ001  # the mistake under test


def test_a_visit_is_to_one_device(store):
    with pytest.raises(ValueError, match="edge-rtr2"):
        store.keep(replace(visit(0), seen=visit(0, device="edge-rtr2").seen))
    assert store.devices() == ()


def test_many_threads_write_and_read_at_once(store):
    stop = threading.Event()
    seen = []

    def read():
        while not stop.is_set():
            seen.extend(store.known_state(each.name).config for each in store.devices())

    def write(name):
        for number in range(12):
            store.keep(visit(number, device=name, text=config([(3, f" description {number}")])))

    with ThreadPoolExecutor(12) as pool:
        readers = [pool.submit(read) for _ in range(4)]
        writers = [pool.submit(write, f"rtr{n}") for n in range(8)]
        wait(writers)
        stop.set()
        for each in (*writers, *readers):
            each.result()
    assert seen
    assert {len(store.history(each.name)) for each in store.devices()} == {12}
    assert len(store.devices()) == 8
    assert list(store.verify()) == []


def test_two_visits_to_one_device_at_once_are_both_kept(store):
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda n: store.keep(visit(n, text=f"{n % 3}\n")), range(30)))
    assert len(store.history(DEVICE)) == 30
    assert len(store.versions(DEVICE, "running-config")) == 3


def test_host_keys_are_pinned_once(store):
    assert store.pinned(DEVICE) is None
    assert store.pin(DEVICE, "ssh-ed25519 SHA256:aaa") == "ssh-ed25519 SHA256:aaa"
    assert store.pin(DEVICE, "ssh-ed25519 SHA256:bbb") == "ssh-ed25519 SHA256:aaa"
    assert store.pinned(DEVICE) == "ssh-ed25519 SHA256:aaa"
    store.repin(DEVICE, "ssh-ed25519 SHA256:bbb")
    assert store.pinned(DEVICE) == "ssh-ed25519 SHA256:bbb"


def test_importing_the_store_costs_no_sqlalchemy():
    import subprocess

    code = (
        "import sys, netwatch.store, netwatch.store.values; "
        "heavy = {'sqlalchemy', 'alembic', 'psycopg', 'backports.zstd'} & set(sys.modules); "
        "sys.exit(str(heavy) if heavy else 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_what_interfaces_carried_visit_by_visit(store):
    def counting(number, octets, at):
        made = counted(number, octets)
        ports = PortCount("Gi1/0/1", octets, 1, 0, 0).counters()
        counters = (*ports, Counter(COUNTED_AT, int(moment(at).timestamp())))
        return replace(made, known=replace(made.known, counters=counters))

    store.keep(counted(0, 100))
    store.keep(counting(1, 100, at=1))
    store.keep(counting(2, 100, at=1))  # saw nothing, and carries the counts on
    store.keep(counting(3, 300, at=3))
    found = store.counted(DEVICE, moment(0))
    assert [(each.at, each.ports[0].in_octets) for each in found] == [
        (moment(3), 300), (moment(1), 100),
    ]  # fmt: skip
    assert found[1].booted_at == counted(1, 100).known.image.booted_at
    assert [each.at for each in store.counted(DEVICE, moment(2))] == [moment(3)]
    assert store.counted("another", moment(0)) == ()
