"""A finding and a device as pages and over the API: who may do what, and what is kept of it."""

import pytest
from support.console import FixedGate, browser

from netwatch.model.evidence import Severity
from netwatch.model.finding import Status
from netwatch.model.person import Person, Role
from netwatch.store.values import ApprovalState, Decision, FindingFilter

pytestmark = pytest.mark.lab

TERMS = {"ticket": "CHG-7", "reason": "the IDS of the lab", "until": "30d", "scope": "finding"}


def finding_of(work, rule, device="core-rtr1"):
    return work.store.findings(FindingFilter(device=device, rule=rule))[0].finding


def as_role(work, role, name="pat"):
    return browser(work, gate=FixedGate(Person(name=name, role=role)))


def test_a_finding_shows_its_evidence_its_life_and_what_it_is_part_of(demo):
    finding = finding_of(demo, "bootloader-version-changed", "wan-rtr1")
    page = browser(demo).get(f"/findings/{finding.fingerprint[:8]}").text
    assert all(each.text.strip() in page for each in finding.evidence)
    assert "Part of an incident" in page
    assert "opened" in page
    assert "T1542.004" in page
    why = browser(demo).get(f"/findings/{finding.fingerprint}/why", headers={"hx-request": "true"})
    assert "<html" not in why.text


def test_what_is_not_there_and_what_may_not_be_seen_are_both_not_found(demo):
    finding = finding_of(demo, "mirror-new-destination")
    assert browser(demo).get("/findings/ffffffff").status_code == 404
    elsewhere = Person(name="e", role=Role.ADMIN, sites=frozenset({"nowhere"}))
    for path in (f"/findings/{finding.fingerprint}", "/devices/core-rtr1"):
        assert browser(demo, elsewhere).get(path).status_code == 404
    for path in ("acts", "approvals"):
        url = f"/findings/{finding.fingerprint}/{path}"
        answer = browser(demo, elsewhere).post(url, data={"deed": "acknowledge", **TERMS})
        assert answer.status_code == 404
    assert demo.store.approvals.all() == ()


def test_an_operator_works_on_a_finding_under_their_own_name(demo):
    finding = finding_of(demo, "mirror-new-session")
    client = as_role(demo, Role.OPERATOR)
    url = f"/findings/{finding.fingerprint}/acts"
    assert client.post(url, data={"deed": "acknowledge"}).status_code == 303
    client.post(url, data={"deed": "assign", "to": "kim"})
    refused = client.post(url, data={"deed": "resolve"})
    assert refused.status_code == 422
    assert "say why" in refused.text
    kept = demo.store.findings(FindingFilter(fingerprint=finding.fingerprint))[0]
    assert (kept.status, kept.owner) == (Status.ACKNOWLEDGED, "kim")
    assert [each.actor for each in demo.store.events(finding.fingerprint)][1:] == ["pat", "pat"]


def test_a_viewer_is_offered_nothing_and_may_do_nothing(demo):
    finding = finding_of(demo, "mirror-new-session")
    client = as_role(demo, Role.VIEWER)
    page = client.get(f"/findings/{finding.fingerprint}").text
    assert "Acknowledge" not in page
    assert "<button>Approve" not in page
    answer = client.post(f"/findings/{finding.fingerprint}/acts", data={"deed": "acknowledge"})
    assert answer.status_code == 403


def test_an_operator_asks_and_an_approver_grants(demo):
    finding = finding_of(demo, "mirror-unapproved-destination")
    url = f"/findings/{finding.fingerprint}/approvals"
    asking, granting = as_role(demo, Role.OPERATOR), as_role(demo, Role.APPROVER, "ana")
    assert asking.post(url, data=TERMS).status_code == 303
    assert demo.store.approvals.all()[0].state is ApprovalState.REQUESTED
    assert "waits for an approver" in asking.post(url, data=TERMS).text
    assert "Grant as it was asked" in granting.get(f"/findings/{finding.fingerprint}").text
    assert granting.post(url, data={"reason": "seen"}).status_code == 303
    kept = demo.store.approvals.all()[0]
    assert (kept.requested.actor, kept.granted.actor) == ("pat", "ana")
    standing = demo.store.findings(FindingFilter(fingerprint=finding.fingerprint))[0]
    assert standing.status is Status.EXPLAINED


def test_an_approver_ends_an_approval_with_a_reason(demo):
    finding = finding_of(demo, "mirror-unapproved-destination")
    client = as_role(demo, Role.APPROVER)
    url = f"/findings/{finding.fingerprint}/approvals"
    client.post(url, data=TERMS)
    number = demo.store.approvals.all()[0].number
    assert client.post(f"{url}/{number}/revoke", data={"reason": ""}).status_code == 422
    assert client.post(f"{url}/{number + 1}/revoke", data={"reason": "x"}).status_code == 404
    assert client.post(f"{url}/{number}/revoke", data={"reason": "mistaken"}).status_code == 303
    assert demo.store.approvals.all()[0].revoked.note == "mistaken"


def test_the_api_does_what_the_page_does(demo):
    finding = finding_of(demo, "mirror-unapproved-destination")
    client = as_role(demo, Role.APPROVER)
    url = f"/api/v1/findings/{finding.fingerprint[:6]}"
    assert client.get(url).json()["finding"]["fingerprint"] == finding.fingerprint
    said = client.post(f"{url}/acts", json={"deed": "annotate", "note": "looking"}).json()
    assert said["note"] == "looking"
    assert {each["about"] for each in client.get(f"{url}/why").json()} >= {"severity"}
    asked = {key: value for key, value in TERMS.items() if key != "scope"}
    assert client.post(f"{url}/approvals", json=asked).json()[0]["state"] == "granted"
    refused = client.post(f"{url}/acts", json={"deed": "resolve"})
    assert (refused.status_code, refused.headers["content-type"]) == (
        422,
        "application/problem+json",
    )


def test_every_finding_and_every_device_has_a_page_and_an_answer(demo):
    client = browser(demo)
    for kept in demo.store.findings(FindingFilter(severity=Severity.INFO)):
        name = kept.finding.fingerprint
        assert client.get(f"/findings/{name}").status_code == 200
        assert client.get(f"/api/v1/findings/{name}").status_code == 200
    for device in demo.store.devices():
        assert client.get(f"/devices/{device.name}").status_code == 200


def test_device_text_stays_text(demo):
    finding = finding_of(demo, "mirror-new-session")
    at = demo.store.devices()[0].last_visit
    hostile = Decision(at=at, actor="<b>x", note="<script>alert(1)</script>\u202e")
    demo.store.annotate(finding.fingerprint, hostile)
    page = browser(demo).get(f"/findings/{finding.fingerprint}").text
    assert "<script>alert" not in page
    assert "\u202e" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;\\u202e" in page
