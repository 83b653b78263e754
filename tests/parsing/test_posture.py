"""Posture of the IOS family: what golden cases do not say."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netwatch.model.platform import CONFIG
from netwatch.model.posture import Posture
from netwatch.model.state import Answers
from netwatch.parsing.noise import blank
from netwatch.parsing.posture.found import entry
from netwatch.parsing.posture.topics import ACCESS_LISTS, GUESTS, PROCESSES, REGISTERED
from netwatch.parsing.text import clean
from netwatch.platforms.cisco_xe import PLATFORM

STANZAS = (
    "aaa new-model",
    "aaa authentication login default group T local",
    "aaa group server tacacs+ T\n server name ONE\n ip vrf forwarding MGMT",
    "tacacs server ONE\n address ipv4 192.0.2.1\n port 4949",
    "username eve privilege 15 secret 9 <secret:aaaaaaaaaaaa>",
    "ip http server",
    "ip http port 18080",
    "ip http access-class 7",
    "access-list 7 permit 192.0.2.7",
    "ip access-list extended V\n 10 permit tcp object-group G any\n 20 deny tcp host 192.0.2.9 any",
    "object-group network G\n host 192.0.2.8",
    "line vty 0 4\n access-class V in\n transport input telnet\n transport output none",
    "snmp-server community <secret:bbbbbbbbbbbb> RW 7",
    "logging host 192.0.2.9 vrf MGMT",
    "archive\n log config\n  logging enable",
    "event manager applet A\n event none\n action 1.0 puts x",
    "flow exporter F\n destination 192.0.2.3\n transport udp 9996",
    "snmp-server view L cTap2MIB included",
    "app-hosting appid guestshell\n start",
)
PIECES = st.sampled_from(
    [line for each in STANZAS for line in each.split("\n")]
    + ["aaa", "aaa group server", "line", "username", "snmp-server", "snmp-server community",
       "snmp-server group", "ip ssh pubkey-chain", "  username x", "   key-hash ssh-rsa",
       "logging", "no logging", "logging host", "tacacs server", "event manager", "kron",
       "user-name u", "app-hosting appid", "flow exporter", "banner motd ^C", "no", "default no"]
)  # fmt: skip


def posture(text, topic=CONFIG):
    return PLATFORM.read(Answers(((topic, topic, clean(text)),))).posture


def values(text, field):
    return {each.name: each.value for each in getattr(posture(text), field)}


def facts(text):
    found = posture(text)
    return {
        name: {(each.name, each.value) for each in getattr(found, name) or ()}
        for name in Posture.__dataclass_fields__
    }


@settings(deadline=None)
@given(st.lists(PIECES | st.text(max_size=30), max_size=12))
def test_no_text_makes_the_reader_fail(lines):
    for topic in (CONFIG, REGISTERED, ACCESS_LISTS, PROCESSES, GUESTS):
        found = posture("\n".join(lines), topic)
        assert found is None or isinstance(found, Posture)


@settings(deadline=None)
@given(st.permutations(STANZAS))
def test_order_of_independent_statements_changes_nothing(stanzas):
    assert facts("\n".join(stanzas)) == facts("\n".join(STANZAS))


@pytest.mark.parametrize("end", ["\r\n", "  \n", "\n!\n", "\n\n"])
def test_line_ends_and_comments_change_nothing(end):
    text = "\n".join(STANZAS)
    assert facts(text.replace("\n", end)) == facts(text)


def test_blanks_and_abbreviated_words_change_nothing():
    typed = "usern  eve  priv 15 sec 9 x\nsnmp-serv community <secret:bbbbbbbbbbbb> rw"
    assert values(typed, "users") == {"eve": "privilege 15"}
    assert list(values(typed, "snmp_writers")) == ["community <secret:bbbbbbbbbbbb>"]


def test_an_observed_configuration_without_any_of_it_is_empty_and_not_unknown():
    found = posture("hostname x\nend\n")
    assert found.users == ()
    assert found.services == ()
    assert found.registered is None
    assert found.processes is None


def test_renumbering_a_list_is_no_change():
    line = (
        "line vty 0 4\n access-class V in\nip access-list extended V\n {} permit ip host {} any\n"
    )
    assert facts(line.format(10, "192.0.2.1")) == facts(line.format(700, "192.0.2.1"))
    assert facts(line.format(10, "192.0.2.1")) != facts(line.format(10, "192.0.2.2"))


def test_only_lists_that_guard_the_device_are_permits():
    text = (
        "access-list 7 permit 192.0.2.7\naccess-list 8 permit 192.0.2.8\nip http access-class 7\n"
    )
    assert list(values(text, "permits")) == ["7 permit 192.0.2.7"]


def test_a_guard_that_does_not_exist_lets_everybody_in():
    found = posture("line vty 0 4\n access-class V in\n")
    (trait,) = found.permits
    assert trait.name == "V permit any"
    assert trait.evidence[0].text == "access-class V in"


def test_no_secret_is_in_any_trait():
    text = (
        "username eve privilege 15 password 0 hunter2\nusername eve secret hunter2\n"
        "tacacs server A\n address ipv4 192.0.2.1\n key hunter2\n"
        "tacacs-server host 192.0.2.2 port 49 key port 7 hunter2\n"
        "snmp-server community hunter2 RW\nli-view hunter2 user u password hunter2\n"
        "aaa group server tacacs+ T\n server-private 192.0.2.3 key hunter2\n"
    )
    said = [f"{a} {b}" for pairs in facts(text).values() for a, b in pairs]
    assert said
    assert not [each for each in said if "hunter2" in each]


def test_a_password_that_reads_like_a_privilege_is_none():
    assert values("username joe password 0 privilege\n", "users") == {"joe": "privilege 1"}
    assert values("username joe secret privilege 15\n", "users") == {"joe": "privilege 1"}


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        ("logging 192.0.2.9", "192.0.2.9", "udp 514"),
        ("logging host 192.0.2.9 vrf M", "192.0.2.9", "udp 514 vrf M"),
        ("logging host collector.example", "collector.example", "udp 514"),
        ("logging host 192.0.2.9 transport tcp port 601 audit", "192.0.2.9", "tcp 601"),
        ("logging host ipv6 2001:DB8::9", "2001:DB8::9", "udp 514"),
    ],
)
def test_log_hosts_in_every_form(line, name, value):
    assert values(line, "log_targets") == {name: value}


@pytest.mark.parametrize(
    ("line", "setting"),
    [
        ("no logging on", ("logging on", "off")),
        ("no logging trap", ("logging trap", "off")),
        ("logging trap warnings", ("logging trap", "warnings")),
        ("no logging monitor", ("logging monitor", "off")),
    ],
)
def test_logging_turned_down_is_another_value(line, setting):
    assert setting in values(line, "log_settings").items()


def test_a_quiet_console_is_no_setting():
    assert values("no logging console", "log_settings") == values("", "log_settings")


@pytest.mark.parametrize(
    ("shown", "configured"),
    [
        (" 10 permit 192.0.2.0, wildcard bits 0.0.0.255 (9 matches)", "permit 192.0.2.0 0.0.0.255"),
        ("    10 permit tcp any any eq 22 log (1 match)", "20 permit tcp any any eq 22"),
        ("    permit ip any any time-range T (inactive)", "permit ip any any time-range T"),
        ("  10 permit host 192.0.2.1", "permit 192.0.2.1"),
    ],
)  # fmt: skip
def test_a_list_shown_reads_as_configured(shown, configured):
    assert entry(shown) == entry(configured)


def test_counts_and_other_sessions_are_no_difference():
    row = " {} Mwe  5611AF21  {}  {}  {} 22456/24000   {} {}\n"
    head = "CPU utilization for five seconds: {}%/0%; one minute: 1%; five minutes: 1%\n"
    first = head.format(1) + row.format(1, 4, 33, 60, 0, "Chunk Manager")
    later = head.format(9) + row.format(1, 9, 99, 99, 0, "Chunk Manager")
    assert blank(first, PLATFORM.volatile, PROCESSES) == blank(later, PLATFORM.volatile, PROCESSES)
    lists = "Extended IP access list V\n    10 permit ip any any{}\n"
    assert blank(lists.format(" (7 matches)"), PLATFORM.volatile, ACCESS_LISTS) == lists.format("")


def test_the_last_change_is_a_counter_and_no_part_of_the_configuration():
    line = "! Last configuration change at {} by eve"
    reading = PLATFORM.read(
        Answers(((CONFIG, CONFIG, f"{line.format('00:00:09 UTC Thu Jan 1 1970')}\nhostname x\n"),))
    )
    (counter,) = reading.counters
    assert (counter.name, counter.value) == ("config changed at", 9)
    assert "by eve" in counter.evidence[0].text
    assert reading.config == "\nhostname x\n"
    hostile = PLATFORM.read(
        Answers(((CONFIG, CONFIG, line.format("25:61:99 UTC Foo Bar 99 9999")),))
    )
    assert hostile.counters == ()


@pytest.mark.parametrize("topic", [REGISTERED, ACCESS_LISTS])
def test_an_empty_answer_is_none_and_an_odd_one_unknown(topic):
    field = {REGISTERED: "registered", ACCESS_LISTS: "shown_permits"}[topic]
    assert getattr(posture("", topic), field) == ()
    assert posture("% something went wrong", topic) is None
