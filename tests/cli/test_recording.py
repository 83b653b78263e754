"""netwatch record, against the demo fleet over real SSH."""

import json
import re

import pytest

from netwatch import registry
from netwatch.app.golden import case_shape, read_case
from netwatch.lab.dialogue import DEMO_FLEET, load_folder

pytestmark = pytest.mark.lab
NAMES = [each.name for each in load_folder(DEMO_FLEET)]
DOCUMENTED = re.compile(r"192\.0\.2|198\.51\.100|203\.0\.113|198\.1[89]|0\.|127\.|2[2-5]\d\.")


@pytest.mark.parametrize("name", NAMES)
def test_a_device_becomes_a_case_that_reads_the_same(run, lab, tmp_path, name):
    recorded = run("record", name, "--into", "case", "--format", "json")
    assert recorded.code == 0, recorded.err
    assert recorded.json["failures"] == []
    case = tmp_path / "case"
    assert sorted(recorded.json["files"]) == sorted(each.name for each in case.iterdir())
    assert "expected.json" in recorded.json["files"]

    live = run("check", name, "--format", "json").json[0]
    expected = json.loads((case / "expected.json").read_text())
    platform = registry.platform(live["platform"])
    assert json.loads(json.dumps(case_shape(platform, read_case(case)))) == expected
    assert expected["image"]["version"] == live["image"]["version"]
    seen = {
        each["id"]: (each["kind"], each["enabled"], len(each["sources"]))
        for each in live["mirrors"]
    }
    read = {
        each["id"]: (each["kind"], each["enabled"], len(each["sources"]))
        for each in (expected["mirrors"] or []) + (expected["operating"] or [])
    }
    assert read.keys() == seen.keys()


@pytest.mark.parametrize("name", NAMES)
def test_nothing_that_identifies_is_left(run, lab, tmp_path, name):
    run("record", name, "--into", "case")
    text = "\n".join(each.read_text() for each in (tmp_path / "case").glob("*.txt"))
    assert not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text, re.IGNORECASE)
    assert "device1" in text
    assert not re.search(r"<secret:(?!000000|salted)", text)
    for address in re.findall(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])", text):
        assert DOCUMENTED.match(address), address


def test_a_case_is_never_written_over_another(run, lab, tmp_path):
    (tmp_path / "case").mkdir()
    (tmp_path / "case" / "mine.txt").write_text("keep")
    refused = run("record", "core-rtr1", "--into", "case")
    assert refused.code == 2
    assert "name another with --into" in refused.err
    assert [each.name for each in (tmp_path / "case").iterdir()] == ["mine.txt"]


def test_a_device_that_is_not_reached_leaves_no_folder(run, lab, tmp_path):
    inventory = tmp_path / "inventory.yaml"
    inventory.write_text(re.sub(r"port: \d{4,5}", "port: 1", inventory.read_text()))
    refused = run("record", "core-rtr1", "--into", "case")
    assert refused.code == 2
    assert "nothing to record from core-rtr1: unreachable" in refused.err
    assert not (tmp_path / "case").exists()
