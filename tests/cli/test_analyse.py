"""netwatch analyse and netwatch export: what a person types and sees."""

import subprocess
import sys

import pytest

CONN = (
    "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\torig_ip_bytes\t"
    "resp_ip_bytes\n"
    "1772323200.5\tC1\t10.0.0.1\t50000\t198.51.100.9\t4789\tudp\t90000\t0\n"
)


def test_a_mirror_is_shown_as_a_table_and_as_json(run, tmp_path):
    (tmp_path / "conn.log").write_text(CONN)
    shown = run("analyse", "conn.log", "--question", "duplication", "--memory", "512MB")
    assert shown.code == 0
    assert "10.0.0.1" in shown.out
    assert "udp/4789" in shown.out
    assert "2026-03-01 00:00" in shown.out
    assert "1 flows in 1 files, 1 rows in answer" in shown.out
    found = run("analyse", "conn.log", "-q", "duplication", "-f", "json").json
    assert (found["schema"], found["rows"][0]["risk"]) == ("netwatch/analysis/1", 9)
    assert found["rows"][0]["kind"] == "one-way-tunnel"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("analyse", "conn.log", "-q", "mirrors"), "there are duplication, first-seen"),
        (("analyse", "conn.log", "--set", "window_s"), "NAME=NUMBER"),
        (("analyse", "none.log"), "none.log: No such file"),
        (("export", "analytics", "--dialect", "oracle"), "there are duckdb, spark"),
        (("export", "analytics", "--dialect", "spark", "--set", "window_s=1"), "needs --question"),
        (("export", "rules", "--to", "qradar"), "there are sigma, splunk"),
        (("export", "rules", "--to", "sigma", "--output", "conn.log"), "cannot make conn.log"),
    ],
)
def test_mistakes_are_told_in_one_message(run, tmp_path, words, message):
    (tmp_path / "conn.log").write_text(CONN)
    failed = run(*words)
    assert failed.code == 2
    assert message in failed.err


def test_sql_is_printed_for_an_engine(run, tmp_path):
    one = run(
        "export", "analytics", "--dialect", "bigquery", "-q", "beacons", "--set", "window_s=7200"
    )
    assert one.out.rstrip().endswith(";")
    assert "7200" in one.out
    assert "STRING" in one.out
    run("export", "analytics", "--dialect", "spark", "--output", "all.sql")
    assert (tmp_path / "all.sql").read_text().count("\nWITH ") == 4


def test_rules_are_written_one_file_each_with_an_index(run, tmp_path):
    listed = run("export", "rules", "--to", "splunk", "-f", "json").json
    done = run("export", "rules", "--to", "splunk", "--output", "rules/splunk")
    assert done.code == 0
    home = tmp_path / "rules" / "splunk"
    index = (home / "index.md").read_text()
    assert len(listed["rules"]) == 5
    for each in listed["rules"]:
        assert (home / each["file"]).read_text() == each["text"]
        assert f"[{each['file']}]({each['file']})" in index


def test_help_needs_none_of_the_extra_packages():
    script = (
        "import sys; sys.modules.update(dict.fromkeys(('duckdb', 'sqlglot', 'yaml')));"
        "from netwatch.cli.main import app; app(['analyse', '--help'])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
