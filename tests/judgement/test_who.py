from datetime import UTC, datetime

from support.build import DEVICE, PLATFORM

from netwatch.judgement.who import actors, told_of
from netwatch.model.evidence import Confidence, Evidence, Severity
from netwatch.model.finding import Finding
from netwatch.model.heard import Actor, Heard, LogEvent, Told
from netwatch.model.posture import Counter
from netwatch.model.rule import Facts
from netwatch.model.state import Commit, DeviceState, LoggedCommand

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TYPED = "monitor session 3 destination ip 203.0.113.9"


def facts(before=None, after=None, heard=()):
    def state(facets):
        return DeviceState(device="r1", platform="x", taken_at=NOON, **facets)

    return Facts(
        device=DEVICE,
        platform=PLATFORM,
        now=NOON,
        before=state(before) if before is not None else None,
        after=state(after or {}),
        known=state(after or {}),
        heard=heard,
    )


def heard(user="eve", command=None, text="%SYS-5-CONFIG_I: Configured"):
    event = LogEvent(told=Told.CONFIG, user=user, origin="198.51.100.5", command=command)
    return Heard(device="r1", at=NOON, way="syslog", sender="192.0.2.1", event=event, text=text)


def finding(*lines):
    return Finding(
        rule="mirror-new-session",
        severity=Severity.HIGH,
        confidence=Confidence.HIGH,
        device="r1",
        title="t",
        subject="s",
        evidence=tuple(Evidence("running-config", 1, each) for each in lines),
    )


def changed(value, by):
    quote = f"! Last configuration change at 02:14:00 UTC Sun Mar 1 2026 by {by}"
    return (Counter("config changed at", value, (Evidence("running-config", 3, quote),)),)


def test_what_a_device_sent_names_who_and_from_where():
    (actor,) = actors(facts(before={}, heard=(heard(),)))
    assert actor == Actor(
        user="eve", source="syslog", origin="198.51.100.5", at="2026-03-01T12:00:00Z"
    )


def test_only_new_entries_of_the_command_log_count():
    old = LoggedCommand("1", "admin", "monitor session 1 source vlan 7")
    new = LoggedCommand("2", "eve from 192.0.2.9", TYPED)
    (actor,) = actors(facts(before={"journal": (old,)}, after={"journal": (old, new)}))
    assert (actor.user, actor.origin, actor.source) == ("eve", "192.0.2.9", "command-log")


def test_only_new_commits_count():
    old = Commit("2026-03-01 09:00:00 UTC", "admin via cli", 1)
    new = Commit("2026-03-01 11:00:00 UTC", "eve via netconf", 7200)
    (actor,) = actors(facts(before={"commits": (old,)}, after={"commits": (new, old)}))
    assert (actor.user, actor.source) == ("eve via netconf", "commit list")
    assert actors(facts(before={}, after={"commits": (new, old)})) == ()


def test_the_line_above_the_configuration_counts_once_it_moved():
    old, new = {"counters": changed(1, "admin")}, {"counters": changed(2, "eve")}
    assert [each.user for each in actors(facts(before=old, after=new))] == ["eve"]
    assert actors(facts(before=new, after=new)) == ()


def test_who_typed_the_lines_of_a_finding_is_told_before_others():
    typist = Actor(user="eve", source="syslog", quote=TYPED)
    others = tuple(Actor(user=f"user{number}", source="syslog") for number in range(9))
    assert told_of(finding(f" {TYPED} "), (*others, typist)) == (typist,)
    assert told_of(finding("another line"), (*others, typist)) == others[:5]


def test_a_line_without_a_name_names_nobody():
    assert actors(facts(before={}, heard=(heard(user=None),))) == ()
