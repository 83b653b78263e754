"""SLX-OS: what golden cases do not say."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwatch import registry
from netwatch.model.platform import CONFIG, MIRRORS, VERSION
from netwatch.model.state import Answers

PLATFORM = registry.platform("extreme_slx")
HOME = Path(__file__).parents[1] / "data" / "platforms" / "extreme_slx"
TEXTS = {
    topic: [each.read_text(encoding="utf-8") for each in sorted(HOME.glob(f"*/{topic}*.txt"))]
    for topic in (CONFIG, MIRRORS, VERSION)
}


def read(topic, text):
    return PLATFORM.read(Answers(((topic, topic, text),)))


def config(case):
    return (HOME / case / "running-config.txt").read_text(encoding="utf-8")


def test_an_uptime_of_short_words_is_counted():
    text = (HOME / "image" / "version.txt").read_text(encoding="utf-8")
    assert read(VERSION, text).image.uptime_s == 2 * 86400 + 3 * 3600 + 4 * 60 + 5


def test_a_direction_left_out_is_doubted():
    text = "monitor session 1\n source ethernet 0/1 destination ethernet 0/2\n"
    mirror = read(CONFIG, text).declared[0]
    assert (mirror.sources[0].direction.value, mirror.confidence.value) == ("both", "low")


def test_an_unknown_line_of_a_session_is_told():
    text = "monitor session 1\n source vlan 3 direction rx\n"
    assert [each.text for each in read(CONFIG, text).unread] == ["source vlan 3 direction rx"]


def test_only_listed_commands_are_ever_sent():
    assert all(PLATFORM.may_send(each.text) for each in PLATFORM.commands)
    assert not PLATFORM.may_send("configure terminal")


def test_privilege_is_raised_only_by_its_own_word():
    sent = {each.text for each in PLATFORM.commands} | set(PLATFORM.dialogue.prepare)
    assert "enable" not in sent


@pytest.mark.parametrize("prompt", ["core-s1# ", "SLX#"])
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
