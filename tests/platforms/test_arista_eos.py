import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.corpus import outputs

from netwatch.model.mirror import DestinationKind, MirrorKind
from netwatch.model.platform import BOOT, BOOTLOADER, CONFIG, FILES, HASH, MIRRORS, VERSION
from netwatch.model.state import Answers, Reading
from netwatch.parsing.eos.image import boot_image, version_row
from netwatch.parsing.redact import redact
from netwatch.parsing.sessions import canonical
from netwatch.parsing.text import clean
from netwatch.platforms.arista_eos import PLATFORM

STANZAS = (
    (
        "monitor session A source Ethernet1, Ethernet3-4 rx\nmonitor session A destination Cpu\n"
        "monitor session A ip access-group SEEN"
    ),
    (
        "monitor session B source Ethernet2\nmonitor session B destination tunnel mode gre "
        "source 198.51.100.1 destination 192.0.2.50 vrf OUT"
    ),
    "interface Tunnel7\n   tunnel source 198.51.100.1\n   tunnel destination 203.0.113.7",
    "monitor session C source Ethernet9\nmonitor session C destination Tunnel7",
    "queue-monitor length mirror\nqueue-monitor length mirror destination Ethernet5",
    (
        "monitor telemetry postcard policy\n   no disabled\n"
        "   ingress collection gre source 198.51.100.1 destination 192.0.2.51"
    ),
    "daemon sniff\n   exec /usr/bin/tcpdump -i et1",
    "monitor session D teleport",
    "monitor session default encapsulation gre payload full-packet",
    "banner motd\nmonitor session FAKE source Ethernet1\nEOF",
)
FRAGMENTS = st.sampled_from(
    [
        "monitor session",
        "monitor session X",
        'monitor session "X',
        "monitor session X source",
        "monitor session X source ip access-group",
        "monitor session X source access-group A",
        "monitor session X destination",
        "monitor session X destination tunnel",
        "monitor session X destination tunnel mode gre source",
        "monitor session X forwarding-drop destination",
        "no monitor session X",
        "queue-monitor length mirror",
        "queue-monitor length mirror destination tunnel",
        "monitor telemetry postcard policy",
        "   ingress collection gre source",
        "   sample policy",
        "   profile P",
        "event-handler H",
        "   action bash",
        "EOF",
        "interface Tunnel1",
        "   tunnel source interface",
        "   tunnel destination",
        "Session S",
        "Sources:",
        "Both Interfaces:        Et50",
        "Destination Ports:",
        "    Cpu :  active",
        "    status: source , destination",
        "Software image: ",
        "Reload Cause 1:",
        "{",
        "[]",
        '{"result": []}',
        '{"details": {"components": [1]}, "bootupTimestamp": 1e99}',
        '{"resetCauses": [1]}',
        "Directory of flash:/",
        "       -rw-  1  <no date>  x",
    ]
)
TOPICS = (CONFIG, MIRRORS, VERSION, BOOT, BOOTLOADER, FILES, HASH, "reload-cause")


def read(text, topic=CONFIG):
    return PLATFORM.read(Answers(((topic, topic, text),)))


@settings(deadline=None)
@given(st.lists(FRAGMENTS | st.text(max_size=40), max_size=12), st.sampled_from(TOPICS))
def test_no_text_makes_the_reader_fail(lines, topic):
    text = clean("\n".join(lines))
    for command in (topic, "verify /sha512 flash:x"):
        reading = PLATFORM.read(Answers(((topic, command, text),)))
        assert isinstance(reading, Reading)
        PLATFORM.follow_up(Answers(((topic, command, text),)))


@settings(deadline=None)
@given(st.permutations(STANZAS))
def test_order_of_independent_stanzas_changes_nothing(stanzas):
    def facts(text):
        reading = read(text)
        return (
            {canonical(each, PLATFORM.interface_key) for each in reading.declared},
            set(reading.tunnels),
            {each.text for each in reading.unread},
            {(each.via, each.text) for each in reading.dormant},
        )

    assert facts("\n".join(stanzas)) == facts("\n".join(STANZAS))


@settings(deadline=None)
@given(st.lists(st.sampled_from(["", "  ", "!", "   !"]), min_size=30, max_size=30))
def test_line_ends_blank_lines_and_comments_change_nothing(fillers):
    lines = "\n".join(STANZAS).split("\n")
    loose = "\r\n".join(f"{line}\r\n{fill}" for line, fill in zip(lines, fillers, strict=False))
    plain, padded = read("\n".join(lines)), read(clean(loose))
    assert padded.declared == plain.declared
    assert padded.tunnels == plain.tunnels
    assert [each.text for each in padded.unread] == [each.text for each in plain.unread]


def test_blanks_inside_a_line_change_nothing():
    loose = "monitor  session   S  source   Ethernet1  rx   ip  access-group  A"
    assert read(loose).declared == read(" ".join(loose.split())).declared


def test_every_way_out_is_read():
    found = {each.id: each for each in read("\n".join(STANZAS)).declared}
    assert [each.kind for each in found["A"].destinations] == [DestinationKind.CPU]
    assert found["B"].kind is MirrorKind.ERSPAN_SOURCE
    assert found["C"].destinations[0].value == "203.0.113.7"
    assert found["C"].destinations[0].resolved_from == "Tunnel7"
    assert found["queue-monitor/length"].enabled is True
    assert found["telemetry/postcard"].kind is MirrorKind.FLOW
    assert "default" not in found
    assert "FAKE" not in found


def test_a_session_may_be_called_default():
    (mirror,) = read("monitor session default source Ethernet1").declared
    assert mirror.id == "default"


def test_a_script_at_the_margin_is_automation_and_no_session():
    text = "event-handler H\n   action bash\nmonitor session S source Ethernet1\nEOF\n   delay 1\n"
    reading = read(text)
    assert reading.declared == ()
    assert [(each.via, each.line) for each in reading.dormant] == [("event-handler H", 3)]


def test_a_script_without_end_hides_nothing():
    text = "event-handler H\n   action bash\nmonitor session S source Ethernet1\n"
    assert [each.id for each in read(text).declared] == ["S"]


def test_a_short_line_that_stands_for_many_names_stays_bounded():
    reading = read("monitor session S source Ethernet1-4000 rx\n" * 2000)
    assert len(reading.declared[0].sources) <= 4001
    assert any("not expanded" in each for each in reading.warnings)


def test_only_the_words_of_the_box_mean_no_sessions():
    assert read("No sessions created", MIRRORS).operating == ()
    assert read("% Invalid input", MIRRORS).operating is None


def test_both_layouts_show_the_same_session():
    old = "Session S\n---\n\nSource Ports:\n\n  Both:   Et1\n  Rx:    Et2\n\nDestination Ports:\n\n"
    new = "Session S\n---\n\nSources:\n\nBoth Interfaces:  Et1\nRx Interfaces:  Et2\n\n"
    end = "    Et50 :  active\n    Cpu :  active (mirror3)\n"
    (first,) = read(f"{old}{end}", MIRRORS).operating
    (second,) = read(f"{new}Destination Ports:\n\n{end}", MIRRORS).operating
    assert first == second
    config = (
        "monitor session S source Ethernet1\nmonitor session S source Ethernet2 rx\n"
        "monitor session S destination Ethernet50\nmonitor session S destination Cpu"
    )
    (declared,) = read(config).declared
    key = PLATFORM.interface_key
    assert canonical(first, key) == canonical(declared, key)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("! Command: show running-config\nhostname x\n!\nend\n", True),
        ("hostname x\nend", True),
        ("hostname x\n", False),
        ("hostname x\nend\nleaf#show clock\n", False),
        ("interface Ethernet1\n   description end\n", False),
    ],
)
def test_a_configuration_proves_itself_complete(text, whole):
    assert bool(re.search(PLATFORM.commands[0].end, text, re.MULTILINE)) is whole


@pytest.mark.parametrize(
    ("boot", "asked"),
    [
        ("Software image: flash:/EOS-4.30.1F.swi", ["verify /sha512 flash:EOS-4.30.1F.swi"]),
        ('{"softwareImage": "EOS.swi"}', ["verify /sha512 flash:EOS.swi"]),
        ("Software image: http://192.0.2.66/EOS.swi", []),
        ("Software image: flash:/a;reload", []),
        ("Software image: (not set)", []),
    ],
)
def test_the_hash_is_asked_of_the_image_to_boot(boot, asked):
    commands = PLATFORM.follow_up(Answers(((BOOT, "b", boot),)))
    assert [each.text for each in commands] == asked
    assert all(PLATFORM.may_send(each.text) for each in commands)


HEX = "AB" * 64


@pytest.mark.parametrize(
    ("answer", "values"),
    [
        (f"verify /sha512 (flash:x.swi) = {HEX}", [HEX.lower()]),
        (f"verify /sha512 (flash:/x.swi) = {HEX[:70]}\n{HEX[70:]}\n", [HEX.lower()]),
        (f"verify /sha512 (flash:y.swi) = {HEX}", []),
        (f"verify /md5 (flash:x.swi) = {HEX}", []),
        (f"verify /sha512 (flash:x.swi) = {HEX[2:]}", []),
        (f"verify /sha512 flash:x.swi {HEX}", []),
        ("% Error: no such file", []),
    ],
)
def test_a_hash_counts_only_after_the_name_that_was_asked(answer, values):
    image = PLATFORM.read(Answers(((HASH, "verify /sha512 flash:x.swi", answer),))).image
    assert [each.value for each in image.digests] == values


def test_secrets_leave_the_text():
    text = (
        "   neighbor PEERS password 7 af6F4WLl4wUrWRZcwbEwkQ==\n"
        "ntp authentication-key 1 sha1 7 someobfuscatedkey\n"
        "   isis authentication key 7 $1c$sTNAlR6rKSw=\n"
        "   ip ospf message-digest-key 1 sha256 7 QB0XEg/PJV6Y5Htv\n"
        "   exec /usr/bin/TerminAttr -cvaddr=192.0.2.1:9910 -cvauth=key,telarista -taillogs\n"
        "Aboot password (encrypted): $1$ap1QMbmz$DTqsFYeauuMSa7abcdef01\n"
    )
    hidden = redact(text, PLATFORM.secrets, b"key")
    secrets = ("WLl4wUrWRZ", "someobfus", "sTNAlR6rKSw", "QB0XEg", "telarista", "DTqsFYeauu")
    assert [each for each in secrets if each in hidden] == []


def test_nothing_that_configures_can_be_sent():
    written = [each.text for each in (*PLATFORM.commands, *PLATFORM.templates)]
    assert all(each.startswith(("show ", "dir ", "verify ")) for each in written)
    assert PLATFORM.dialogue.prepare == ("terminal width 511", "terminal length 0")


def test_removal_names_what_the_box_calls_it():
    assert PLATFORM.mirror_removal("S1") == ("no monitor session S1",)
    assert PLATFORM.mirror_removal("queue-monitor/length") == ("no queue-monitor length mirror",)
    assert PLATFORM.mirror_removal("telemetry/postcard") == (
        "no monitor telemetry postcard policy",
    )


@pytest.mark.corpus
def test_every_real_show_version_is_read():
    found = outputs(
        "arista_eos/show_version/*.raw",
        "napalm_eos/show_version/*.json",
        "pyntc_eos/show_version/*",
    )
    for name, text in found.items():
        assert {"VERSION", "MODEL"} <= set(version_row(text)), name
    assert len(found) > 8


@pytest.mark.corpus
def test_every_other_real_output_is_read():
    boots = outputs("arista_eos/show_boot-config/*.raw", "pyntc_eos/show_boot-config/*")
    assert sorted(map(boot_image, boots.values())) == ["EOS.swi", "flash:/EOS-2.2.0.swi"]
    for name, text in outputs("arista_eos/dir/*.raw").items():
        rows = [line for line in text.split("\n") if line.strip().startswith("-r")]
        assert len(read(text, FILES).files) == len(rows) > 0, name
