"""AlliedWare Plus: what golden cases do not say."""

from netwatch import registry
from netwatch.model.platform import CONFIG
from netwatch.model.state import Answers

PLATFORM = registry.platform("allied_telesis")


def read(topic, text):
    return PLATFORM.read(Answers(((topic, topic, text),)))


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
