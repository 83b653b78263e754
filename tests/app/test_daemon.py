"""The service's parts in order, and what systemd hears of them."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest
from support.clocks import Heard
from support.serving import Serving, eventually

from netwatch.app import daemon as app_daemon
from netwatch.app.daemon import Daemon
from netwatch.app.notify_systemd import Systemd
from netwatch.model.errors import NetwatchError

UNITS = Path(__file__).parents[2] / "packaging" / "systemd"


class Part:
    def __init__(self, name, did, fails=False):
        self.name, self.did, self.fails, self.ill = name, did, fails, None

    def start(self):
        if self.fails:
            raise NetwatchError(f"{self.name} cannot start")
        self.did.append(f"start {self.name}")

    def stop(self):
        self.did.append(f"stop {self.name}")

    def trouble(self):
        return self.ill


@pytest.fixture
def told(tmp_path):
    """A notification socket as systemd's, and what arrived there."""
    path = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(str(path))
        line.setblocking(False)

        def heard():
            time.sleep(0.3)
            found = []
            with suppress(BlockingIOError):
                while True:
                    found.append(line.recv(4096).decode())
            return found

        yield {"NOTIFY_SOCKET": str(path), "WATCHDOG_USEC": "300000"}, heard


def running(parts, environment):
    log = Heard()
    daemon = Daemon(parts, log, Systemd(environment))
    thread = threading.Thread(target=daemon.run)
    thread.start()
    return daemon, thread, log


def test_parts_start_in_order_and_stop_in_reverse():
    did = []
    daemon, thread, _ = running([Part("a", did), Part("b", did)], {})
    eventually(lambda: len(did) == 2, "both started")
    daemon.end()
    thread.join(10)
    assert did == ["start a", "start b", "stop b", "stop a"]


def test_a_part_that_cannot_start_ends_the_others():
    did = []
    daemon = Daemon([Part("a", did), Part("b", did, fails=True)], Heard(), Systemd({}))
    with pytest.raises(NetwatchError, match="b cannot start"):
        daemon.run()
    assert did == ["start a", "stop a"]


def test_the_watchdog_is_fed_only_while_every_part_is_healthy(told):
    environment, heard = told
    part = Part("scheduler", [])
    daemon, thread, log = running([Part("a", []), part], environment)
    eventually(lambda: any(each.startswith("WATCHDOG=1") for each in heard()), "fed")
    part.ill = "the clock\nhas stood still\x1b[2J"
    eventually(log.events, "the trouble in the log")
    heard()
    starved = heard() + heard()
    assert starved
    assert not any("WATCHDOG=1" in each for each in starved)
    assert all(each.startswith("STATUS=scheduler: the clock has stood") for each in starved)
    assert not any("\x1b" in each or "\n" in each for each in starved)
    part.ill = None
    eventually(lambda: any("WATCHDOG=1" in each for each in heard()), "fed again")
    daemon.end()
    thread.join(10)
    assert heard()[-1] == "STOPPING=1"
    assert [event for event, _ in log.lines if "part of the service" in event] == [
        "a part of the service is in trouble",
        "a part of the service is well again",
    ]


def test_without_systemd_nothing_is_told():
    quiet = Systemd({"WATCHDOG_USEC": "1000"})
    quiet.ready("running")
    assert quiet.watchdog_s is None


def test_an_abstract_socket_is_reached_too():
    name = f"netwatch-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(f"\0{name}")
        line.settimeout(5)
        Systemd({"NOTIFY_SOCKET": f"@{name}"}).ready("running")
        assert line.recv(4096) == b"READY=1\nSTATUS=running"


def test_the_second_signal_ends_at_once(monkeypatch):
    handlers, ended = {}, []
    monkeypatch.setattr(app_daemon.signal, "signal", handlers.__setitem__)
    daemon = Daemon([], Heard(), Systemd({}))
    app_daemon.end_on_signals(daemon, ended.append)
    handlers[signal.SIGTERM](signal.SIGTERM, None)
    assert daemon._ending.is_set()
    assert ended == []
    handlers[signal.SIGINT](signal.SIGINT, None)
    assert ended == [signal.SIGINT]


def test_the_service_tells_systemd_that_it_is_up_and_going(told, tmp_path):
    environment, heard = told
    (tmp_path / "inventory.yaml").write_text("devices: []")
    with Serving(tmp_path, f"sqlite:///{tmp_path}/netwatch.db", **environment) as service:
        service.until("this server leads")
        messages = eventually(heard, "a message")
        service.signal(signal.SIGTERM)
        assert service.wait() == 0
        messages += heard()
    assert messages[0].startswith("READY=1")
    assert messages[-1] == "STOPPING=1"
    assert all({"event", "level", "timestamp"} <= each.keys() for each in service.lines)


def test_a_device_cannot_write_lines_into_the_log():
    code = (
        "from netwatch.app.logs import LogFormat, open_log\n"
        "import logging, sys\n"
        "log = open_log(LogFormat(sys.argv[1]))\n"
        "log.info('seen', said='a\\nb\\x1b[31m\\u202e')\n"
        "logging.getLogger('paramiko').error('Bad\\nbanner')\n"
    )
    for form in ("json", "text"):
        done = subprocess.run(
            [sys.executable, "-c", code, form], check=True, capture_output=True, text=True
        )
        lines = done.stderr.splitlines()
        assert len(lines) == 2
        assert not any(mark in done.stderr for mark in ("\x1b", "\u202e"))
        if form == "json":
            assert json.loads(lines[1])["library"] == "paramiko"


def test_the_units_are_what_systemd_understands(tmp_path):
    import shutil

    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd-analyze is not installed")
    for each in UNITS.iterdir():
        text = each.read_text().replace("/opt/netwatch/bin/netwatch", "/bin/true")
        (tmp_path / each.name).write_text(text)
    units = sorted(str(each) for each in tmp_path.iterdir())
    assert len(units) == 3
    done = subprocess.run(
        [analyze, "verify", "--man=no", *units], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
