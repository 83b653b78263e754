"""Published intrusions over real SSH: what must fire does, what looks alike stays quiet."""

import shutil
from contextlib import contextmanager

import pytest

from netwatch.app.cadence import Effort, Wish
from netwatch.app.settings import load_settings
from netwatch.app.sweep import sweep
from netwatch.app.workspace import Workspace
from netwatch.lab.fleet import Fleet
from netwatch.lab.inventory import environment, inventory_yaml
from netwatch.lab.replay import AFTER, BEFORE, REPLAYS, TWIN, Visible, load_replays
from netwatch.model.evidence import Severity

pytestmark = [pytest.mark.lab, pytest.mark.xdist_group("replay")]
CASES = {each.name: each for each in load_replays()}


@contextmanager
def watched(fleet, folder):
    """Open an empty workspace that watches ``fleet``."""
    folder.mkdir()
    inventory = folder / "inventory.yaml"
    inventory.write_text(inventory_yaml(fleet.specs, fleet.ports), encoding="utf-8")
    shutil.copy(REPLAYS / "policy.yaml", folder / "policy.yaml")
    settings = load_settings(
        state_dir=folder, inventory=inventory, policy=folder / "policy.yaml", processes=1
    )
    with Workspace(settings, environment(fleet.specs)) as work:
        yield work


def visit(work, fleet, stage):
    """Sweep every device in ``stage``, hashes included; return each one's outcome by name.

    By itself netwatch takes hashes when an image has changed visibly, and else within a week.
    """
    fleet.stage(stage)
    swept = sweep(work, work.devices(()), wish=Wish(hashes=Effort.ALWAYS))
    return {each.device.name: each for each in swept.checked}


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """What was seen in each stage, ``after`` and ``twin`` each following ``before``."""
    outcome = {}
    with Fleet([each.device for each in CASES.values()]) as fleet:
        for stage in (AFTER, TWIN):
            with watched(fleet, tmp_path_factory.mktemp(stage) / "state") as work:
                outcome[BEFORE] = visit(work, fleet, BEFORE)
                outcome[stage] = visit(work, fleet, stage)
    return outcome


def told(checked, least=Severity.MEDIUM):
    """Return what one visit told anew, worst severity by rule."""
    found = {}
    for each in checked.findings:
        if each.new and each.finding.severity >= least:
            rule = each.finding.rule
            found[rule] = max(found.get(rule, Severity.INFO), each.finding.severity)
    return found


@pytest.mark.parametrize("name", CASES)
def test_the_baseline_is_quiet_and_whole(seen, name):
    checked = seen[BEFORE][name]
    assert checked.state.failures == ()
    assert told(checked) == {}


@pytest.mark.parametrize("name", CASES)
def test_the_intrusion_is_found_by_the_right_rules(seen, name):
    found = told(seen[AFTER][name], Severity.INFO)
    short = {
        rule: f"{least.label} wanted, {found[rule].label if rule in found else 'nothing'} told"
        for rule, least in CASES[name].fires
        if found.get(rule, Severity.INFO) < least
    }
    assert not short, found


@pytest.mark.parametrize("name", [name for name, each in CASES.items() if each.visible != "X"])
def test_its_benign_twin_stays_quiet(seen, name):
    checked = seen[TWIN][name]
    assert checked.state.failures == ()
    assert told(checked) == {}


@pytest.mark.parametrize("name", [name for name, each in CASES.items() if each.visible == "X"])
def test_what_nobody_can_see_is_said_and_not_guessed(seen, name):
    assert told(seen[AFTER][name]) == {}
    assert CASES[name].visible is Visible.NOT
