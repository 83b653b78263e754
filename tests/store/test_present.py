from dataclasses import replace
from datetime import date, timedelta

import pytest
from support.visits import DEVICE, START, finding, moment, unreachable, visit

from netwatch.model.evidence import Severity
from netwatch.model.finding import Status
from netwatch.model.image import Digest
from netwatch.model.snapshot import Failure, Reason
from netwatch.store import Outcome
from netwatch.store.paging import CursorError
from netwatch.store.present_values import (
    DeviceOrder,
    DeviceQuery,
    Facet,
    FindingOrder,
    FindingQuery,
    FindingStep,
    VisitRun,
)


def fleet(store, *names):
    for number, name in enumerate(names):
        store.keep(visit(number, device=name, raised=(finding(device=name),)))


def test_a_device_is_shown_with_its_visit_its_image_and_what_stands_against_it(store):
    half = (Failure("show boot", Reason.COMMAND_REJECTED, "not authorised"),)
    store.keep(visit(0, failures=half, raised=(finding(), finding("mirror 2"))))
    (shown,) = store.present.devices(DeviceQuery()).items
    assert (shown.name, shown.outcome, shown.failures) == (DEVICE, Outcome.PARTIAL, half)
    assert (shown.mirrors, shown.hidden, shown.hostname) == (1, 0, DEVICE)
    assert shown.image.version == "17.09.04a"
    assert (shown.standing, shown.worst) == (2, Severity.HIGH)
    assert shown.blind == (Facet.ANSWERS,)
    assert store.present.named([DEVICE, "nobody"]) == (shown,)


def test_a_blind_spot_says_since_when_and_ends(store):
    first = visit(0)
    for each in (first, visit(1), unreachable(2, first), unreachable(3, first)):
        store.keep(each)
    spots = store.present.blind_spots().items
    assert {each.facet for each in spots} == {
        Facet.DEVICE, Facet.ANSWERS, Facet.CONFIG, Facet.DECLARED, Facet.IMAGE,
    }  # fmt: skip
    assert {(each.since, each.seen_at) for each in spots} == {(moment(2), moment(1))}
    assert spots[0].failures[0].reason is Reason.UNREACHABLE
    store.keep(visit(4))
    assert store.present.blind_spots().items == ()


@pytest.mark.parametrize("order", DeviceOrder)
def test_pages_of_devices_hold_each_once(store, order):
    names = [f"r{number}" for number in range(7)]
    fleet(store, *names)
    seen, after = [], None
    while True:
        page = store.present.devices(DeviceQuery(order=order, after=after, limit=3))
        assert page.total == 7
        seen += [each.name for each in page.items]
        after = page.following
        if after is None:
            break
    assert sorted(seen) == names
    some = store.present.devices(DeviceQuery(order=order, within=frozenset({"r1", "r5", "x"})))
    assert {each.name for each in some.items} == {"r1", "r5"}


@pytest.mark.parametrize("order", FindingOrder)
def test_pages_of_findings_hold_each_once(store, order):
    raised = tuple(finding(f"mirror {n}", severity=Severity(n % 5)) for n in range(11))
    store.keep(visit(0, raised=raised))
    seen, after = [], None
    while True:
        page = store.finding_pages.page(FindingQuery(order=order, after=after, limit=4))
        seen += page.items
        after = page.following
        if after is None:
            break
    assert page.total == 11
    assert {each.finding.subject for each in seen} == {f"mirror {n}" for n in range(11)}
    if order is FindingOrder.WORST:
        assert tuple(seen) == store.standing(DEVICE)


def test_equal_findings_are_one_group(store):
    fleet(store, "r1", "r2", "r3")
    store.keep(visit(9, device="r4", raised=(finding(device="r4", severity=Severity.LOW),)))
    page = store.finding_pages.groups(FindingQuery(), least=2)
    (group,) = page.items
    assert (page.total, group.findings, group.devices) == (1, 3, ("r1", "r2", "r3"))
    alike = store.finding_pages.page(FindingQuery(alike=group.alike))
    assert alike.total == 4


def test_facets_count_what_each_choice_would_leave(store):
    fleet(store, "r1", "r2")
    store.keep(visit(9, device="r3", raised=(finding(device="r3", severity=Severity.LOW),)))
    facets = store.finding_pages.facets(FindingQuery(severities=(Severity.LOW,)))
    assert facets.total == 1
    assert facets.severities == {Severity.HIGH: 2, Severity.LOW: 1}
    assert facets.statuses == {Status.OPEN: 1}


def test_the_words_of_findings_are_searched_as_they_read(store):
    fleet(store, "r1", "r_1")
    assert store.finding_pages.page(FindingQuery(text="MIRROR 1 APP")).total == 2
    assert store.finding_pages.page(FindingQuery(text="r_1")).total == 1
    assert store.finding_pages.page(FindingQuery(text="%")).total == 0


@pytest.mark.parametrize("text", ["", "[]", "{", "[1]", '["a","b","c"]', "[1,2,null]", "[" * 9000])
def test_a_cursor_nobody_gave_is_refused(store, text):
    with pytest.raises(CursorError, match="begin again"):
        store.finding_pages.page(FindingQuery(after=text))


def test_the_timeline_joins_visits_that_saw_the_same(store):
    first = visit(0)
    other = visit(3, text="hostname other\n", raised=(finding(),))
    for each in (first, visit(1), visit(2), other, unreachable(4, other), visit(5)):
        store.keep(each)
    moments = store.timeline(DEVICE).moments
    runs = [each for each in moments if isinstance(each, VisitRun)]
    assert [(e.at, e.last_at, e.visits) for e in runs] == [
        (moment(5), moment(5), 1), (moment(4), moment(4), 1), (moment(3), moment(3), 1),
        (moment(0), moment(2), 3),
    ]  # fmt: skip
    assert [each.topic for each in runs[2].changes] == ["running-config"]
    steps = [each for each in moments if isinstance(each, FindingStep)]
    assert [each.at for each in steps] == [moment(3)]
    turned, after = [], None
    while True:
        page = store.timeline(DEVICE, after=after, limit=2)
        turned += page.moments
        after = page.following
        if after is None:
            break
    assert tuple(turned) == moments
    earlier = store.timeline(DEVICE, until=moment(2)).moments
    assert [each.at for each in earlier] == [moment(0)]


def test_the_trend_counts_by_day(store):
    first = visit(0, raised=(finding(),))
    store.keep(first)
    day = timedelta(days=1) // timedelta(minutes=1)
    store.keep(visit(day, settled={finding().fingerprint: False}))
    store.keep(unreachable(2 * day, first))
    today = START.date()
    counts = store.present.trend(today, today + timedelta(days=2))
    assert [(e.opened, e.resolved, e.observed) for e in counts] == [(1, 0, 1), (0, 1, 1), (0, 0, 0)]
    assert counts[0].day == date(2026, 1, 1)


def test_the_overview_is_limited_to_who_may_see(store):
    fleet(store, "r1", "r2", "r3")
    every, some = store.present.overview(), store.present.overview(frozenset({"r1"}))
    assert (every.devices, every.mirrors, every.count(Status.OPEN)) == (3, 3, 3)
    assert (some.devices, some.mirrors, some.count(Status.OPEN)) == (1, 1, 1)
    assert store.present.overview(frozenset()).devices == 0


def test_images_are_grouped(store):
    fleet(store, "r1", "r2")
    changed = visit(5, device="r3")
    known = replace(changed.known, image=replace(changed.known.image, version="17.12.1"))
    store.keep(replace(changed, known=known))
    page = store.present.images(against=("mirror-new-session",))
    assert [(e.version, e.device_count, e.contradicted) for e in page.items] == [
        ("17.09.04a", 2, 2), ("17.12.1", 1, 0),
    ]  # fmt: skip
    assert page.items[0].devices == ("r1", "r2")


def imaged(number, device, digest, *, model="C9300"):
    """Return a visit that saw the device run one file with this hash."""
    made = visit(number, device=device)
    image = replace(
        made.known.image, model=model, running_file="flash:a.bin", hashed_at=START,
        digests=(Digest("flash:a.bin", "md5", digest),) if digest else None,
    )  # fmt: skip
    return replace(made, known=replace(made.known, image=image))


def test_an_image_that_differs_from_its_fleet_comes_first(store):
    for number, (device, digest) in enumerate(
        {"r1": "aa", "r2": "aa", "r3": "bb", "r4": None, "r5": "aa"}.items()
    ):
        store.keep(imaged(number, device, digest))
    store.keep(imaged(9, "r6", "bb", model="C9500"))
    page = store.present.images()
    assert [(e.digest, e.device_count, e.fleet, e.apart) for e in page.items] == [
        ("bb", 1, 4, True), ("aa", 3, 4, False), ("bb", 1, 1, False), (None, 1, 0, False),
    ]  # fmt: skip
    assert [each.devices for each in store.present.images(apart=True).items] == [("r3",)]
    assert store.present.images(frozenset({"r1", "r2"}), apart=True).items == ()
    assert store.present.images(platform="arista_eos").items == ()
    group = page.items[1]
    first = store.present.image_members(group.key, limit=2)
    assert (first.items, first.total) == (("r1", "r2"), 3)
    rest = store.present.image_members(group.key, after=first.following, limit=2)
    assert (rest.items, rest.following) == (("r5",), None)
    assert store.present.image_members(page.items[3].key).items == ("r4",)
    assert store.present.image_members(group.key, frozenset({"r2"})).items == ("r2",)


def test_of_two_camps_of_equal_size_either_may_be_the_patched_one(store):
    store.keep(imaged(0, "r1", "aa"))
    store.keep(imaged(1, "r2", "bb"))
    assert [each.apart for each in store.present.images().items] == [True, True]


def test_blind_spots_of_one_facet(store):
    first = visit(0)
    store.keep(first)
    store.keep(unreachable(1, first))
    counts = store.present.blind_counts()
    assert counts["device"] == 1
    assert store.present.blind_counts(frozenset()) == {}
    spots = store.present.blind_spots(facet="device")
    assert [(each.device, each.facet) for each in spots.items] == [(DEVICE, "device")]
    assert store.present.blind_spots(facet="nothing").total == 0
