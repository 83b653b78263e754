"""The formats for pipelines and people who keep reports, of a real visit."""

from xml.etree import ElementTree as ET

import pytest

pytestmark = pytest.mark.lab


def suites(result):
    root = ET.fromstring(result.out)
    return {each.get("name"): (each.get("failures"), each.get("errors")) for each in root}


def test_junit_of_a_sweep(run, lab, tmp_path):
    words = ("check", "core-rtr1", "acc-sw2", "--no-hash", "--format", "junit")
    assert suites(run(*words)) == {"core-rtr1": ("0", "0"), "acc-sw2": ("0", "0")}
    lab.stage("after", "core-rtr1")
    found = suites(run(*words))
    assert int(found["core-rtr1"][0]) >= 3
    assert found["acc-sw2"] == ("0", "0")
    path = tmp_path / "inventory.yaml"
    path.write_text(path.read_text().replace("port: ", "port: 1 # "))
    assert suites(run(*words))["acc-sw2"] == ("0", "1")


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_reports_of_findings_mirrors_and_history(run, lab, form):
    run("check", "core-rtr1", "--no-hash")
    lab.stage("after", "core-rtr1")
    run("check", "core-rtr1", "--no-hash")
    for words in (("findings",), ("mirrors",), ("diff", "core-rtr1"), ("history", "core-rtr1")):
        result = run(*words, "--format", form)
        assert result.code in {0, 1}, result.err
        assert len(result.out) > 100, words
    assert "203.0.113.66" in run("findings", "--format", form).out
