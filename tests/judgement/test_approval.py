from datetime import timedelta

import pytest
from support.build import NOW, approval, erspan, facts, policy, port, span, state, to_ip, to_port

from netwatch.judgement.approval import approval_text, standing

EMPTY = state(mirrors=())


def _standing(mirror, *approvals):
    seen = facts(EMPTY, EMPTY, policy(approvals=approvals))
    return standing(seen, mirror, mirror.destinations[0])


@pytest.mark.parametrize(
    ("pattern", "destination"),
    [
        ("198.51.100.9", to_ip()),
        ("198.51.100.*", to_ip()),
        ("198.51.100.0/24", to_ip()),
        ("198.51.100.7/24", to_ip()),
        ("2001:db8::/32", to_ip("2001:0db8:0:0::9")),
        ("Gi1/0/*", to_port("Gi1/0/24")),
        ("gigabitethernet1/0/*", to_port("Gi1/0/24")),
        ("interface Gi1/0/24", to_port("Gi1/0/24")),
    ],
)
def test_destination_patterns(pattern, destination):
    mirror = erspan(destinations=(destination,))
    assert _standing(mirror, approval(destinations=(pattern,))).current is not None


@pytest.mark.parametrize("pattern", ["198.51.100", "198.51.100.0/30", "Tunnel5", "192.0.2.*"])
def test_other_destinations(pattern):
    mirror = erspan(destinations=(to_ip(resolved_from="Tunnel5"),))
    assert _standing(mirror, approval(destinations=(pattern,))).current is None


def test_every_source_must_be_named():
    mirror = span(sources=(port("Gi1/0/1"), port("Gi1/0/2")))
    assert _standing(mirror, approval(sources=("Gi1/0/1",))).current is None
    assert _standing(mirror, approval(sources=("Gi1/0/1", "Gi1/0/2"))).current is not None


def test_the_approval_in_force_wins_and_the_latest_lapsed_is_named():
    old = approval(ticket="OLD", expires=NOW - timedelta(days=9))
    late = approval(ticket="LATE", expires=NOW - timedelta(days=1))
    assert _standing(span(), old, late).lapsed == late
    stand = _standing(span(), old, approval(ticket="NEW"))
    assert stand.current.ticket == "NEW"
    assert stand.lapsed is None


def test_an_approval_that_names_the_destination_is_preferred():
    wide, exact = approval(ticket="W"), approval(ticket="E", destinations=("Gi1/0/24",))
    assert _standing(span(), wide, exact).current == exact


def test_text_falls_back_to_the_policy_line():
    assert approval_text(approval(owner=None, ticket=None, line=7)) == "policy line 7"
    assert approval_text(approval(owner=None, ticket=None)) == "no owner named"
