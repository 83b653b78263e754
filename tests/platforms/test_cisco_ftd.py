"""Firepower Threat Defense: what golden cases do not say."""

import re

import pytest

from netwatch import registry
from netwatch.parsing.recognise import recognise

PLATFORM = registry.platform("cisco_ftd")
CONFIG = "NGFW Version 7.4.2\n!\ninterface Ethernet1/1\n nameif outside\n security-level 0\n"


@pytest.mark.parametrize(
    ("line", "fits"), [("> ", True), (">", True), ("fw> ", True), ("a b> ", False)]
)
def test_the_prompt_is_a_bare_mark(line, fits):
    assert bool(re.fullmatch(PLATFORM.dialogue.prompt, line)) is fits


def test_the_prompt_is_not_held_against_the_hostname():
    assert not re.search(PLATFORM.dialogue.hostname, "hostname fw\n", re.MULTILINE)


def test_doubtful_commands_stand_last():
    """The shell keeps a refused line as typed text, which spoils the next one."""
    optional = [each.optional for each in PLATFORM.commands]
    assert optional == sorted(optional)
    assert PLATFORM.dialogue.prepare == ()


def test_it_is_told_from_an_asa():
    assert recognise(CONFIG, registry.platforms()) == "cisco_ftd"
    asa = CONFIG.replace("NGFW Version 7.4.2", "ASA Version 9.16(4)")
    assert recognise(asa, registry.platforms()) == "cisco_asa"
