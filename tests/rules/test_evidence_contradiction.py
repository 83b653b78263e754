"""A device's own hash and the hash of a fetched copy are seldom taken in one visit."""

from datetime import timedelta

from support.build import NOW, Case, image, state

from netwatch.detect import detect
from netwatch.model.image import Digest
from netwatch.registry import rule

OWN = Digest("flash:os.bin", "sha512", "ab12" * 8)
COPY = Digest("flash:os.bin", "sha512", "cd34" * 8, fetched=True)
HASHED = state(image=image(digests=(OWN,), hashed_at=NOW - timedelta(days=1)))


def told(**now):
    after = state(image=image(digests=(COPY,), fetched_at=NOW, **now))
    facts = Case(before=HASHED, after=after).facts
    return [each.title for each in detect(facts, (rule("evidence-contradiction"),))]


def test_yesterdays_hash_is_held_against_todays_copy():
    (title,) = told()
    assert title.startswith("The device gives flash:os.bin sha512 as ab12")


def test_a_hash_of_software_that_changed_since_contradicts_nothing():
    assert told(version="17.12.04") == []
