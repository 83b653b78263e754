"""The board of the mirror map: it follows what is kept, and tells nobody more than they may see."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from support.mirror_maps import NOW, network, write

from netwatch.app.settings import load_settings
from netwatch.app.workspace import Workspace
from netwatch.model.flow import Encapsulation, FlowKind, FlowVerdict
from netwatch.model.mirror_graph import Choice
from netwatch.model.mirror_path import Alarm, Consent, Holder, Mark, Origin
from netwatch.model.policy import MirrorApproval
from netwatch.model.snapshot import Snapshot
from netwatch.store.values import Decision, Visit


@pytest.fixture
def made(tmp_path):
    return write(tmp_path, 40)


@pytest.fixture
def work(made, tmp_path):
    given = load_settings(
        state_dir=tmp_path, inventory=tmp_path / "inventory.yaml", policy=tmp_path / "policy.yaml"
    )
    with Workspace(given) as work:
        yield work


def seen(work, now=NOW, within=None, **choice):
    return work.boards.map.seen(work, Choice(**choice), now, within).graph


def by_key(graph):
    return {each.key: each for each in graph.paths}


def visit(work, state):
    snapshot = Snapshot(device=state.device, platform=state.platform, taken_at=state.taken_at)
    work.store.keep(Visit(snapshot=snapshot, seen=state, known=state))


def test_what_is_kept_is_drawn_as_the_pure_builder_draws_it(work, made):
    told = [each for each in made.paths() if each.origin is not Origin.TRAFFIC]
    graph = seen(work)
    assert {each.key: each.marks for each in graph.paths} == {each.key: each.marks for each in told}
    assert {each.key: each.ends[0].owner for each in graph.paths if each.ends} == {
        each.key: each.ends[0].owner for each in told if each.ends
    }
    assert seen(work) is graph


def test_a_visit_that_sees_another_destination_is_told_at_once(work, made):
    seen(work)
    state = made.states[1]
    mirror = state.mirrors[0]
    moved = replace(mirror, destinations=(replace(mirror.destinations[0], value="203.0.113.200"),))
    later = replace(state, mirrors=(moved, *state.mirrors[1:]), taken_at=NOW + timedelta(hours=1))
    visit(work, later)
    path = by_key(seen(work))[f"{state.device}/{moved.id}/{moved.kind}"]
    assert "203.0.113.200" in path.ends[0].text
    gone = replace(later, mirrors=(), declared=(), operating=(), taken_at=NOW + timedelta(hours=2))
    visit(work, gone)
    assert state.device not in {each.device for each in seen(work).paths}


def test_an_approval_counts_once_it_is_granted_and_until_it_ends(work):
    foreign = next(each for each in seen(work).paths if each.ends and each.ends[0].consent is
                   Consent.UNAPPROVED)  # fmt: skip
    approval = MirrorApproval(devices=(foreign.device,), owner="soc", expires=NOW + timedelta(1))
    said = Decision(actor="ada", at=NOW, note="")
    kept = work.store.approvals.request(approval, findings=(), decision=said)
    assert by_key(seen(work))[foreign.key].ends[0].consent is Consent.UNAPPROVED
    work.store.approvals.grant(kept.number, said)
    assert by_key(seen(work))[foreign.key].ends[0].consent is Consent.APPROVED
    after = by_key(seen(work, NOW + timedelta(days=2)))[foreign.key]
    assert after.ends[0].consent is Consent.LAPSED
    assert Mark.LAPSED in after.marks


def test_traffic_that_no_session_declares_is_drawn(work, made):
    device = made.devices[2]
    verdict = FlowVerdict(
        kind=FlowKind.ONE_WAY_TUNNEL, source=device.address, destination="203.0.113.99",
        protocol="udp", port=4789, encapsulation=Encapsulation.VXLAN, first=NOW, last=NOW,
        bytes=26_000_000, packets=20_000, device=device.name,
    )  # fmt: skip
    work.store.flows.keep([verdict], NOW)
    (path,) = seen(work, mark=Mark.UNDECLARED.value).paths
    assert (path.device, path.alarm, path.origin) == (device.name, Alarm.HIDDEN, Origin.TRAFFIC)
    assert path.ends[0].owner.holder is Holder.NOBODY
    assert "26.0 MB" in path.traffic


def test_automation_is_drawn_from_what_is_known(work):
    (path,) = seen(work, mark=Mark.AUTOMATED.value).paths
    assert path.session == "event manager applet NIGHT"


def test_devices_that_were_never_visited_are_counted_not_forgotten(work, tmp_path):
    text = (tmp_path / "inventory.yaml").read_text()
    text += "- {name: dark1, address: 192.0.2.77, platform: cisco_xe, site: nyc}\n"
    (tmp_path / "inventory.yaml").write_text(text)
    assert seen(work).unseen == ("dark1",)
    assert "the mirrors of 1 device were never observed" in seen(work).sentence


def test_a_limited_person_sees_no_other_device_not_even_where_a_copy_goes_on(work, made):
    feeder = next(each for each in seen(work).paths if each.ends and each.ends[0].onward)
    alone = seen(work, within=frozenset({feeder.device}))
    assert {each.device for each in alone.paths} == {feeder.device}
    others = {each.name for each in made.devices} - {feeder.device}
    told = repr(alone)
    assert not any(f"'{name}'" in told or f"{name}/" in told for name in others)
    board = work.boards.map.seen(work, Choice(), NOW, frozenset({feeder.device}))
    assert set(board.sites) == {feeder.site}


def test_the_builder_for_tests_makes_what_it_is_asked_for():
    for many in (5, 61):
        made = network(many)
        assert sum(len(each.mirrors) for each in made.states) == many
    assert datetime(2026, 3, 2, 12, 0, tzinfo=UTC) == NOW
