import re

import pytest

pytestmark = pytest.mark.lab


def test_status_says_what_was_seen_and_what_was_not(run, lab, tmp_path):
    run("check", "core-rtr1")
    text = (tmp_path / "inventory.yaml").read_text()
    (tmp_path / "inventory.yaml").write_text(
        text.replace(
            "devices:\n",
            "devices:\n- {name: gone-sw9, address: 127.0.0.1, port: 9, platform: cisco_xe}\n",
        )
    )
    run("check", "gone-sw9")
    first = run("status", "--format", "json")
    assert first.code == 0, first.err
    here = first.json
    assert here["schema"] == "netwatch/status/1"
    assert here["devices"]["seen"] == 2
    assert here["devices"]["blind"] == ["gone-sw9"]
    assert len(here["devices"]["never"]) == 9
    shown = run("status").out
    assert "1 could not be observed" in shown
    assert re.search(r"gone-sw9\s+nothing", shown)


def test_the_numbers_are_written_whole_for_prometheus(run, lab, tmp_path):
    run("check", "core-rtr1")
    lab.stage("after", "core-rtr1")
    run("check", "core-rtr1")
    assert run("status", "--metrics", "netwatch.prom").code == 0
    text = (tmp_path / "netwatch.prom").read_text()
    assert 'netwatch_device_observed{device="core-rtr1",platform="cisco_xe"} 1.0' in text
    assert re.search(r'netwatch_findings\{severity="high",status="open"\} [1-9]', text)
    assert not list(tmp_path.glob(".netwatch.prom*"))
    assert "cannot write" in run("status", "--metrics", "no/such/folder/x.prom").err
