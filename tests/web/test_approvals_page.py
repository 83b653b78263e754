"""Approvals as a page and over the API."""

import pytest
from support.console import FixedGate, browser

from netwatch.model.person import Person, Role
from netwatch.store.values import FindingFilter

pytestmark = pytest.mark.lab

TERMS = {"ticket": "CHG-7", "reason": "the IDS of the lab", "until": "30d"}


def as_role(work, role, name="pat", sites=()):
    person = Person(name=name, role=role, sites=frozenset(sites))
    return browser(work, gate=FixedGate(person))


def asked_for(work):
    rule = "mirror-unapproved-destination"
    finding = work.store.findings(FindingFilter(device="core-rtr1", rule=rule))[0].finding
    url = f"/api/v1/findings/{finding.fingerprint}/approvals"
    made = as_role(work, Role.OPERATOR).post(url, json=TERMS).json()
    return finding, made[0]["number"]


def test_requests_come_first_and_those_of_the_policy_are_there_too(demo):
    finding, number = asked_for(demo)
    found = browser(demo).get("/api/v1/approvals").json()
    assert found["items"][0]["number"] == number
    assert found["items"][0]["standing"] == "requested"
    assert {each["place"] for each in found["items"][1:]} >= {"policy.yaml:6"}
    page = browser(demo).get("/approvals").text
    assert page.index("waits") < page.index("policy.yaml:6")
    assert f"/findings/{finding.fingerprint}" in page


def test_a_decision_names_the_account_that_proved_to_be_the_person(demo):
    asked_for(demo)
    assert demo.store.approvals.all()[0].requested.login == "console account pat"


def test_an_approver_ends_one_and_says_why(demo):
    _, number = asked_for(demo)
    client = as_role(demo, Role.APPROVER, "ana")
    assert client.post(f"/api/v1/approvals/{number}/revoke", json={"reason": ""}).status_code == 422
    ended = client.post(f"/api/v1/approvals/{number}/revoke", json={"reason": "mistaken"}).json()
    assert (ended["standing"], ended["revoked_by"]) == ("revoked", "ana")
    assert client.post("/api/v1/approvals/99/revoke", json={"reason": "x"}).status_code == 404
    operator = as_role(demo, Role.OPERATOR)
    refused = operator.post(f"/api/v1/approvals/{number}/revoke", json={"reason": "x"})
    assert refused.status_code == 403


def test_a_limited_person_sees_what_speaks_of_their_devices(demo):
    _, number = asked_for(demo)
    client = as_role(demo, Role.APPROVER, "amy", sites={"ams"})
    numbers = {each["number"] for each in client.get("/api/v1/approvals").json()["items"]}
    assert number not in numbers
    answer = client.post(f"/api/v1/approvals/{number}/revoke", json={"reason": "x"})
    assert answer.status_code == 404
