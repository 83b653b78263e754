"""OS10: what golden cases do not say."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwatch import registry
from netwatch.model.platform import CONFIG, FILES, MIRRORS, VERSION
from netwatch.model.state import Answers

PLATFORM = registry.platform("dell_os10")
HOME = Path(__file__).parents[1] / "data" / "platforms" / "dell_os10"
TEXTS = {
    topic: [each.read_text(encoding="utf-8") for each in sorted(HOME.glob(f"*/{topic}*.txt"))]
    for topic in (CONFIG, MIRRORS, VERSION, FILES)
}


def read(topic, text):
    return PLATFORM.read(Answers(((topic, topic, text),)))


def config(case):
    return (HOME / case / "running-config.txt").read_text(encoding="utf-8")


def test_a_session_is_off_until_no_shut_and_off_again():
    text = (
        "monitor session 1\n source interface ethernet1/1/1 rx\n"
        " destination interface ethernet1/1/2\n"
    )
    states = [
        read(CONFIG, text + more).declared[0].enabled for more in ("", " no shut\n", " shut\n")
    ]
    assert states == [False, True, False]


def test_kept_installers_are_hashed_and_nothing_else():
    listing = (HOME / "image" / "files.txt").read_text(encoding="utf-8")
    hostile = listing.replace("PKGS_OS10", 'x";reboot;"')
    assert [
        each.text for each in PLATFORM.follow_up(Answers(((FILES, "dir image", listing),)))
    ] == [
        'system "sha256sum /var/os10-image/PKGS_OS10-Enterprise-10.5.4.3.88-installer-x86_64.bin"'
    ]
    assert PLATFORM.follow_up(Answers(((FILES, "dir image", hostile),))) == ()


def test_the_hash_of_another_file_is_none():
    path = "/var/os10-image/a.bin"
    answer = ("hash", f'system "sha256sum {path}"', "0" * 64 + "  /var/os10-image/b.bin\n")
    reading = PLATFORM.read(Answers(((VERSION, "show version", "OS Version: 1\n"), answer)))
    assert reading.image.digests == ()


def test_the_uptime_is_counted_in_seconds():
    assert read(VERSION, "OS Version: 1\nUp Time: 1 day 01:00:01\n").image.uptime_s == 90001


def test_only_listed_commands_are_ever_sent():
    assert all(PLATFORM.may_send(each.text) for each in PLATFORM.commands)
    assert not PLATFORM.may_send("configure terminal")


def test_privilege_is_raised_only_by_its_own_word():
    sent = {each.text for each in PLATFORM.commands} | set(PLATFORM.dialogue.prepare)
    assert "enable" not in sent


@pytest.mark.parametrize("prompt", ["OS10# ", "leaf-d1#", "OS10>"])
def test_prompts_of_the_family_are_known(prompt):
    assert re.fullmatch(PLATFORM.dialogue.prompt, prompt)


@given(st.data())
def test_no_text_makes_the_reader_fail(data):
    topic = data.draw(st.sampled_from(sorted(TEXTS)))
    lines = [line for text in TEXTS[topic] for line in text.split("\n")]
    piece = st.sampled_from(lines) | st.text(max_size=20)
    mixed = data.draw(st.lists(st.builds("{}{}".format, piece, st.just("") | piece)))
    read(topic, "\n".join(mixed))


@pytest.mark.parametrize("text", TEXTS[CONFIG])
def test_blank_lines_make_no_difference(text):
    assert read(CONFIG, text.replace("\n", "\n\n")).declared == read(CONFIG, text).declared


def test_what_was_not_asked_is_not_observed():
    assert read(VERSION, "").declared is None
    assert read(CONFIG, "hostname x\n").declared == ()
    assert read(CONFIG, "hostname x\n").operating is None
