"""netwatch logs over flow records: found mirrors, quiet overlays, the join, and what is kept."""

import gzip
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from support.build import erspan, to_ip
from support.corpus import corpus
from support.flow_hour import write
from support.flow_records import AT, LAYOUTS, MIRROR, azure_network, zeek_json, zeek_tsv
from support.visits import visit

from netwatch.app.flow_reading import Part, _pieces, layout_of, tally_of
from netwatch.judgement.flows.tally import Watched
from netwatch.judgement.flows.verdicts import THRESHOLD, verdicts
from netwatch.model.place import InterfaceAddress
from netwatch.store import Store

INVENTORY = """
devices:
  - {name: core-rtr1, address: 192.0.2.1, platform: cisco_xe, credentials: default}
credentials:
  default: {username: netwatch, password: {env: NETWATCH_PASSWORD}}
"""


def written(folder, name, text):
    path = folder / name
    data = text.encode()
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return path


def rules_of(found):
    return sorted(each["rule"] for each in found.json["findings"])


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout_is_told_by_its_content(run, tmp_path, name):
    found = run("logs", written(tmp_path, "anything.gz", LAYOUTS[name][1]), "--format", "json")
    assert found.code == 1, found.err
    (verdict,) = [each for each in found.json["flows"]["verdicts"] if each["risk_score"] >= 8]
    assert (verdict["source"], verdict["destination"], verdict["risk_score"]) == (*MIRROR, 9)
    assert (verdict["bytes"], verdict["encapsulation"]) == (52_000_000, "vxlan")
    assert verdict["time"].startswith("2026-03-01T02:00:0")
    assert verdict["rests_on"]
    assert rules_of(found) == ["flow-one-way-tunnel"]


def test_the_page_s_columns(run, tmp_path):
    found = run("logs", written(tmp_path, "conn.log", zeek_tsv()))
    for each in ("time", "host", "source", "destination", "bytes", "risk", "52.0 MB", *MIRROR):
        assert each in found.out
    assert "learning" in found.out
    assert "Events" not in found.out


def test_flows_and_events_in_one_run(run, tmp_path):
    syslog = "<189>Mar  1 02:15:00 fw1 Mirror Port Config Change port 7\n"
    files = (written(tmp_path, "a", zeek_json()), written(tmp_path, "b", syslog))
    found = run("logs", *files, "--format", "json").json
    assert [each["event"] for each in found["events"]] == ["Mirror Port Config Change"]
    assert found["flows"]["rows"] == 5
    assert {each["rule"] for each in found["findings"]} >= {"flow-one-way-tunnel"}


def test_thresholds_hide_and_say_so(run, tmp_path):
    file = written(tmp_path, "conn.log", zeek_tsv())
    assert "0 pairs at risk 10 or above" in run("logs", file, "--threshold", "10").out


def test_a_damaged_archive_is_named(run, tmp_path):
    path = written(tmp_path, "conn.log.gz", zeek_tsv())
    path.write_bytes(path.read_bytes()[:-9])
    broken = run("logs", path)
    assert (broken.code, "conn.log.gz" in broken.err) == (2, True)


@pytest.mark.parametrize("processes", [1, 2])
def test_a_labelled_hour(tmp_path, processes, monkeypatch):
    monkeypatch.setattr("netwatch.app.flow_reading._WORTH_A_PROCESS", 8 * 1024 * 1024)
    hour = write(tmp_path, 200_000)
    tally = tally_of([hour.conn, hour.netflow], Watched(), processes)
    found = {(each.source, each.destination) for each in verdicts(tally) if each.risk >= THRESHOLD}
    assert found == hour.planted
    assert tally.rows >= 200_000


@pytest.mark.parametrize("text", [zeek_tsv(), azure_network(), LAYOUTS["nfdump-json"][1]])
@pytest.mark.parametrize("block", [1, 7, 64, 10_000])
def test_parts_of_a_file_hold_every_record_once(tmp_path, monkeypatch, text, block):
    monkeypatch.setattr("netwatch.app.flow_reading._BLOCK", block)
    path = written(tmp_path, "flows", text)
    layout = layout_of(path)
    whole = list(layout.rows(text.split(layout.separator)))
    for cut in range(1, len(text), max(1, len(text) // 60)):
        rows = []
        for part in (Part(path, 0, cut), Part(path, cut, None)):
            with path.open("rb") as file:
                for pieces in _pieces(file, layout.separator, part):
                    rows += layout.rows(pieces)
        assert rows == whole


def test_a_record_without_end_is_passed_over(tmp_path, monkeypatch):
    monkeypatch.setattr("netwatch.app.flow_reading._LONGEST_PIECE", 4096)
    monkeypatch.setattr("netwatch.app.flow_reading._BLOCK", 1024)
    path = written(tmp_path, "conn.log", zeek_tsv() + "x" * 100_000 + "\n" + zeek_tsv())
    assert tally_of([path], Watched()).rows == 10


# the join with what is known of the devices


@pytest.fixture
def site(tmp_path):
    """An inventory of one router that was visited once; gives a way to say what it declared."""
    (tmp_path / "inventory.yaml").write_text(INVENTORY)
    (tmp_path / "state").mkdir()

    def seen(*mirrors, addresses=(), observed=True):
        made = visit(1)
        facets = {
            "declared": mirrors if observed else None,
            "operating": None,
            "mirrors": mirrors if observed else None,
            "addresses": tuple(InterfaceAddress(*each) for each in addresses),
        }
        made = replace(made, seen=replace(made.seen, **facets), known=replace(made.known, **facets))
        with Store.open(f"sqlite:///{tmp_path}/state/netwatch.db") as store:
            store.keep(made)

    return seen


def declared(address=MIRROR[1]):
    return erspan("7", destinations=(to_ip(address, encapsulation="vxlan"),))


def test_an_undeclared_mirror_of_a_device(run, tmp_path, site):
    site()
    found = run("logs", written(tmp_path, "c", zeek_tsv()), "--format", "json")
    assert rules_of(found) == ["flow-one-way-tunnel", "flow-undeclared-mirror"]
    (undeclared,) = [
        each for each in found.json["findings"] if each["rule"] == "flow-undeclared-mirror"
    ]
    assert (undeclared["device"], undeclared["severity"]) == ("core-rtr1", "critical")


def test_a_declared_mirror_is_quiet(run, tmp_path, site):
    site(declared())
    found = run("logs", written(tmp_path, "c", zeek_tsv()), "--format", "json")
    assert (found.code, rules_of(found)) == (0, [])
    (verdict,) = [each for each in found.json["flows"]["verdicts"] if each["source"] == MIRROR[0]
                  and each["verdict"] == "one-way-tunnel"]  # fmt: skip
    assert verdict["declared"] == ["session 7"]


def test_another_destination_is_not_declared(run, tmp_path, site):
    site(declared("198.51.100.77"))
    found = run("logs", written(tmp_path, "c", zeek_tsv()), "--format", "json")
    assert "flow-undeclared-mirror" in rules_of(found)


def test_mirrors_that_were_not_observed_are_not_compared(run, tmp_path, site):
    site(observed=False)
    found = run("logs", written(tmp_path, "c", zeek_tsv()), "--format", "json")
    assert rules_of(found) == ["flow-one-way-tunnel"]


def test_the_address_of_an_interface_is_the_device_s(run, tmp_path, site):
    (tmp_path / "inventory.yaml").write_text(INVENTORY.replace("192.0.2.1", "192.0.2.200"))
    site(addresses=(("Loopback0", MIRROR[0]),))
    found = run("logs", written(tmp_path, "c", zeek_tsv()), "--format", "json")
    assert "flow-undeclared-mirror" in rules_of(found)
    verdict = found.json["flows"]["verdicts"][0]
    assert (verdict["device"], verdict["interface"]) == ("core-rtr1", "Loopback0")


def test_what_is_kept_shows_beside_the_mirrors(run, tmp_path, site):
    site(declared())
    before = run("mirrors", "--format", "json").json
    assert "traffic" not in before[0]["mirrors"][0]
    file = written(tmp_path, "c", zeek_tsv())
    run("logs", file, "--keep")
    run("logs", file, "--keep")
    (shown,) = run("mirrors", "--format", "json").json
    traffic = shown["mirrors"][0]["traffic"]
    assert (traffic["bytes"], traffic["packets"]) == (52_000_000, 40_000)
    assert traffic["first_packet"] == "2026-03-01T02:00:00Z"
    assert shown["undeclared"] == []
    assert "both: 52.0 MB" in run("mirrors").out


def test_traffic_without_a_mirror_shows_beside_the_mirrors(run, tmp_path, site):
    site(declared("198.51.100.77"))
    run("logs", written(tmp_path, "c", zeek_tsv()), "--keep")
    (shown,) = run("mirrors", "--format", "json").json
    assert shown["mirrors"][0]["traffic"] is None
    (alone,) = shown["undeclared"]
    assert (alone["destination"], alone["encapsulation"]) == (MIRROR[1], "vxlan")
    table = run("mirrors").out
    assert "declared only" in table
    assert "undeclared" in table


def test_new_is_told_once_history_is_long_enough(run, tmp_path):
    old = zeek_tsv().replace(str(AT)[:6], str(AT - 9 * 86_400)[:6])
    old = old.replace(MIRROR[1], "198.51.100.10")
    run("logs", written(tmp_path, "old", old), "--keep")
    fresh = written(tmp_path, "fresh", zeek_tsv())
    found = run("logs", fresh, "--format", "json")
    assert rules_of(found) == ["flow-first-seen", "flow-one-way-tunnel"]
    assert found.json["flows"]["learning"] is False
    assert datetime.fromisoformat(found.json["flows"]["history_since"]) < datetime.fromtimestamp(
        AT - 8 * 86_400, UTC
    )
    run("logs", fresh, "--keep")
    assert rules_of(run("logs", fresh, "--format", "json")) == ["flow-one-way-tunnel"]


def test_a_short_history_is_still_learning(run, tmp_path):
    old = written(tmp_path, "old", zeek_tsv().replace(MIRROR[1], "198.51.100.10"))
    run("logs", old, "--keep")
    found = run("logs", written(tmp_path, "fresh", zeek_tsv()), "--format", "json")
    assert rules_of(found) == ["flow-one-way-tunnel"]  # kept of the same hour: nothing is new
    assert found.json["flows"]["learning"] is True
    verdicts = found.json["flows"]["verdicts"]
    assert {each["new"] for each in verdicts if each["destination"] == MIRROR[1]} == {None}


def test_a_beacon(run, tmp_path):
    head, _, _ = zeek_tsv().partition("\n1772")
    lines = [
        f"{AT + 60 * each}.1\tB{each}\t10.7.7.7\t4000\t203.0.113.9\t443\ttcp\t512\t256\t5\t4\t-"
        for each in range(60)
    ]
    (tmp_path / "policy.yaml").write_text("prefixes: [10.0.0.0/8]\n")
    found = run("logs", written(tmp_path, "c", "\n".join([head, *lines, ""])), "--format", "json")
    (finding,) = found.json["findings"]
    assert (finding["rule"], finding["severity"]) == ("flow-fixed-size-periodic", "low")
    assert "10.7.7.7 to 203.0.113.9" in finding["title"]


def test_an_exporter_s_clock_is_no_beacon(run, tmp_path):
    head = "ts,te,td,sa,da,sp,dp,pr,flg,fwd,stos,ipkt,ibyt,opkt,obyt\n"
    rows = "".join(
        f"2026-03-01 02:{each:02d}:00,2026-03-01 02:{each:02d}:59,59,10.7.7.7,203.0.113.9,4000,443,"
        "TCP,......,0,0,5,512,0,0\n"
        for each in range(60)
    )
    (tmp_path / "policy.yaml").write_text("prefixes: [10.0.0.0/8]\n")
    assert run("logs", written(tmp_path, "c", head + rows)).code == 0


# Zeek's own baselines


def zeek(*names):
    return [corpus("flows", "zeek", f"core.{each}.log") for each in names]


@pytest.mark.corpus
@pytest.mark.parametrize("version", ["erspanI", "erspanII", "erspanIII"])
def test_real_erspan_stands_in_tunnel_log_alone(run, version):
    conn, tunnel = zeek(f"{version}.conn", f"{version}.tunnel")
    alone = run("logs", conn, "--format", "json", "--threshold", "0")
    assert (alone.code, alone.json["flows"]["verdicts"]) == (0, [])
    (verdict,) = run("logs", conn, tunnel, "--format", "json").json["flows"]["verdicts"]
    assert (verdict["verdict"], verdict["encapsulation"]) == ("tunnel-direction-unseen", "gre")
    assert 5 <= verdict["risk_score"] < 8
    assert any("went both ways" in each for each in verdict["rests_on"])


@pytest.mark.corpus
@pytest.mark.parametrize("name", ["vxlan", "geneve", "geneve-vxlan-truncated"])
def test_real_overlays_stay_quiet(run, name):
    files = zeek(f"tunnels.{name}.conn", f"tunnels.{name}.tunnel")
    found = run("logs", *files, "--format", "json")
    assert (found.code, found.json["flows"]["verdicts"]) == (0, [])


@pytest.mark.corpus
def test_real_gre_is_not_called_a_mirror(run):
    found = run("logs", *zeek("tunnels.gre.conn", "tunnels.gre.tunnel"), "--format", "json")
    assert (found.code, rules_of(found)) == (0, [])


@pytest.mark.corpus
def test_real_gre_in_udp_of_one_direction(run):
    # All 14 packets of that capture go from one address to the other.
    found = run("logs", *zeek("tunnels.gre-over-udp.conn"), "--format", "json")
    assert rules_of(found) == ["flow-one-way-tunnel"]
    (verdict,) = found.json["flows"]["verdicts"]
    assert (verdict["packets"], verdict["encapsulation"]) == (14, "gre-in-udp")


@pytest.mark.corpus
def test_a_real_erspan_from_a_device_that_declares_none(run, tmp_path, site):
    site()
    (tmp_path / "inventory.yaml").write_text(INVENTORY.replace("192.0.2.1", "10.200.0.3"))
    (log,) = zeek("erspan.tunnel")
    found = run("logs", log, "--format", "json")
    (finding,) = found.json["findings"]
    assert (finding["rule"], finding["severity"], finding["confidence"]) == (
        "flow-undeclared-mirror", "high", "low",
    )  # fmt: skip
    site(erspan("7", destinations=(to_ip("10.200.0.224"),)))
    assert rules_of(run("logs", log, "--format", "json")) == []
