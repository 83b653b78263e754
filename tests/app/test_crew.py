"""Several collecting processes see what one sees, and a child's end is told."""

from dataclasses import replace

import pytest

from netwatch.app import crew
from netwatch.app.settings import load_settings
from netwatch.app.sweep import outcomes, sweep
from netwatch.app.workspace import Workspace
from netwatch.collect.deadline import Halt
from netwatch.inventory.errors import SecretError
from netwatch.lab.dialogue import DEMO_FLEET, load_folder
from netwatch.lab.fleet import Fleet
from netwatch.lab.inventory import environment, inventory_yaml

pytestmark = pytest.mark.lab


@pytest.fixture(scope="module")
def fleet():
    with Fleet(load_folder(DEMO_FLEET)) as running:
        yield running


def workspace(fleet, tmp_path, processes, surroundings=None):
    fleet.stage("before")
    path = tmp_path / "inventory.yaml"
    path.write_text(inventory_yaml(fleet.specs, fleet.ports))
    settings = load_settings(
        inventory=path,
        state_dir=tmp_path / f"state{processes}",
        processes=processes,
        secret_key="the same key gives the same placeholders",
    )
    return Workspace(settings, environment(fleet.specs) if surroundings is None else surroundings)


def seen(swept):
    """What a sweep saw, without the times of day."""
    return {
        each.device.name: replace(
            each.state,
            taken_at=None,
            image=replace(each.state.image, booted_at=None, uptime_s=None),
        )
        for each in swept.checked
    }


def test_two_processes_see_what_one_sees(fleet, tmp_path):
    with workspace(fleet, tmp_path, 1) as one, workspace(fleet, tmp_path, 2) as two:
        alone, together = sweep(one, one.devices(())), sweep(two, two.devices(()))
        assert seen(alone) == seen(together)
        assert [each.device.name for each in together.checked] == [
            each.name for each in fleet.specs
        ]
        pinned = {each.name: two.store.pinned(each.name) for each in fleet.specs}
        assert all(pinned.values())


def test_a_missing_secret_is_told_by_its_name(fleet, tmp_path):
    with (
        workspace(fleet, tmp_path, 2, {}) as work,
        pytest.raises(SecretError, match="NETWATCH_LAB"),
    ):
        list(crew.visits(work, work.devices(()), 2))


def test_a_child_that_dies_is_told(fleet, tmp_path, monkeypatch):
    monkeypatch.setattr(crew, "_visit", die)
    with (
        workspace(fleet, tmp_path, 2) as work,
        pytest.raises(crew.CrewError, match="run the sweep"),
    ):
        list(crew.visits(work, work.devices(()), 2))


def die(*_):
    raise SystemExit(9)


def test_winding_down_ends_the_children_and_keeps_what_was_seen(fleet, tmp_path):
    halt = Halt()
    with workspace(fleet, tmp_path, 2) as work:
        seen = []
        for checked in outcomes(work, work.devices(()), halt=halt):
            seen.append(checked.device.name)
            halt.wind_down()
        assert 1 <= len(seen) < len(fleet.specs)
        assert {each.name for each in work.store.devices()} == set(seen)
