from dataclasses import replace
from datetime import timedelta

from support.build import NOW

from netwatch.model.heard import Heard, LogEvent, Told

LINE = Heard(
    device="r1", at=NOW, way="cloudtrail", sender="netwatch logs", text="a session",
    event=LogEvent(told=Told.MIRROR, user="eve", command="CreateTrafficMirrorSession"),
)  # fmt: skip


def kept(store, device="r1"):
    return store.heard.between(device, NOW - timedelta(days=1), NOW + timedelta(days=1))


def test_what_was_read_before_is_kept_once(store):
    later = replace(LINE, at=NOW + timedelta(microseconds=1))
    assert store.heard.keep_new([LINE, LINE, later]) == 2
    assert store.heard.keep_new([later, LINE]) == 0
    assert kept(store) == (LINE, later)


def test_lines_that_differ_in_anything_they_tell_are_kept(store):
    quiet = LogEvent(told=Told.MIRROR)
    others = (
        replace(LINE, device="r2"), replace(LINE, way="syslog"), replace(LINE, text="another"),
        replace(LINE, event=quiet), replace(LINE, event=replace(LINE.event, origin="192.0.2.9")),
    )  # fmt: skip
    assert store.heard.keep_new([LINE]) == 1
    assert store.heard.keep_new(others) == 5
    assert store.heard.keep_new(others) == 0
    assert len(kept(store)) == 5


def test_many_are_compared_in_batches(store):
    many = [replace(LINE, at=NOW + timedelta(seconds=each)) for each in range(450)]
    assert store.heard.keep_new(many[:300]) == 300
    assert store.heard.keep_new(many) == 150
    assert store.heard.keep_new([]) == 0


def test_what_is_old_may_be_forgotten(store):
    later = replace(LINE, at=NOW + timedelta(hours=1))
    store.heard.keep([LINE, later])
    assert store.heard.forget(NOW + timedelta(minutes=1)) == 1
    assert kept(store) == (later,)
