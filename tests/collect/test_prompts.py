"""Prompts that count the commands, and words that a prompt stands right behind."""

from dataclasses import replace

import pytest

from netwatch import registry
from netwatch.collect.screen import Screen

EXOS = registry.platform("extreme_exos").dialogue


@pytest.mark.parametrize("prompt", ["box1.{} #", "* box1.{} #", "* Slot-1 box1.{} >"])
def test_a_prompt_that_counts_is_the_same_prompt(prompt):
    before, after = prompt.format(9), prompt.format(10)
    screen = Screen(EXOS, "show version", None, f"{before} ".encode())
    screen.feed(f"show version\r\nversion 31.7\r\n{after} ".encode())
    assert screen.ended()
    assert screen.answer() == "version 31.7"
    following = Screen(EXOS, "show switch", screen.prompt, screen.carry())
    following.feed(f"show switch\r\nSysName: box1\r\n{prompt.format(11)} ".encode())
    assert following.ended()
    assert following.late() == ""


def test_another_box_does_not_count_as_the_same():
    screen = Screen(EXOS, "show version", None, b"box1.1 # ")
    screen.feed(b"show version\r\nversion 31.7\r\nbox2.2 # ")
    assert not screen.ended()
    assert screen.strange_prompt() == "box2.N #"


def test_without_counting_a_number_in_a_prompt_is_part_of_the_name():
    screen = Screen(replace(EXOS, counted=None), "show version", None, b"box1.1 # ")
    screen.feed(b"show version\r\nversion 31.7\r\nbox1.2 # ")
    assert not screen.ended()


@pytest.mark.parametrize(
    ("end", "unended"),
    [("vlan 10\r\nr1#", False), ("vlan 1r1#", True), ("vlan 10\r\n\r\nr1#", False), ("r1#", False)],
)
def test_a_prompt_right_behind_a_word_is_told(end, unended):
    dialogue = registry.platform("cisco_nxos").dialogue
    screen = Screen(dialogue, "show running-config", "r1#", b"r1#")
    screen.feed(f"show running-config\r\nhostname r1\r\n{end}".encode())
    screen.answer()
    assert screen.unended is unended
