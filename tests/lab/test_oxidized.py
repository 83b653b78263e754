import pytest

from netwatch.lab.oxidized import RecordingError, decode, recording
from netwatch.lab.spec import AnswerForm, Login

LOGIN = Login(password="pw")


def scene_of(name, **data):
    return recording(name, data, LOGIN).scene("recorded")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"a\r", "a\r"),
        (r"\e[4m", "\x1b[4m"),
        (r"\x204.", " 4."),
        (r"\"GPL\"", '"GPL"'),
        (r"\t\\n", "\t\\n"),
        (r"\x20add", " add"),
        (r"\b\a\x00", "\b\a\0"),
        (r"\u2713", "\u2713"),
        (r"\#{x}", "#{x}"),
        ("end\\", "end\\"),
    ],
)
def test_ruby_escapes(written, meant):
    assert decode(written) == meant


def test_a_recording_with_echo_keeps_its_own_prompt():
    scene = scene_of(
        "ios_box",
        init_prompt="\\r\nhello\n\\rrtr-7#\\x20",
        commands=[{"show version\n": "show version\nV1\nrtr-7#"}, {"exit\n": ""}],
    )
    assert (scene.hostname, scene.prompt, scene.family) == ("rtr-7", "rtr-7# ", "cisco_ios")
    assert scene.recorded
    assert scene.motd == "\r\nhello\n\rrtr-7# "
    assert [each.command for each in scene.answers] == ["show version", "exit"]


def test_a_recording_of_exec_mode_gets_the_familys_prompt_and_echo():
    scene = scene_of("junos_box", init_prompt="--- JUNOS", commands={"show version\n": "Model: x"})
    assert not scene.recorded
    assert (scene.prompt, scene.hostname) == (None, "junos1")
    assert scene.answers[0].text == "Model: x\n"


def test_pager_keys_stay_behind_their_answer():
    scene = scene_of(
        "fortios_box",
        init_prompt="fw #\\x20",
        commands=[{"show\n": "show\r\na\n--More--"}, {" ": "\\rb\nfw # "}, {"exit\n": None}],
    )
    assert [each.form for each in scene.answers] == [
        AnswerForm.RECORDED,
        AnswerForm.KEYSTROKE,
        AnswerForm.RECORDED,
    ]


def test_another_end_of_line_and_several_lines_in_one_key():
    scene = scene_of(
        "tplink_box",
        command_newline="\r\n",
        init_prompt="sw>",
        commands={"show\r\n": "show\r\nsw>", "logout\nexit\n\n": "logout"},
    )
    assert [each.command for each in scene.answers] == ["show", "logout"]


@pytest.mark.parametrize(
    "data", [{"commands": {}}, {"init_prompt": "x"}, {"init_prompt": "x", "commands": ["show"]}]
)
def test_what_is_no_recording_is_refused_by_name(data):
    with pytest.raises(RecordingError, match="ios_box"):
        recording("ios_box", data, LOGIN)
