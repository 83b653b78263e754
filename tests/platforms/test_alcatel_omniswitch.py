"""OmniSwitch: what golden cases do not say."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwatch import registry
from netwatch.model.platform import BOOT, CAPTURES, CONFIG, MIRRORS, VERSION
from netwatch.model.state import Answers
from netwatch.parsing.recognise import recognise
from netwatch.parsing.redact import redact

PLATFORM = registry.platform("alcatel_omniswitch")
CASES = Path(__file__).parents[1] / "data" / "platforms" / "alcatel_omniswitch"
ALL = (CASES / "all-spellings" / "running-config.txt").read_text(encoding="utf-8")


def read(*pairs):
    return PLATFORM.read(Answers(tuple((topic, topic, text) for topic, text in pairs)))


@pytest.mark.parametrize(
    "line",
    [
        "port mirroring 1 source 1/1 destination 1/2",
        "port-mirroring 1 source 1/1 destination 1/2 enable",
        "port-mirroring 1 source port 1/1 destination port 1/2 bidirectional",
    ],
)
def test_every_release_spells_one_session(line):
    (mirror,) = read((CONFIG, line)).declared
    assert [(each.name, each.direction.value) for each in mirror.sources] == [("1/1", "both")]
    assert [each.value for each in mirror.destinations] == ["1/2"]
    assert mirror.enabled is True


def test_a_session_of_disabled_sources_is_off():
    text = "port mirroring 1 destination 1/2\nport mirroring 1 source 1/1 disable\n"
    (mirror,) = read((CONFIG, text)).declared
    assert mirror.enabled is False
    assert mirror.complete is True


def test_monitoring_alone_is_no_observation_of_mirroring():
    assert read((CAPTURES, "")).operating is None
    assert read((MIRRORS, "")).operating == ()


def test_a_directory_equal_to_the_certified_one_boots_again():
    text = "  Running configuration    : WORKING,\n  Certify/Restore Status   : {}\n"
    same = read((BOOT, text.format("CERTIFIED"))).image
    other = read((BOOT, text.format("CERTIFY NEEDED"))).image
    assert same.boot_path == ("/flash/working",)
    assert other.boot_path == ("/flash/certified",)


def test_the_removal_names_the_feature():
    assert PLATFORM.mirror_removal("1")[0] == "no port-mirroring 1"
    assert PLATFORM.mirror_removal("port-monitoring/1")[0] == "no port-monitoring 1"


def test_a_snapshot_is_recognised():
    assert recognise(ALL, registry.platforms()) == "alcatel_omniswitch"


def test_blank_lines_make_no_difference():
    assert read((CONFIG, ALL.replace("\n", "\n\n"))).declared == read((CONFIG, ALL)).declared


@given(st.lists(st.sampled_from(ALL.splitlines())).map("\n".join) | st.text())
def test_any_text_is_read(text):
    for topic in (CONFIG, MIRRORS, CAPTURES, VERSION, BOOT, "system", "chassis"):
        read((topic, text))


def test_a_hostile_text_costs_linear_time():
    for line in ("port mirroring 1 source 1/1-4000\n", "policy action a mirror 1/1\n", "port "):
        read((CONFIG, line * (80_000 // len(line))))


@pytest.mark.parametrize("case", ["posture", "posture-of-aos-6"])
def test_no_secret_of_a_configuration_is_kept_and_nothing_else_is_read_then(case):
    text = (CASES / case / "running-config.txt").read_text(encoding="utf-8")
    kept = redact(text, PLATFORM.secrets, b"k")
    for secret in ("1Text", "0a1b2c3d", "4e5f6071", "9f8e7d6c", '"may-'):
        assert secret not in kept, secret
    before, after = (read((CONFIG, each)).posture for each in (text, kept))
    assert [each.name for each in before.aaa_servers] == [each.name for each in after.aaa_servers]
    assert before.users == after.users
    assert [each.value for each in before.snmp_writers or ()] == [
        each.value for each in after.snmp_writers or ()
    ]


def test_accounts_that_the_text_does_not_hold_were_not_observed():
    posture = read((CONFIG, 'snmp community map "x" user "u" on\n')).posture
    assert (posture.users, posture.snmp_writers) == (None, None)
    named = 'user "u" password "p" read-write all no auth\nsnmp community map "x" user "u" on\n'
    assert read((CONFIG, named)).posture.snmp_writers[0].value == "user u"
