from dataclasses import replace
from datetime import timedelta

import pytest
from support.visits import moment, visit

from netwatch.app.boards import Boards
from netwatch.app.mirror_board import Consent
from netwatch.app.settings import Settings
from netwatch.app.workspace import Workspace
from netwatch.incidents import incidents
from netwatch.judgement.ownership import OwnerKind
from netwatch.model.evidence import Confidence, Severity
from netwatch.model.finding import Finding, Status
from netwatch.model.mirror import (
    Destination,
    DestinationKind,
    Mirror,
    MirrorKind,
    Source,
    SourceKind,
)
from netwatch.model.policy import MirrorApproval
from netwatch.store.values import Decision, FindingFilter

POLICY = "prefixes: [192.0.2.0/24]\ncollectors: [{address: 192.0.2.50, name: ids}]\n"
INVENTORY = """credentials: {default: {username: u}}
devices:
  - {name: r1, address: 198.51.100.1, platform: cisco_xe, site: nyc}
  - {name: r2, address: 198.51.100.2, platform: cisco_xe, site: lon}
"""


@pytest.fixture
def work(tmp_path):
    (tmp_path / "inventory.yaml").write_text(INVENTORY)
    (tmp_path / "policy.yaml").write_text(POLICY)
    with Workspace(Settings(inventory=tmp_path / "inventory.yaml", state_dir=tmp_path), {}) as one:
        yield one


def mirroring(number, device, *addresses):
    made = visit(number, device=device)
    mirrors = tuple(
        Mirror(
            str(index), MirrorKind.ERSPAN_SOURCE,
            sources=(Source(SourceKind.INTERFACE, "Gi1/0/1"),),
            destinations=(Destination(DestinationKind.IP, each),),
        )
        for index, each in enumerate(addresses, start=1)
    )  # fmt: skip
    state = replace(made.seen, declared=mirrors, mirrors=mirrors)
    return replace(made, seen=state, known=state)


def ends(work, now=None, within=None):
    found = work.boards.mirrors.ends(work, now or moment(100), within)
    return [(e.device, e.receiver, e.consent, e.owner and e.owner.kind, e.foreign) for e in found]


def test_a_receiver_has_its_owner_and_what_approves_it(work):
    work.store.keep(mirroring(0, "r1", "192.0.2.50", "203.0.113.9"))
    work.store.keep(mirroring(0, "r2", "198.51.100.1"))
    assert ends(work) == [
        ("r1", "192.0.2.50", Consent.UNAPPROVED, OwnerKind.COLLECTOR, False),
        ("r1", "203.0.113.9", Consent.UNAPPROVED, None, True),
        ("r2", "198.51.100.1", Consent.UNAPPROVED, OwnerKind.DEVICE, False),
    ]
    assert ends(work, within=frozenset({"r2"}))[0][0] == "r2"
    assert work.boards.mirrors.ends(work, moment(100))[0].site == "nyc"


def test_a_device_that_changed_is_judged_again_and_no_other(work):
    work.store.keep(mirroring(0, "r1", "192.0.2.50"))
    work.store.keep(mirroring(0, "r2", "192.0.2.50"))
    first = work.boards.mirrors.ends(work, moment(100))
    work.store.keep(mirroring(1, "r2", "203.0.113.9"))
    second = work.boards.mirrors.ends(work, moment(100))
    assert second[0] is first[0]
    assert second[1].receiver == "203.0.113.9"
    work.store.keep(mirroring(2, "r2"))
    assert [each[0] for each in ends(work)] == ["r1"]


def test_an_approval_counts_at_once_and_until_it_runs_out(work):
    work.store.keep(mirroring(0, "r1", "203.0.113.9"))
    assert ends(work)[0][2] is Consent.UNAPPROVED
    approval = MirrorApproval(
        devices=("r1",), destinations=("203.0.113.9",), owner="soc",
        expires=moment(100) + timedelta(seconds=30),
    )  # fmt: skip
    asked = Decision(at=moment(50), actor="ada", note="why")
    kept = work.store.approvals.request(approval, findings=(), decision=asked)
    work.store.approvals.grant(kept.number, asked)
    assert ends(work)[0][2:] == (Consent.APPROVED, OwnerKind.APPROVED, False)
    late = moment(100) + timedelta(seconds=30)
    assert ends(work, late)[0][2:] == (Consent.EXPIRED, None, True)
    work.store.approvals.revoke(kept.number, asked)
    assert ends(work, late)[0][2] is Consent.UNAPPROVED


def test_another_policy_is_another_judgement(work):
    work.store.keep(mirroring(0, "r1", "203.0.113.9"))
    assert ends(work)[0][4] is True
    boards = work.boards
    with Workspace(work.settings, {}) as other:
        vars(other).update(boards=boards, store=work.store, inventory=work.inventory)
        (work.settings.inventory.parent / "policy.yaml").write_text("prefixes: [203.0.113.0/24]\n")
        assert ends(other)[0][3:] == (OwnerKind.PREFIX, False)


def told(device, rule, subject, severity=Severity.HIGH):
    return Finding(
        rule=rule, severity=severity, confidence=Confidence.HIGH, device=device, title=subject,
        subject=subject,
    )  # fmt: skip


def standing(store):
    return incidents(store.findings(FindingFilter()))


def test_the_board_tells_what_all_standing_findings_tell(work):
    store, board = work.store, Boards().incidents
    assert board.told(store) == ()
    one = (
        told("r1", "local-user-added", "user eve"),
        told("r1", "service-exposed", "http server", Severity.MEDIUM),
        told("r1", "mirror-new-destination", "mirror 1 destination 203.0.113.9"),
    )
    two = (told("r2", "mirror-new-destination", "mirror 7 destination 203.0.113.9"),)
    store.keep(visit(0, device="r1", raised=one))
    assert board.told(store) == standing(store) != ()
    store.keep(visit(0, device="r2", raised=two))
    both = board.told(store)
    assert both == standing(store)
    assert {each.devices for each in both} >= {("r1",), ("r1", "r2")}
    assert {each.devices for each in board.told(store, frozenset({"r2"}))} == set()
    assert board.of_finding(store, two[0].fingerprint)[0].devices == ("r1", "r2")
    store.resolve(two[0].fingerprint, Decision(at=moment(5), actor="ada"))
    assert board.told(store) == standing(store)
    assert {each.devices for each in board.told(store)} == {("r1",)}
    milder = replace(one[0], severity=Severity.LOW)
    store.keep(visit(6, device="r1", retold=(milder,)))
    assert board.told(store) == standing(store)
    for each in one:
        store.resolve(each.fingerprint, Decision(at=moment(9), actor="ada"))
    assert board.told(store) == ()
    assert {each.status for each in store.findings(FindingFilter(statuses=tuple(Status)))} == {
        Status.RESOLVED
    }
