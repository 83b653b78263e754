"""ICX and NetIron: what golden cases do not say."""

from hypothesis import given
from hypothesis import strategies as st

from netwatch import registry
from netwatch.model.platform import CONFIG, MIRRORS, VERSION
from netwatch.model.state import Answers

PLATFORM = registry.platform("ruckus_icx")
PIECES = st.sampled_from(
    [
        "mirror-port ethernet 1/1/24",
        "mirror ethernet 2/20",
        "interface ethernet 1/1/1",
        " monitor ethe 1/1/24 both",
        " acl-mirror-port ethernet 1/1/48",
        "Monitored Port 1",
        "Input mirrored by : 2",
        "",
    ]
)


def read(topic, text):
    return PLATFORM.read(Answers(((topic, topic, text),)))


def test_every_spelling_of_a_port_is_one_port():
    spellings = ("ethe 1/1/1", "ethernet 1/1/1", "Ethernet 1/1/1", "eth 1/1/1", "1/1/1")
    assert {PLATFORM.interface_key(each) for each in spellings} == {"1/1/1"}


def test_a_source_may_stand_before_its_receiver():
    text = "interface ethernet 1/1/1\n monitor ethe 1/1/24 output\n!\nmirror-port ethernet 1/1/24\n"
    (mirror,) = read(CONFIG, text).declared
    assert [each.direction.value for each in mirror.sources] == ["tx"]
    assert mirror.complete


@given(st.lists(PIECES).map("\n".join) | st.text())
def test_any_text_is_read(text):
    for topic in (CONFIG, MIRRORS, VERSION):
        read(topic, text)


def test_both_partitions_are_hashed_and_privilege_is_not_asked_for():
    asked = [each.text for each in PLATFORM.follow_up(Answers(()))]
    assert asked == ["verify sha256 primary", "verify sha256 secondary"]
    assert all(PLATFORM.may_send(each) for each in asked)
    assert "enable" not in {*(each.text for each in PLATFORM.commands), *PLATFORM.dialogue.prepare}


def test_spanning_tree_is_no_mirror():
    reading = read(CONFIG, "span vlan 5\nno spanning-tree\nvlan 7 name mirror by port\n")
    assert (reading.declared, reading.unread) == ((), ())


def test_a_hash_printed_after_the_size_is_read():
    answer = ("hash", "verify sha256 primary", "Done\nSize = 31457280, SHA256 " + "A1" * 32 + "\n")
    reading = PLATFORM.read(Answers(((VERSION, "show version", "SW: Version 1\n"), answer)))
    assert [each.value for each in reading.image.digests] == ["a1" * 32]
