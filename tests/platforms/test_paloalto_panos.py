"""PAN-OS: what golden cases do not say."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.hostile_text import mutated, read_everywhere

from netwatch import registry
from netwatch.model.platform import BOOT, CAPTURES, CONFIG, VERSION
from netwatch.model.state import Answers
from netwatch.parsing.noise import blank
from netwatch.parsing.redact import redact
from netwatch.parsing.sessions import canonical
from netwatch.parsing.text import clean

PLATFORM = registry.platform("paloalto_panos")
GATE = "set vsys vsys1 setting ssl-decrypt allow-forward-decrypted-content"
LINES = (
    "set deviceconfig system hostname fw1",
    "set network interface ethernet ethernet1/8 decrypt-mirror",
    f"{GATE} yes",
    "set vsys vsys1 profiles decryption DP1 interface ethernet1/8",
    "set vsys vsys1 profiles decryption DP1 forwarded-only yes",
    "set vsys vsys1 rulebase decryption rules R1 from [ a b ]",
    "set vsys vsys1 rulebase decryption rules R1 action decrypt",
    "set vsys vsys1 rulebase decryption rules R1 profile DP1",
)


def read(text, topic=CONFIG):
    return PLATFORM.read(Answers(((topic, topic, text),)))


def facts(text):
    reading = read(text)
    return {canonical(each, PLATFORM.interface_key) for each in reading.declared}, reading.unread


@settings(deadline=None)
@given(mutated("paloalto_panos") | st.text())
def test_no_text_makes_the_reader_fail(text):
    assert read_everywhere(PLATFORM, text)


@settings(deadline=None)
@given(st.permutations(LINES), st.sampled_from(["\n", "\r\n", "\n\n"]))
def test_order_line_ends_and_blank_lines_change_nothing(lines, between):
    assert facts(clean(between.join(lines))) == facts("\n".join(LINES))


@pytest.mark.parametrize(("word", "enabled"), [("yes", True), ("no", False), (None, False)])
def test_the_gate_decides_in_a_whole_configuration(word, enabled):
    lines = [each for each in LINES if not each.startswith(GATE)]
    if word:
        lines.append(f"{GATE} {word}")
    assert [each.enabled for each in read("\n".join(lines)).declared] == [enabled]


def test_a_profile_that_no_active_rule_uses_is_inert():
    unused = [each for each in LINES if "rulebase" not in each]
    assert [(each.enabled, each.complete) for each in read("\n".join(unused)).declared] == [
        (False, False)
    ]
    disabled = [*LINES, "set vsys vsys1 rulebase decryption rules R1 disabled yes"]
    assert [each.enabled for each in read("\n".join(disabled)).declared] == [False]


def test_a_tap_interface_only_receives():
    assert read("set network interface ethernet ethernet1/5 tap").declared == ()


def test_the_three_forms_say_the_same():
    cases = ("brace-form", "xml-form")
    from support.hostile_text import _HOME

    texts = [(_HOME / "paloalto_panos" / each / "running-config.txt").read_text() for each in cases]
    assert facts(texts[0]) == facts(texts[1])


def test_a_staged_image_is_the_next_boot():
    rows = "sysroot0   RUNNING-ACTIVE   10.2.9\nsysroot1   {}   10.2.3\n"
    assert read(rows.format("PENDING-CHANGE"), BOOT).image.boot_path == ("sysroot1/10.2.3",)
    assert read(rows.format("READY"), BOOT).image.boot_path == ("sysroot0/10.2.9",)


def test_a_capture_that_is_off_is_seen_and_off():
    text = "Packet capture\n  Enabled:   no\n  Stage receive : file a.pcap\n"
    assert [each.enabled for each in read(text, CAPTURES).operating] == [False]
    assert read("Packet capture\n  Enabled:   no\n", CAPTURES).operating == ()


def test_uptime_and_clock_are_read_and_not_kept():
    text = "time: Mon Jan  5 10:00:00 2026\nuptime: 10 days, 4:30:20\nsw-version: 10.2.9\n"
    assert read(text, VERSION).image.uptime_s == 10 * 86400 + 4 * 3600 + 30 * 60 + 20
    kept = blank(blank(text, PLATFORM.noise, VERSION), PLATFORM.volatile, VERSION)
    assert kept == "\nuptime:\nsw-version: 10.2.9\n"


@pytest.mark.parametrize(
    "line",
    [
        "set mgt-config users admin phash hunter22",
        "<phash>hunter22</phash>",
        "<key>hunter22</key>",
        "set network ike gateway G authentication pre-shared-key key -AQ==hunter22",
        "snmp-community-string hunter22;",
    ],
)
def test_no_secret_survives(line):
    assert "hunter22" not in redact(line, PLATFORM.secrets, b"key")


def test_only_the_session_is_prepared():
    assert all(each.startswith("set cli ") for each in PLATFORM.dialogue.prepare)
    assert all(each.text.split()[0] in {"show", "debug"} for each in PLATFORM.commands)
    assert all(" set " not in each.text for each in PLATFORM.commands)


@pytest.mark.parametrize(
    ("session", "command"),
    [
        ("DP1", "delete shared profiles decryption DP1"),
        ("vsys1/DP1", "delete vsys vsys1 profiles decryption DP1"),
        ("packet-broker/PB", "delete shared profiles packet-broker PB"),
        ("vsys1/packet-broker/PB", "delete vsys vsys1 profiles packet-broker PB"),
        ("interface/ethernet1/8", "delete network interface ethernet ethernet1/8 decrypt-mirror"),
        ("packet-diag/receive", "debug dataplane packet-diag set capture off"),
    ],
)
def test_removal_is_for_people(session, command):
    assert PLATFORM.mirror_removal(session) == (command,)
