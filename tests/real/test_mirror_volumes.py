"""A mirror's volume beside its source's counters, on a real Open vSwitch and in real records.

An OpenFlow rule that copies another host's frames into the mirror's own tunnel is forwarding like
any other: no table of mirrors shows it. The volume does.
"""

import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from support.commands import netwatch
from support.flow_export import EXPORT_TOOLS, exported, printed, recorded
from support.namespaces import OVS_TOOLS, require, until

pytestmark = pytest.mark.namespaces

RULE = "flow-mirror-volume-mismatch"
HERE, THERE, LEFT, RIGHT, THIRD = "10.8.3.1", "10.8.3.2", "10.8.1.1", "10.8.1.2", "10.8.1.3"
TALK = Path(__file__).parents[1] / "support" / "talk.py"
ROUNDS, MORE_ROUNDS = 2000, 8000
EVERY_S = 6
"""Open vSwitch writes its counters every five seconds."""


def quiet_frames(host):
    host.sh("ethtool -K eth0 tx off >/dev/null; ip link set eth0 mtu 1400")


@pytest.fixture(scope="module")
def third(bench, switch):
    """Return a host on the switch that no mirror copies."""
    require(*OVS_TOOLS, *EXPORT_TOOLS, "ethtool", "ss")
    host = bench.space("c")
    bench.cable((switch.switch, "p5", ""), (host, "eth0", f"{THIRD}/24"))
    switch.ctl("add-port", "br0", "p5", "tag=10")
    for each in (host, switch.left, switch.right):
        quiet_frames(each)
    options = f"options:key=777 options:remote_ip={THERE} options:local_ip={HERE}"
    switch.ctl("add-port", "br0", "tun0", "--", "set", "interface", "tun0", "type=vxlan",
               *options.split())  # fmt: skip
    switch.mirror("select_src_port=@p1", "select_dst_port=@p1", "output_port=@tun0")
    host.ping(RIGHT, 2)
    return host


@pytest.fixture
def run(switch, monkeypatch, tmp_path):
    target = switch.target
    (tmp_path / "inventory.yaml").write_text(
        f"defaults: {{credentials: default, host_key: accept-new}}\n"
        f"credentials: {{default: {{username: root, private_key: {target.key}}}}}\n"
        f"devices:\n  - {{name: ovs1, address: {target.address}, port: {target.port}, "
        f"platform: openvswitch}}\n"
        # The copies leave from the address that the tunnel has, not from that of management.
    )
    return netwatch(monkeypatch, tmp_path)


def checked(run, **aside):
    """Visit the switch as if it were ``aside`` from now: a visit of every few minutes."""
    then = datetime.now(UTC) + timedelta(**aside)
    with patch("netwatch.app.collecting.utc_now", lambda: then):
        return run("check", "ovs1", "--format", "json").json[0]


def converse(asking, answering, address, rounds):
    words = [sys.executable, "-I", str(TALK)]
    server = subprocess.Popen(
        ["ip", "netns", "exec", answering.name, *words, "answer", address, "5201"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    until("the server", lambda: f"{address}:5201" in answering.run("ss", "-ltnH"))
    asking.run(*words, "ask", address, "5201", str(rounds), timeout=60)
    server.communicate(timeout=10)


def watched(switch, run, folder, talk):
    """Visit, let ``talk`` happen while the receiver's side is recorded, read that, and visit."""
    checked(run, minutes=-6)
    with recorded(switch.collector, "eth0", folder) as recording:
        talk()
    records = printed(
        switch.collector, exported(switch.collector, recording.path, "netflow-5", folder),
        "-o", "csv",
    )  # fmt: skip
    kept = run("logs", "--keep", records, "--format", "json")
    assert kept.json["flows"]["verdicts"], kept.err
    time.sleep(EVERY_S)
    again = checked(run, seconds=15)
    (mirror,) = run("mirrors", "ovs1", "--format", "json").json[0]["mirrors"]
    volumes = {each["witness"]: each for each in mirror["volumes"]}
    return [each for each in again["findings"] if each["rule"] == RULE], volumes


def test_a_mirror_that_carries_its_source_alone(switch, third, run, tmp_path):
    found, volumes = watched(
        switch, run, tmp_path, lambda: converse(switch.left, switch.right, RIGHT, ROUNDS)
    )
    assert found == []
    flows = volumes["flow records"]
    assert flows["verdict"] == "within", flows["rests_on"]
    assert 0.9 < float(flows["ratio"]) < 1.5
    assert flows["sources_bytes"] > ROUNDS * 1200


def test_what_openflow_adds_to_it(switch, third, run, tmp_path):
    control = next(switch.folder.glob("br0.mgmt"))
    rule = "priority=9,in_port={0},actions=output:{1},NORMAL"
    p2, tun0 = (switch.ctl("get", "interface", each, "ofport").strip() for each in ("p2", "tun0"))
    switch.switch.run("ovs-ofctl", "add-flow", f"unix:{control}", rule.format(p2, tun0))
    try:

        def talk():
            converse(switch.left, switch.right, RIGHT, ROUNDS)
            converse(third, switch.right, RIGHT, MORE_ROUNDS)

        found, volumes = watched(switch, run, tmp_path, talk)
    finally:
        switch.switch.run("ovs-ofctl", "del-flows", f"unix:{control}", f"in_port={p2}")
    flows = volumes["flow records"]
    assert flows["verdict"] == "more", flows["rests_on"]
    assert flows["bytes"] > flows["sources_bytes"] * 1.2
    (finding,) = found
    assert (finding["severity"], finding["confidence"]) == ("high", "medium")
    assert "something else feeds it" in finding["title"]
