"""Published intrusions over real SSH and HTTP: what must fire does, its twin stays quiet."""

import pytest
from support.sweeps import told, visit, watched

from netwatch.lab.cloud import CloudFleet
from netwatch.lab.fleet import Fleet
from netwatch.lab.replay import AFTER, BEFORE, TWIN, Visible, load_replays
from netwatch.lab.spec import CloudSpec
from netwatch.model.evidence import Severity

pytestmark = [pytest.mark.lab, pytest.mark.xdist_group("replay")]
CASES = {each.name: each for each in load_replays()}


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """What was seen in each stage, ``after`` and ``twin`` each following ``before``."""
    outcome = {BEFORE: {}, AFTER: {}, TWIN: {}}
    for later in sorted({each.later for each in CASES.values()}):
        specs = [each.device for each in CASES.values() if each.later == later]
        accounts = [each for each in specs if isinstance(each, CloudSpec)]
        with (
            Fleet([each for each in specs if each not in accounts]) as fleet,
            CloudFleet(accounts) as clouds,
        ):
            for stage in (AFTER, TWIN):
                folder = tmp_path_factory.mktemp(stage) / "state"
                with watched(fleet, folder, clouds) as work:
                    outcome[BEFORE] |= visit(work, fleet, BEFORE, clouds=clouds)
                    outcome[stage] |= visit(work, fleet, stage, later, clouds)
    return outcome


def of(outcomes, name):
    return outcomes[CASES[name].device.name]


@pytest.mark.parametrize("name", CASES)
def test_the_baseline_is_quiet_and_whole(seen, name):
    checked = of(seen[BEFORE], name)
    assert checked.state.failures == ()
    assert told(checked) == {}


@pytest.mark.parametrize("name", CASES)
def test_the_intrusion_is_found_by_the_right_rules(seen, name):
    found = told(of(seen[AFTER], name), Severity.INFO)
    short = {
        rule: f"{least.label} wanted, {found[rule].label if rule in found else 'nothing'} told"
        for rule, least in CASES[name].fires
        if found.get(rule, Severity.INFO) < least
    }
    assert not short, found


@pytest.mark.parametrize("name", [name for name, each in CASES.items() if each.visible != "X"])
def test_its_benign_twin_stays_quiet(seen, name):
    checked = of(seen[TWIN], name)
    assert checked.state.failures == ()
    assert told(checked) == {}


@pytest.mark.parametrize("name", [name for name, each in CASES.items() if each.visible == "X"])
def test_what_nobody_can_see_is_said_and_not_guessed(seen, name):
    assert told(of(seen[AFTER], name)) == {}
    assert CASES[name].visible is Visible.NOT
