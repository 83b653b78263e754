"""AOS-S: what golden cases do not say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwatch import registry
from netwatch.model.image import Signature
from netwatch.model.platform import BOOT, CONFIG, MIRRORS, VERSION
from netwatch.model.state import Answers

PLATFORM = registry.platform("aruba_procurve")
LISTED = "mirror-list"
STANZAS = (
    'mirror 1 name "tap" port 24',
    "interface 1\n   monitor all in mirror tap\n   exit",
    "interface 2\n   monitor\n   exit",
    "vlan 9\n   monitor all out mirror 1 no-tag-added\n   exit",
)
OVERVIEW = "  Sessions  Status\n  --------  ------\n  1         active      port 2 no\n"


def read(*answers):
    return PLATFORM.read(Answers(tuple((topic, topic, text) for topic, text in answers)))


@given(st.permutations(STANZAS))
def test_the_order_of_stanzas_makes_no_difference(stanzas):
    (mirror,) = read((CONFIG, "\n".join(stanzas))).declared
    assert {(each.kind.value, each.name, each.direction.value) for each in mirror.sources} == {
        ("interface", "1", "rx"),
        ("interface", "2", "both"),
        ("vlan", "9", "tx"),
    }
    assert [each.value for each in mirror.destinations] == ["24"]


def test_one_line_is_the_same_as_a_block():
    block = read((CONFIG, "mirror 2 port 24\ninterface 5\n   monitor all both mirror 2\n"))
    line = read((CONFIG, "mirror 2 port 24\ninterface 5 monitor all both mirror 2\n"))
    assert block.declared == line.declared
    assert block.declared[0].complete


def test_only_listed_sessions_are_asked_about():
    shown = OVERVIEW + "  2         not defined\n"
    commands = PLATFORM.follow_up(Answers(((LISTED, "show monitor", shown),)))
    assert [each.text for each in commands] == ["show monitor 1"]
    assert all(PLATFORM.may_send(each.text) for each in commands)


def test_a_listed_session_whose_detail_is_missing_is_not_seen_as_gone():
    assert read((LISTED, OVERVIEW)).operating is None
    assert read((LISTED, "  1         not defined\n")).operating == ()
    assert read((LISTED, "something else")).operating is None


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        (("Signature is valid.", "Signature is valid."), Signature.VALID),
        (("Signature is valid.", "Signature is not valid."), Signature.INVALID),
        (("Signature is valid.", "The image does not contain a signature."), Signature.ABSENT),
        (("Signature is valid.", "Please wait"), Signature.UNKNOWN),
        ((), None),
    ],
)
def test_the_worst_word_on_the_signatures_counts(said, verdict):
    answers = [(VERSION, "Boot Image: Primary"), *(("signature", each) for each in said)]
    assert read(*answers).image.signature is verdict


def test_enable_is_only_written_with_a_secret_and_no_width_is_set():
    assert PLATFORM.dialogue.enable == "enable"
    assert PLATFORM.dialogue.prepare == ("no page",)
    assert not PLATFORM.may_send("terminal width 511")


@given(st.lists(st.sampled_from("\n".join(STANZAS).splitlines())).map("\n".join) | st.text())
def test_any_text_is_read(text):
    for topic in (CONFIG, VERSION, BOOT, MIRRORS, LISTED, "system", "signature"):
        read((topic, text))
