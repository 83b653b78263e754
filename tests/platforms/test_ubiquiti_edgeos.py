"""EdgeOS: what golden cases do not say."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from netwatch import registry
from netwatch.model.mirror import Direction
from netwatch.model.platform import CONFIG, HASH, MIRRORS, VERSION
from netwatch.model.state import Answers
from netwatch.parsing.recognise import recognise

PLATFORM = registry.platform("ubiquiti_edgeos")
CASES = Path(__file__).parents[1] / "data" / "platforms" / "ubiquiti_edgeos"
BRACES = CASES / "braces-tunnel-and-look-alikes" / "running-config.txt"
TEXT = BRACES.read_text(encoding="utf-8")
UP = "Uptime:       10:11:12 up 3 days,  4:05,  1 user,  load average: 0.01, 0.02, 0.03\n"


def read(topic, text):
    return PLATFORM.read(Answers(((topic, topic, text),)))


def test_a_mirror_copies_received_packets_alone():
    for mirror in read(CONFIG, TEXT).declared:
        assert [each.direction for each in mirror.sources] == [Direction.RX]


def test_the_uptime_is_read_and_is_no_difference():
    image = read(VERSION, f"Version:      v2.0.9\n{UP}").image
    assert image.uptime_s == 3 * 86400 + 4 * 3600 + 5 * 60
    assert image == read(VERSION, "Version:      v2.0.9\n").image


def test_it_is_told_from_vyos():
    assert recognise(TEXT, registry.platforms()) == "ubiquiti_edgeos"


def test_the_removal_names_the_place():
    assert PLATFORM.mirror_removal("eth0.30->eth3") == (
        "delete interfaces ethernet eth0 vif 30 mirror",
    )


@given(st.lists(st.sampled_from(TEXT.splitlines())).map("\n".join) | st.text())
def test_any_text_is_read(text):
    for topic in (CONFIG, MIRRORS, VERSION, HASH, "images"):
        read(topic, text)
    PLATFORM.flatten(text)
