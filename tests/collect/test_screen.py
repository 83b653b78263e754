"""Answers cut out of raw terminal bytes, whole or byte by byte."""

import pytest

from netwatch.collect.screen import SYSLOG, Screen
from netwatch.model.platform import Dialogue

DIALOGUE = Dialogue("cisco_ios")
LOG = "*Mar  1 00:01:02.345: %SYS-5-CONFIG_I: Configured from console by admin"


def read(sent, command="show version", prompt="r1#", carry=b"r1#", piece=None):
    """Feed ``sent`` in pieces until the screen says it has ended; return it and what is left."""
    screen = Screen(DIALOGUE, command, prompt, carry)
    size = piece or len(sent)
    for at in range(0, len(sent), size):
        if screen.ended():
            return screen, sent[at:]
        screen.feed(sent[at : at + size])
    return screen, b""


PLAIN = {
    "plain": (b"show version\r\nVersion 1\r\nr1#", "Version 1"),
    "no output": (b"show version\r\nr1#", ""),
    "prompt with a blank behind it": (b"show version\r\nVersion 1\r\nr1# ", "Version 1"),
    "a second prompt from a stray RETURN": (
        b"\r\nr1#show version\r\nVersion 1\r\nr1#",
        "Version 1",
    ),
    "two stray prompts": (b"\r\nr1#\r\nr1#show version\r\nVersion 1\r\nr1#", "Version 1"),
    "echo wrapped at the width": (b"show ver\r\nsion\r\nVersion 1\r\nr1#", "Version 1"),
    "echo wrapped by readline": (b"show ver \rsion\r\nVersion 1\r\nr1#", "Version 1"),
    "echo wrapped by readline with its next character": (
        b"show v\rversion\r\nVersion 1\r\nr1#",
        "Version 1",
    ),
    "echo redrawn with colours": (
        b"\r\x1b[Kr1#\x1b[1mshow\x1b[0m version\x1b[0m\r\nVersion 1\r\nr1#",
        "Version 1",
    ),
    "description that holds the prompt": (
        b"show version\r\ninterface Gi1\r\n description to r1#\r\nend\r\nr1#",
        "interface Gi1\n description to r1#\nend",
    ),
    "log line before the echo": (
        f"\r\n{LOG}\r\nshow version\r\nVersion 1\r\nr1#".encode(),
        "Version 1",
    ),
    "log line inside": (
        f"show version\r\nVersion 1\r\n{LOG}\r\nline 2\r\nr1#".encode(),
        "Version 1\nline 2",
    ),
    "latin-1": (b"show version\r\nB\xfcro\r\nr1#", "Büro"),
    "utf-8": ("show version\r\nBüro\r\nr1#".encode(), "Büro"),
    "redundant engine's line": (b"show version\r\nJunos 1\r\n\r\n{master}\r\nr1#", "Junos 1"),
}


@pytest.mark.parametrize("piece", [None, 1, 3, 7])
@pytest.mark.parametrize("case", PLAIN)
def test_the_answer_is_what_stands_between_echo_and_prompt(case, piece):
    sent, expected = PLAIN[case]
    screen, left = read(sent, piece=piece)
    assert screen.ended()
    assert left.strip() == b""
    assert screen.answer() == expected
    assert screen.late() == ""


def test_a_long_command_scrolled_sideways_is_still_its_echo():
    command = "show monitor capture point everything in detail"
    screen, _ = read(b"$point everything in detail\r\nNone\r\nr1#", command)
    assert screen.answer() == "None"


def test_a_banner_line_that_is_the_prompt_ends_a_read_early_and_the_rest_is_handed_back():
    first, left = read(b"show version\r\nbanner ^\r\nr1# keep out\r\n^\r\nend\r\nr1#", piece=1)
    assert first.answer() == "banner ^"
    second = Screen(DIALOGUE, "show clock", "r1#", first.carry())
    second.feed(left + b"show clock\r\n12:00\r\nr1#")
    assert second.ended()
    assert second.answer() == "12:00"
    assert f"{first.answer()}\n{second.late()}" == "banner ^\nr1# keep out\n^\nend"


def test_a_log_line_between_two_answers_belongs_to_neither():
    screen, _ = read(f"\r\n{LOG}\r\nr1#show version\r\nVersion 1\r\nr1#".encode())
    assert (screen.answer(), screen.late()) == ("Version 1", "")


def test_an_answer_interrupted_by_a_log_line_says_so():
    whole, _ = read(b"show version\r\nVersion 1\r\nr1#")
    cut, _ = read(f"show version\r\nVers\r\n{LOG}\r\nion 1\r\nr1#".encode())
    for screen in (whole, cut):
        screen.answer()
    assert (whole.interrupted, cut.interrupted) == (False, True)


def test_log_lines_are_kept_where_the_log_was_asked_for():
    screen, _ = read(f"show logging\r\n{LOG}\r\nr1#".encode(), "show logging")
    assert screen.answer() == LOG


@pytest.mark.parametrize("behind", [f"{LOG}\r\n", f"\r\n{LOG}\r\n{LOG}\r\n"])
def test_log_lines_behind_the_prompt_end_the_read_in_silence(behind):
    screen, _ = read(f"show version\r\nVersion 1\r\nr1#{behind}".encode())
    assert not screen.ended()
    assert screen.ended_in_silence()
    assert screen.answer() == "Version 1"


def test_an_answer_without_a_last_line_end_is_taken_in_silence():
    screen, _ = read(b"show version\r\nno line endr1#")
    assert not screen.ended()
    assert screen.ended_in_silence()
    assert screen.answer() == "no line end"


def test_silence_in_the_middle_is_no_end():
    screen, _ = read(b"show version\r\nBuilding configuration...\r\n")
    assert not screen.ended_in_silence()


def test_nothing_is_an_answer_before_the_echo():
    screen, _ = read(b"\r\nr1#\r\nr1#")
    assert not screen.echoed
    assert not screen.ended()
    assert not screen.ended_in_silence()


def test_the_first_echo_tells_the_prompt():
    screen = Screen(DIALOGUE, "show version", None, b"Welcome all #")
    screen.feed(b"\r\nadmin@r1> show version\r\nVersion 1\r\nadmin@r1> ")
    assert screen.prompt == "admin@r1>"
    assert screen.ended()
    assert screen.answer() == "Version 1"


def test_a_banner_taken_for_the_prompt_is_corrected():
    screen = Screen(DIALOGUE, "show version", None, b"all #")
    screen.feed(b"show version\r\nmore banner\r\nr1#show version\r\nVersion 1\r\nr1#")
    assert screen.prompt == "all #"
    assert screen.strange_prompt() == "r1#"
    assert screen.adopt("r1#")
    assert screen.answer() == "Version 1"


PAGERS = {
    "backspaces": b"\x08" * 10 + b" " * 10 + b"\x08" * 10,
    "carriage return": b"\r          \r",
    "erase line": b"\r\x1b[K",
    "nothing": b"\r\n",
}


@pytest.mark.parametrize("erased", PAGERS)
@pytest.mark.parametrize("drawn", [b" --More-- ", b"\x1b[7m--More--\x1b[27m", b"<--- More --->"])
def test_an_answered_pager_leaves_nothing_behind(drawn, erased):
    screen = Screen(DIALOGUE, "show version", "r1#", b"r1#")
    screen.feed(b"show version\r\nline 1\r\n" + drawn)
    assert screen.at_pager()
    screen.turn_page()
    assert not screen.at_pager()
    screen.feed(PAGERS[erased] + b"line 2\r\nr1#")
    assert screen.ended()
    assert [line for line in screen.answer().split("\n") if line] == ["line 1", "line 2"]


@pytest.mark.parametrize(
    "erased", [b"\x08" * 8 + b" " * 8 + b"\x08" * 8, b"\x08 \x08" * 8, b"\r        \r", b""]
)
def test_a_pager_behind_half_a_line_takes_nothing_of_it_away(erased):
    screen = Screen(DIALOGUE, "show it", "r1#", b"r1#")
    screen.feed(b"show it\r\nread systemvi--More--")
    assert screen.at_pager()
    screen.turn_page()
    screen.feed(erased + b"ew\r\n    --More--")
    screen.turn_page()
    screen.feed(erased + b"    indented\r\nr1#")
    assert screen.answer().replace("        ", "    ") == "read systemview\n    indented"


def test_a_prompt_right_behind_a_pager_ends_the_read():
    screen = Screen(DIALOGUE, "show version", "r1#", b"r1#")
    screen.feed(b"show version\r\nline 1\r\n --More-- ")
    screen.turn_page()
    screen.feed(b"\r         \rr1#")
    assert screen.ended()
    assert screen.answer() == "line 1"


@pytest.mark.parametrize(
    "line",
    [
        LOG,
        "%LINK-3-UPDOWN: Interface GigabitEthernet0/1, changed state to up",
        "2026 Jan  1 00:00:00 sw1 %VSHD-5-VSHD_SYSLOG_CONFIG_I: Configured from vty",
        "RP/0/RP0/CPU0:Jan  1 00:00:00.000 : ifmgr[1]: %PKT_INFRA-LINK-3-UPDOWN : x",
        "000123: Jan  1 00:00:00.000 UTC: %SEC_LOGIN-5-LOGIN_SUCCESS: Login Success",
    ],
)
def test_log_lines_are_known(line):
    assert SYSLOG.match(line)


@pytest.mark.parametrize(
    "line",
    [
        "% Invalid input detected at '^' marker.",
        "event syslog pattern %SYS-5-CONFIG_I",
        " logging message %LINK-3-UPDOWN level 5",
        "interface GigabitEthernet0/1",
    ],
)
def test_configuration_is_no_log_line(line):
    assert not SYSLOG.match(line)


def test_a_hostile_line_costs_no_more_than_its_length():
    screen = Screen(DIALOGUE, "show version", "r1#", b"r1#")
    screen.feed(b"show version\r\n" + (b"-" * 64 + b" " + b"a.:" * 40) * 20_000)
    for _ in range(200):
        assert not screen.ended()
        assert not screen.at_pager()
        assert not screen.ended_in_silence()
        screen.feed(b"-")
