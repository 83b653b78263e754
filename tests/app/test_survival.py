"""Whatever a device does, what was known of it stays, and the reason says what happened."""

from dataclasses import replace

import pytest

from netwatch.app.settings import load_settings
from netwatch.app.sweep import sweep
from netwatch.app.workspace import Workspace
from netwatch.lab.dialogue import DEMO_FLEET, load_folder
from netwatch.lab.fleet import Fleet
from netwatch.lab.inventory import environment, inventory_yaml
from netwatch.lab.spec import Crypto, Fault, FaultKind, Login, Pager, PagerManner
from netwatch.model.checked import CheckStatus
from netwatch.model.snapshot import Reason

pytestmark = pytest.mark.lab
SHOW_RUN = "show running-config"


def at(kind, **more):
    """Return a change of scene: ``show running-config`` fails in this way."""
    return lambda scene: replace(scene, faults=(Fault(kind=kind, at=SHOW_RUN, **more),))


CASES = {
    "a-truncated-configuration": (at(FaultKind.TRUNCATE, after=3000), Reason.INCOMPLETE),
    "a-configuration-nobody-may-see": (at(FaultKind.DENY), Reason.COMMAND_REJECTED),
    "a-command-that-is-gone": (at(FaultKind.REFUSE), Reason.COMMAND_REJECTED),
    "an-empty-answer": (at(FaultKind.EMPTY), Reason.INCOMPLETE),
    "a-hang-in-mid-output": (at(FaultKind.HANG, after=3000), Reason.TIMEOUT),
    "a-pager-that-ignores-keys": (
        lambda scene: replace(scene, pager=Pager(24, PagerManner.DEAF)),
        Reason.TIMEOUT,
    ),
    "another-password": (
        lambda scene: replace(scene, login=Login(password="other")),
        Reason.AUTH_FAILED,
    ),
    "old-cryptography": (lambda scene: replace(scene, crypto=Crypto.LEGACY), Reason.LEGACY_CRYPTO),
    "another-host": (lambda scene: replace(scene, hostname="impostor"), Reason.WRONG_DEVICE),
    "another-host-key": (lambda scene: replace(scene, host_key="new"), Reason.HOST_KEY_CHANGED),
    "nobody-at-home": (
        lambda scene: replace(
            scene, faults=(Fault(kind=FaultKind.REFUSE_CONNECTION, at="connect"),)
        ),
        Reason.UNREACHABLE,
    ),
}


@pytest.fixture(scope="module")
def fleet():
    spec = next(each for each in load_folder(DEMO_FLEET) if each.name == "core-rtr1")
    before = spec.scene("before")
    stages = [(name, change(before)) for name, (change, _) in CASES.items()]
    with Fleet([replace(spec, scenes=(("before", before), *stages))]) as running:
        yield running


@pytest.fixture
def work(fleet, tmp_path):
    fleet.stage("before")
    text = inventory_yaml(fleet.specs, fleet.ports)
    path = tmp_path / "inventory.yaml"
    path.write_text(text.replace("port: ", "timeout: 8\n  port: "))
    settings = load_settings(inventory=path, state_dir=tmp_path / "state")
    with Workspace(settings, environment(fleet.specs)) as opened:
        yield opened


def visit(work):
    (checked,) = sweep(work, work.devices(())).checked
    return checked


@pytest.mark.parametrize("case", CASES)
def test_the_last_good_state_survives(fleet, work, case):
    _, reason = CASES[case]
    visit(work)
    good = work.store.known_state("core-rtr1")

    fleet.stage(case)
    checked = visit(work)
    assert reason in {each.reason for each in checked.state.failures}
    assert checked.status is not CheckStatus.OK
    assert all(each.detail for each in checked.state.failures)
    new = {each.finding.rule for each in checked.findings if each.new}
    assert not {each for each in new if each.startswith(("mirror-", "config-drift", "image-"))}
    kept = work.store.known_state("core-rtr1")
    assert (kept.config, kept.mirrors, kept.tunnels) == (good.config, good.mirrors, good.tunnels)
    assert kept.image == good.image

    fleet.stage("before")
    assert visit(work).state.mirrors == good.mirrors


def test_a_changed_host_key_is_a_finding_and_nothing_is_asked(fleet, work):
    visit(work)
    fleet.stage("another-host-key")
    already = len(fleet.sessions("core-rtr1"))
    checked = visit(work)
    assert "host-key-changed" in {each.finding.rule for each in checked.findings}
    assert len(fleet.sessions("core-rtr1")) == already
