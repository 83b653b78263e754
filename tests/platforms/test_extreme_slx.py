"""SLX-OS: what golden cases do not say."""

from pathlib import Path

from netwatch import registry
from netwatch.model.platform import CONFIG, VERSION
from netwatch.model.state import Answers

PLATFORM = registry.platform("extreme_slx")
HOME = Path(__file__).parents[1] / "data" / "platforms" / "extreme_slx"


def read(topic, text):
    return PLATFORM.read(Answers(((topic, topic, text),)))


def test_an_uptime_of_short_words_is_counted():
    text = (HOME / "image" / "version.txt").read_text(encoding="utf-8")
    assert read(VERSION, text).image.uptime_s == 2 * 86400 + 3 * 3600 + 4 * 60 + 5


def test_a_direction_left_out_is_doubted():
    text = "monitor session 1\n source ethernet 0/1 destination ethernet 0/2\n"
    mirror = read(CONFIG, text).declared[0]
    assert (mirror.sources[0].direction.value, mirror.confidence.value) == ("both", "low")


def test_an_unknown_line_of_a_session_is_told():
    text = "monitor session 1\n source vlan 3 direction rx\n"
    assert [each.text for each in read(CONFIG, text).unread] == ["source vlan 3 direction rx"]
