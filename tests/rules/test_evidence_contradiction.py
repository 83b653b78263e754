"""A device's own hash and the hash of a fetched copy are seldom taken in one visit."""

from dataclasses import replace
from datetime import timedelta

from support.build import NOW, PLATFORM, Case, image, state
from support.rule_cases import cases_of

from netwatch.claims import Present
from netwatch.detect import detect
from netwatch.model.image import Digest
from netwatch.model.state import Commit
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


def standing(name):
    """Return the claim of a case's one finding, and the state it was made from."""
    case = cases_of("evidence-contradiction").FIRES[name]
    (finding,) = detect(case.facts, (rule("evidence-contradiction"),))
    return finding.claim, case.after


def holds(claim, state):
    return Present(state, PLATFORM).holds(claim)


def test_what_is_saved_and_not_running_stands_while_both_are_seen_so():
    claim, after = standing("saved-and-not-running")
    assert holds(claim, after) is True
    assert holds(claim, replace(after, config=after.startup)) is False
    assert holds(claim, replace(after, startup=after.config)) is False
    assert holds(claim, replace(after, startup=None)) is None
    assert holds(claim, replace(after, counters=None)) is None


def test_a_commit_that_is_not_listed_stands_until_it_is():
    claim, after = standing("committed-and-not-listed")
    (header,) = after.counters
    assert holds(claim, after) is True
    listed = (Commit("1", "eve", header.value), *after.commits)
    assert holds(claim, replace(after, commits=listed)) is False
    assert holds(claim, replace(after, commits=None)) is None
    assert holds(claim, replace(after, counters=())) is None
