import pytest

from netwatch.lab.mutate import (
    MutationError,
    copies,
    delete,
    replace_text,
    splice,
    with_stanzas,
)
from netwatch.lab.oxidized import recording
from netwatch.lab.spec import Answer, DeviceSpec, Login, Scene

SPAN = "monitor session 9 source interface Gi1/0/1\n"


def test_a_stanza_goes_in_front_of_the_last_end_marker():
    assert splice("banner\nend\nx\nend\n", SPAN) == f"banner\nend\nx\n{SPAN}end\n"
    assert splice("a\nend\nhost#", SPAN) == f"a\n{SPAN}end\nhost#"


def test_without_an_end_marker_it_goes_to_the_end():
    assert splice("version 9\nweekend plans", SPAN) == f"version 9\nweekend plans\n{SPAN}"


def test_line_ends_are_the_configurations_own():
    assert splice("a\r\nend\r\n", SPAN) == f"a\r\n{SPAN.strip()}\r\nend\r\n"


def test_it_may_go_in_front_of_any_line():
    assert splice("a\nline vty 0\nend\n", "x", before="line vty") == "a\nx\nline vty 0\nend\n"
    with pytest.raises(MutationError, match="line con"):
        splice("a\n", "x", before="line con")


def test_replacing_and_deleting_say_when_there_is_nothing():
    assert replace_text("a b a", "a", "c") == "c b c"
    assert delete("a\nb 1\nb 2\n", r"b \d") == "a\n"
    with pytest.raises(MutationError):
        replace_text("a", "b", "c")
    with pytest.raises(MutationError):
        delete("a\n", "b")


def test_a_recorded_configuration_takes_a_stanza_in_front_of_its_end_or_its_prompt():
    data = {
        "init_prompt": "r1#",
        "commands": [
            {"show version\n": "show version\nend\nr1#"},
            {"show running-config\n": "show running-config\nhostname r1\nend\n\nr1#"},
        ],
    }
    spec = with_stanzas(recording("ios_x", data, Login()), SPAN)
    texts = {each.command: each.text for each in spec.scene("recorded").answers}
    assert texts["show running-config"] == f"show running-config\nhostname r1\n{SPAN}end\n\nr1#"
    assert texts["show version"] == "show version\nend\nr1#"
    data["commands"][1] = {"show running-config\n": "show running-config\r\nversion 9\r\nr1# "}
    spec = with_stanzas(recording("nxos_x", data, Login()), SPAN)
    assert spec.scene("recorded").answers[1].text.endswith(f"9\r\n{SPAN.strip()}\r\nr1# ")


def device(*texts):
    answers = tuple(Answer(command, text) for command, text in texts)
    scene = Scene(hostname="r1", family="cisco_ios", answers=answers, motd="r1 says\n")
    return DeviceSpec(name="r1", platform="cisco_ios", scenes=(("before", scene), ("after", scene)))


def test_a_stage_alone_may_be_changed():
    spec = with_stanzas(device(("show running-config", "end\n")), SPAN, stage="after")
    assert spec.scene("before").answers[0].text == "end\n"
    assert spec.scene("after").answers[0].text == f"{SPAN}end\n"


def test_a_device_without_a_configuration_takes_no_stanza():
    with pytest.raises(MutationError, match="r1"):
        with_stanzas(device(("show version", "V1")), SPAN)


def test_copies_have_names_of_their_own_and_no_other_word_is_touched():
    first, second = copies(device(("show version", "r1 uptime, not r11, r1-x or my.r1\n")), 2)
    assert (first.name, second.name) == ("r1-0001", "r1-0002")
    scene = second.scene("after")
    assert scene.hostname == "r1-0002"
    assert scene.motd == "r1-0002 says\n"
    assert scene.answers[0].text == "r1-0002 uptime, not r11, r1-x or my.r1\n"
