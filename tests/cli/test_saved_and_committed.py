"""A start-up file and a list of commits tell what the running configuration hides, over SSH."""

import shutil

import pytest
import yaml

from netwatch.lab.dialogue import DEMO_FLEET, load
from netwatch.lab.fleet import Fleet
from netwatch.lab.inventory import environment, inventory_yaml

pytestmark = pytest.mark.lab

USER = "username eve privilege 15 secret 9 $9$abcdefghijklmn$qrstuvwxyz0123456789ABCDEFGH\n"
CONFIG = "show configuration | display omit"
HEADER = {"replace": "2025-11-04 10:31:00 UTC", "with": "2025-11-09 02:41:09 UTC"}
ROUTE = {"command": CONFIG, "insert": "        route 10.0.0.0/8 next-hop 192.0.2.66;\n"}
STAGES = {
    "core-rtr1": {
        "before": {},
        "hidden": {"edits": [{"command": "show startup-config", "insert": USER}]},
        "staged": {
            "edits": [
                {"command": "show startup-config", "insert": USER},
                {
                    "command": "show startup-config",
                    "replace": "! Last configuration change at 11:02:47 UTC Tue Nov 4 2025",
                    "with": "! Last configuration change at 02:41:09 UTC Sun Nov 9 2025",
                },
            ]
        },
    },
    "dc2-leaf1": {
        "before": {},
        "unlisted": {"edits": [{"command": CONFIG, **HEADER}]},
        "silent": {"edits": [{**ROUTE, "before": "        route 0.0.0.0/0"}]},
    },
}


@pytest.fixture
def serve(tmp_path, monkeypatch):
    """Serve one device with its stages."""
    fleets = []

    def start(name):
        folder = shutil.copytree(DEMO_FLEET, tmp_path / "fleet")
        described = folder / f"{name}.yaml"
        data = yaml.safe_load(described.read_text())
        data["stages"] = STAGES[name]
        described.write_text(yaml.safe_dump(data))
        spec = load(described)
        for key, value in environment((spec,)).items():
            monkeypatch.setenv(key, value)
        fleets.append(Fleet((spec,)))
        fleet = fleets[0].__enter__()
        shutil.copy(folder / "policy.yaml", tmp_path)
        (tmp_path / "inventory.yaml").write_text(inventory_yaml((spec,), fleet.ports))
        return fleet

    yield start
    for each in fleets:
        each.close()


def told(run, name):
    seen = run("check", name, "--format", "json").json[0]
    assert seen["failures"] == []
    found = (each for each in seen["findings"] if each["rule"] == "evidence-contradiction")
    return {each["subject"]: (each["severity"], each["title"]) for each in found}


def test_a_user_that_only_the_saved_configuration_shows_is_told_while_it_is(run, serve):
    fleet = serve("core-rtr1")
    assert told(run, "core-rtr1") == {}
    fleet.stage("hidden")
    subject = "username eve saved and not running"
    assert told(run, "core-rtr1")[subject][0] == "high"
    assert set(told(run, "core-rtr1")) == {subject}
    fleet.stage("before")
    assert told(run, "core-rtr1") == {}


def test_a_configuration_staged_for_the_next_boot_contradicts_nothing(run, serve):
    fleet = serve("core-rtr1")
    told(run, "core-rtr1")
    fleet.stage("staged")
    assert told(run, "core-rtr1") == {}


def test_a_commit_that_the_list_leaves_out_is_told(run, serve):
    fleet = serve("dc2-leaf1")
    assert told(run, "dc2-leaf1") == {}
    fleet.stage("unlisted")
    ((subject, (severity, title)),) = told(run, "dc2-leaf1").items()
    assert (subject, severity) == ("commit at 2025-11-09 02:41:09 not listed", "medium")
    assert "newest commit of the device's list is of 2025-11-04 10:31:00" in title
    versions = run("history", "dc2-leaf1", "--format", "json").json["versions"]
    assert [each["topic"] for each in versions].count("running-config") == 1


def test_a_change_under_the_old_list_of_commits_is_told(run, serve):
    fleet = serve("dc2-leaf1")
    told(run, "dc2-leaf1")
    fleet.stage("silent")
    ((_, (severity, title)),) = told(run, "dc2-leaf1").items()
    assert severity == "medium"
    assert "route 10.0.0.0/8" in title
    assert "its list of commits names no new one" in title
