"""VOSS: what golden cases do not say."""

from netwatch import registry
from netwatch.model.platform import CONFIG
from netwatch.model.state import Answers

PLATFORM = registry.platform("extreme_voss")


def read(topic, text):
    return PLATFORM.read(Answers(((topic, topic, text),)))


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
