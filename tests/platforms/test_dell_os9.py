"""OS9: what golden cases do not say."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwatch import registry
from netwatch.model.platform import CONFIG, FILES, MIRRORS, VERSION
from netwatch.model.state import Answers

PLATFORM = registry.platform("dell_os9")
HOME = Path(__file__).parents[1] / "data" / "platforms" / "dell_os9"
TEXTS = {
    topic: [each.read_text(encoding="utf-8") for each in sorted(HOME.glob(f"*/{topic}*.txt"))]
    for topic in (CONFIG, MIRRORS, VERSION, FILES)
}


def read(topic, text):
    return PLATFORM.read(Answers(((topic, topic, text),)))


def config(case):
    return (HOME / case / "running-config.txt").read_text(encoding="utf-8")


def test_a_vlan_is_copied_as_it_comes_in_whatever_the_line_says():
    text = "monitor session 1 type erpm\n source vlan 20 direction both\n"
    assert [each.direction.value for each in read(CONFIG, text).declared[0].sources] == ["rx"]


def test_image_files_on_flash_are_hashed():
    listing = (HOME / "image" / "files.txt").read_text(encoding="utf-8")
    asked = PLATFORM.follow_up(Answers(((FILES, "dir flash:", listing),)))
    assert [each.text for each in asked] == ["verify sha256 flash://OS9-S4048-ON-9.14.2.4.bin"]
    assert all(PLATFORM.may_send(each.text) for each in asked)


def test_the_echo_of_a_digest_is_no_hash():
    command = "verify sha256 flash://a.bin"
    said = ("hash", command, f"verify sha256 flash://a.bin {'0' * 64}\n")
    reading = PLATFORM.read(Answers(((VERSION, "show version", ""), said)))
    assert reading.image.digests == ()


def test_both_spellings_of_a_port_are_one():
    key = PLATFORM.interface_key
    assert key("Te 1/1/3") == key("TenGigabitEthernet 1/1/3") == key("tengig 1/1/3")


def test_only_listed_commands_are_ever_sent():
    assert all(PLATFORM.may_send(each.text) for each in PLATFORM.commands)
    assert not PLATFORM.may_send("configure terminal")


def test_privilege_is_raised_only_by_its_own_word():
    sent = {each.text for each in PLATFORM.commands} | set(PLATFORM.dialogue.prepare)
    assert "enable" not in sent


@pytest.mark.parametrize("prompt", ["Dell#", "tor-f1>", "Dell(conf)#"])
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
