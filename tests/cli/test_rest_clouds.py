"""``netwatch check`` of a cloud account: over HTTP into the store, first quiet, then findings."""

import pytest
from support.clouds import stages, watched

pytestmark = pytest.mark.lab

REPLAYS = ("R22_azure", "R22_gcp")
each_cloud = pytest.mark.parametrize("name", REPLAYS)


@pytest.fixture
def cloud(request, name, tmp_path, monkeypatch):
    with watched(name, tmp_path, monkeypatch) as (running, objects):
        running.stage = lambda stage: running.become(objects[stage])
        yield running


def check(run, name):
    account = stages(name)[0]["name"]
    result = run("check", account, "--format", "json")
    return result, result.json[0]


def new(seen):
    """Return the rules that told of something new that matters."""
    grave = ("medium", "high", "critical")
    return {x["rule"] for x in seen["findings"] if x["new"] and x["severity"] in grave}


@each_cloud
def test_a_foreign_mirror_is_found_and_the_first_visit_is_quiet(run, cloud, name):
    result, first = check(run, name)
    assert (result.code, first["status"], first["failures"]) == (0, "ok", []), result.err
    assert first["observed"]["mirrors"]
    cloud.stage("after")
    result, seen = check(run, name)
    assert result.code == 1
    assert {"mirror-new-session", "mirror-unknown-owner"} <= new(seen)
    cloud.stage("before")
    result, last = check(run, name)
    assert "mirror-removed" in {each["rule"] for each in last["findings"]}


@each_cloud
def test_the_benign_twin_is_quiet(run, cloud, name):
    check(run, name)
    cloud.stage("twin")
    result, seen = check(run, name)
    assert (result.code, new(seen)) == (0, set())
