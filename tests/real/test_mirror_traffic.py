"""Real mirrors in real traffic: recorded on the way, counted by softflowd, read by netwatch logs.

Beside each mirror the same switch has a VXLAN and a GRE tunnel in which two sites talk.
"""

from contextlib import nullcontext

import pytest
from support.commands import netwatch
from support.flow_export import EXPORT_TOOLS, EXPORTS, Heading, exported, printed, recorded
from support.mirror_site import COLLECTOR, EDGE, FAR, LEFT, RIGHT, mirror_site
from support.namespaces import OVS_TOOLS, require

pytestmark = pytest.mark.namespaces

GRE, UDP = 47, 17
NAMES = {GRE: "gre", UDP: "udp"}
GRE_TYPES = {"ovs-gre": 0x6558, "ovs-erspan-ii": 0x88BE, "ovs-erspan-iii": 0x22EB}
ENOUGH = 150
"""Packets each way that must be there of a conversation of 200 rounds: enough to call it one."""


def by_ovs(options):
    return lambda site: site.edge.mirror("br0", "p1", options)


# How it copies; protocol and port of the copies' outside; the encapsulation that these tell.
MIRRORS = {
    "ovs-vxlan": (by_ovs("type=vxlan options:key=777"), UDP, 4789, "vxlan"),
    "ovs-gre": (by_ovs("type=gre options:key=33"), GRE, 0, "gre"),
    "ovs-erspan-ii": (
        by_ovs("type=erspan options:key=100 options:erspan_ver=1 options:erspan_idx=7"),
        GRE, 0, "gre",
    ),
    "ovs-erspan-iii": (
        by_ovs("type=erspan options:key=200 options:erspan_ver=2 options:erspan_dir=1"),
        GRE, 0, "gre",
    ),
    "tc-vxlan": (lambda site: site.mirrored_by_tc(), UDP, 4789, "vxlan"),
    "tzsp": (lambda site: site.mirrored_by_tzsp(), UDP, 37008, "tzsp"),
}  # fmt: skip


@pytest.fixture(scope="module")
def site(bench):
    require(*OVS_TOOLS, *EXPORT_TOOLS, "ethtool", "ss")
    return mirror_site(bench)


@pytest.fixture
def run(monkeypatch, tmp_path):
    return netwatch(monkeypatch, tmp_path)


def record(site, mirroring, folder):
    with mirroring, recorded(site.transit, "eth1", folder) as recording:
        site.talk()
    for protocol, port in ((UDP, 4789), (GRE, 0)):
        for ends in ((EDGE, FAR), (FAR, EDGE)):
            assert recording.packets[Heading(*ends, protocol, port)] >= ENOUGH
    return recording


@pytest.fixture
def verdicts(site, run, tmp_path):
    """Return the verdicts over a recording, after checking that findings and end agree."""

    def told(recording, export, *options):
        kept = exported(site.transit, recording.path, export, tmp_path)
        records = printed(site.transit, kept, *options)
        found = run("logs", records, "--format", "json")
        assert found.json["flows"]["rows"] >= 3, found.err
        rules = ["flow-one-way-tunnel" for _ in found.json["flows"]["verdicts"]]
        assert [each["rule"] for each in found.json["findings"]] == rules
        assert found.code == bool(rules)
        if "csv" in options:
            asked = run("analyse", records, "--question", "duplication", "--format", "json").json
            assert ends(asked["rows"]) == ends(found.json["flows"]["verdicts"])
        return found.json["flows"]["verdicts"]

    return told


def ends(found):
    return [(each["source"], each["destination"], each["risk" if "risk" in each else "risk_score"])
            for each in found]  # fmt: skip


def assert_only(verdicts, name, packets):
    _, protocol, port, encapsulation = MIRRORS[name]
    (verdict,) = verdicts
    assert (verdict["source"], verdict["destination"]) == (EDGE, COLLECTOR)
    assert (verdict["protocol"], verdict["port"]) == (NAMES[protocol], port)
    assert (verdict["encapsulation"], verdict["risk_score"]) == (encapsulation, 9)
    assert verdict["packets"] == packets


@pytest.mark.parametrize("name", MIRRORS)
def test_the_mirror_is_found_and_the_tunnels_beside_it_are_not(site, verdicts, tmp_path, name):
    mirroring, protocol, port, _ = MIRRORS[name]
    recording = record(site, mirroring(site), tmp_path)
    copies = Heading(EDGE, COLLECTOR, protocol, port)
    assert recording.carrying(copies, LEFT, RIGHT) >= ENOUGH
    assert recording.carrying(copies, RIGHT, LEFT) >= ENOUGH
    if protocol == GRE:
        assert recording.gre_types(copies) == {GRE_TYPES[name]}
    for export in EXPORTS:
        assert_only(verdicts(recording, export, "-o", "csv"), name, recording.packets[copies])


@pytest.mark.parametrize("options", [("-o", "json"), ("-b", "-o", "csv"), ("-B", "-o", "csv")])
def test_every_way_nfdump_prints_it(site, verdicts, tmp_path, options):
    mirroring, protocol, port, _ = MIRRORS["ovs-gre"]
    recording = record(site, mirroring(site), tmp_path)
    packets = recording.packets[Heading(EDGE, COLLECTOR, protocol, port)]
    for export in EXPORTS:
        assert_only(verdicts(recording, export, *options), "ovs-gre", packets)


def test_without_a_mirror_nothing_is_found(site, verdicts, tmp_path):
    recording = record(site, nullcontext(), tmp_path)
    for export in EXPORTS:
        assert verdicts(recording, export, "-o", "csv") == []
