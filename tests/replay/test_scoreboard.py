"""The scoreboard says what the replays play, on the page and on the command line."""

import json

from support.scoreboard_page import COMMAND, PAGE, page
from typer.testing import CliRunner

from netwatch.cli.main import app
from netwatch.judgement.attack import LATEST
from netwatch.lab.replay import load_replays
from netwatch.lab.scoreboard import ROWS, scoreboard
from netwatch.registry import rules

RULES = {each.id: each for each in rules()}


def run(*words):
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output
    return result.output


def test_the_page_is_current():
    assert PAGE.read_text(encoding="utf-8") == page(scoreboard(load_replays())), f"run: {COMMAND}"


def test_every_replay_names_a_row_and_rules_that_exist():
    for each in load_replays():
        assert each.row in ROWS
        assert {rule for rule, _ in (*each.fires, *each.traffic)} <= set(RULES), each.name


def test_coverage_prints_every_row():
    shown = run("rules", "coverage")
    assert all(each in shown for each in ROWS)


def test_the_layer_names_every_technique_of_every_rule():
    layer = json.loads(run("export", "navigator"))
    assert layer["domain"] == "enterprise-attack"
    assert layer["versions"]["attack"] == LATEST
    by_rule = ", ".join(each["comment"] for each in layer["techniques"])
    assert all(each.id in by_rule for each in RULES.values() if each.techniques)
