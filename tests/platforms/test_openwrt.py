"""OpenWrt: what golden cases do not say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import golden

from netwatch import registry
from netwatch.model.platform import CONFIG
from netwatch.model.state import Answers
from netwatch.parsing.recognise import recognise

PLATFORM = registry.platform("openwrt")
HOME = golden.HOME / "openwrt"
FILE = """config switch
\toption name 'switch0'
\toption enable_mirror_rx '1'
\toption mirror_source_port '2'
\toption mirror_monitor_port '4'
"""
SHOWN = """network.@switch[0]=switch
network.@switch[0].name='switch0'
network.@switch[0].enable_mirror_rx='1'
network.@switch[0].mirror_source_port='2'
network.@switch[0].mirror_monitor_port='4'
"""


def read(text):
    return PLATFORM.read(Answers(((CONFIG, CONFIG, text),)))


def test_the_file_and_the_shown_form_say_the_same():
    assert read(FILE).declared == read(SHOWN).declared == read(f"package network\n{FILE}").declared


@pytest.mark.parametrize("case", ["network-file", "package-and-scripts", "running"])
def test_every_form_is_recognised(case):
    assert recognise(golden.answers(HOME / case)[CONFIG], registry.platforms()) == "openwrt"


@pytest.mark.parametrize(
    ("inward", "outward", "way"),
    [("1", "0", "rx"), ("0", "1", "tx"), ("1", "1", "both"), ("0", "0", None)],
)
def test_two_switches_make_the_direction(inward, outward, way):
    text = FILE.replace("rx '1'", f"rx '{inward}'") + f"\toption enable_mirror_tx '{outward}'\n"
    (mirror,) = read(text).declared
    assert mirror.enabled is (way is not None)
    assert way is None or mirror.sources[0].direction.value == way


def test_each_chip_is_asked_and_the_code_in_flash_is_hashed():
    asked = [each.text for each in PLATFORM.follow_up(golden.answers(HOME / "running"))]
    assert asked == [
        "swconfig dev switch0 show",
        "swconfig dev switch1 show",
        "sha256sum /dev/mtd0ro",
        "sha256sum /dev/mtd1ro",
        "sha256sum /dev/mtd2ro",
    ]


def test_image_and_name_come_from_the_board():
    reading = PLATFORM.read(golden.answers(HOME / "running"))
    assert reading.image.version == "22.03.3 r20028-43d71ad93e"
    assert reading.image.uptime_s == 12345
    assert [each.path for each in reading.image.digests] == ["/dev/mtd0ro"]


def test_removal_is_proposed_for_a_chip_alone():
    assert PLATFORM.mirror_removal("switch0")[0] == "swconfig dev switch0 set enable_mirror_rx 0"
    assert PLATFORM.mirror_removal("process/any/tcpdump") == ()


@given(st.integers(0, 600), st.integers(0, 20), st.text(max_size=9))
def test_no_mutation_makes_it_raise(at, cut, new):
    for text in (FILE * 3, SHOWN * 3):
        read(text[:at] + new + text[at + cut :])
