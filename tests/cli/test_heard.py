"""From a device's log line to a finding, with a real sender and real SSH."""

import subprocess
import threading

import pytest

from netwatch.app.debounce import Pace
from netwatch.app.listening import Listening
from netwatch.app.settings import load_settings
from netwatch.app.triggers import Triggers, look_at
from netwatch.app.workspace import Workspace
from netwatch.lab.inventory import inventory_yaml

pytestmark = pytest.mark.lab

LINE = "%SYS-5-CONFIG_I: Configured from console by eve on vty0 (198.51.100.5)"
LIMIT_S = 60.0  # ends a hang; how long it takes is measured in benchmarks/


def test_a_line_from_logger_becomes_a_finding_that_names_who(run, lab, tmp_path):
    # The one device at this address, since logger writes this machine's own name.
    alone = [each for each in lab.specs if each.name == "core-rtr1"]
    (tmp_path / "inventory.yaml").write_text(inventory_yaml(alone, lab.ports))
    assert run("check", "core-rtr1").code == 0
    lab.stage("after", "core-rtr1")
    looked = threading.Event()

    def look(device):
        look_at(work, device)
        looked.set()

    said = []
    settings = load_settings(syslog_udp="127.0.0.1:0")
    with Workspace(settings) as work:
        triggers = Triggers(work, said.append, look=look, pace=Pace(quiet_s=0.1))
        listening = Listening(settings, triggers)
        triggers.start()
        listening.start()
        server = ["--server", "127.0.0.1", "--port", str(listening.ports["udp"]), "--udp"]
        subprocess.run(["/usr/bin/logger", *server, "--rfc3164", LINE], check=True)
        assert looked.wait(LIMIT_S), (said, triggers.counts)
        listening.stop()
        triggers.stop()
    found = run("findings", "core-rtr1", "--format", "json").json
    new = next(each for each in found if each["rule"] == "mirror-new-destination")
    (who,) = [each for each in new["who"] if each["source"] == "syslog"]
    assert (who["user"], who["origin"]) == ("eve", "198.51.100.5")
    assert "by eve from 198.51.100.5" in run("findings", "core-rtr1").out
