"""Whatever a device says, judging it ends with findings and never with an exception."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.build import facts, policy
from support.strategies import maybe, states

from netwatch.claims import Present
from netwatch.detect import detect
from netwatch.judgement.quotes import MAX_QUOTES
from netwatch.registry import rules

OWN = policy(prefixes=("192.0.2.0/24",), collectors=(("198.51.100.9/32", "ids1"),))
slow_data = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@slow_data
@given(maybe(states), states)
def test_any_state_is_judged(before, after):
    seen = facts(before, after, OWN, {"2001:db8::1": "probe1"})
    present = Present(seen.known, seen.platform)
    for finding in detect(seen, rules()):
        assert len(finding.fingerprint) == 32
        assert 0 < len(finding.evidence) <= 2 * MAX_QUOTES + 2
        assert len(finding.title) < 2000
        if finding.claim is not None:
            present.holds(finding.claim)


@slow_data
@given(states, st.lists(states, min_size=2, max_size=5))
def test_any_fleet_is_judged(after, others):
    peers = tuple(replace(each, device=f"r{n}") for n, each in enumerate((*others, after)))
    for finding in detect(facts(None, after, OWN, peers=peers), rules()):
        assert 0 < len(finding.evidence) <= 2 * MAX_QUOTES + 2
        assert len(finding.title) < 2000


@slow_data
@given(states)
def test_the_same_state_is_judged_the_same(after):
    seen = facts(None, after, OWN)
    later = replace(seen, before=after, known=after)
    lasting = tuple(each for each in rules() if each.lasting)
    first = {each.fingerprint for each in detect(seen, lasting)}
    assert {each.fingerprint for each in detect(later, lasting)} == first
