"""netwatch search, as it is typed."""

import json

from support.visits import visit
from typer.testing import CliRunner

from netwatch.app.settings import load_settings
from netwatch.app.workspace import Workspace
from netwatch.cli.main import app

TEXT = "interface Gi1/0/1\n ip address 10.1.2.3\ninterface Gi1/0/2\n ip address 10.9.9.9\nend"


def run(tmp_path, *words):
    return CliRunner().invoke(
        app,
        ["--state-dir", str(tmp_path), "--inventory", str(tmp_path / "none.yaml"), *words],
        catch_exceptions=True,
    )


def test_a_search_finds_what_was_kept_a_moment_ago(tmp_path):
    with Workspace(load_settings(state_dir=tmp_path)) as work:
        work.store.keep(visit(0, text=TEXT))
        work.store.keep(visit(1, text=TEXT.replace("10.1.2.3", "10.1.2.4")))
    answer = run(tmp_path, "search", "10.1.2.3", "--format", "json")
    assert answer.exit_code == 0, answer.output
    (match,) = json.loads(answer.stdout)["matches"]
    assert match["places"] == [{"line": 2, "parents": [{"line": 1, "text": "interface Gi1/0/1"}]}]
    assert not match["standing"]
    answer = run(
        tmp_path, "search", r"10\.\d+\.\d\.[49]", "--regex", "--current", "--format", "json"
    )
    matches = json.loads(answer.stdout)["matches"]
    assert {each["places"][0]["line"] for each in matches} == {2, 4}
    (tmp_path / "none.yaml").write_text("devices: []\n")  # a pattern also asks the inventory
    answer = run(tmp_path, "search", "10.1.2.3", "--device", "core-*", "--at", "2026-01-02")
    assert "0 lines" in answer.output


def test_the_index_is_brought_up_to_date_on_demand(tmp_path):
    with Workspace(load_settings(state_dir=tmp_path)) as work:
        work.store.keep(visit(0))
        assert work.store.lines.pending() == 1
    assert run(tmp_path, "db", "index").exit_code == 0
    with Workspace(load_settings(state_dir=tmp_path)) as work:
        assert work.store.lines.pending() == 0
