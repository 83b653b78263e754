"""What holds for the posture of every platform whose golden cases show one."""

from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import golden

from netwatch import registry
from netwatch.model.platform import CONFIG
from netwatch.model.posture import Posture
from netwatch.model.state import Answers
from netwatch.parsing.noise import blank
from netwatch.parsing.posture.traits import MAX_TRAITS, Traits, one_line
from netwatch.parsing.text import clean

CASES = [case for case in golden.cases() if case.name.startswith("posture")]
each_case = pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case.parent.name}#{case.name}"
)
SPELLINGS = {
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "trailing blanks": lambda text: text.replace("\n", "  \n"),
}


def posture(name, text):
    return registry.platform(name).read(Answers(((CONFIG, CONFIG, text),))).posture


def traits(found):
    seen = {each.name: getattr(found, each.name) for each in fields(found)}
    return {name: each for name, each in seen.items() if each is not None}


@each_case
@pytest.mark.parametrize("spelling", ["CRLF", "trailing blanks"])
def test_line_ends_and_blanks_change_no_trait(case, spelling):
    text = golden.answers(case).get(CONFIG)
    if text is None:
        pytest.skip("this case has no configuration")
    loose = clean(SPELLINGS[spelling](text))
    assert posture(case.parent.name, loose) == posture(case.parent.name, text)


@each_case
def test_names_are_unique_and_every_trait_quotes_its_line(case):
    answers = golden.answers(case)
    platform = registry.platform(case.parent.name)
    reading = platform.read(answers)
    texts = dict(answers) | {CONFIG: reading.config or ""}
    for field, found in traits(reading.posture).items():
        assert len({each.name for each in found}) == len(found), field
        for each in found:
            assert "\n" not in each.name + each.value
            for quote in each.evidence:
                if quote.line is not None:
                    line = texts[quote.source].split("\n")[quote.line - 1]
                    assert quote.text in line or line.split()[0] in quote.text


@each_case
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_a_configuration_cut_and_shuffled_is_read_without_an_exception(case, data):
    lines = (golden.answers(case).get(CONFIG) or "").split("\n")
    picked = data.draw(st.lists(st.sampled_from(lines), max_size=60))
    found = posture(case.parent.name, "\n".join(picked))
    assert found is None or isinstance(found, Posture)


def test_a_field_not_looked_for_is_not_observed():
    found = Traits("users").posture()
    assert found.users == ()
    assert found.services is None


def test_two_of_one_name_are_one_trait_whatever_their_order():
    one, other = Traits("users"), Traits("users")
    for value in ("b", "a", ""):
        one.add("users", "admin", value)
    for value in ("a", "b"):
        other.add("users", "admin", value)
    assert one.posture() == other.posture()
    assert one.posture().users[0].value == "a; b"


def test_what_is_cut_off_still_counts():
    long = "x" * 2000
    assert one_line(long + "1") != one_line(long + "2")
    assert len(one_line(long)) < len(long)


def test_what_runs_by_itself_is_kept_as_far_as_a_rule_reads_it():
    found = Traits("automation", "users")
    body = "puts x " * 300 + "copy running-config tftp:"
    for field in ("automation", "users"):
        found.add(field, "a", body)
    assert found.of("automation")[0].value == body
    assert len(found.of("users")[0].value) < len(body)


def test_what_is_taken_back_is_gone():
    found = Traits("users")
    found.add("users", "eve")
    found.add("users", "admin")
    found.drop("users", "eve")
    assert [each.name for each in found.of("users")] == ["admin"]


def test_their_number_is_bounded():
    found = Traits("users")
    for number in range(MAX_TRAITS + 5):
        found.add("users", f"u{number}")
    assert len(found.posture().users) == MAX_TRAITS


# (platform, topic, an answer, the same device's answer a day later)
SAME = [
    (
        "juniper_junos",
        "processes",
        " 5120  ??  S      0:12.01 /usr/sbin/mgd -N\n 6000 ??  Ss 0:00.10 sshd: nw@ttyp0\n",
        " 9120  ??  I     44:12.93 /usr/sbin/mgd -N\n 7010 ??  S 0:00.30 sshd: nw@ttyp3\n",
    ),
    (
        "mikrotik_routeros",
        "users",
        ' 0   name="admin" group=full address="" last-logged-in=2026-01-05 09:58:11 \n',
        ' 0   name="admin" group=full address="" last-logged-in=jan/06/2026 10:00:00 \n',
    ),
    (
        "linux",
        "listening",
        "tcp   LISTEN 0      128          0.0.0.0:22         0.0.0.0:*\n",
        "tcp   LISTEN 17     128          0.0.0.0:22         0.0.0.0:*\n",
    ),
]


@pytest.mark.parametrize(("name", "topic", "before", "after"), SAME, ids=[x[0] for x in SAME])
def test_an_unchanged_device_gives_an_unchanged_answer(name, topic, before, after):
    platform = registry.platform(name)
    kept = [blank(text, (*platform.noise, *platform.volatile), topic) for text in (before, after)]
    assert kept[0] == kept[1]
    shown = [platform.read(Answers(((topic, topic, text),))).posture for text in (before, after)]
    assert shown[0] == shown[1]


def test_a_fragment_tells_nothing_of_the_users():
    assert posture("juniper_junos", "firewall {\n    filter F {\n    }\n}\n") is None
    assert posture("fortinet_fortios", "config firewall policy\nend\n") is None


def test_routeros_defaults_count_in_a_whole_export_only():
    whole = posture("mikrotik_routeros", "# by RouterOS 7.16\n/ip dns set servers=192.0.2.53\n")
    part = posture("mikrotik_routeros", "/ip dns set servers=192.0.2.53\n")
    assert "telnet port 23" in {each.name for each in whole.services}
    assert part.services == ()


def test_linux_does_not_half_observe_what_two_answers_make():
    cron = "/etc/crontab:17 * * * * root /bin/true\n/etc/systemd/system.conf:[Manager]\n"
    read = registry.platform("linux").read
    alone = read(Answers((("settings", "grep", cron),))).posture
    both = read(Answers((("settings", "grep", cron), ("units", "systemctl", "")))).posture
    assert alone is None or alone.automation is None
    assert [each.name for each in both.automation] == ["cron 17 * * * * root /bin/true"]
