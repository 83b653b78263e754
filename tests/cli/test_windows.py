"""Change windows against the demo fleet over real SSH."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest

pytestmark = pytest.mark.lab

SENSOR = "mirror added: core-rtr1 session 52 destination 203.0.113.66"
CHANGES = ("core-rtr1", "edge-rtr2")


def at(**away):
    return (datetime.now(UTC) + timedelta(**away)).isoformat()


@pytest.fixture
def window(run, tmp_path):
    """Open a window with these expectations."""

    def go(name, *expect, devices="core-rtr1", **more):
        path = tmp_path / f"{name}.txt"
        path.write_text("\n".join(expect) + "\n")
        options = {"to": at(hours=2), **more}
        words = [word for key, value in options.items() for word in (f"--{key}", value)]
        return run("window", "open", name, "--devices", devices, "--expect", path, "--no-hash",
                   "--format", "json", *words)  # fmt: skip

    return go


@pytest.fixture
def verify(run):
    def go(name, device="core-rtr1"):
        result = run("window", "verify", name, "--no-hash", "--format", "json")
        by_name = {each["device"]: each for each in result.json["devices"]}
        return result.code, by_name[device]

    return go


def counts(device):
    return tuple(len(device[each]) for each in ("expected", "missing", "unexpected"))


def running_config(fleet, device, stage):
    spec = next(each for each in fleet.specs if each.name == device)
    answers = spec.scene(stage).answers
    return next(each.text for each in answers if each.command == "show running-config")


def statuses(run, device="core-rtr1"):
    found = run("findings", device, "--all", "--format", "json").json
    return {each["rule"]: (each["status"], each["window"], each["new"]) for each in found}


def test_exactly_as_said(run, lab, window, verify):
    opened = window("CHG1", SENSOR)
    assert opened.code == 0
    assert opened.json["baselines"][0]["why_not"] == ""
    lab.stage("after", "core-rtr1")
    code, device = verify("CHG1")
    assert (code, counts(device), device["could_not_verify"]) == (0, (1, 0, 0), [])
    (entry,) = device["expected"]
    assert entry["expectations"] == [SENSOR]
    assert "+ monitor session 52 type erspan-source" in entry["diff"]


def test_missing_and_unexpected_with_the_diff_and_its_stanza(run, lab, window, verify):
    window("CHG1", SENSOR.replace("52", "53"), devices=",".join(CHANGES))
    for name in CHANGES:
        lab.stage("after", name)
    code, device = verify("CHG1")
    assert (code, counts(device)) == (1, (0, 1, 1))
    _, edge = verify("CHG1", "edge-rtr2")
    stanza = next(each for each in edge["unexpected"] if each["stanza"])
    assert stanza["stanza"] == ["interface Tunnel120"]
    assert stanza["diff"] == [
        "- tunnel destination 192.0.2.200", "+ tunnel destination 203.0.113.90",
    ]  # fmt: skip


def test_reports_a_change_board_can_keep(run, lab, window, tmp_path):
    window("CHG1", SENSOR, devices=",".join(CHANGES))
    for name in CHANGES:
        lab.stage("after", name)
    pages = {}
    for form in ("table", "junit", "markdown", "html"):
        result = run("window", "verify", "CHG1", "--no-hash", "--format", form,
                     "--output", tmp_path / form)  # fmt: skip
        assert (result.code, result.out) == (1, "")
        pages[form] = (tmp_path / form).read_text()
    for form in ("table", "markdown", "html"):
        assert "Seen and not expected" in pages[form], form
        assert "tunnel destination 203.0.113.90" in pages[form], form
    suites = {each.get("name"): each for each in ET.fromstring(pages["junit"])}
    assert suites["core-rtr1"].get("failures") == "0"
    assert int(suites["edge-rtr2"].get("failures")) > 0
    kept = run("window", "show", "CHG1", "--format", "json").json
    assert len(kept["verdicts"]) == 4
    assert [each["window"] for each in run("window", "list", "--format", "json").json] == ["CHG1"]


def test_a_patched_image_and_a_hidden_session_are_not_as_said(run, lab, tmp_path):
    """Neither shows in the configuration: the candidate is met, and that is not all."""
    for name in ("acc-sw1", "dist-sw1"):
        (tmp_path / f"{name}.cfg").write_text(running_config(lab, name, "after"))
    (tmp_path / "expect.yaml").write_text("- candidate: '{device}.cfg'\n")
    opened = run("window", "open", "CHG1", "--devices", "acc-sw1,dist-sw1", "--to", at(hours=1),
                 "--expect", "expect.yaml")  # fmt: skip
    assert opened.code == 0
    lab.stage("after")
    result = run("window", "verify", "CHG1", "--format", "json")
    assert result.code == 1
    by_name = {each["device"]: each for each in result.json["devices"]}
    patched = [each["what"] for each in by_name["acc-sw1"]["unexpected"]]
    assert patched == ["image signature changed", "image digests changed"]
    (hidden,) = by_name["dist-sw1"]["unexpected"]
    assert hidden["what"].startswith("mirror added: session 3")
    told = {each["rule"]: each["window"] for each in result.json["findings"]}
    assert {"image-digest-changed", "mirror-not-in-config"} <= told.keys()
    assert set(told.values()) == {None}


def test_unreachable_at_the_end_is_never_as_said(run, lab, window, verify, tmp_path):
    window("CHG1", SENSOR)
    lab.stage("after", "core-rtr1")
    path = tmp_path / "inventory.yaml"
    right = path.read_text()
    path.write_text(right.replace("port: ", "port: 1 # "))
    code, device = verify("CHG1")
    assert (code, counts(device)) == (3, (0, 0, 0))
    assert any("unreachable" in each for each in device["could_not_verify"])
    assert f"could not be verified: {SENSOR}" in device["could_not_verify"]
    path.write_text(right)
    assert verify("CHG1")[0] == 0


def test_unreachable_at_the_opening_is_no_baseline_and_never_unchanged(
    run, lab, window, verify, tmp_path
):
    path = tmp_path / "inventory.yaml"
    right = path.read_text()
    path.write_text(right.replace("port: ", "port: 1 # "))
    opened = window("CHG1")
    assert opened.code == 3
    assert "unreachable" in opened.json["baselines"][0]["why_not"]
    path.write_text(right)
    code, device = verify("CHG1")
    assert (code, counts(device)) == (3, (0, 0, 0))
    assert any("no baseline" in each for each in device["could_not_verify"])


def test_a_change_made_before_the_window_is_told_apart(run, lab, window, verify):
    assert run("check", "core-rtr1").code == 0
    lab.stage("after", "core-rtr1")
    assert window("CHG1", SENSOR).code == 0
    assert statuses(run)["mirror-new-session"][:2] == ("open", None)
    code, device = verify("CHG1")
    assert (code, counts(device)) == (1, (0, 1, 0))
    assert device["missing"][0]["note"] == "announced, but made before the window began"
    assert [each["expectations"] for each in device["earlier"]] == [[SENSOR]]


def test_a_window_opened_late_counts_from_before_it_began(run, lab, window, verify):
    assert run("check", "core-rtr1").code == 0
    begun = at()
    lab.stage("after", "core-rtr1")
    assert window("CHG1", SENSOR, **{"from": begun}).code == 0
    assert statuses(run)["mirror-new-session"][:2] == ("explained", "CHG1")
    code, device = verify("CHG1")
    assert (code, counts(device)) == (0, (1, 0, 0))
    assert "after it had begun" in device["expected"][0]["note"]


def test_a_change_stays_explained_and_a_condition_that_outlives_the_window_opens(run, lab, window):
    window("CHG1", SENSOR)
    lab.stage("after", "core-rtr1")
    for _ in range(2):
        run("check", "core-rtr1", "--no-hash")
        found = statuses(run)
        assert found["mirror-new-session"][:2] == ("explained", "CHG1")
        assert found["mirror-unapproved-destination"][:2] == ("explained", "CHG1")
        # What was not announced stays open: nobody said it would not be saved.
        assert found["config-unsaved"][:2] == ("open", None)
    assert run("window", "close", "CHG1", "--by", "anna", "--no-hash").code == 0
    third = run("check", "core-rtr1", "--no-hash", "--format", "json").json[0]
    by_rule = {each["rule"]: each for each in third["findings"]}
    assert by_rule["mirror-new-session"]["status"] == "explained"
    condition = by_rule["mirror-unapproved-destination"]
    assert (condition["status"], condition["window"], condition["new"]) == ("open", None, True)
    fourth = run("check", "core-rtr1", "--no-hash", "--format", "json").json[0]
    by_rule = {each["rule"]: each for each in fourth["findings"]}
    assert by_rule["mirror-new-session"]["status"] == "explained"
    assert not by_rule["mirror-unapproved-destination"]["new"]


def test_overlapping_windows(run, lab, window, verify):
    window("CHG1", SENSOR)
    window("CHG2", "mirror added: session *")
    window("CHG3")
    lab.stage("after", "core-rtr1")
    code, device = verify("CHG1")
    assert code == 0
    assert device["expected"][0]["also_covered_by"] == ["CHG2"]
    code, device = verify("CHG3")
    assert (code, counts(device)) == (0, (0, 0, 0))
    assert device["others"][0]["also_covered_by"] == ["CHG1", "CHG2"]


def test_a_candidate_configuration(run, lab, window, verify, tmp_path):
    path = tmp_path / "core-rtr1.cfg"
    path.write_text(running_config(lab, "core-rtr1", "after"))
    assert window("CHG1", f"candidate: {tmp_path}/{{device}}.cfg").code == 0
    kept = run("window", "show", "CHG1", "--format", "json")
    assert "password" not in kept.out
    code, device = verify("CHG1")
    assert (code, counts(device)) == (1, (0, 1, 0))
    assert device["missing"][0]["what"].startswith("mirror added: session 52")
    lab.stage("after", "core-rtr1")
    code, device = verify("CHG1")
    assert (code, counts(device)) == (0, (1, 0, 0))
    assert statuses(run)["mirror-new-session"][:2] == ("explained", "CHG1")


def test_a_remediation(run, lab, window, verify, tmp_path):
    (tmp_path / "fix.txt").write_text(
        "monitor session 52 type erspan-source\n"
        "  source interface TenGigabitEthernet0/0/0 , TenGigabitEthernet0/0/1\n  no shutdown\n"
        "  destination\n    erspan-id 101\n    ip address 203.0.113.66\n"
        "    origin ip address 192.0.2.1\n"
    )
    assert window("CHG1", f"remediation: {tmp_path}/fix.txt").code == 0
    lab.stage("after", "core-rtr1")
    code, device = verify("CHG1")
    assert (code, counts(device)) == (0, (1, 0, 0))
    (tmp_path / "other.txt").write_text("no monitor session 10\n")
    lab.stage("before", "core-rtr1")
    run("check", "core-rtr1", "--no-hash")
    assert window("CHG2", f"remediation: {tmp_path}/other.txt").code == 0
    code, device = verify("CHG2")
    assert (code, counts(device)) == (1, (0, 1, 0))
    assert device["missing"][0]["what"].startswith("mirror removed: session 10")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"to": "2020-01-01T00:00"}, "before it begins"),
        ({"from": "2020-01-01T00:00", "to": "2020-01-01T04:00"}, "over already"),
        ({"from": "2030-01-02T00:00", "to": "2030-01-01T00:00"}, "before it begins"),
        ({"to": "2099-01-01T00:00"}, "write an approval"),
        ({"to": "tomorrow"}, "is no time"),
        ({"to": "2030-03-31T02:30", "timezone": "Europe/Berlin"}, "does not exist"),
        ({"to": "2030-10-27T02:30", "timezone": "Europe/Berlin"}, "exists twice"),
        ({"timezone": "Mars/Olympus"}, "no time zone"),
        ({"devices": "core-rtr9"}, "no device"),
    ],
)
def test_windows_that_make_no_sense(run, lab, window, options, says):
    result = window("CHG1", **options)
    assert result.code == 2
    assert says in result.err
    assert run("window", "list", "--format", "json").json == []


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("dance", "CHG1.txt:1: 'dance' is no expectation"),
        ("mirror added: edge-rtr2 session 1", "none of the window's devices"),
        ("candidate: missing.cfg", "missing.cfg"),
    ],
)
def test_expectations_that_make_no_sense(run, lab, window, line, says):
    result = window("CHG1", line)
    assert result.code == 2
    assert says in result.err


def test_steps_out_of_order(run, lab, window):
    for step in ("verify", "show", "close"):
        result = run("window", step, "CHG1")
        assert result.code == 2
        assert "no change window 'CHG1'" in result.err
    window("CHG1")
    assert "open already" in window("CHG1").err
    assert run("window", "close", "CHG1", "--no-verify").code == 0
    assert "closed; it cannot" in run("window", "close", "CHG1", "--no-verify").err
    assert run("window", "verify", "CHG1", "--no-hash").code == 0
    assert run("window", "open", "a b", "--devices", "core-rtr1", "--to", at(hours=1)).code == 2


def test_a_missing_secret_opens_no_window(run, lab, window, monkeypatch):
    monkeypatch.delenv("NETWATCH_LAB_PASSWORD")
    result = window("CHG1")
    assert result.code == 2
    assert "NETWATCH_LAB_PASSWORD" in result.err
    listed = run("window", "list", "--format", "json").json
    assert [each["state"] for each in listed] == ["planned"]
    monkeypatch.setenv("NETWATCH_LAB_PASSWORD", "wr0ng")
    again = window("CHG1")
    assert again.code == 3
    assert "auth-failed" in again.json["baselines"][0]["why_not"]


def test_a_window_over_midnight_and_the_change_of_clocks(run, lab, window, verify):
    times = {"from": "2030-03-30T23:00", "to": "2030-03-31T04:00", "timezone": "Europe/Berlin"}
    opened = window("CHG1", SENSOR, **times)
    assert opened.code == 0
    # Five hours on the wall, four by the clock of the world.
    assert (opened.json["from"], opened.json["to"]) == (
        "2030-03-30T22:00:00Z", "2030-03-31T02:00:00Z",
    )  # fmt: skip
    lab.stage("after", "core-rtr1")
    run("check", "core-rtr1", "--no-hash")
    # It has not begun: nothing is explained yet.
    assert statuses(run)["mirror-new-session"][:2] == ("open", None)
    code, device = verify("CHG1")
    assert (code, counts(device)) == (1, (0, 1, 0))
    assert device["missing"][0]["note"] == "announced, but made before the window began"
