"""Overview, findings, incidents, devices, timeline: filters, limits, pages, the API beside."""

import pytest
from support.console import browser

from netwatch.model.finding import Status
from netwatch.model.person import Person, Role
from netwatch.store.values import FindingFilter

pytestmark = pytest.mark.lab

AMS = Person(name="a", role=Role.OPERATOR, sites=frozenset({"ams"}))
PATHS = (
    "/", "/findings", "/findings?together=1", "/incidents", "/devices", "/devices?blind=1",
    "/devices/core-rtr1", "/devices/core-rtr1/timeline", "/api",
)  # fmt: skip


def api(client, path):
    answer = client.get(f"/api/v1{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("path", PATHS)
def test_every_page_answers_with_what_is_kept_and_with_nothing_kept(demo, path):
    client = browser(demo)
    assert client.get(path).status_code == 200
    demo.store.close()
    (demo.settings.state_dir / "netwatch.db").unlink()
    vars(demo).pop("store")
    assert browser(demo).get(path).status_code in {200, 404}


def test_the_overview_begins_with_where_copies_newly_go(demo):
    page = browser(demo).get("/").text
    assert page.index("Where copies newly go") < page.index("203.0.113.66")
    assert "1 hidden" in page
    numbers = api(browser(demo), "/overview")
    assert (numbers["devices"], numbers["hidden"], numbers["incidents"]) == (10, 1, 1)
    assert numbers["open"]["critical"] == 3
    assert sum(each["opened"] for each in numbers["trend"]) == sum(numbers["open"].values())


def test_filters_narrow_and_stand_in_the_address(demo):
    client = browser(demo)
    everything = api(client, "/findings")["total"]
    narrowed = {
        "device=core-rtr1": {"core-rtr1"},
        "device=core-*&severity=high": {"core-rtr1"},
        "site=ams&rule=mirror-new-destination": {"hv1", "edge-rtr2"},
        "text=203.0.113.66": {"core-rtr1"},
    }
    for query, devices in narrowed.items():
        found = api(client, f"/findings?{query}")
        assert {each["device"] for each in found["items"]} == devices, query
        assert 0 < found["total"] < everything
        page = client.get(f"/findings?{query}").text
        assert all(f'href="/devices/{each}"' in page for each in devices)
    assert api(client, "/findings?status=resolved")["items"] == []
    assert "No finding is like that" in client.get("/findings?text=nowhere").text
    # What a form sends for "any" does not narrow.
    assert f"{everything} findings" in client.get("/findings?status=&severity=&rule=&site=").text


def test_pages_follow_each_other_without_gap_or_repetition(demo):
    client = browser(demo)
    seen, path = [], "/findings?limit=5"
    while path:
        page = api(client, path)
        seen += [each["fingerprint"] for each in page["items"]]
        path = page["next"] and f"/findings?limit=5&after={page['next']}"
    assert len(seen) == len(set(seen)) == page["total"] > 5
    first = client.get("/findings?limit=5").text
    assert 'rel="next"' in first


@pytest.mark.parametrize(
    "query", ["severity=worst", "limit=0", "limit=9999", "after=made-up", "since=lately",
              "status=gone", f"text={'x' * 300}"],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_and_not_an_accident(demo, query):
    answer = browser(demo).get(f"/api/v1/findings?{query}")
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert browser(demo).get(f"/findings?{query}").status_code == 422


def test_a_limited_person_sees_their_sites_alone_everywhere(demo):
    client = browser(demo, AMS)
    ours = {each.name for each in demo.inventory.devices if each.site == "ams"}
    others = {each.name for each in demo.inventory.devices} - ours
    for path in ("/", "/findings", "/findings?together=1", "/incidents", "/devices"):
        page = client.get(path).text
        assert not any(f">{name}<" in page or f"{name}:" in page for name in others), path
    assert {each["name"] for each in api(client, "/devices")["items"]} == ours
    found = api(client, "/findings?limit=200")["items"]
    assert {each["device"] for each in found} < ours
    assert api(client, "/findings?device=core-rtr1")["items"] == []
    assert client.get("/api/v1/devices/core-rtr1").status_code == 404
    assert client.get("/devices/core-rtr1/timeline").status_code == 404


def test_several_are_acknowledged_at_once_and_none_when_one_may_not_be_seen(demo):
    kept = demo.store.findings(FindingFilter())
    ours = [e.finding.fingerprint for e in kept if e.finding.device == "hv1"]
    theirs = [e.finding.fingerprint for e in kept if e.finding.device == "core-rtr1"]
    client = browser(demo, AMS)
    mixed = client.post("/findings", data={"fingerprint": [*ours, theirs[0]], "note": "seen"})
    assert mixed.status_code == 404
    assert {each.status for each in demo.store.findings(FindingFilter())} == {Status.OPEN}
    assert client.post("/findings", data={"fingerprint": ours}).status_code == 303
    acknowledged = demo.store.findings(FindingFilter(statuses=(Status.ACKNOWLEDGED,)))
    assert {each.finding.fingerprint for each in acknowledged} == set(ours)


def test_the_timeline_tells_versions_and_findings_in_order(demo):
    moments = api(browser(demo), "/devices/core-rtr1/timeline")["items"]
    assert {each["kind"] for each in moments} == {"visits", "finding"}
    times = [each["at"] for each in moments]
    assert times == sorted(times, reverse=True)
    assert any("show running-config" in (each.get("changed") or ()) for each in moments)
    assert (
        "show running-config</a> changed" in browser(demo).get("/devices/core-rtr1/timeline").text
    )


def test_one_device_over_the_api_is_what_check_says(demo):
    client = browser(demo)
    for device in demo.inventory.devices:
        found = api(client, f"/devices/{device.name}")
        assert found["in_inventory"] is True
        assert len(found["findings"]) == len(demo.store.standing(device.name))
    core = api(client, "/devices/core-rtr1")
    assert {each["id"] for each in core["mirrors"]} == {"10", "52"}
