"""A configuration judged before it is deployed."""

from xml.etree import ElementTree as ET

import pytest

BASE = """hostname core-rtr1
aaa new-model
aaa authentication login default group tacacs+ local
!
interface GigabitEthernet1/0/1
 description uplink
!
monitor session 1 source interface Gi1/0/1 both
monitor session 1 destination interface Gi1/0/47
!
line vty 0 4
 transport input ssh
end
"""


@pytest.fixture
def files(tmp_path):
    def go(candidate, base=BASE):
        (tmp_path / "base.cfg").write_text(base)
        (tmp_path / "new.cfg").write_text(candidate)

    return go


PLAN = ("plan", "--candidate", "new.cfg", "--device", "core-rtr1", "--platform", "cisco_xe",
        "--base", "base.cfg")  # fmt: skip


def rules(result):
    return {each["rule"] for each in result.json["findings"]}


SECOND = (
    "monitor session 2 source interface Gi1/0/2\n"
    "monitor session 2 destination interface Gi1/0/48\n!\nline vty"
)


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("line vty", SECOND, "mirror-new-session"),
        ("Gi1/0/47", "Gi1/0/9", "mirror-destination-changed"),
        ("default group tacacs+ local", "default none", "aaa-weakened"),
    ],
)
def test_would_it_add_a_mirror_redirect_one_weaken_aaa(run, files, tmp_path, old, new, rule):
    files(BASE.replace(old, new))
    result = run(*PLAN, "--format", "json")
    assert result.code == 1
    assert rule in rules(result)
    assert result.json["changes"]
    assert not (tmp_path / "state").exists()  # a pipeline needs no store and no key


def test_what_stands_already_fails_no_pipeline(run, files):
    files(BASE)
    result = run(*PLAN, "--format", "json", "--fail-on", "info")
    assert (result.code, result.json["changes"], result.json["findings"]) == (0, [], [])
    files(BASE.replace("description uplink", "description core"))
    result = run(*PLAN, "--format", "json")
    assert (result.code, rules(result)) == (0, {"config-drift"})
    assert run(*PLAN, "--fail-on", "low").code == 1


def test_a_fragment_is_laid_onto_the_base(run, files):
    files("monitor session 1 destination interface Gi1/0/9\nno aaa new-model\n")
    result = run(*PLAN, "--merge", "--format", "json")
    assert result.code == 1
    assert any(each["diff"] == ["- aaa new-model"] for each in result.json["changes"])
    files("interface GigabitEthernet1/0/1\n description core\n")
    result = run(*PLAN, "--merge", "--format", "json")
    assert (result.code, rules(result)) == (0, {"config-drift"})
    (change,) = result.json["changes"]
    assert change["stanza"] == ["interface GigabitEthernet1/0/1"]
    assert change["diff"] == ["- description uplink", "+ description core"]


def test_a_fragment_for_a_platform_nobody_can_merge(run, files):
    files("x")
    words = [each.replace("cisco_xe", "huawei_vrp") for each in PLAN]
    result = run(*words, "--merge")
    assert result.code == 2
    assert "give the whole configuration" in result.err


def test_junit_for_the_pipeline(run, files):
    files(BASE.replace("Gi1/0/47", "Gi1/0/9"))
    root = ET.fromstring(run(*PLAN, "--format", "junit").out)
    assert int(root.get("failures")) >= 1
    files(BASE)
    root = ET.fromstring(run(*PLAN, "--format", "junit").out)
    assert (root.get("tests"), root.get("failures")) == ("1", "0")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--candidate", "none.cfg", "--device", "a", "--platform", "cisco_xe"), "none.cfg"),
        (("--candidate", "empty.cfg", "--device", "a", "--platform", "cisco_xe"), "empty"),
        (("--candidate", "new.cfg", "--device", "a", "--platform", "cisco_xx"), "did you mean"),
        (("--candidate", "new.cfg", "--device", "a", "--platform", "cisco_xe"), "--base FILE"),
    ],
)
def test_what_cannot_be_judged_says_why(run, files, tmp_path, words, says):
    files(BASE)
    (tmp_path / "empty.cfg").write_text("\n")
    result = run("plan", *words)
    assert result.code == 2
    assert says in result.err


@pytest.mark.lab
def test_against_the_last_known_state(run, lab, tmp_path):
    assert run("check", "core-rtr1").code == 0
    spec = next(each for each in lab.specs if each.name == "core-rtr1")
    for stage, code in (("before", 0), ("after", 1)):
        answers = {each.command: each.text for each in spec.scene(stage).answers}
        (tmp_path / "new.cfg").write_text(answers["show running-config"])
        seen = len(lab.sessions("core-rtr1"))
        result = run("plan", "--candidate", "new.cfg", "--device", "core-rtr1", "--format", "json")
        assert result.code == code
        assert len(lab.sessions("core-rtr1")) == seen  # nobody logged in
    assert {"mirror-new-session", "mirror-new-destination"} <= rules(result)
