"""``netwatch check`` of a cloud account: over HTTP into the store, first quiet, then findings."""

import pytest
import yaml
from support import golden
from support.clouds import stages, watched

from netwatch import registry

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


@pytest.mark.parametrize("name", ["R22_gcp"])
def test_a_region_that_is_gone_removes_nothing_and_hides_nothing(run, cloud, name):
    assert check(run, name)[0].code == 0
    policies = stages(name)[1]["after"]["packetMirrorings"][1:]
    cloud.become({**cloud.objects, "packetMirrorings": policies, "unreachable": ["us-central1"]})
    result, seen = check(run, name)
    assert result.code == 1
    assert [each["reason"] for each in seen["failures"]] == ["incomplete"]
    assert "us-central1" in seen["failures"][0]["detail"]
    rules = {each["rule"] for each in seen["findings"]}
    assert "mirror-removed" not in rules
    assert {"mirror-new-session", "cloud-mirror-cross-account"} <= rules
    cloud.stage("before")
    _, last = check(run, name)
    removed = [each for each in last["findings"] if each["rule"] == "mirror-removed"]
    assert ["default-policy" in each["title"] for each in removed] == [True]


@each_cloud
def test_an_account_that_refuses_is_unknown_and_its_findings_stay(run, cloud, name):
    check(run, name)
    cloud.stage("after")
    found = {each["fingerprint"] for each in check(run, name)[1]["findings"]}
    cloud.become({**cloud.objects, "faults": [{"path": "", "kind": "forbidden"}]})
    result, seen = check(run, name)
    assert result.code == 1
    assert {each["reason"] for each in seen["failures"]} == {"auth-failed"}
    assert not seen["observed"]["mirrors"]
    assert found <= {each["fingerprint"] for each in seen["findings"]}


@each_cloud
def test_no_secret_is_kept_or_shown(run, cloud, name, tmp_path):
    result, _ = check(run, name)
    token = next(each for each in cloud.tokens)
    assert token not in result.out + result.err
    kept = [each for each in tmp_path.rglob("*") if each.is_file()]
    assert kept
    assert not any(token.encode() in each.read_bytes() for each in kept)


@each_cloud
def test_a_saved_list_is_recognised_and_read(run, name):
    platform = stages(name)[0]["platform"]
    saved = golden.HOME / platform / "saved-list" / "running-config.txt"
    told = run("parse", saved, "--format", "json").json
    assert (told["platform"], told["detected"], len(told["mirrors"])) == (platform, True, 2)


@pytest.mark.parametrize("name", ["gcp", "azure"])
def test_the_role_holds_the_rights_and_nothing_that_writes(run, name):
    shown = run("platforms", "show", name, "--commands", "--format", "role").out
    role = yaml.safe_load(shown)
    rights = role.get("includedPermissions") or role["Actions"]
    assert rights == list(registry.platform(name).rights)
    reads = ("get", "list", "read", "getEffectiveFirewalls")
    assert all(each.replace("/", ".").rpartition(".")[2] in reads for each in rights)
    table = run("platforms", "show", name, "--commands").out
    assert rights[0] in " ".join(table.split())


def test_a_role_is_for_a_cloud_that_has_them(run):
    result = run("platforms", "show", "cisco_xe", "--commands", "--format", "role")
    assert result.code == 2
    assert "platforms show gcp --commands --format role" in " ".join(result.err.split())
