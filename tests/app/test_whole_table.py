"""Questions over files: every form gives the same flows, and limits and errors are told."""

import gzip
import json
import sys

import duckdb
import pytest
from support.engines import fill
from support.labelled_flows import labelled

from netwatch.app import whole_table
from netwatch.app.analytics import AnalyticsError, Question
from netwatch.app.whole_table import ask

ZEEK = {
    "ts": "ts", "uid": "uid", "source": "id.orig_h", "source_port": "id.orig_p",
    "destination": "id.resp_h", "destination_port": "id.resp_p", "protocol": "proto",
    "bytes_out": "orig_ip_bytes", "bytes_in": "resp_ip_bytes",
}  # fmt: skip
COPIES = [("10.9.0.1", 9), ("10.9.0.2", 9), ("10.9.0.5", 9), ("10.9.0.6", 9), ("10.9.1.1", 8)]


def parents_of(parents):
    found = {}
    for uid, parent in parents:
        found.setdefault(uid, []).append(parent)
    return found


def zeek_tsv(path):
    flows, parents = labelled()
    above = parents_of(parents)
    lines = ["#separator \\x09", "\t".join(["#fields", *ZEEK.values(), "tunnel_parents"])]
    for row in flows:
        cells = ["-" if row[name] is None else str(row[name]) for name in ZEEK]
        lines.append("\t".join([*cells, ",".join(above.get(row["uid"], ["-"]))]))
    path.write_text("\n".join([*lines, "#close\t2026-03-01-00-00-00", ""]))


def zeek_json(path):
    flows, parents = labelled()
    above = parents_of(parents)
    with gzip.open(path, "wt") as file:
        for row in flows:
            record = {ZEEK[name]: row[name] for name in ZEEK if row[name] is not None}
            if row["uid"] in above:
                record["tunnel_parents"] = above[row["uid"]]
            file.write(json.dumps(record) + "\n")


def csv_file(path):
    flows, parents = labelled()
    above = parents_of(parents)
    lines = ["start,src,dst,sport,dport,proto,bytes,bytes_in,uid,parents"]
    numbers = {"tcp": "6", "udp": "17", "gre": "47"}
    for row in flows:
        known = "" if row["bytes_in"] is None else row["bytes_in"]
        cells = (
            row["ts"], row["source"], row["destination"], row["source_port"],
            row["destination_port"], numbers[row["protocol"]], row["bytes_out"], known,
            row["uid"], " ".join(above.get(row["uid"], [])),
        )  # fmt: skip
        lines.append(",".join(map(str, cells)))
    path.write_text("\n".join(lines) + "\n")


def parquet(path):
    with duckdb.connect() as connection:
        fill(connection)
        connection.execute(
            "COPY (SELECT f.*, (SELECT list(parent) FROM flow_parents p WHERE p.uid = f.uid) "
            f"AS parents FROM flows f) TO '{path}'"
        )


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("conn.log", zeek_tsv),
        ("conn.json.gz", zeek_json),
        ("it's [1] flow?.csv", csv_file),
        ("flows.parquet", parquet),
    ],
)
def test_every_form_of_file_tells_the_same(tmp_path, name, write):
    write(tmp_path / name)
    found = ask([tmp_path / name], Question.DUPLICATION)
    rows = [dict(zip(found.columns, row, strict=True)) for row in found.rows]
    assert [(each["source"], each["risk"]) for each in rows] == COPIES
    (loaded,) = found.loaded
    assert (loaded.flows, loaded.unread) == (len(labelled()[0]), 0)
    beacons = ask([tmp_path / name], Question.BEACONS)
    assert [row[0] for row in beacons.rows] == ["10.7.0.1", "10.7.0.2"]


def test_files_are_one_table(tmp_path):
    zeek_tsv(tmp_path / "a.log")
    csv_file(tmp_path / "b.csv")
    both = ask([tmp_path / "a.log", tmp_path / "b.csv"], Question.DUPLICATION)
    assert next(dict(zip(both.columns, row, strict=True))["records"] for row in both.rows) == 100


def test_nfdump_s_records_of_both_directions(tmp_path):
    # As softflowd 1.1.0 exports IPFIX biflows and nfdump 1.7.1 prints them: the lower address first
    rows = (
        "192.0.2.9,203.0.113.1,0,0,GRE,0,0,408,278368",
        "198.51.100.1,203.0.113.1,0,0,GRE,203,199090,205,79278",
        "198.51.100.1,203.0.113.1,4789,41517,UDP,0,0,205,80918",
        "198.51.100.1,203.0.113.1,57281,4789,UDP,203,200714,0,0",
    )
    lines = ["ts,te,sa,da,sp,dp,pr,ipkt,ibyt,opkt,obyt"]
    lines += [f"2026-03-01 02:00:00,2026-03-01 02:01:00,{each}" for each in rows]
    (tmp_path / "flows.csv").write_text("\n".join([*lines, ""]))
    found = ask([tmp_path / "flows.csv"], Question.DUPLICATION)
    (row,) = [dict(zip(found.columns, each, strict=True)) for each in found.rows]
    assert (row["source"], row["destination"]) == ("203.0.113.1", "192.0.2.9")
    assert (row["protocol"], row["risk"], row["sent"]) == ("gre", 9, 278_368)


def test_iso_times_are_read(tmp_path):
    row = {"ts": "2026-03-01T02:00:00.5Z", "id.orig_h": "10.0.0.1", "id.resp_h": "10.0.0.2"}
    other = row | {"ts": "2026-03-01T03:00:00.5+01:00"}
    (tmp_path / "c.json").write_text(json.dumps(row) + "\n" + json.dumps(other) + "\n")
    (found,) = ask([tmp_path / "c.json"], Question.FIRST_SEEN).rows
    assert found[5:8] == (1772330400.5, 1772330400.5, 2)


@pytest.mark.parametrize(
    ("name", "text", "unread"),
    [
        ("a.json", '{"ts": 1.0, "id.orig_h": "a", "id.resp_h": "b"}\n{broken\n[1]\n', 2),
        ("b.log", "#fields\tts\tid.orig_h\tid.resp_h\n1.0\ta\tb\nnan\ta\tb\nx\ta\tb\n-\ta\tb\n", 3),
        ("c.csv", "ts,src,dst\n1.0,a,b\nyesterday,a,b\n2.0,,b\n", 2),
    ],
)
def test_rows_that_are_not_understood_are_counted(tmp_path, name, text, unread):
    (tmp_path / name).write_text(text)
    found = ask([tmp_path / name], Question.FIRST_SEEN)
    assert (found.loaded[0].flows, found.loaded[0].unread) == (1, unread)
    assert f"{unread} rows were not understood" in " ".join(whole_table.document(found).notes)


def test_what_does_not_fit_is_spilled_and_removed(tmp_path):
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT 1772000000 + i AS ts, '10.' || (i % 250) || '.' || (i // 250 % 250) || "
            "'.1' AS source, md5(i::VARCHAR) AS destination, 443 AS destination_port, 'tcp' AS "
            f"protocol, 100 AS bytes_out FROM range(1500000) t(i)) TO '{tmp_path}/many.parquet'"
        )
    spill = tmp_path / "spill"
    spill.mkdir()
    found = ask([tmp_path / "many.parquet"], Question.FIRST_SEEN, memory="100MB", spill=spill)
    assert found.loaded[0].flows == 1_500_000
    assert (len(found.rows), found.more) == (1000, True)
    assert list(spill.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("x.csv", "a,b\n1,2\n", "no column for ts, source, destination; it has a, b"),
        ("x.parquet", "PAR1 and no more", "DuckDB: "),
        ("x.gz", b"\x1f\x8b\x08\x00cut", "x.gz: "),
    ],
)
def test_a_file_that_is_none_of_these_is_named(tmp_path, name, text, message):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(AnalyticsError, match=message):
        ask([path], Question.VOLUMES)
    with pytest.raises(AnalyticsError, match="No such file"):
        ask([tmp_path / "none"], Question.VOLUMES)


def test_names_in_a_file_are_never_taken_for_sql(tmp_path):
    header = "#fields\tts\tid.orig_h\tid.resp_h\tx'}, header=true); DROP TABLE flows; --\t\"y"
    (tmp_path / "a.log").write_text(f"{header}\n1.0\ta' OR 1=1\tb\tc\td\n")
    (row,) = ask([tmp_path / "a.log"], Question.FIRST_SEEN).rows
    assert row[:2] == ("a' OR 1=1", "b")
    (tmp_path / "b.csv").write_text("\x1b[2Jts,src\n1,2\n")
    with pytest.raises(AnalyticsError) as told:
        ask([tmp_path / "b.csv"], Question.FIRST_SEEN)
    assert "\x1b" not in str(told.value)


def test_limits_are_checked(tmp_path):
    zeek_tsv(tmp_path / "a.log")
    with pytest.raises(AnalyticsError, match="512MB"):
        ask([tmp_path / "a.log"], Question.BEACONS, memory="much")
    with pytest.raises(AnalyticsError, match="give more with --memory"):
        ask([tmp_path / "a.log"], Question.BEACONS, memory="1MB")
    with pytest.raises(AnalyticsError, match="none"):
        ask([tmp_path / "a.log"], Question.BEACONS, spill=tmp_path / "none")


@pytest.mark.parametrize("module", ["duckdb", "sqlglot"])
def test_without_the_extra_its_name_is_told(tmp_path, monkeypatch, module):
    monkeypatch.setitem(sys.modules, module, None)
    zeek_tsv(tmp_path / "a.log")
    with pytest.raises(AnalyticsError, match=r"netwatch-drift\[analytics\]"):
        ask([tmp_path / "a.log"], Question.BEACONS)
