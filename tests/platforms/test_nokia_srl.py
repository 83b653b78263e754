"""SR Linux: what golden cases do not say."""

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from netwatch import registry
from netwatch.model.mirror import Direction
from netwatch.model.platform import BOOT, CONFIG, MIRRORS, VERSION
from netwatch.model.state import Answers
from netwatch.parsing.recognise import recognise

PLATFORM = registry.platform("nokia_srl")
CASES = Path(__file__).parents[1] / "data" / "platforms" / "nokia_srl"


def case(name):
    return (CASES / name / "running-config.txt").read_text(encoding="utf-8")


SET, BRACES, JSON = case("reference-example"), case("braces"), case("json")


def read(topic, text):
    return PLATFORM.read(Answers(((topic, topic, text),)))


@given(st.permutations(SET.splitlines()))
def test_the_order_of_lines_makes_no_difference(lines):
    (mirror,) = read(CONFIG, "\n".join(lines)).declared
    assert {each.name: each.direction for each in mirror.sources} == {
        "ethernet-1/1": Direction.TX,
        "ethernet-1/2.0": Direction.BOTH,
    }
    assert mirror.destinations[0].value == "192.0.2.50"
    assert mirror.destinations[0].origin == "198.51.100.1"


def test_blank_lines_make_no_difference():
    assert read(CONFIG, BRACES.replace("\n", "\n\n")).declared == read(CONFIG, BRACES).declared


def test_the_layout_of_json_makes_no_difference():
    compact = json.dumps(json.loads(JSON), separators=(",", ":"))
    assert read(CONFIG, compact).declared == read(CONFIG, JSON).declared


def test_braces_and_json_are_the_same_statements():
    braces = 'system {\n    name {\n        host-name "a"\n    }\n}\n'
    text = '{"srl_nokia-system:system": {"srl_nokia-system-name:name": {"host-name": "a"}}}'
    lines = "set / system name host-name a\n"
    forms = [PLATFORM.flatten(each) for each in (braces, text, lines)]
    assert [[line.text for line in form] for form in forms] == [["system name host-name a"]] * 3


def test_the_boot_order_is_read():
    text = (
        "    system {\n        boot {\n            image [\n                b\n                a\n"
    )
    image = read(BOOT, f"{text}            ]\n        }}\n    }}\n").image
    assert image.boot_path == ("b", "a")


def test_every_form_is_recognised():
    for text in (SET, BRACES, JSON):
        assert recognise(text, registry.platforms()) == "nokia_srl"


@given(
    st.lists(st.sampled_from([*SET.splitlines(), *BRACES.splitlines(), *JSON.splitlines()])).map(
        "\n".join
    )
    | st.text()
)
def test_any_text_is_read(text):
    for topic in (CONFIG, MIRRORS, VERSION, BOOT):
        read(topic, text)
    PLATFORM.flatten(text)


@given(st.integers(0, len(JSON)))
def test_json_may_be_cut_anywhere(at):
    read(CONFIG, JSON[:at])


def test_hostile_text_costs_linear_time():
    for line in ('{"a":', "[", '{"a":[{"name":"b","c":', "image [\n", "a {\n", '{"'):
        text = line * (80_000 // len(line))
        read(CONFIG, text)
        PLATFORM.flatten(text)
