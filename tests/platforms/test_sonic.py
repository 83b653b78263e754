"""SONiC: what golden cases do not say."""

import json

from hypothesis import given
from hypothesis import strategies as st
from support import golden

from netwatch import registry
from netwatch.model.platform import CONFIG, MIRRORS
from netwatch.model.state import Answers
from netwatch.parsing.text import clean

PLATFORM = registry.platform("sonic")
SESSION = {"MIRROR_SESSION": {"a": {"dst_ip": "192.0.2.50", "src_port": "Ethernet0"}}}


def read(topic, text):
    return PLATFORM.read(Answers(((topic, topic, text),)))


def test_the_image_is_hashed_where_it_lies():
    text = "SONiC Software Version: SONiC.202305.1\nKernel: 5.10.0-23-2-amd64\n"
    asked = PLATFORM.follow_up(Answers((("version", "show version", text),)))
    assert [each.text for each in asked] == [
        "sha256sum /host/image-202305.1/fs.squashfs",
        "sha256sum /host/image-202305.1/boot/vmlinuz-5.10.0-23-2-amd64",
    ]
    hostile = text.replace("202305.1", "x;reboot")
    assert PLATFORM.follow_up(Answers((("version", "show version", hostile),))) == ()


def test_order_and_layout_of_the_database_are_no_drift():
    loose, tight = json.dumps(SESSION, indent=8), json.dumps(SESSION)
    assert set(PLATFORM.flatten(loose)) == set(PLATFORM.flatten(tight))


def test_a_cut_database_is_no_complete_answer():
    (command,) = (each for each in PLATFORM.commands if each.topic == CONFIG)
    assert command.whole(json.dumps(SESSION))
    assert not command.whole(json.dumps(SESSION)[:-3])


@given(st.text())
def test_any_text_is_read(text):
    read(CONFIG, text)
    read(MIRRORS, text)
    PLATFORM.flatten(text)


@given(
    st.recursive(
        st.none() | st.booleans() | st.text(),
        lambda inner: (
            st.lists(inner) | st.dictionaries(st.text() | st.just("MIRROR_SESSION"), inner)
        ),
    )
)
def test_any_database_is_read(data):
    read(CONFIG, json.dumps(data))


def test_a_deep_database_takes_nothing_down():
    read(CONFIG, "[" * 100_000 + "]" * 100_000)


def test_line_ends_and_blank_lines_are_no_difference():
    for case in sorted((golden.HOME / "sonic").glob("*")):
        if (case / "running-config.txt").exists():
            text = golden.answers(case)[CONFIG]
            loose = clean(text.replace("\n", "\r\n\r\n"))
            assert read(CONFIG, loose).declared == read(CONFIG, text).declared, case


@given(st.sampled_from(sorted((golden.HOME / "sonic").glob("*/running-config.txt"))), st.data())
def test_no_mutated_database_makes_it_raise(path, data):
    text = path.read_text(encoding="utf-8")
    at = data.draw(st.integers(0, len(text)))
    read(
        CONFIG,
        text[:at] + data.draw(st.text(max_size=9)) + text[at + data.draw(st.integers(0, 9)) :],
    )


def test_a_minified_database_is_read_alike():
    text = json.dumps(SESSION)
    (mirror,) = read(CONFIG, text).declared
    assert [each.name for each in mirror.sources] == ["Ethernet0"]
    assert [each.line for each in mirror.evidence] == [1]


def test_what_is_hashed_is_the_running_image():
    answers = golden.answers(golden.HOME / "sonic" / "sessions-running")
    kept = {each.path: each.algorithm for each in PLATFORM.read(answers).image.digests}
    assert kept == {
        "/host/image-202311.4-0a1b2c3d/fs.squashfs": "sha256",
        "docker-syncd": "docker-image-id",
        "docker-database": "docker-image-id",
    }
    assert PLATFORM.read(answers).image.uptime_s == (2 * 24 + 3) * 3600 + 4 * 60
