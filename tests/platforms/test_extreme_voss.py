"""VOSS: what golden cases do not say."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwatch import registry
from netwatch.model.platform import CONFIG, MIRRORS, VERSION
from netwatch.model.state import Answers

PLATFORM = registry.platform("extreme_voss")
HOME = Path(__file__).parents[1] / "data" / "platforms" / "extreme_voss"
TEXTS = {
    topic: [each.read_text(encoding="utf-8") for each in sorted(HOME.glob(f"*/{topic}*.txt"))]
    for topic in (CONFIG, MIRRORS, VERSION)
}


def read(topic, text):
    return PLATFORM.read(Answers(((topic, topic, text),)))


def config(case):
    return (HOME / case / "running-config.txt").read_text(encoding="utf-8")


def test_a_session_without_its_own_enable_line_is_neither_on_nor_off():
    text = "mirror-by-port 1 in-port 1/1 out-port 1/2 mode rx\n"
    assert read(CONFIG, text).declared[0].enabled is None
    assert read(CONFIG, text + "mirror-by-port 1 enable\n").declared[0].enabled is True
    assert read(CONFIG, text + "no mirror-by-port 1 enable\n").declared[0].enabled is False
    assert read(CONFIG, text + "no mirror-by-port 1\n").declared == ()


def test_each_namespace_is_removed_by_its_own_command():
    removal = PLATFORM.mirror_removal
    assert removal("1") == ("no mirror-by-port 1",)
    assert removal("monitor-by-isid/2") == ("no monitor-by-isid 2",)
    assert removal("acl/5/1") == ("no filter acl 5 ace 1",)


def test_lines_of_an_interface_keep_their_parent():
    text = "interface GigabitEthernet 1/3\nno shutdown\nexit\nvlan create 7\n"
    assert [each.parents for each in PLATFORM.flatten(text)] == [
        (),
        ("interface GigabitEthernet 1/3",),
        (),
    ]


def test_only_listed_commands_are_ever_sent():
    assert all(PLATFORM.may_send(each.text) for each in PLATFORM.commands)
    assert not PLATFORM.may_send("configure terminal")


def test_privilege_is_raised_only_by_its_own_word():
    sent = {each.text for each in PLATFORM.commands} | set(PLATFORM.dialogue.prepare)
    assert "enable" not in sent


@pytest.mark.parametrize("prompt", ["dist-v1:1#", "VSP-7254XSQ:1>"])
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
