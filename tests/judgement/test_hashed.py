"""Two sorts of hash, and what ends the time they stand for."""

from dataclasses import replace
from datetime import timedelta

import pytest
from support.build import NOW, digest, file, image, state

from netwatch.compare import compare, overlay
from netwatch.judgement.hashed import (
    change_of_software,
    changed_digests,
    fetched_contradictions,
    standing_digests,
)
from netwatch.registry import platform

OWN = digest("ab" * 8)
COPY = replace(OWN, fetched=True)
OTHER = replace(COPY, value="cd" * 64)
EARLIER = NOW - timedelta(days=2)


LISTING = (file("flash:os.bin"),)


def seen(listing=LISTING, **more):
    return state(image=image(**more), files=listing)


HASHED = seen(digests=(OWN,), hashed_at=EARLIER)


@pytest.mark.parametrize(
    ("after", "what"),
    [
        (seen(), None),
        (seen(booted_at=NOW - timedelta(days=30, minutes=4)), None),
        (seen(listing=None), None),
        (seen(version=None, running_file=None), None),
        (seen(listing=(file("flash:os.bin"), file("flash:config.text"))), None),
        (seen(version="17.09.05"), "version"),
        (seen(running_file="flash:os2.bin"), "running file"),
        (seen(booted_at=NOW), "boot time"),
        (seen(listing=(file("flash:os.bin", size=1001),)), "size or date of a file"),
        (seen(listing=(file("flash:os.bin", modified="Mar 02 2026 10:00:00"),)), "size or date"),
        (seen(listing=()), "size or date"),
        (seen(listing=(file("flash:/os.bin", size=7),)), "size or date"),
    ],
)
def test_what_ends_the_time_of_hashes(after, what):
    changed = change_of_software(HASHED, after)
    assert changed is None if what is None else changed.startswith(what)
    known = overlay(HASHED, after)
    assert known.image.digests == (OWN,)
    assert known.image.hashed_at == (EARLIER if what is None else None)


def test_a_change_is_not_forgotten_because_nobody_hashed_after_it():
    touched = seen(listing=(file("flash:os.bin", size=7),))
    known = overlay(overlay(HASHED, touched), touched)
    assert known.image.hashed_at is None
    hashed = replace(touched, image=replace(touched.image, digests=(OWN,), hashed_at=NOW))
    assert overlay(known, hashed).image.hashed_at == NOW


def test_a_listing_that_changed_counts_though_the_version_was_not_shown():
    known = overlay(HASHED, state(files=(file("flash:os.bin", size=7),)))
    assert known.image.hashed_at is None
    assert known.image.digests == (OWN,)


def test_some_hashes_are_not_all_of_them():
    more = digest("ef" * 8, path="flash:guest.tar")
    half = overlay(HASHED, seen(digests=(more,))).image
    assert (set(half.digests), half.hashed_at) == ({OWN, more}, EARLIER)
    assert standing_digests(seen(digests=(more,)).image, half) == (more, OWN)
    whole = overlay(HASHED, seen(digests=(more,), hashed_at=NOW)).image
    assert (whole.digests, whole.hashed_at) == ((more,), NOW)


def test_one_sort_of_hash_says_nothing_of_the_other():
    fetched = seen(digests=(COPY,), fetched_at=NOW)
    known = overlay(HASHED, fetched)
    assert set(known.image.digests) == {OWN, COPY}
    assert (known.image.hashed_at, known.image.fetched_at) == (EARLIER, NOW)
    assert set(overlay(known, HASHED).image.digests) == {OWN, COPY}
    assert set(overlay(known, seen(digests=())).image.digests) == {OWN, COPY}


def test_the_time_of_hashes_is_no_change():
    again = replace(HASHED, image=replace(HASHED.image, hashed_at=NOW, fetched_at=NOW))
    assert compare(HASHED, again, platform("cisco_xe")) == ()


def test_only_hashes_of_what_runs_now_are_judged():
    known = overlay(HASHED, seen(digests=(COPY,), fetched_at=NOW)).image
    assert set(standing_digests(seen(digests=(COPY,)).image, known)) == {OWN, COPY}
    stale = replace(known, hashed_at=None)
    assert standing_digests(seen(digests=(COPY,)).image, stale) == (COPY,)
    assert standing_digests(seen(digests=()).image, replace(stale, fetched_at=None)) == ()
    assert standing_digests(seen().image, known) is None
    assert standing_digests(None, known) is None


def test_a_device_that_lies_about_a_hash_is_contradicted_by_the_copy():
    lied = image(digests=(OWN, OTHER), hashed_at=EARLIER, fetched_at=NOW)
    (found,) = fetched_contradictions(lied)
    assert (found.own, found.fetched) == (OWN, OTHER)


@pytest.mark.parametrize(
    "quiet",
    [
        None,
        image(),
        image(digests=(OWN, COPY), hashed_at=EARLIER, fetched_at=NOW),
        image(digests=(OWN, OTHER), hashed_at=None, fetched_at=NOW),
        image(digests=(OWN, OTHER), hashed_at=NOW, fetched_at=None),
        image(digests=(OWN, replace(OTHER, path="flash:x")), hashed_at=NOW, fetched_at=NOW),
        image(digests=(OWN, replace(OTHER, algorithm="md5")), hashed_at=NOW, fetched_at=NOW),
        image(digests=(OWN, replace(COPY, value="AB" * 64)), hashed_at=NOW, fetched_at=NOW),
    ],
)
def test_what_does_not_contradict(quiet):
    assert fetched_contradictions(quiet) == ()


NEW = replace(OWN, value="12" * 64)
NEW_COPY = replace(NEW, fetched=True)
SHA256 = digest("34" * 4, algorithm="sha256")
COPY_SHA256 = replace(SHA256, fetched=True)
NEW_SHA256 = replace(COPY_SHA256, value="56" * 32)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ((OWN,), (NEW,), {NEW}),
        ((OWN, COPY), (NEW_COPY,), {NEW_COPY}),
        ((OWN, COPY), (NEW, NEW_COPY), {NEW, NEW_COPY}),
        ((COPY,), (NEW_COPY,), {NEW_COPY}),
        ((OWN,), (NEW_COPY,), set()),
        ((NEW, COPY, COPY_SHA256), (NEW_COPY, NEW_SHA256), set()),
        ((OWN, COPY, COPY_SHA256), (NEW_COPY, NEW_SHA256), {NEW_COPY, NEW_SHA256}),
        ((OWN, NEW_COPY), (OWN, COPY), set()),
    ],
)
def test_a_copy_that_confirms_what_the_device_had_said_is_no_news(old, new, told):
    assert {now for _, now in changed_digests(old, new)} == told
