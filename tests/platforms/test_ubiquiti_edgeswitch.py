"""FASTPATH: what golden cases do not say."""

from netwatch import registry
from netwatch.model.platform import CONFIG, MIRRORS
from netwatch.model.state import Answers

PLATFORM = registry.platform("ubiquiti_edgeswitch")


def read(topic, text):
    return PLATFORM.read(Answers(((topic, topic, text),)))


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
