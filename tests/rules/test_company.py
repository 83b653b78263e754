"""One change gives the findings that each add a fact, and no more."""

from datetime import timedelta

from support.build import (
    NOW,
    approval,
    digest,
    erspan,
    facts,
    image,
    lines,
    policy,
    span,
    state,
    to_ip,
    tunnel,
)

from netwatch.detect import detect
from netwatch.model.evidence import Severity
from netwatch.model.mirror import Mirror, MirrorKind
from netwatch.registry import rules

SESSION = "monitor session 52 type erspan-source\n  destination interface Tunnel5\n"
TUNNEL = "interface Tunnel5\n tunnel destination {}\n"


def _told(before, after, **more):
    return {each.rule: each.severity for each in detect(facts(before, after, **more), rules())}


def test_a_new_session_to_a_stranger():
    text = "monitor session 52 type erspan-source\n  ip address 198.51.100.9\n"
    before = state(config="hostname r1\n", mirrors=())
    after = state(config="hostname r1\n" + "\n" * 198 + text, mirrors=(erspan(text=text),))
    assert _told(before, after) == {
        "mirror-new-session": Severity.HIGH,
        "mirror-new-destination": Severity.HIGH,
        "mirror-unknown-owner": Severity.HIGH,
    }


def test_an_approved_new_session_is_told_and_lower():
    rules_of_ours = policy(approvals=(approval(destinations=("198.51.100.9",)),))
    told = _told(state(mirrors=()), state(mirrors=(erspan(),)), policy=rules_of_ours)
    assert told == {
        "mirror-new-session": Severity.LOW,
        "mirror-new-destination": Severity.LOW,
    }


def _through(remote):
    road = TUNNEL.format(remote)
    mirror = Mirror(
        "52",
        MirrorKind.ERSPAN_SOURCE,
        destinations=(to_ip(remote, resolved_from="Tunnel5"),),
        evidence=lines(SESSION) + lines(road, start=3)[1:],
    )
    return state(config=SESSION + road, mirrors=(mirror,), tunnels=(tunnel(remote=remote),))


def test_only_the_tunnel_endpoint_moved():
    ours = policy(prefixes=("192.0.2.0/24",), approvals=(approval(destinations=("192.0.2.50",)),))
    assert _told(_through("192.0.2.50"), _through("203.0.113.66"), policy=ours) == {
        "mirror-destination-changed": Severity.HIGH,
        "mirror-new-destination": Severity.HIGH,
        "mirror-unknown-owner": Severity.HIGH,
        "mirror-unapproved-destination": Severity.MEDIUM,
    }


def test_a_hidden_session_that_runs():
    before = state(config="hostname r1\n", declared=(), operating=())
    after = state(config="hostname r1\n", declared=(), operating=(erspan(),))
    told = _told(before, after, policy=policy(prefixes=("198.51.100.0/24",)))
    assert told == {
        "mirror-not-in-config": Severity.CRITICAL,
        "mirror-new-session": Severity.MEDIUM,
        "mirror-new-destination": Severity.MEDIUM,
        "mirror-unapproved-destination": Severity.MEDIUM,
    }


def test_a_patched_image():
    before = state(image=image(digests=(digest("ab12"),)))
    after = state(image=image(digests=(digest("cd34"),)))
    assert _told(before, after) == {
        "image-digest-changed": Severity.CRITICAL,
        "image-changed-without-reload": Severity.HIGH,
    }


def test_a_planned_upgrade_alarms_nobody():
    before = state(image=image(bootloader="1", digests=(digest("ab12"),)))
    after = state(
        image=image(
            version="17.12.01",
            bootloader="2",
            digests=(digest("cd34"),),
            booted_at=NOW - timedelta(hours=1),
        )
    )
    told = _told(before, after)
    assert max(told.values()) == Severity.MEDIUM
    assert set(told) == {
        "bootloader-version-changed",
        "image-digest-changed",
        "image-version-changed",
        "reload-unexplained",
    }


def test_a_noisy_device_with_an_approved_feed_is_quiet():
    config = "hostname r1\ninterface Gi1/0/1\n description a\n no shutdown\nend\n"
    moved = "interface Gi1/0/1\n no shutdown\n description  a\nhostname r1\nend\n"
    ours = policy(approvals=(approval(),))
    before = state(config=config, mirrors=(span(),), tunnels=(), image=image(), unread=())
    after = state(
        config=moved,
        mirrors=(span(),),
        tunnels=(),
        image=image(booted_at=NOW - timedelta(days=30, minutes=2)),
        unread=(),
    )
    assert _told(before, after, policy=ours) == {}
