"""The questions' SQL: right answers on DuckDB, and the same on PostgreSQL and Spark."""

import importlib.util
import json
import random
import shutil
import subprocess
import sys
from math import floor
from pathlib import Path

import duckdb
import pytest
import sqlglot
from sqlglot import exp
from support import beacon_scores
from support.engines import fill, fill_postgres, same
from support.labelled_flows import DAY, END

from netwatch.app.analytics import AnalyticsError, Dialect, Question, settings_of, sql

WIDE = {Question.BEACONS: {"least_score": 0.2}}


@pytest.fixture
def flows():
    with duckdb.connect() as connection:
        fill(connection)
        yield connection


def ask(connection, question, given=None):
    found = connection.execute(sql(question, Dialect.DUCKDB, given))
    names = [each[0] for each in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def test_copies_are_told_with_their_risk_and_fabrics_are_not(flows):
    found = ask(flows, Question.DUPLICATION)
    assert [(each["source"], each["risk"], each["kind"]) for each in found] == [
        ("10.9.0.1", 9, "one-way-tunnel"),
        ("10.9.0.2", 9, "one-way-tunnel"),
        ("10.9.0.5", 9, "one-way-tunnel"),
        ("10.9.0.6", 9, "one-way-tunnel"),
        ("10.9.1.1", 8, "mirrored-volume"),
    ]
    assert (found[0]["records"], found[0]["sent"]) == (50, 2_000_000)


def test_a_smaller_least_size_tells_of_smaller_copies(flows):
    found = ask(flows, Question.DUPLICATION, {"least_bytes": 500_000})
    assert {each["source"] for each in found if each["risk"] == 8} == {"10.9.1.1", "10.9.1.2"}


def test_a_single_answer_makes_a_tunnel_two_sided(flows):
    flows.execute(
        "INSERT INTO flows (ts, source, destination, protocol, source_port, destination_port, "
        "bytes_out, bytes_in) VALUES (?, '198.51.100.9', '10.9.0.1', 'udp', 1, 4789, 1, 0)",
        [END - 4000],
    )
    assert "10.9.0.1" not in {each["source"] for each in ask(flows, Question.DUPLICATION)}


def test_what_was_never_seen_before_is_new(flows):
    found = {
        (each["source"], each["destination"]): each for each in ask(flows, Question.FIRST_SEEN)
    }
    assert found["10.1.1.1", "203.0.113.77"]["state"] == "new"
    assert ("10.1.1.1", "10.1.1.2") not in found


def test_a_short_table_only_learns(flows):
    flows.execute("DELETE FROM flows WHERE ts < ?", [END - 2 * DAY])
    assert {each["state"] for each in ask(flows, Question.FIRST_SEEN)} == {"learning"}


def test_clocks_are_beacons_and_people_are_not(flows):
    found = ask(flows, Question.BEACONS)
    assert [each["source"] for each in found] == ["10.7.0.1", "10.7.0.2"]
    assert (found[0]["score"], found[0]["interval_s"], found[0]["size_bytes"]) == (1.0, 300, 512)


@pytest.mark.parametrize("seed", range(5))
def test_the_scores_are_those_of_the_published_formulas(flows, seed):
    dice = random.Random(seed)
    flows.execute("DELETE FROM flows")
    rows = [
        (END - dice.expovariate(1 / 20_000), f"10.0.0.{dice.randrange(4)}", dice.randrange(1500))
        for _ in range(dice.randrange(60, 400))
    ]
    flows.executemany(
        "INSERT INTO flows (ts, source, destination, protocol, destination_port, bytes_out) "
        "VALUES (?, ?, '192.0.2.1', 'tcp', 443, ?)",
        rows,
    )
    last = max(at for at, _, _ in rows)
    begins = floor(max(min(at for at, _, _ in rows), last - DAY))
    found = ask(flows, Question.BEACONS, {"least_score": 1e-9})
    assert found
    for each in found:
        mine = [row for row in rows if row[1] == each["source"] and row[0] >= begins]
        wanted = beacon_scores.score(
            [floor(row[0]) for row in mine], [row[2] for row in mine], begins, floor(last)
        )
        told = [each[f"{name}_score"] for name in ("interval", "size", "duration", "histogram")]
        assert told == pytest.approx(wanted, abs=1e-9)
        assert each["score"] == pytest.approx(sum(wanted) / 4, abs=1e-9)


def test_much_is_unusual_only_where_the_source_sends_little(flows):
    found = {each["source"]: each for each in ask(flows, Question.VOLUMES)}
    assert (found["10.5.0.0"]["state"], found["10.5.0.0"]["z"] > 3.5) == ("unusual", True)
    assert found["10.6.0.1"]["state"] == "learning"
    assert (found["10.5.0.0"]["one_way"], found["10.0.0.1"]["one_way"]) == ("yes", "no")


@pytest.mark.parametrize("question", Question)
@pytest.mark.parametrize("dialect", Dialect)
def test_every_question_is_written_for_every_engine(question, dialect):
    tree = sqlglot.parse_one(sql(question, dialect), read=dialect.value)
    assert tree.find(exp.Placeholder, exp.Parameter) is None
    numbers = {float(each.this) for each in tree.find_all(exp.Literal) if each.is_number}
    assert set(settings_of(question).values()) <= numbers


def test_a_setting_is_written_into_the_text():
    text = sql(Question.DUPLICATION, Dialect.DUCKDB, {"window_s": 1234, "least_bytes": 5.5})
    assert "ts / 1234" in text
    assert ">= 5.5" in text


def test_settings_are_checked():
    with pytest.raises(AnalyticsError, match="no setting 'window'; it has window_s"):
        settings_of(Question.BEACONS, {"window": 1})
    with pytest.raises(AnalyticsError, match="above 0"):
        settings_of(Question.BEACONS, {"window_s": float("nan")})


@pytest.mark.postgres
def test_postgresql_answers_the_same(flows):
    import os

    import psycopg

    url = os.environ.get("NETWATCH_TEST_POSTGRES") or pytest.skip("no server is named")
    with psycopg.connect(url) as server:
        fill_postgres(server)
        for question in Question:
            given = WIDE.get(question)
            wanted = flows.execute(sql(question, Dialect.DUCKDB, given)).fetchall()
            found = server.execute(sql(question, Dialect.POSTGRES, given)).fetchall()
            assert wanted
            assert same(found, wanted), question


@pytest.mark.spark
def test_spark_answers_the_same(flows, tmp_path):
    if shutil.which("java") is None or importlib.util.find_spec("pyspark") is None:
        pytest.skip("no Java or no pyspark")
    for table in ("flows", "flow_parents"):
        flows.execute(f"COPY {table} TO '{tmp_path}/{table}.parquet'")
    for question in Question:
        text = sql(question, Dialect.SPARK, WIDE.get(question))
        (tmp_path / f"{question}.sql").write_text(text)
    script = Path(__file__).parents[1] / "support" / "on_spark.py"
    subprocess.run([sys.executable, script, tmp_path], check=True, capture_output=True)
    for question in Question:
        wanted = flows.execute(sql(question, Dialect.DUCKDB, WIDE.get(question))).fetchall()
        found = json.loads((tmp_path / f"{question}.json").read_text())
        assert wanted
        assert same(found, wanted), question
