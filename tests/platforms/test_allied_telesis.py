"""AlliedWare Plus: what golden cases do not say."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwatch import registry
from netwatch.model.platform import BOOT, CONFIG, MIRRORS, VERSION
from netwatch.model.state import Answers

PLATFORM = registry.platform("allied_telesis")
HOME = Path(__file__).parents[1] / "data" / "platforms" / "allied_telesis"
TEXTS = {
    topic: [each.read_text(encoding="utf-8") for each in sorted(HOME.glob(f"*/{topic}*.txt"))]
    for topic in (CONFIG, MIRRORS, VERSION, BOOT)
}


def read(topic, text):
    return PLATFORM.read(Answers(((topic, topic, text),)))


def config(case):
    return (HOME / case / "running-config.txt").read_text(encoding="utf-8")


def test_the_interface_of_the_line_is_the_receiver():
    text = "interface port1.0.24\n mirror interface port1.0.1 direction both\n"
    (mirror,) = read(CONFIG, text).declared
    assert [each.name for each in mirror.sources] == ["port1.0.1"]
    assert [each.value for each in mirror.destinations] == ["port1.0.24"]
    assert mirror.confidence.value == "high"


def test_a_cleared_mirror_port_has_no_source():
    (mirror,) = read(CONFIG, "interface port1.0.24\n mirror interface none\n").declared
    assert not mirror.complete


def test_a_list_that_copies_without_a_mirror_port_is_told_and_inert():
    (mirror,) = read(CONFIG, "access-list 3000 copy-to-mirror ip any any\n").declared
    assert (mirror.kind.value, mirror.enabled, mirror.complete) == ("flow", False, False)


def test_only_listed_commands_are_ever_sent():
    assert all(PLATFORM.may_send(each.text) for each in PLATFORM.commands)
    assert not PLATFORM.may_send("configure terminal")


def test_privilege_is_raised_only_by_its_own_word():
    sent = {each.text for each in PLATFORM.commands} | set(PLATFORM.dialogue.prepare)
    assert "enable" not in sent


@pytest.mark.parametrize("prompt", ["acc-a1#", "awplus>"])
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
