"""Comware: what golden cases do not say."""

from hypothesis import given
from hypothesis import strategies as st

from netwatch import registry
from netwatch.model.mirror import MirrorKind
from netwatch.model.platform import BOOT, CONFIG, FILES, MIRRORS, VERSION
from netwatch.model.state import Answers

PLATFORM = registry.platform("hp_comware")
STANZAS = (
    "mirroring-group 1 local",
    "interface GigabitEthernet1/0/24\n mirroring-group 1 monitor-port",
    "interface GigabitEthernet1/0/1\n mirroring-group 1 mirroring-port both",
)


def read(topic, text):
    return PLATFORM.read(Answers(((topic, topic, text),)))


@given(st.permutations(STANZAS))
def test_the_order_of_stanzas_makes_no_difference(stanzas):
    (mirror,) = read(CONFIG, "\n#\n".join(stanzas)).declared
    assert [(each.name, each.direction.value) for each in mirror.sources] == [
        ("GigabitEthernet1/0/1", "both")
    ]
    assert len(mirror.destinations) == 1
    assert mirror.complete


def test_blank_lines_make_no_difference():
    text = "\n#\n".join(STANZAS)
    assert read(CONFIG, text.replace("\n", "\n\n")).declared == read(CONFIG, text).declared


@given(st.lists(st.sampled_from("\n".join(STANZAS).splitlines())).map("\n".join) | st.text())
def test_any_text_is_read(text):
    for topic in (CONFIG, VERSION, BOOT, MIRRORS, FILES):
        read(topic, text)


REMOTE = (
    "mirroring-group 2 remote-probe vlan 900",
    "mirroring-group 2 remote-source",
    "mirroring-group 2 reflector-port GigabitEthernet1/0/40",
    "interface GigabitEthernet1/0/11\n port trunk permit vlan 1 890 to 910",
)


@given(st.permutations(REMOTE))
def test_a_new_member_of_the_probe_vlan_is_a_new_end_behind_a_reflector_port(stanzas):
    (mirror,) = read(CONFIG, "\n#\n".join(stanzas)).declared
    assert mirror.kind is MirrorKind.RSPAN_SOURCE
    assert [each.value for each in mirror.destinations] == ["900", "GigabitEthernet1/0/11"]


@given(st.permutations(["remote-probe vlan 9", "remote-destination", "monitor-port GE1/0/1"]))
def test_the_order_of_a_groups_lines_makes_no_difference(lines):
    (mirror,) = read(CONFIG, "\n".join(f"mirroring-group 1 {each}" for each in lines)).declared
    assert mirror.kind is MirrorKind.RSPAN_DESTINATION
    assert [each.name for each in mirror.sources] == ["9"]
    assert [each.value for each in mirror.destinations] == ["GE1/0/1"]


def test_lists_are_bounded_and_what_stays_unexpanded_is_told():
    line = "mirroring-group 1 mirroring-port GE1/0/1 to GE1/0/4000 both\n"
    more = "".join(line.replace("GE1/", f"GE{each}/") for each in range(60))
    reading = read(CONFIG, more)
    assert len(reading.declared[0].sources) < 70_000
    assert reading.warnings


def test_shown_vlan_lists_are_bounded():
    shown = "Mirroring group 1:\n Mirroring VLAN:\n" + "  1-4094  Both\n" * 60
    names = [each.name for each in read(MIRRORS, shown).operating[0].sources]
    assert names[-1] == "1-4094"
    assert len(names) == 4095


def test_images_of_both_startups_are_hashed_and_nothing_else():
    loader = (
        "Software images on slot 1:\nCurrent software images:\n  flash:/a.bin\n"
        "Main startup software images:\n  flash:/a.bin\n  flash:/b.bin\n"
        "Backup startup software images:\n  flash:/c.bin\n  flash:/x; reboot.bin\n"
    )
    commands = PLATFORM.follow_up(Answers(((BOOT, BOOT, loader),)))
    assert [each.text for each in commands] == ["sha256sum flash:/a.bin", "sha256sum flash:/b.bin"]


def test_the_configuration_view_is_never_entered():
    assert PLATFORM.dialogue.enable is None
    assert not PLATFORM.may_send("system-view")


def test_short_names_are_the_same_port():
    key = PLATFORM.interface_key
    assert key("XGE1/0/1") == key("Ten-GigabitEthernet1/0/1") == key("ten-gigabitethernet 1/0/1")
    assert key("GE1/0/1") != key("XGE1/0/1")
