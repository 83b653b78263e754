"""Small business switches: what golden cases do not say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwatch import registry
from netwatch.model.mirror import MirrorKind
from netwatch.model.platform import BOOT, CONFIG, MIRRORS, VERSION
from netwatch.model.state import Answers
from netwatch.parsing.recognise import recognise
from netwatch.parsing.redact import redact

PLATFORM = registry.platform("cisco_smb")
LINES = (
    "monitor session 1 source interface gi1/0/1 rx",
    "monitor session 1 source interface gi1/0/2-3",
    "monitor session 1 destination remote vlan 99 reflector-port gi1/0/24 network",
    "monitor session 2 source remote vlan 99",
    "monitor session 2 destination interface gi1/0/9",
)
SHOWN = ("Session 1", "Type: RSPAN source", "Source: gi1-2, rx only", "Destination: RSPAN VLAN 9")


def read(topic, text):
    return PLATFORM.read(Answers(((topic, topic, text),)))


@given(st.permutations(LINES))
def test_the_order_of_lines_makes_no_difference(lines):
    found = {each.id: each for each in read(CONFIG, "\n".join(lines)).declared}
    assert {key: each.kind for key, each in found.items()} == {
        "1": MirrorKind.RSPAN_SOURCE,
        "2": MirrorKind.RSPAN_DESTINATION,
    }
    assert {each.name: each.direction.value for each in found["1"].sources} == {
        "gi1/0/1": "rx",
        "gi1/0/2": "both",
        "gi1/0/3": "both",
    }


def test_two_spellings_of_a_port_are_one():
    assert PLATFORM.interface_key("gi1/0/1") == PLATFORM.interface_key("GigabitEthernet1/0/1")


def test_the_example_of_the_guide_is_recognised():
    text = (
        "monitor session 1 source interface gi1 both\nmonitor session 1 destination interface gi8"
    )
    assert recognise(text, registry.platforms()) == "cisco_smb"


def test_an_answer_that_is_not_understood_is_not_an_empty_one():
    strange = read(MIRRORS, "Mirroring table follows\n1  gi1  gi8\n")
    assert strange.operating is None
    assert len(strange.unread) == 2
    assert read(MIRRORS, "").operating == ()


@pytest.mark.parametrize(
    "line",
    [
        "enable password level 15 encrypted {}",
        "username cisco password encrypted {} privilege 15",
        "encrypted radius-server key {}",
        "snmp-server community {} ro view Default",
    ],
)
def test_secrets_leave_the_text(line):
    assert "Hunter2Hunter2" not in redact(line.format("Hunter2Hunter2"), PLATFORM.secrets, b"k")


@given(
    st.lists(
        st.sampled_from([*LINES, *SHOWN, "interface gi3", " port monitor gi4", "macro name x"])
    ).map("\n".join)
    | st.text()
)
def test_any_text_is_read(text):
    for topic in (CONFIG, MIRRORS, VERSION, BOOT):
        read(topic, text)
