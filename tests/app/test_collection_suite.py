"""A fault of collection becomes "could not observe" on every family, never a change or its lack."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from netwatch import registry
from netwatch.app.settings import load_settings
from netwatch.app.sweep import sweep
from netwatch.app.workspace import Workspace
from netwatch.lab.dialogue import DEMO_FLEET, load
from netwatch.lab.fleet import Fleet
from netwatch.lab.inventory import environment, inventory_yaml
from netwatch.lab.replay import BEFORE
from netwatch.lab.spec import Fault, FaultKind, Pager, PagerManner
from netwatch.model.checked import CheckStatus
from netwatch.model.platform import CONFIG
from netwatch.model.snapshot import Reason

pytestmark = pytest.mark.lab
NOISE = Path(__file__).parents[1] / "replay" / "noise"
DEVICES = {
    "core-rtr1": DEMO_FLEET / "core-rtr1.yaml",
    "dc1-leaf1": DEMO_FLEET / "dc1-leaf1.yaml",
    "dc2-leaf1": DEMO_FLEET / "dc2-leaf1.yaml",
    "routeros": NOISE / "routeros.yaml",
    "asa": NOISE / "asa.yaml",
}
MARKERS = {
    "core-rtr1": r"\nend\s*\Z",
    "dc1-leaf1": r"!Command: show running-config\n",
    "dc2-leaf1": r"\n\}\s*\Z",
    "routeros": r"\A# .*\n",
    "asa": r"\n: end\s*\Z",
}


def asked(spec):
    commands = registry.platform(spec.platform).commands
    return next(each.text for each in commands if each.topic == CONFIG)


def at(kind, **more):
    """Return a change of scene: the configuration's command fails in this way."""
    return lambda spec, scene: replace(scene, faults=(Fault(kind=kind, at=asked(spec), **more),))


def without_marker(spec, scene):
    pattern = MARKERS[spec.name]
    (config,) = [each for each in scene.answers if each.command == asked(spec)]
    cut = replace(config, text=re.sub(pattern, "\n", config.text))
    assert cut != config
    answers = tuple(cut if each is config else each for each in scene.answers)
    return replace(scene, answers=answers)


def half(spec, scene):
    text = next(each.text for each in scene.answers if each.command == asked(spec))
    return at(FaultKind.TRUNCATE, after=len(text) // 2)(spec, scene)


CASES = {
    "no-end-marker": (without_marker, {Reason.INCOMPLETE}),
    "unknown-command": (at(FaultKind.REFUSE), {Reason.COMMAND_REJECTED}),
    "not-authorised": (at(FaultKind.DENY), {Reason.COMMAND_REJECTED}),
    "empty-answer": (at(FaultKind.EMPTY), {Reason.INCOMPLETE}),
    "half-a-configuration": (half, {Reason.INCOMPLETE}),
    "cut-connection": (at(FaultKind.DROP, after=200), {Reason.INCOMPLETE, Reason.UNREACHABLE}),
    "wrong-prompt": (lambda _, scene: replace(scene, prompt="login: "), {Reason.TIMEOUT}),
    "wrong-host": (
        lambda _, scene: replace(scene, hostname="impostor", prompt=None),
        {Reason.WRONG_DEVICE},
    ),
    "deaf-pager": (
        lambda _, scene: replace(scene, pager=Pager(4, PagerManner.DEAF)),
        {Reason.TIMEOUT},
    ),
}


# That another box answers is news of its own.
ALSO_TOLD = {"wrong-host": {"device-identity-changed"}}


def staged(spec):
    before = spec.scene(BEFORE)
    stages = ((name, change(spec, before)) for name, (change, _) in CASES.items())
    return replace(spec, scenes=((BEFORE, before), *stages))


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """What was known before, and by case what the visit told and what is known after it."""
    folder = tmp_path_factory.mktemp("faults")
    with Fleet([staged(load(path)) for path in DEVICES.values()]) as fleet:
        inventory = folder / "inventory.yaml"
        text = inventory_yaml(fleet.specs, fleet.ports)
        inventory.write_text(text.replace("port: ", "timeout: 10\n  port: "))
        settings = load_settings(inventory=inventory, state_dir=folder / "state", processes=1)
        with Workspace(settings, environment(fleet.specs)) as work:
            good = visited(work, fleet, BEFORE)
            return good, {name: visited(work, fleet, name) for name in CASES}


def visited(work, fleet, stage):
    fleet.stage(stage)
    outcome = {each.device.name: each for each in sweep(work, work.devices(())).checked}
    return {name: (each, work.store.known_state(name)) for name, each in outcome.items()}


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("case", CASES)
def test_a_fault_is_told_as_a_fault(seen, device, case):
    good, after = seen
    known, (checked, kept) = good[device][1], after[case][device]
    assert good[device][0].state.failures == ()
    assert CASES[case][1] & {each.reason for each in checked.state.failures}, checked.state.failures
    assert checked.status is not CheckStatus.OK
    told = {each.finding.rule for each in checked.findings if each.new}
    assert {each for each in told if not each.startswith("collect")} == ALSO_TOLD.get(case, set())
    assert (kept.config, kept.mirrors, kept.tunnels) == (known.config, known.mirrors, known.tunnels)
    assert kept.image == known.image
