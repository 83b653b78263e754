"""When expensive commands are due, and where they are never asked."""

from dataclasses import replace
from datetime import timedelta

import pytest
from support.build import NOW, PLATFORM, digest, file, image, state

from netwatch.judgement.due import Cadence, harm, new_file, why_due
from netwatch.model.platform import HASH, VERSION, Command, Fragile
from netwatch.registry import platform

WEEK = timedelta(days=7)
KNOWN = state(image=image(digests=(digest("ab"),)), files=(file("flash:os.bin"),))
VERIFY = Command("verify /md5 flash:os2.bin", HASH, slow=True)


def why(days, known=KNOWN, seen=KNOWN, share=0.0):
    at = None if days is None else NOW - timedelta(days=days)
    return why_due(known, seen, at, Cadence(max_age=WEEK, share=share), NOW)


@pytest.mark.parametrize("days", [0, 1, 6.99])
def test_young_hashes_of_an_unchanged_image_are_not_due(days):
    assert why(days) is None


@pytest.mark.parametrize("days", [None, 7, 30, -1])
def test_old_missing_and_future_hashes_are_due(days):
    assert why(days) is not None


def test_a_device_never_seen_is_due():
    assert why(1, known=None) is not None


def test_a_change_is_due_at_once():
    rebooted = replace(KNOWN, image=replace(KNOWN.image, booted_at=NOW))
    assert why(1, seen=rebooted) == "boot time changed"


def test_a_fleet_is_spread_over_the_second_half_of_the_age():
    assert why(3.6, share=0.99) is not None
    assert why(3.4, share=0.99) is None
    assert Cadence(max_age=WEEK, share=0.5).age == timedelta(days=5.25)
    assert Cadence(max_age=timedelta(0), share=0.5).age == timedelta(0)


def test_no_age_means_every_visit():
    assert why_due(KNOWN, KNOWN, NOW, Cadence(max_age=timedelta(0)), NOW) is not None


def test_a_file_to_be_hashed_that_was_never_listed():
    more = replace(KNOWN, files=(*KNOWN.files, file("flash:/os2.bin")))
    assert new_file((VERIFY,), KNOWN, more) == "os2.bin"
    assert new_file((VERIFY,), more, more) is None
    assert new_file((VERIFY,), KNOWN, replace(more, files=None)) is None
    assert new_file((replace(VERIFY, topic=VERSION),), KNOWN, more) is None
    assert new_file((VERIFY,), None, more) is None


def test_what_harms_a_model_is_never_asked_there():
    fragile = Fragile("C39*E", "verify /md5 system:memory/*", "it reloads")
    box = replace(PLATFORM, fragile=(fragile,))
    memory = Command("verify /md5 system:memory/text", "memory", slow=True)
    assert harm(box, "c3945e", memory) is fragile
    assert harm(box, None, memory) is fragile
    assert harm(box, "C9300-24T", memory) is None
    assert harm(box, "C3945E", VERIFY) is None


@pytest.mark.parametrize("model", ["C3900E", "CISCO3945E-CHASSIS", "CISCO3925E/K9"])
def test_memory_is_not_hashed_where_that_crashes(model):
    memory = Command("verify /md5 system:memory/text", "memory", slow=True)
    assert harm(platform("cisco_ios"), model, memory)
    assert harm(platform("cisco_ios"), "CISCO2911/K9", memory) is None
