"""EXOS: what golden cases do not say."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwatch import registry
from netwatch.model.platform import BOOT, CONFIG, MIRRORS, VERSION
from netwatch.model.state import Answers

PLATFORM = registry.platform("extreme_exos")
HOME = Path(__file__).parents[1] / "data" / "platforms" / "extreme_exos"
TEXTS = {
    topic: [each.read_text(encoding="utf-8") for each in sorted(HOME.glob(f"*/{topic}*.txt"))]
    for topic in (CONFIG, MIRRORS, VERSION, BOOT)
}


def read(topic, text):
    return PLATFORM.read(Answers(((topic, topic, text),)))


def config(case):
    return (HOME / case / "running-config.txt").read_text(encoding="utf-8")


def test_the_order_of_lines_makes_no_difference():
    text = config("order-and-names")

    def told(text):
        return {
            (m.id, m.kind, m.enabled, frozenset(m.sources)) for m in read(CONFIG, text).declared
        }

    straight = text.replace("disable mirror tagged\n", "")
    assert told(straight) == told("\n".join(reversed(straight.split("\n"))))


def test_an_idle_default_mirror_is_no_session():
    assert read(CONFIG, "configure mirror DefaultMirror to port none\n").declared == ()
    assert read(MIRRORS, "DefaultMirror   (Disabled)\n    Mirror to port: -\n").operating == ()


def test_the_default_mirror_is_switched_off_not_deleted():
    assert PLATFORM.mirror_removal("DefaultMirror") == ("disable mirror DefaultMirror",)
    assert PLATFORM.mirror_removal("m2") == ("disable mirror m2", "delete mirror m2")


def test_paging_is_switched_off_for_the_session_alone():
    assert PLATFORM.dialogue.prepare == ("disable clipaging session",)


def test_only_listed_commands_are_ever_sent():
    assert all(PLATFORM.may_send(each.text) for each in PLATFORM.commands)
    assert not PLATFORM.may_send("configure terminal")


def test_privilege_is_raised_only_by_its_own_word():
    sent = {each.text for each in PLATFORM.commands} | set(PLATFORM.dialogue.prepare)
    assert "enable" not in sent


@pytest.mark.parametrize("prompt", ["edge-x1.1 # ", "* Slot-1 edge-x1.3 # ", "X440G2-24t.7 > "])
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
