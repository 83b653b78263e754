"""The whole service as one process: it listens, checks, alerts, answers, and ends when told."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request

import pytest
from support.receivers import HttpReceiver, free_port

from netwatch.lab.inventory import inventory_yaml

pytestmark = pytest.mark.lab

LINE = "%SYS-5-CONFIG_I: Configured from console by eve on vty0 (198.51.100.5)"
LIMIT_S = 90.0  # ends a hang; how long it takes is measured in benchmarks/


def eventually(what):
    until = time.monotonic() + LIMIT_S
    while time.monotonic() < until:
        found = what()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError("it did not come")


def asked(port, path, body=None):
    headers = {"Authorization": "Bearer hook-token"}
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", body, headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.status, answer.read().decode()


def is_up(port):
    try:
        return asked(port, "/healthz")[0] == 200
    except OSError:
        return False


@pytest.fixture
def service(lab, tmp_path):
    """Run the service with everything on for one device; yield (ports, what alerts arrived)."""
    alone = [each for each in lab.specs if each.name == "core-rtr1"]
    (tmp_path / "inventory.yaml").write_text(inventory_yaml(alone, lab.ports))
    web, udp = free_port(), free_port()
    with HttpReceiver() as receiver:
        sink = {"name": "hook", "kind": "webhook", "url": f"http://127.0.0.1:{receiver.port}/x"}
        routes = [{"name": "all", "to": ["hook"], "match": {"severity": "medium"}}]
        (tmp_path / "alerts.yaml").write_text(json.dumps({"sinks": [sink], "routes": routes}))
        surroundings = {
            **os.environ,
            "NETWATCH_STATE_DIR": str(tmp_path / "state"),
            "NETWATCH_WEB": f"127.0.0.1:{web}",
            "NETWATCH_WEB_TOKEN": "hook-token",
            "NETWATCH_SYSLOG_UDP": f"127.0.0.1:{udp}",
        }
        words = [sys.executable, "-m", "netwatch", "serve", "--schedule", "0 3 1 1 *"]
        with (
            (tmp_path / "log").open("w") as log,
            subprocess.Popen(words, env=surroundings, cwd=tmp_path, stderr=log) as process,
        ):
            try:
                eventually(lambda: process.poll() is None and is_up(web))
                yield web, udp, receiver
            finally:
                process.send_signal(signal.SIGTERM)
                assert process.wait(60) == 0, (tmp_path / "log").read_text()


def test_a_log_line_becomes_an_alert_that_names_who(service, lab, run):
    web, udp, receiver = service
    # The overdue sweep is the baseline.
    eventually(lambda: run("history", "core-rtr1", "--format", "json").code == 0)
    lab.stage("after", "core-rtr1")
    sent = ["--server", "127.0.0.1", "--port", str(udp), "--udp", "--rfc3164", LINE]
    subprocess.run(["/usr/bin/logger", *sent], check=True)

    def told():
        alerts = [each for got in receiver.received for each in got.json["alerts"]]
        return [each for each in alerts if each["finding"]["rule"] == "mirror-new-destination"]

    (alert,) = eventually(told)
    assert alert["who"].startswith("eve from 198.51.100.5")
    assert any("monitor session 52" in line for line in alert["diff"])
    status, metrics = asked(web, "/metrics")
    assert status == 200
    assert 'netwatch_findings{severity="high",status="open"}' in metrics
    assert "netwatch_triggers_looks_total 1.0" in metrics
    assert 'netwatch_schedule_next_run_timestamp_seconds{schedule="nightly"}' in metrics
    shown = run("status").out
    assert "nightly" in shown


def test_a_webhook_has_a_device_checked(service, lab, run):
    web, _, _ = service
    eventually(lambda: run("history", "core-rtr1", "--format", "json").code == 0)
    lab.stage("after", "core-rtr1")
    body = json.dumps({"device": "core-rtr1", "user": "pipeline"}).encode()
    assert asked(web, "/hooks/check", body)[0] == 202
    found = eventually(lambda: run("findings", "core-rtr1", "--format", "json").json)
    assert any(each["rule"] == "mirror-new-session" for each in found)
