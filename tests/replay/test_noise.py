"""What devices move by themselves is silent; the change that looks like it is told."""

from pathlib import Path

import pytest
from support.sweeps import moved, told, visit, watched

from netwatch.lab.dialogue import load_folder
from netwatch.lab.fleet import Fleet
from netwatch.lab.replay import AFTER, BEFORE
from netwatch.model.evidence import Severity

pytestmark = [pytest.mark.lab, pytest.mark.xdist_group("replay")]
DEVICES = {each.name: each for each in load_folder(Path(__file__).parent / "noise")}
# A device whose texts do move, though nothing they mean does.
REWRITTEN = "rewritten"
# What must be told all the same: device, stage, rule.
TOLD = (
    ("xe_secrets", "nine", "secret-changed"),
    ("xe_secrets", "eight", "secret-changed"),
    ("xe_secrets", "five", "secret-changed"),
    ("comware", "hash", "secret-changed"),
    ("xe_order", "moved", "config-drift"),
    ("xe_certificate", "renamed", "config-drift"),
    ("nxos", "static", "config-drift"),
)


@pytest.fixture(scope="module")
def fleet():
    with Fleet(DEVICES.values()) as running:
        yield running


@pytest.fixture(scope="module")
def quiet(fleet, tmp_path_factory):
    """Each device's two visits, and the commands whose kept answers differ."""
    with watched(fleet, tmp_path_factory.mktemp("quiet") / "state") as work:
        first, second = visit(work, fleet, BEFORE), visit(work, fleet, AFTER)
        return first, second, {name: moved(work, each) for name, each in DEVICES.items()}


@pytest.fixture(scope="module")
def loud(fleet, tmp_path_factory):
    """What the second visit told, by the stage it found the devices in."""
    found = {}
    for stage in dict.fromkeys(stage for _, stage, _ in TOLD):
        with watched(fleet, tmp_path_factory.mktemp(stage) / "state") as work:
            visit(work, fleet, BEFORE)
            found[stage] = visit(work, fleet, stage)
    return found


@pytest.mark.parametrize("name", DEVICES)
def test_nothing_is_told_of_what_moves_by_itself(quiet, name):
    first, second, _ = quiet
    assert first[name].state.failures == second[name].state.failures == ()
    assert told(second[name], Severity.INFO) == {}, [
        (each.finding.title, each.finding.evidence) for each in second[name].findings if each.new
    ]


@pytest.mark.parametrize(
    "name", [name for name, each in DEVICES.items() if REWRITTEN not in each.tags]
)
def test_no_new_version_is_kept_of_what_moves_by_itself(quiet, name):
    assert quiet[2][name] == []


@pytest.mark.parametrize(("name", "stage", "rule"), TOLD)
def test_the_change_that_looks_like_it_is_told(loud, name, stage, rule):
    assert rule in told(loud[stage][name], Severity.INFO)
