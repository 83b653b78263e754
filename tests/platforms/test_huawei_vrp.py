"""VRP: what golden cases do not say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwatch import registry
from netwatch.model.platform import BOOT, CONFIG, FILES, HASH, MIRRORS, VERSION
from netwatch.model.state import Answers

PLATFORM = registry.platform("huawei_vrp")
STANZAS = (
    "observe-port 1 interface GigabitEthernet0/0/24",
    "interface GigabitEthernet0/0/1\n port-mirroring to observe-port 1 both",
)


def read(topic, text):
    return PLATFORM.read(Answers(((topic, topic, text),)))


@given(st.permutations(STANZAS))
def test_the_order_of_stanzas_makes_no_difference(stanzas):
    (mirror,) = read(CONFIG, "\n#\n".join(stanzas)).declared
    assert [(each.name, each.direction.value) for each in mirror.sources] == [
        ("GigabitEthernet0/0/1", "both")
    ]
    assert len(mirror.destinations) == 1
    assert mirror.complete


def test_blank_lines_make_no_difference():
    text = "\n#\n".join(STANZAS)
    assert read(CONFIG, text.replace("\n", "\n\n")).declared == read(CONFIG, text).declared


@given(st.lists(st.sampled_from("\n".join(STANZAS).splitlines())).map("\n".join) | st.text())
def test_any_text_is_read(text):
    for topic in (CONFIG, VERSION, BOOT, MIRRORS, FILES, "observe-port"):
        read(topic, text)


FILE = "flash:/s5735.cc"
DIGEST = "AB" * 16


@pytest.mark.parametrize(
    ("answer", "value"),
    [
        (f"Info: The MD5 value of the file {FILE} is:\n{DIGEST}", DIGEST.lower()),
        (f"Info: The MD5 value of the file {FILE} is: {DIGEST}", DIGEST.lower()),
        (f"MD5:\n{DIGEST}", DIGEST.lower()),
        (f"{FILE}  {DIGEST}", DIGEST.lower()),
        (f"Info: The MD5 value of the file flash:/other.cc is: {DIGEST}", None),
        (f"MD5:\n{DIGEST}00", None),
        (f"display system file-md5 {FILE}", None),
    ],
)
def test_only_the_digest_of_the_file_asked_for_counts(answer, value):
    hashed = (HASH, f"display system file-md5 {FILE}", answer)
    image = PLATFORM.read(Answers(((VERSION, VERSION, "VRP"), hashed))).image
    assert [each.value for each in image.digests or ()] == ([value] if value else [])


def test_every_boards_software_is_hashed_once():
    boot = (
        "MainBoard:\n  Startup system software:   flash:/a.cc\n"
        "  Next startup system software:   flash:/b.cc\n"
        "SlaveBoard:\n  Startup system software:   flash:/a.cc\n"
        "  Next startup system software:   flash:/c.cc;reset\n"
    )
    commands = PLATFORM.follow_up(Answers(((BOOT, BOOT, boot),)))
    assert [each.text.rpartition(" ")[2] for each in commands] == ["flash:/a.cc", "flash:/b.cc"]


def test_ports_alone_are_no_view_of_the_sessions():
    assert read("observe-port", "Index : 1").operating is None


@pytest.mark.parametrize("line", ["observe-port 1 interface-range GE0/0/1 to GE0/0/3"])
def test_observing_ports_may_be_a_range(line):
    (mirror,) = read(CONFIG, line).declared
    assert [each.value for each in mirror.destinations] == ["GE0/0/1", "GE0/0/2", "GE0/0/3"]
    assert not mirror.complete


def test_the_cloudengine_spelling_without_an_index_is_the_same_session():
    text = (
        "observe-port interface 100GE1/0/7\ninterface 100GE1/0/1\n"
        " port-mirroring observe-port 100GE1/0/7 inbound\n"
    )
    (mirror,) = read(CONFIG, text).declared
    assert mirror.id == "observe-port 100GE1/0/7"
    assert mirror.complete


def test_nothing_is_answered_that_could_save_the_configuration():
    assert not PLATFORM.may_send("y")
    assert not PLATFORM.may_send("save")
