"""FASTPATH: what golden cases do not say."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwatch import registry
from netwatch.model.platform import CONFIG, MIRRORS, VERSION
from netwatch.model.state import Answers

PLATFORM = registry.platform("ubiquiti_edgeswitch")
HOME = Path(__file__).parents[1] / "data" / "platforms" / "ubiquiti_edgeswitch"
TEXTS = {
    topic: [each.read_text(encoding="utf-8") for each in sorted(HOME.glob(f"*/{topic}*.txt"))]
    for topic in (CONFIG, MIRRORS, VERSION)
}


def read(topic, text):
    return PLATFORM.read(Answers(((topic, topic, text),)))


def config(case):
    return (HOME / case / "running-config.txt").read_text(encoding="utf-8")


def test_mode_is_the_line_that_switches_on():
    text = "monitor session 1 source interface 0/1\nmonitor session 1 destination interface 0/2\n"
    assert read(CONFIG, text).declared[0].enabled is False
    assert read(CONFIG, "monitor session 1 mode\n" + text).declared[0].enabled is True
    assert read(CONFIG, text + "no monitor session 1 mode\n").declared[0].enabled is False


def test_numbers_no_session_uses_are_no_sessions():
    assert read(MIRRORS, "1            Disable\n2            Disable\n").operating == ()


def test_lines_of_an_interface_stand_at_the_margin():
    text = "interface 0/3\ndescription 'x'\nexit\nhostname y\n"
    assert [each.parents for each in PLATFORM.flatten(text)] == [(), ("interface 0/3",), ()]


def test_a_copying_rule_has_no_command_that_removes_it():
    assert PLATFORM.mirror_removal("acl/101") == ()
    assert PLATFORM.mirror_removal("1")[-1] == "no monitor session 1"


def test_only_listed_commands_are_ever_sent():
    assert all(PLATFORM.may_send(each.text) for each in PLATFORM.commands)
    assert not PLATFORM.may_send("configure terminal")


def test_privilege_is_raised_only_by_its_own_word():
    sent = {each.text for each in PLATFORM.commands} | set(PLATFORM.dialogue.prepare)
    assert "enable" not in sent


@pytest.mark.parametrize("prompt", ["(UBNT EdgeSwitch) #", "(es-u1) >", "n2024-1#"])
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
