"""Gaia: what golden cases do not say."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.hostile_text import mutated, read_everywhere

from netwatch import registry
from netwatch.model.platform import CONFIG, VERSION, Offer
from netwatch.model.state import Answers
from netwatch.parsing.noise import blank
from netwatch.parsing.redact import redact

PLATFORM = registry.platform("checkpoint_gaia")


def read(text, topic=CONFIG):
    return PLATFORM.read(Answers(((topic, topic, text),)))


@settings(deadline=None)
@given(mutated("checkpoint_gaia") | st.text())
def test_no_text_makes_the_reader_fail(text):
    assert read_everywhere(PLATFORM, text)


def test_the_coverage_says_that_mirrors_are_not_shown_here():
    assert PLATFORM.coverage["mirrors in config"] is Offer.NOT_OFFERED
    assert PLATFORM.coverage["capture"] is Offer.NOT_READ


def test_a_monitoring_interface_receives():
    reading = read("set interface eth5 monitor-mode on")
    assert (reading.declared, reading.unread) == ((), ())


def test_a_capture_in_the_job_scheduler_is_found():
    text = 'add cron job x command "fw monitor -o /var/log/a.cap" recurrence daily time 3:00'
    assert [each.via for each in read(text).dormant] == ["cron job x"]


def test_version_and_build_are_one_version():
    assert (
        read("Product version Check Point Gaia R80.40\nOS build 294\n", VERSION).image.version
        == "R80.40 build 294"
    )


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        (" 13:05:22 up 45 days,  4:12,  1 user", 45 * 86400 + 4 * 3600 + 12 * 60),
        (" 13:05:22 up 12 min,  1 user", 720),
        (" 13:05:22 up  3:04,  1 user", 11040),
    ],
)
def test_uptime(text, seconds):
    answers = Answers(((VERSION, VERSION, "OS build 1"), ("uptime", "uptime", text)))
    assert PLATFORM.read(answers).image.uptime_s == seconds


def test_the_header_of_an_export_is_no_change():
    assert (
        blank("# Exported by admin on Mon Jan  5\nset a b", PLATFORM.noise, CONFIG) == "\nset a b"
    )


@pytest.mark.parametrize(
    "line",
    [
        "set user admin password-hash hunter22",
        "set expert-password-hash hunter22",
        "set snmp community hunter22 read-only",
        "add snmp usm user u security-level authPriv auth-pass-phrase-hashed hunter22",
    ],
)
def test_no_secret_survives(line):
    assert "hunter22" not in redact(line, PLATFORM.secrets, b"key")


def test_only_the_session_is_prepared():
    assert PLATFORM.dialogue.prepare == ("set clienv rows 0",)
    assert all(each.text.startswith("show ") for each in PLATFORM.commands)
