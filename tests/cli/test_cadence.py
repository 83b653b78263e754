"""How often a device is asked to hash its images, over real SSH."""

import re
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest

from netwatch import registry
from netwatch.app import cadence, collecting, sweep
from netwatch.app.lease import Lease
from netwatch.app.workspace import utc_now
from netwatch.lab.dialogue import DEMO_FLEET, load
from netwatch.lab.fleet import Fleet
from netwatch.lab.inventory import environment, inventory_yaml
from netwatch.model.platform import Fragile

pytestmark = pytest.mark.lab

NAME = "acc-sw1"


AGEING = """
  touched:
    vars:
      image_date: Nov 19 2025 03:12:44
      md5: e9ca0b33399fa717510d33643edff4dc
      computed: B455BD17E1DB8992EA8343AB4A5E849DD962FE15
      verdict: "%ERROR: signature verification failed."
  three: {vars: {uptime: "41 weeks, 5 days, 5 hours, 11 minutes"}}
  eight: {vars: {uptime: "42 weeks, 3 days, 5 hours, 11 minutes"}}
"""


@pytest.fixture
def lab(tmp_path, monkeypatch):
    """One switch whose uptime grows with its stages, and the inventory to visit it."""
    folder = shutil.copytree(DEMO_FLEET, tmp_path / "fleet")
    described = folder / f"{NAME}.yaml"
    described.write_text(described.read_text() + AGEING)
    spec = load(described)
    for name, value in environment((spec,)).items():
        monkeypatch.setenv(name, value)
    with Fleet((spec,)) as fleet:
        (tmp_path / "inventory.yaml").write_text(inventory_yaml((spec,), fleet.ports))
        yield fleet


@pytest.fixture
def asked(lab):
    """Return the ``verify`` commands of the sessions since the last call."""
    counted = [len(lab.sessions(NAME))]

    def since():
        sessions = lab.sessions(NAME)[counted[0] :]
        counted[0] += len(sessions)
        assert sessions
        sent = b"".join(bytes(each.received) for each in sessions).decode()
        return re.findall(r"^verify .*", sent, re.MULTILINE)

    return since


@pytest.fixture
def later(monkeypatch, lab):
    """Let so many days pass for netwatch and the device."""

    def pass_by(days):
        lab.stage({3: "three", 8: "eight"}[days], NAME)
        for module in (cadence, collecting, sweep):
            monkeypatch.setattr(module, "utc_now", lambda: utc_now() + timedelta(days=days))

    return pass_by


def image_of(result):
    return result.json[0]["image"]


def check(run, *more):
    """Sweep the one device there is; by itself a sweep hashes what is due."""
    swept = run("sweep", "--format", "json", *more)
    return SimpleNamespace(code=swept.code, json=swept.json["devices"])


def test_a_person_who_checks_gets_the_hashes_every_time(run, asked):
    for _ in range(2):
        image = image_of(run("check", NAME, "--format", "json"))
        assert image["digests"]["md5"]
        assert len(asked()) == 2
    assert image_of(run("check", NAME, "--no-hash", "--format", "json"))["digests"] is None
    assert asked() == []


def test_an_unchanged_image_is_hashed_once_a_week(run, asked, later):
    first = image_of(check(run))
    assert len(asked()) == 2
    assert first["digests"]["md5"]
    assert first["hashed_at"]
    second = check(run)
    assert asked() == []
    assert second.code == 0
    assert image_of(second)["digests"] is None
    assert "hashed_at" not in image_of(second)
    known = image_of(run("images", NAME, "--format", "json"))
    assert (known["digests"], known["hashed_at"]) == (first["digests"], first["hashed_at"])
    later(3)
    check(run)
    assert asked() == []
    later(8)
    check(run)
    assert len(asked()) == 2
    check(run)
    assert asked() == []


def test_a_touched_file_is_hashed_at_once_and_its_findings_outlive_the_quiet_visits(
    run, lab, asked
):
    check(run)
    lab.stage("touched", NAME)
    assert len(asked()) == 2
    opened = {each["fingerprint"] for each in check(run).json[0]["findings"]}
    assert len(asked()) == 2
    quiet = check(run)
    assert asked() == []
    standing = {each["rule"]: each for each in quiet.json[0]["findings"]}
    assert {each["fingerprint"] for each in standing.values()} == opened
    assert {"image-digest-changed", "image-signature-invalid"} <= standing.keys()
    assert not any(each["new"] for each in standing.values())
    lab.stage("before", NAME)
    over = {each["rule"] for each in check(run).json[0]["findings"]}
    assert len(asked()) == 2
    assert "image-signature-invalid" not in over


def test_a_change_seen_without_hashing_is_hashed_at_the_next_visit(run, lab, asked):
    check(run)
    lab.stage("touched", NAME)
    check(run, "--no-hash")
    assert len(asked()) == 2
    check(run)
    assert len(asked()) == 2


def test_the_command_line_has_the_last_word(run, asked):
    assert image_of(check(run, "--no-hash"))["digests"] is None
    assert asked() == []
    check(run)
    check(run, "--hash")
    assert len(asked()) == 4


def test_a_settings_age_of_nothing_hashes_at_every_visit(run, asked, monkeypatch):
    monkeypatch.setenv("NETWATCH_HASH_MAX_AGE", "PT0S")
    check(run)
    check(run)
    assert len(asked()) == 4


def test_two_processes_never_hash_one_device_at_once(run, asked, tmp_path):
    lease = Lease(tmp_path / "state" / "leases", NAME)
    assert lease.take()
    busy = check(run)
    assert asked() == []
    assert busy.code == 0
    assert any("another netwatch process" in each for each in busy.json[0]["warnings"])
    forced = check(run, "--hash")
    assert asked() == []
    assert forced.code == 3
    assert forced.json[0]["failures"][0]["reason"] == "incomplete"
    lease.give_back()
    check(run)
    assert len(asked()) == 2


def test_what_harms_the_model_is_not_asked_even_when_wanted(run, asked, monkeypatch):
    of = registry.platform
    fragile = Fragile("WS-C3750X*", "verify /md5 *", "the test says so")
    monkeypatch.setattr(registry, "platform", lambda name: replace(of(name), fragile=(fragile,)))
    told = check(run, "--hash")
    assert [each.split()[1] for each in asked()] == ["flash:c3750e-universalk9-mz.152-4.E10.bin"]
    (note,) = (each for each in told.json[0]["warnings"] if "never asked here" in each)
    assert "the test says so" in note


def test_a_killed_process_holds_no_lease(tmp_path):
    script = f"""
import time
from pathlib import Path
from netwatch.app.lease import Lease
lease = Lease(Path({str(tmp_path)!r}), "sw")
print(lease.take(), flush=True)
time.sleep(60)
"""
    holder = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    lease = Lease(tmp_path, "sw")
    assert holder.stdout.readline() == "True\n"
    assert not lease.take()
    holder.kill()
    holder.communicate()
    assert lease.take()
    assert not Lease(tmp_path, "sw").take()
    assert Lease(tmp_path, "sw2").take()
