"""The service as systemd starts it: a process that sweeps, and ends when told to."""

import os
import signal
import subprocess
import sys

import pytest

pytestmark = pytest.mark.lab


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_serve_makes_up_for_an_overdue_sweep_and_stops_when_told(lab, tmp_path, ending):
    surroundings = {**os.environ, "NETWATCH_STATE_DIR": str(tmp_path / "state")}
    words = [sys.executable, "-m", "netwatch", "serve", "--schedule", "0 3 1 1 *"]
    with subprocess.Popen(
        words, env=surroundings, cwd=tmp_path, stderr=subprocess.PIPE, text=True
    ) as service:
        for line in service.stderr:
            if "new findings" in line:
                break
        service.send_signal(ending)
        rest = service.stderr.read()
        code = service.wait(30)
    assert "10 devices: 10 ok, 0 findings, 0 unknown" in line
    assert "stopped" in rest
    assert code == 0


def test_a_schedule_that_makes_no_sense_is_a_usage_error(run, lab):
    result = run("serve", "--schedule", "nightly")
    assert result.code == 2
    assert "five cron fields" in result.err
