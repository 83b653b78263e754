"""Published intrusions in their traffic: what a replayed device sends, read by netwatch logs.

R19: TZSP of a RouterOS to a stranger. R22: VXLAN from a mirrored instance to another account's load
balancer, as a Zeek sensor between the two sees it; VPC flow logs hold no mirrored traffic.
"""

import json

import pytest
from support.sweeps import visit, watched

from netwatch.lab.cloud import CloudFleet
from netwatch.lab.fleet import Fleet
from netwatch.lab.replay import AFTER, BEFORE, load_replays
from netwatch.lab.spec import CloudSpec
from netwatch.model.evidence import Severity

pytestmark = pytest.mark.lab
CASES = {each.name: each for each in load_replays() if each.traffic}
AT = 1_772_330_400.0
# The routers' uplink, the stranger of the replays; a mirrored instance, a load balancer abroad.
ROUTER, STRANGER = "198.51.100.9", "203.0.113.5"
INSTANCE, BALANCER = "10.20.0.11", "10.99.7.80"
SENSOR = "192.0.2.200"
TZSP, VXLAN, SIZE = 37008, 4789, 18_000_000
COPIES = {
    "R19_mangle_sniff": (ROUTER, STRANGER, TZSP),
    "R19_sniffer_stream": (ROUTER, STRANGER, TZSP),
    "R22_aws": (INSTANCE, BALANCER, VXLAN),
}


def conn_log(*rows):
    """Zeek's conn.log as JSON; a row is source, destination, port, bytes and bytes back."""
    return "".join(
        json.dumps(
            {
                "ts": AT + number, "uid": f"C{number}", "id.orig_h": source,
                "id.orig_p": 50_000 + number, "id.resp_h": destination, "id.resp_p": port,
                "proto": "udp", "orig_ip_bytes": sent, "orig_bytes": sent, "resp_bytes": back,
                "orig_pkts": sent // 900, "resp_pkts": back // 900, "conn_state": "S0",
            }
        ) + "\n"
        for number, (source, destination, port, sent, back) in enumerate(rows)
    )  # fmt: skip


@pytest.fixture(scope="module", params=CASES)
def name(request):
    return request.param


@pytest.fixture(scope="module", params=[BEFORE, AFTER])
def site(request, name, tmp_path_factory):
    """One device, visited; in the later stage it declares the copies. Gives folder and stage."""
    spec, folder = CASES[name].device, tmp_path_factory.mktemp(request.param) / "state"
    accounts = [spec] if isinstance(spec, CloudSpec) else []
    with (
        Fleet([] if accounts else [spec]) as fleet,
        CloudFleet(accounts) as clouds,
        watched(fleet, folder, clouds) as work,
    ):
        for stage in dict.fromkeys((BEFORE, request.param)):
            visit(work, None if accounts else fleet, stage, clouds=clouds if accounts else None)
    return folder, request.param


@pytest.fixture
def read(run, site, tmp_path, monkeypatch):
    """Read flow records beside what was seen of the device; return severities by rule."""
    folder, _ = site
    for each in ("policy", "inventory"):
        monkeypatch.setenv(f"NETWATCH_{each.upper()}", str(folder / f"{each}.yaml"))

    def go(*rows):
        path = tmp_path / "conn.log"
        path.write_text(conn_log(*rows))
        found = run("--state-dir", folder, "logs", path, "--format", "json").json["findings"]
        return {each["rule"]: Severity.parse(each["severity"]) for each in found}

    return go


def test_the_copies_are_found_in_traffic(site, name, read):
    _, stage = site
    found = read((*COPIES[name], SIZE, 0))
    if stage == AFTER and CASES[name].row == "R19":
        # Now the configuration says it, and the visit's own rules tell of it.
        assert found == {}
    else:
        assert found == dict(CASES[name].traffic)


def test_the_same_tunnel_with_answers_is_quiet(name, read):
    source, destination, port = COPIES[name]
    assert read((source, destination, port, SIZE, 0), (destination, source, port, SIZE, 0)) == {}


def test_copies_to_the_known_sensor_are_quiet(name, read):
    source, _, port = COPIES[name]
    assert read((source, SENSOR, port, SIZE, 0)) == {}


def test_what_is_declared_covers_no_other_stranger(name, read):
    source, _, port = COPIES[name]
    assert read((source, "203.0.113.99", port, SIZE, 0)) == dict(CASES[name].traffic)
