"""A simulated day of schedules over 500 devices: what a service holds at its end it held before.

Three devices are the lab's, over SSH. The other 497 are no devices: their visits are made up where
``collect`` would return them, and go the whole way from reading to keeping.
"""

import gc
import os
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
import yaml
from support.clocks import Clock, Heard, settle, standing

from netwatch.app import collecting, staleness
from netwatch.app import sweep as app_sweep
from netwatch.app.jobs import report, retention, sweep
from netwatch.app.settings import load_settings
from netwatch.app.workspace import Workspace
from netwatch.lab.dialogue import DEMO_FLEET, load_folder
from netwatch.lab.fleet import Fleet
from netwatch.lab.inventory import environment, inventory_yaml
from netwatch.model.snapshot import Artifact, Snapshot
from netwatch.scheduler.service import SchedulerPart
from netwatch.store.run_values import RunStatus

pytestmark = pytest.mark.lab

MADE_UP = 497
CONFIG = "hostname {name}\n!\n{ports}!\nend\n"
PORTS = "".join(f"interface GigabitEthernet1/0/{each}\n description a\n" for each in range(20))
SCHEDULES = """
schedules:
  - {name: all, what: sweep, every: 8h, jitter: 600}
  - {name: real, what: sweep, every: 1h, devices: ["tag:real"]}
  - {name: report, what: report, every: 2h, output: report.json}
  - {name: clean, what: retention, every: 12h}
"""
MEGABYTE = 1 << 20
MIDNIGHT = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def fleet():
    specs = [each for each in load_folder(DEMO_FLEET) if not each.jump][:3]
    with Fleet(specs) as running:
        yield running


@pytest.fixture
def folder(fleet, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    inventory = yaml.safe_load(inventory_yaml(fleet.specs, fleet.ports))
    for each in inventory["devices"]:
        each["tags"] = ["real"]
    inventory["devices"] += [
        {"name": f"sim{number:03}", "address": f"192.0.2.{number % 250}", "platform": "cisco_xe"}
        for number in range(MADE_UP)
    ]
    (tmp_path / "inventory.yaml").write_text(yaml.safe_dump(inventory))
    (tmp_path / "schedules.yaml").write_text(SCHEDULES)
    return tmp_path


def made_up(clock, real):
    """Return ``collector``, for which devices called ``sim...`` answer without being asked."""

    def collector(work, devices, *more):
        asked = tuple(each for each in devices if not each.name.startswith("sim"))
        collect = real(work, asked, *more)

        def visit(device):
            if device in asked:
                return collect(device)
            text = CONFIG.format(name=device.name, ports=PORTS)
            return Snapshot(
                device=device.name,
                platform=device.platform,
                taken_at=clock(),
                artifacts=(Artifact("running-config", "show running-config", text),),
            )

        return visit

    return collector


def held(work):
    """Return what this process holds: threads, open files and sockets, bytes of memory."""
    # Idle connections are kept for the next who asks, up to the pool's size.
    work.store.database.engine.dispose()
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    files = sum(1 for _ in Path("/proc/self/fd").iterdir())
    return threading.active_count(), files, pages * os.sysconf("SC_PAGE_SIZE")


def test_a_day_of_500_devices_leaves_nothing_behind(fleet, folder):
    clock = Clock(MIDNIGHT)
    modules = (app_sweep, collecting, report, retention, sweep)
    with (
        standing(clock),
        patch.object(app_sweep, "collector", made_up(clock, app_sweep.collector)),
        patch.multiple(modules[0], utc_now=clock),
        patch.multiple(modules[1], utc_now=clock),
        patch.multiple(modules[2], utc_now=clock),
        patch.multiple(modules[3], utc_now=clock),
        patch.multiple(modules[4], utc_now=clock),
    ):
        settings = load_settings(
            inventory=folder / "inventory.yaml", state_dir=folder / "state", processes=1,
            threads=20, keep_days=1,
        )  # fmt: skip
        with Workspace(settings, environment(fleet.specs)) as work:
            part = SchedulerPart(work, Heard(), clock)
            marks = []
            for hour in range(25):
                for quarter in range(4):
                    clock.moment = MIDNIGHT + timedelta(hours=hour, minutes=15 * quarter)
                    settle(part)
                if hour in {9, 24}:
                    marks.append(held(work))
            runs = work.store.schedules.runs(limit=1000)
            visited = {each.name: len(work.store.history(each.name)) for each in _some(work)}
            stale = [
                each
                for each in work.store.findings(_everything())
                if each.finding.rule == staleness.STALE
            ]
            part.stop()
    done = [(each.schedule, each.devices) for each in runs if each.status is RunStatus.DONE]
    assert len(done) == len(runs)
    # The first at once, then by the clock.
    assert done.count(("all", MADE_UP + 3)) == 4
    assert done.count(("real", 3)) == 25
    assert {each.schedule for each in runs} == {"all", "real", "report", "clean"}
    assert visited["sim000"] == 4
    assert visited[fleet.specs[0].name] == 29
    assert stale == []
    (threads, files, memory), (later_threads, later_files, later_memory) = marks
    # APScheduler keeps as many threads as ran at once, and at midnight all schedules do.
    assert later_threads <= threads + len({each.schedule for each in runs})
    assert later_files <= files + 4
    assert later_memory - memory < 48 * MEGABYTE


def _some(work):
    return [
        each for each in work.store.devices() if each.name == "sim000" or each.name[:3] != "sim"
    ]


def _everything():
    from netwatch.model.finding import Status
    from netwatch.store.values import FindingFilter

    return FindingFilter(statuses=tuple(Status))
