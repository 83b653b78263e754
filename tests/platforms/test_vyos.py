"""VyOS: what golden cases do not say."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwatch import registry
from netwatch.model.mirror import Direction, MirrorKind
from netwatch.model.platform import CAPTURES, CONFIG, HASH, MIRRORS, VERSION
from netwatch.model.state import Answers
from netwatch.parsing.recognise import recognise
from netwatch.parsing.redact import redact
from netwatch.parsing.text import clean

PLATFORM = registry.platform("vyos")
CASES = Path(__file__).parents[1] / "data" / "platforms" / "vyos"
BRACES = (CASES / "braces-and-all-tunnels" / "running-config.txt").read_text(encoding="utf-8")
SET = (CASES / "reference-example" / "running-config.txt").read_text(encoding="utf-8")
QDISCS = "qdisc ingress ffff: dev eth1 parent ffff:fff1 ------\nqdisc noqueue 0: dev lo root\n"


def read(*pairs):
    return PLATFORM.read(Answers(tuple((topic, topic, text) for topic, text in pairs)))


@given(st.permutations(SET.splitlines()))
def test_the_order_of_lines_makes_no_difference(lines):
    (mirror,) = read((CONFIG, "\n".join(lines))).declared
    assert mirror.kind is MirrorKind.ERSPAN_SOURCE
    assert mirror.sources[0].direction is Direction.BOTH
    assert mirror.destinations[0].value == "192.0.2.50"
    assert mirror.destinations[0].resolved_from == "tun9"


def test_set_lines_and_braces_are_the_same_statements():
    braces = (
        "interfaces {\n    ethernet eth1 {\n        mirror {\n            ingress tun9\n        }\n"
        '    }\n    loopback lo {\n    }\n}\nsystem {\n    host-name "edge1"\n}\n'
    )
    lines = (
        "set interfaces ethernet eth1 mirror ingress 'tun9'\nset interfaces loopback lo\n"
        "set system host-name 'edge1'\n"
    )
    assert PLATFORM.flatten(braces) == PLATFORM.flatten(lines)
    assert read((CONFIG, braces)).declared == read((CONFIG, lines)).declared
    assert read((CONFIG, braces)).identity == read((CONFIG, lines)).identity


def test_blank_lines_make_no_difference():
    assert read((CONFIG, BRACES.replace("\n", "\n\n"))).declared == read((CONFIG, BRACES)).declared


def test_every_place_that_may_carry_filters_is_asked_for():
    commands = [each.text for each in PLATFORM.follow_up(Answers((("tc-qdisc", "x", QDISCS),)))]
    assert commands == ["tc filter show dev eth1 ingress"]
    assert all(PLATFORM.may_send(each) for each in commands)


def test_a_listing_that_was_not_answered_is_no_observation():
    assert read((CONFIG, SET), ("tc-qdisc", QDISCS)).operating is None
    assert read((CONFIG, SET), ("tc-qdisc", "qdisc noqueue 0: dev lo root\n")).operating == ()


NUMBERED = """The system currently has the following image(s) installed:

   1: 1.2.9 (default boot) (running image)
   2: 1.2.8
"""
TABLE = """Name    Default boot    Running
------  --------------  ---------
1.2.9   Yes             Yes
1.2.8
"""


@pytest.mark.parametrize("text", [NUMBERED, TABLE])
def test_both_image_lists_say_the_same(text):
    reading = read((VERSION, "Version:          VyOS 1.2.9\n"), ("images", text))
    assert reading.image.running_file.endswith("/1.2.9/1.2.9.squashfs")
    assert reading.image.boot_path == (reading.image.running_file,)
    assert len(reading.files) == 2
    asked = [each.text for each in PLATFORM.follow_up(Answers((("images", "x", text),)))]
    assert f"sha256sum {reading.image.running_file}" in asked


def test_secrets_of_both_forms_have_one_fingerprint():
    key = b"k"
    one = redact(
        "set vpn ipsec profile P authentication pre-shared-secret 'abc'", PLATFORM.secrets, key
    )
    other = redact("            pre-shared-secret abc", PLATFORM.secrets, key)
    assert "abc" not in one + other
    assert one.split()[-1].strip("'") == other.split()[-1]


def test_both_forms_are_recognised():
    platforms = registry.platforms()
    assert recognise(BRACES, platforms) == "vyos"
    assert recognise(SET, platforms) == "vyos"


def test_the_removal_names_the_place():
    assert PLATFORM.mirror_removal("eth2.200.201->tun4") == (
        "delete interfaces ethernet eth2 vif-s 200 vif-c 201 mirror",
    )
    assert PLATFORM.mirror_removal("packet/eth2/tcpdump") == ()


@given(st.lists(st.sampled_from([*BRACES.splitlines(), "}", "{", '"', "/*", "set mirror"])))
def test_mutated_text_is_read(lines):
    text = "\n".join(lines)
    read((CONFIG, text))
    PLATFORM.flatten(text)


@given(st.text())
def test_any_text_is_read(text):
    for topic in (CONFIG, MIRRORS, CAPTURES, VERSION, HASH, "images", "tc-qdisc"):
        read((topic, text))
    PLATFORM.flatten(text)
    PLATFORM.follow_up(Answers((("images", "x", text), ("tc-qdisc", "x", text))))


def test_hostile_text_costs_linear_time():
    for line in ('a "', "{ ", "a {\n", '"x\n', "interfaces tunnel t remote a\n", "/*\n", "b [\n"):
        text = line * (80_000 // len(line))
        read((CONFIG, text))
        PLATFORM.flatten(text)


def test_what_its_pager_says_to_the_terminal_is_no_text():
    shown = "\x1b[?1h\x1b=Version:          VyOS 1.4.3\x1b[m\n\x1b[m\n\r\x1b[K\x1b[?1l\x1b>fw1:~$"
    assert clean(shown) == "Version:          VyOS 1.4.3\n\nfw1:~$"
