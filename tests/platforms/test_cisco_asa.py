"""ASA: what golden cases do not say."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwatch import registry
from netwatch.model.platform import CAPTURES, CONFIG, HASH, VERSION
from netwatch.model.state import Answers
from netwatch.parsing.asa.image import digest
from netwatch.parsing.noise import blank
from netwatch.parsing.redact import redact

PLATFORM = registry.platform("cisco_asa")
STANZAS = (
    "interface Ethernet0/3\n switchport monitor Ethernet0/1 rx\n!",
    "interface GigabitEthernet0/2\n traffic-forward sfr monitor-only\n!",
    "policy-map P\n class C\n  sfr fail-open monitor-only",
    "service-policy P interface inside",
    "capture CAPX type raw-data interface inside match ip any host 192.0.2.9",
)


def read(topic, text):
    return PLATFORM.read(Answers(((topic, topic, text),)))


def test_nothing_that_configures_is_written():
    said = [*PLATFORM.dialogue.prepare, *(each.text for each in PLATFORM.commands)]
    assert not any(re.search(r"conf|terminal width", each.replace("-config", "")) for each in said)


def test_every_command_is_written_out_in_full():
    """An implant may answer falsely to any other spelling (CISA ED 25-03)."""
    said = {each.text for each in PLATFORM.commands}
    assert {"show memory region", "show checkheaps", "show kernel process"} <= said


@given(st.permutations(STANZAS))
def test_the_order_of_statements_makes_no_difference(stanzas):
    found = {each.id: each for each in read(CONFIG, "\n".join(stanzas)).declared}
    assert set(found) == {
        "Ethernet0/3",
        "traffic-forward/GigabitEthernet0/2",
        "policy-map/P/C",
        "CAPX",
    }
    assert found["policy-map/P/C"].sources[0].on == ("inside",)


@pytest.mark.parametrize(
    ("said", "enabled"),
    [("[Capturing - 5 bytes]", True), ("[Buffer Full - 5 bytes]", False), ("", None)],
)
def test_a_capture_says_whether_it_runs(said, enabled):
    (capture,) = read(CAPTURES, f"capture C type raw-data interface inside {said}\n").operating
    assert capture.enabled is enabled


def test_a_box_without_captures_was_still_observed():
    assert read(CAPTURES, "").operating == ()
    assert read(CONFIG, "hostname fw\n").operating is None


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("verify /md5 disk0:/a.bin", f"verify /md5 (disk0:/b.bin) = {'0' * 32}"),
        ("verify /md5 disk0:/a.bin", f"verify /md5 (disk0:/a.bin) = {'0' * 31}"),
        ("verify /md5 disk0:/a.bin", f"verify /md5 disk0:/a.bin {'0' * 32}"),
        ("verify /sha-512 disk0:/a.bin", f"verify /md5 (disk0:/a.bin) = {'0' * 32}"),
    ],
)
def test_what_is_no_hash_of_the_file_is_none(command, answer):
    assert digest(command, answer) is None


def test_the_hash_is_asked_of_the_file_that_runs():
    text = 'System image file is "{}"\n'
    for path, asked in (("disk0:/a.bin", 3), ("tftp://192.0.2.66/a.bin", 0), ("disk0:/a b", 0)):
        given_ = Answers(((VERSION, VERSION, text.format(path)),))
        assert len(PLATFORM.follow_up(given_)) == asked
    assert any(each.topic == HASH for each in PLATFORM.templates)


def test_counters_are_no_difference():
    shown = [f"capture C type raw-data interface inside [Capturing - {n} bytes]" for n in (1, 2)]
    assert len({blank(each, PLATFORM.volatile, CAPTURES) for each in shown}) == 1
    sums = [f": Written by ops at 10:0{n}\nCryptochecksum:{n}\n: end" for n in (1, 2)]
    assert len({blank(each, PLATFORM.noise, CONFIG) for each in sums}) == 1


@pytest.mark.parametrize(
    "line",
    [
        "enable password {} encrypted",
        "passwd {} encrypted",
        "username ops password {} pbkdf2",
        "enable password $sha512$5000${}==$x pbkdf2",
        " key {}",
        "failover key {}",
        "failover ipsec pre-shared-key {}",
        " ikev1 pre-shared-key {}",
        " ikev2 remote-authentication pre-shared-key {}",
        " ldap-login-password {}",
        "snmp-server community {}",
        "snmp-server host inside 192.0.2.5 community {} version 2c",
        "snmp-server user u g v3 encrypted auth sha {} priv aes 128 x",
    ],
)
def test_secrets_leave_the_text(line):
    assert "Hunter2Hunter2" not in redact(line.format("Hunter2Hunter2"), PLATFORM.secrets, b"k")


@given(st.lists(st.sampled_from("\n".join(STANZAS).splitlines())).map("\n".join) | st.text())
def test_any_text_is_read(text):
    for topic in (CONFIG, CAPTURES, VERSION, HASH):
        read(topic, text)
