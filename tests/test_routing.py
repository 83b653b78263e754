from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.alerts import NOW, alert

from netwatch.model.alert import Alerting, Occasion, QuietHours, Route, Sink, SinkSettings, Ticket
from netwatch.model.device import CloudAccount, Device
from netwatch.model.evidence import Severity
from netwatch.routing import pause, quiet_until, routed

DEVICE = Device(
    name="core-rtr1", address="192.0.2.1", platform="cisco_xe", site="nyc", tags=("edge", "pci")
)
CLOUD = replace(DEVICE, name="aws-prod", platform="aws", cloud=CloudAccount(account="1"))
BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = QuietHours(time(22), time(6), BERLIN)


def plan(*routes):
    sinks = tuple(Sink(name=each, kind="webhook", settings=SinkSettings()) for each in "ab")
    pager = Sink(name="p", kind="pagerduty", settings=SinkSettings(), single=True)
    return Alerting(sinks=(*sinks, pager), routes=routes)


def route(**given):
    return Route(**({"name": "r", "to": ("a",)} | given))


def sinks(given_alert, *routes, device=DEVICE, told=()):
    return [each.sink for each in routed(given_alert, device, plan(*routes), now=NOW, told=told)]


@pytest.mark.parametrize(
    ("match", "other"),
    [
        ({"severity": Severity.HIGH}, {"severity": Severity.CRITICAL}),
        ({"sites": ("ny*",)}, {"sites": ("lon",)}),
        ({"tags": ("pci",)}, {"tags": ("lab", "dmz")}),
        ({"rules": ("mirror-*",)}, {"rules": ("image-*",)}),
        ({"devices": ("core-*", "x")}, {"devices": ("edge-*",)}),
    ],
)
def test_a_route_takes_what_matches_and_leaves_the_rest(match, other):
    assert sinks(alert(), route(**match)) == ["a"]
    assert sinks(alert(), route(**other)) == []
    assert sinks(alert(), route(**(match | {"devices": ("nobody",)}))) == []


def test_cloud_patterns_mean_accounts_and_platforms_alone():
    cloud = replace(alert(device="aws-prod"), platform="aws")
    assert sinks(cloud, route(clouds=("aws",)), device=CLOUD) == ["a"]
    assert sinks(cloud, route(clouds=("aws-*",)), device=CLOUD) == ["a"]
    assert sinks(cloud, route(clouds=("gcp",)), device=CLOUD) == []
    assert sinks(alert(), route(clouds=("*",))) == []


def test_a_device_that_left_the_inventory_is_still_told():
    gone = replace(alert(), site=None)
    assert sinks(gone, route(), device=None) == ["a"]
    assert sinks(gone, route(tags=("edge",)), device=None) == []


def test_what_is_explained_wakes_nobody_unless_asked_for():
    explained = alert(occasion=Occasion.EXPLAINED)
    assert sinks(explained, route()) == []
    assert sinks(explained, route(on=(Occasion.EXPLAINED,))) == ["a"]


def test_the_end_is_told_to_those_who_heard_of_the_beginning():
    over = alert(occasion=Occasion.RESOLVED, severity=Severity.LOW)
    both = route(to=("a", "b"), on=(Occasion.OPENED, Occasion.RESOLVED), severity=Severity.HIGH)
    assert sinks(over, both, told=("b",)) == ["b"]
    assert sinks(over, both) == []
    assert sinks(over, route(), told=("a",)) == []


def test_a_digest_ends_at_the_next_full_interval():
    (ticket,) = routed(alert(), DEVICE, plan(route(digest=timedelta(hours=1))), now=NOW)
    assert ticket == Ticket("a", NOW + timedelta(hours=1), "r@2026-01-01T13:00:00+00:00")
    later = NOW + timedelta(minutes=59)
    (same,) = routed(alert(), DEVICE, plan(route(digest=timedelta(hours=1))), now=later)
    assert same == ticket


@pytest.mark.parametrize("hold", [{"digest": timedelta(days=1)}, {"quiet": NIGHT}])
def test_what_is_critical_is_never_held_back(hold):
    night = datetime(2026, 1, 1, 23, tzinfo=UTC)
    worst = alert(severity=Severity.CRITICAL)
    assert routed(worst, DEVICE, plan(route(**hold)), now=night) == (Ticket("a", night),)
    (held,) = routed(alert(), DEVICE, plan(route(**hold)), now=night)
    assert held.due > night


def test_a_sink_that_takes_one_at_a_time_gets_no_digest():
    night = datetime(2026, 1, 1, 23, tzinfo=UTC)
    (held,) = routed(alert(), DEVICE, plan(route(to=("p",), quiet=NIGHT)), now=night)
    assert (held.batch, held.due) == ("", datetime(2026, 1, 2, 5, tzinfo=UTC))


def test_two_routes_to_one_sink_make_one_alert_at_the_earlier_time():
    slow, fast = route(digest=timedelta(hours=1)), route(name="fast")
    assert routed(alert(), DEVICE, plan(slow, fast), now=NOW) == (Ticket("a", NOW),)


def test_a_digest_that_ends_in_the_night_waits_for_the_morning():
    evening = datetime(2026, 1, 1, 20, 30, tzinfo=UTC)
    held = route(digest=timedelta(hours=1), quiet=NIGHT)
    (ticket,) = routed(alert(), DEVICE, plan(held), now=evening)
    assert ticket.due == datetime(2026, 1, 2, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-01-01T20:59:59+00:00", None),
        ("2026-01-01T21:00:00+00:00", "2026-01-02T05:00:00+00:00"),
        ("2026-01-02T04:59:59+00:00", "2026-01-02T05:00:00+00:00"),
        ("2026-01-02T05:00:00+00:00", None),
        # The clocks go forward that night: six o'clock comes an hour earlier in UTC.
        ("2026-03-28T22:00:00+00:00", "2026-03-29T04:00:00+00:00"),
    ],
)
def test_quiet_hours_go_over_midnight_in_their_own_zone(now, until):
    expected = until and datetime.fromisoformat(until)
    assert quiet_until(NIGHT, datetime.fromisoformat(now)) == expected


def test_quiet_hours_within_one_day():
    noon = QuietHours(time(12), time(13), ZoneInfo("UTC"))
    assert quiet_until(noon, NOW) == NOW + timedelta(hours=1)
    assert quiet_until(noon, NOW + timedelta(hours=1)) is None


@given(st.integers(946_684_800, 4_102_444_800).map(lambda s: datetime.fromtimestamp(s, UTC)))
def test_quiet_hours_end_within_a_day_and_outside_themselves(now):
    until = quiet_until(NIGHT, now)
    if until is not None:
        assert now < until <= now + timedelta(hours=10)
        assert quiet_until(NIGHT, until) is None


def test_pauses_double_up_to_an_hour_and_are_spread():
    assert pause(1, 0.5) == timedelta(seconds=15)
    assert pause(2, 0.5) == timedelta(seconds=30)
    assert pause(10**6, 0.5) == timedelta(hours=1)
    assert pause(1, 0.0) == timedelta(seconds=12)
    assert pause(1, 1.0) == timedelta(seconds=18)


def test_a_receivers_wish_counts_up_to_a_day():
    assert pause(1, 0.5, timedelta(minutes=5)) == timedelta(minutes=5)
    assert pause(1, 0.5, timedelta(days=400)) == timedelta(days=1)
    assert pause(9, 0.5, timedelta(seconds=1)) > timedelta(minutes=30)
