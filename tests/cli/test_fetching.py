"""Image files fetched off a device and hashed here, over real SCP, and a device that lies."""

import hashlib
import shutil
from datetime import datetime, timedelta

import pytest
import yaml

from netwatch.app.workspace import Workspace
from netwatch.judgement.hashed import fetched_contradictions
from netwatch.lab.dialogue import DEMO_FLEET, load
from netwatch.lab.fleet import Fleet
from netwatch.lab.inventory import environment, inventory_yaml

pytestmark = pytest.mark.lab

NAME = "acc-sw1"
GOOD = "".join(f"block {n} is as it was\n" for n in range(5000))
BAD = GOOD.replace("block 77 is", "block 77 ls")
IMAGE = "flash:c3750e-universalk9-mz.152-4.E10.bin"


def md5(text):
    return hashlib.md5(text.encode()).hexdigest()


@pytest.fixture
def lab(tmp_path, monkeypatch):
    """One switch that hands out its image over SCP; in stage ``lied`` its own hash is the old."""
    folder = shutil.copytree(DEMO_FLEET, tmp_path / "fleet")
    described = folder / f"{NAME}.yaml"
    data = yaml.safe_load(described.read_text())
    stages = {
        "before": {},
        "lied": {"files": {IMAGE: BAD}},
        "patched": {"files": {IMAGE: BAD}, "vars": {"md5": md5(BAD)}},
        "closed": {"shares": []},
    }
    data |= {"shares": ["scp"], "files": {IMAGE: GOOD}, "stages": stages}
    data["vars"]["md5"] = md5(GOOD)
    described.write_text(yaml.safe_dump(data))
    spec = load(described)
    for name, value in environment((spec,)).items():
        monkeypatch.setenv(name, value)
    with Fleet((spec,)) as fleet:
        (tmp_path / "inventory.yaml").write_text(inventory_yaml((spec,), fleet.ports))
        yield fleet


@pytest.fixture
def opt_in(tmp_path):
    """Let the inventory opt in, with hours around now or not."""

    def go(*, now):
        begin = datetime.now().astimezone().utcnow() + timedelta(hours=-1 if now else 2)
        hours = f"{begin:%H:%M}-{begin + timedelta(hours=2):%H:%M}"
        path = tmp_path / "inventory.yaml"
        data = yaml.safe_load(path.read_text())
        data["devices"][0] |= {
            "fetch_image": True, "fetch_rate": 10**8, "fetch_window": hours,
        }  # fmt: skip
        path.write_text(yaml.safe_dump(data))

    return go


def check(run, *more):
    result = run("check", NAME, "--format", "json", *more)
    return result, result.json[0]


def copies(lab):
    return [each for one in lab.sessions(NAME) for each in one.executed]


def known():
    with Workspace.open() as work:
        return work.store.known_state(NAME).image


def test_a_copy_is_hashed_on_demand(run, lab):
    result, seen = check(run, "--fetch-image")
    assert result.code == 0
    assert seen["failures"] == []
    assert seen["image"]["digests"] == {"md5": md5(GOOD)}
    assert seen["image"]["fetched_digests"] == {
        name: hashlib.new(name, GOOD.encode()).hexdigest() for name in ("md5", "sha256", "sha512")
    }
    assert seen["image"]["fetched_at"]
    assert copies(lab) == [f"scp -f {IMAGE}"]
    _, again = check(run)
    assert "fetched_digests" not in again["image"]
    assert copies(lab) == [f"scp -f {IMAGE}"]
    assert known().fetched_at is not None
    assert fetched_contradictions(known()) == ()
    stored = run("history", NAME, "--format", "json").json["versions"]
    assert "fetched-hash" in {each["topic"] for each in stored}


def test_a_device_whose_own_hash_is_a_lie_is_contradicted(run, lab):
    check(run, "--fetch-image")
    lab.stage("lied")
    _, seen = check(run, "--hash", "--fetch-image")
    assert seen["image"]["digests"] == {"md5": md5(GOOD)}
    (found,) = fetched_contradictions(known())
    assert (found.own.path, found.own.algorithm) == (IMAGE, "md5")
    assert (found.own.value, found.fetched.value) == (md5(GOOD), md5(BAD))
    raised = [each for each in seen["findings"] if each["rule"] == "image-digest-changed"]
    assert {each["severity"] for each in raised} == {"critical"}
    assert any(md5(BAD) in each["subject"] for each in raised)
    shown = run("images", NAME, "--format", "json").json[0]
    rung = next(each for each in shown["ladder"]["rungs"] if each["rung"] == 3)
    assert rung["verdict"] == "contradicted"


def test_the_very_first_look_contradicts_a_lie(run, lab):
    lab.stage("lied")
    check(run, "--fetch-image")
    assert len(fetched_contradictions(known())) == 1


def test_a_copy_that_agrees_with_a_new_hash_is_no_second_story(run, lab):
    check(run, "--fetch-image")
    lab.stage("patched")
    check(run, "--hash")
    _, seen = check(run, "--fetch-image")
    assert fetched_contradictions(known()) == ()
    new = [each for each in seen["findings"] if each["new"]]
    assert [each["rule"] for each in new] == []


def test_by_itself_only_where_wanted_in_its_hours_and_when_due(run, lab, opt_in):
    check(run)
    assert copies(lab) == []
    opt_in(now=False)
    check(run)
    assert copies(lab) == []
    opt_in(now=True)
    check(run, "--no-hash")
    assert copies(lab) == []
    check(run)
    assert len(copies(lab)) == 1
    check(run)
    assert len(copies(lab)) == 1


def test_what_cannot_be_fetched_is_a_failure(run, lab):
    lab.stage("closed")
    result, seen = check(run, "--fetch-image")
    assert result.code == 3
    (failure,) = seen["failures"]
    assert (failure["command"], failure["reason"]) == (f"fetch {IMAGE}", "command-rejected"), (
        failure
    )
    assert seen["image"]["hashed_at"]
    assert "fetched_at" not in seen["image"]
