"""A command line that hides a mirror or a user is contradicted by NETCONF, over real SSH."""

import shutil
from html import escape

import pytest
import yaml

from netwatch.lab.dialogue import DEMO_FLEET, load
from netwatch.lab.fleet import Fleet
from netwatch.lab.inventory import environment, inventory_yaml

pytestmark = pytest.mark.lab

SHOW = {"core-rtr1": "show running-config", "dc2-leaf1": "show configuration | display omit"}
USER = """\
        user eve {
            uid 2009;
            class super-user;
        }
"""
ANALYZER = """\
    analyzer TAP {
        input {
            ingress {
                interface ge-0/0/9.0;
            }
        }
        output {
            ip-address 203.0.113.66;
        }
    }
"""


def native(users=("breakglass",), sessions=("10",)):
    entries = "".join(f"<username><name>{each}</name></username>" for each in users)
    ids = "".join(
        f'<session xmlns="http://cisco.com/ns/yang/Cisco-IOS-XE-span"><id>{each}</id></session>'
        for each in sessions
    )
    return (
        '<data><native xmlns="http://cisco.com/ns/yang/Cisco-IOS-XE-native">'
        f"<hostname>core-rtr1</hostname>{entries}<monitor>{ids}</monitor></native></data>"
    )


def configuration(text):
    return f"<configuration-text>\n{escape(text)}</configuration-text>"


def spoken(reply, **more):
    return {"netconf": {"reply": {"text": reply}}, **more}


def stages_of(name, spec):
    answer = next(each.text for each in spec.scenes[0][1].answers if each.command == SHOW[name])
    if name == "core-rtr1":
        same = native()
        more = native(users=("breakglass", "eve"), sessions=("10", "66"))
        less = native(users=("somebody",), sessions=())
    else:
        same = configuration(answer)
        planted = answer.replace("        user netwatch {", f"{USER}        user netwatch {{")
        planted = planted.replace("    analyzer IDS {", f"{ANALYZER}    analyzer IDS {{")
        more = configuration(planted)
        less = configuration(answer.replace("user netwatch {", "user somebody {"))
    refuse = [{"kind": "refuse", "at": "netconf"}]
    cut = [{"kind": "truncate", "at": "netconf", "after": 200}]
    return {
        "before": spoken(same),
        "hidden": spoken(more),
        "less": spoken(less),
        "refused": spoken(same, faults=refuse),
        "cut": spoken(same, faults=cut),
        "silent": {},
    }


@pytest.fixture(params=["core-rtr1", "dc2-leaf1"])
def lab(request, tmp_path, monkeypatch):
    """One device; each stage says something else over NETCONF."""
    name = request.param
    folder = shutil.copytree(DEMO_FLEET, tmp_path / "fleet")
    described = folder / f"{name}.yaml"
    data = yaml.safe_load(described.read_text())
    data["stages"] = {"before": {}}
    described.write_text(yaml.safe_dump(data))
    data["stages"] = stages_of(name, load(described))
    described.write_text(yaml.safe_dump(data))
    spec = load(described)
    for key, value in environment((spec,)).items():
        monkeypatch.setenv(key, value)
    with Fleet((spec,)) as fleet:
        inventory = yaml.safe_load(inventory_yaml((spec,), fleet.ports))
        inventory["devices"][0]["netconf"] = {"port": fleet.ports[name]}
        shutil.copy(folder / "policy.yaml", tmp_path)
        (tmp_path / "inventory.yaml").write_text(yaml.safe_dump(inventory))
        yield fleet, name


def check(run, name):
    result = run("check", name, "--format", "json")
    return result, result.json[0]


def told(seen):
    return [each for each in seen["findings"] if each["rule"] == "evidence-contradiction"]


def channels(fleet, name):
    return [each.executed for each in fleet.sessions(name)]


def test_two_ways_that_name_the_same_contradict_nothing(run, lab):
    fleet, name = lab
    result, seen = check(run, name)
    assert (result.code, seen["failures"], told(seen)) == (0, [], [])
    assert channels(fleet, name) == [[], ["netconf"]]
    stored = run("history", name, "--format", "json").json["versions"]
    assert "netconf" in {each["topic"] for each in stored}


def test_what_the_command_line_hides_is_told_while_it_does(run, lab):
    fleet, name = lab
    check(run, name)
    fleet.stage("hidden")
    result, seen = check(run, name)
    assert result.code == 1
    found = told(seen)
    assert {(each["severity"], each["status"]) for each in found} == {("high", "open")}
    session = "66" if name == "core-rtr1" else "TAP"
    assert {each["subject"] for each in found} == {
        f"session {session} named by NETCONF alone",
        "user eve named by NETCONF alone",
    }
    assert all({"netconf", "running-config"} <= {q["source"] for q in f["evidence"]} for f in found)
    assert channels(fleet, name)[2:] == [[], ["netconf"], []]
    assert len(told(check(run, name)[1])) == 2
    fleet.stage("before")
    assert told(check(run, name)[1]) == []


def test_what_a_whole_answer_does_not_name_is_told(run, lab):
    fleet, name = lab
    check(run, name)
    fleet.stage("less")
    _, seen = check(run, name)
    found = {each["subject"]: each["severity"] for each in told(seen)}
    known = "breakglass" if name == "core-rtr1" else "netwatch"
    assert found[f"user {known} not named by NETCONF"] == "medium"
    assert found["user somebody named by NETCONF alone"] == "high"
    assert not any("session" in each for each in found)


@pytest.mark.parametrize(
    ("stage", "reason"),
    [("refused", "command-rejected"), ("cut", "incomplete"), ("silent", "command-rejected")],
)
def test_a_way_that_does_not_open_is_a_failure_and_ends_nothing(run, lab, stage, reason):
    fleet, name = lab
    check(run, name)
    fleet.stage("hidden")
    open_before = told(check(run, name)[1])
    assert open_before
    fleet.stage(stage)
    _, seen = check(run, name)
    assert [(each["command"], each["reason"]) for each in seen["failures"]] == [
        ("netconf get running", reason)
    ]
    assert seen["observed"] == {"config": True, "mirrors": True, "image": True}
    assert {each["fingerprint"] for each in told(seen)} == {e["fingerprint"] for e in open_before}


def test_a_platform_that_is_not_read_there_is_told_before_the_first_login(run, lab, tmp_path):
    fleet, name = lab
    path = tmp_path / "inventory.yaml"
    inventory = yaml.safe_load(path.read_text())
    inventory["devices"][0]["platform"] = "cisco_nxos"
    path.write_text(yaml.safe_dump(inventory))
    result = run("check", name)
    assert result.code == 2
    assert "Cisco NX-OS is not read over NETCONF; leave `netconf:` away" in result.err
    assert channels(fleet, name) == []


def test_everything_sent_over_netconf_is_listed(run, lab):
    fleet, name = lab
    check(run, name)
    platform = "cisco_xe" if name == "core-rtr1" else "juniper_junos"
    listed = run("platforms", "show", platform, "--commands", "--format", "json").json["netconf"]
    wrote = bytes(fleet.sessions(name)[1].received).decode()
    for message in listed:
        assert message in wrote
        wrote = wrote.replace(message, "", 1)
    assert not wrote.strip("]>\n#0123456789")
    assert "netconf" in run("platforms", "show", platform, "--commands").out.casefold()
